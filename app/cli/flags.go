package cli

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// settingFlags are --set and --secret.
type settingFlags struct{ set, secret []string }

func (f *settingFlags) add(cmd *cobra.Command, secrets bool) {
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "a setting as `name=value`, verbatim; of a list, one line each time")
	if secrets {
		cmd.Flags().StringArrayVar(&f.secret, "secret", nil, "a secret as `name=`@FILE, name=env:VARIABLE or name=cmd:COMMAND")
	}
}

// settings reads --set. A name given twice has both values, a line each: that is how lists are given.
func (f *settingFlags) settings(cmd *cobra.Command) (map[string]string, error) {
	settings := map[string]string{}
	for _, s := range f.set {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, usage(cmd, "--set takes name=value, not "+quoted(s)+".")
		}
		if former, twice := settings[name]; twice {
			value = former + "\n" + value
		}
		settings[name] = value
	}
	return settings, nil
}

// secrets reads --secret. Its values are never part of a message.
func (f *settingFlags) secrets(ctx context.Context, cmd *cobra.Command) (map[string]string, error) {
	secrets := map[string]string{}
	for _, s := range f.secret {
		name, from, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, usage(cmd, "--secret takes name=@FILE, name=env:VARIABLE or name=cmd:COMMAND.")
		}
		value, err := fetchSecret(ctx, cmd, name, from)
		if err != nil {
			return nil, err
		}
		secrets[name] = value
	}
	return secrets, nil
}

func fetchSecret(ctx context.Context, cmd *cobra.Command, name, from string) (string, error) {
	if path, ok := strings.CutPrefix(from, "@"); ok {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", lockstep.Errorf(lockstep.NotFound, "The secret %s could not be read: %v.", name, err)
		}
		return trimNewline(string(content)), nil
	}
	if variable, ok := strings.CutPrefix(from, "env:"); ok {
		value, set := os.LookupEnv(variable)
		if !set {
			return "", lockstep.Errorf(lockstep.NotFound, "The secret %s is to come from the variable %s, which is not set.", name, variable)
		}
		return value, nil
	}
	if line, ok := strings.CutPrefix(from, "cmd:"); ok {
		shell := []string{"sh", "-c"}
		if runtime.GOOS == "windows" {
			shell = []string{"cmd", "/C"}
		}
		command := exec.CommandContext(ctx, shell[0], shell[1], line)
		command.Stderr = cmd.ErrOrStderr()
		output, err := command.Output()
		if err != nil {
			return "", lockstep.Errorf(lockstep.Invalid, "The command for the secret %s failed: %v.", name, err)
		}
		return trimNewline(string(output)), nil
	}
	return "", usage(cmd, "The secret "+name+" is not written on the command line, where others can see it. Take it from @FILE, env:VARIABLE or cmd:COMMAND.")
}

// lossFlag is --accept-loss, alone or with items.
type lossFlag struct{ choices *app.ChoiceRequest }

const everyLoss = "*"

func (f lossFlag) String() string { return "" }

func (f lossFlag) Type() string { return "ITEM" }

func (f lossFlag) Set(item string) error {
	if item == everyLoss {
		f.choices.AcceptAll = true
		return nil
	}
	f.choices.AcceptLoss = append(f.choices.AcceptLoss, item)
	return nil
}

// saveFlag is --save-loss, alone or with items.
type saveFlag struct{ choices *app.ChoiceRequest }

func (f saveFlag) String() string { return "" }

func (f saveFlag) Type() string { return "ITEM" }

func (f saveFlag) Set(item string) error {
	if item == everyLoss {
		f.choices.SaveAll = true
		return nil
	}
	f.choices.SaveLoss = append(f.choices.SaveLoss, item)
	return nil
}

// leakFlag is --accept-leak, alone or with items.
type leakFlag struct{ choices *app.ChoiceRequest }

func (f leakFlag) String() string { return "" }

func (f leakFlag) Type() string { return "ITEM" }

func (f leakFlag) Set(item string) error {
	if item == everyLoss {
		f.choices.AllLeaks = true
		return nil
	}
	f.choices.AcceptLeak = append(f.choices.AcceptLeak, item)
	return nil
}

// actFlags are the flags of every command that changes an environment.
type actFlags struct {
	choices app.ChoiceRequest
	take    []string
	renames []string
	plan    bool
	sql     bool
	confirm string
	why     string
	output  string // the file that the plan is to be kept in
	sealed  string // the file of the plan that is to be run
}

func (f *actFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.choices.Only, "only", nil, "only this `ITEM` and what it needs")
	flags.StringArrayVar(&f.choices.Except, "except", nil, "all but this `ITEM`")
	flags.StringArrayVar(&f.take, "take", nil, "where both sides changed: `source=ITEM or target=ITEM`")
	f.addAnswers(cmd)
}

func (f *actFlags) addAnswers(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.plan, "plan", false, "say what would happen and change nothing; exits 3 where there is something to do")
	flags.BoolVar(&f.sql, "sql", false, "with --plan: print the statements too by which databases would be changed")
	flags.StringArrayVar(&f.renames, "rename", nil, "`product.note=remark`: what goes is what comes, and keeps its values; with != it is not; remembered for the project")
	flags.Var(lossFlag{&f.choices}, "accept-loss", "accept every loss, or with =`ITEM` that item's")
	flags.Lookup("accept-loss").NoOptDefVal = everyLoss
	flags.Var(saveFlag{&f.choices}, "save-loss", "save what rows lose into the catalog first, or with =`ITEM` what that item's do")
	flags.Lookup("save-loss").NoOptDefVal = everyLoss
	flags.Var(leakFlag{&f.choices}, "accept-leak", "let travel what looks as if it should not, or with =`ITEM` that item's")
	flags.Lookup("accept-leak").NoOptDefVal = everyLoss
	flags.BoolVar(&f.choices.PastGate, "past-gate", false, "go past a gate that is not met; needs -m and --confirm, and is recorded")
	flags.StringVar(&f.confirm, "confirm", "", "the `NAME` of the live environment, typed out")
	flags.StringVarP(&f.why, "message", "m", "", "`WHY`, for the record; a live environment asks for it")
}

// request gives the choices of the flags.
func (f *actFlags) request(cmd *cobra.Command) (app.ChoiceRequest, error) {
	choices := f.choices
	if f.sql && !f.plan {
		return choices, usage(cmd, "--sql goes with --plan.")
	}
	for _, t := range f.take {
		side, item, _ := strings.Cut(t, "=")
		switch {
		case side == "source" && item != "":
			choices.TakeSource = append(choices.TakeSource, item)
		case side == "target" && item != "":
			choices.TakeTarget = append(choices.TakeTarget, item)
		default:
			return choices, usage(cmd, "--take takes source=ITEM or target=ITEM, not "+quoted(t)+".")
		}
	}
	return choices, nil
}
