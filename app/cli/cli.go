// Package cli is the command line: it reads words, asks package app, and prints the answer as text for a person or as
// one JSON document. It decides nothing about environments; every rule is behind app.
package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"lockstep/app"
)

// Stdio is what the program reads and writes.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool   // a person looks at Err: progress is shown and, where In is not a file or a pipe, questions are asked
	Version  string // what lockstep version says without opening a catalog; "" asks the catalog's app
}

// Options are what a catalog is opened with.
type Options struct {
	Home        string // "" means the system's data folder
	LockTimeout time.Duration
	Emit        func(event string, payload any) // is told of progress; never nil
	KeyFile     []byte                          // an exported key to open the catalog with, and to keep; nil to open it as always
	Passphrase  string                          // of the KeyFile
	Unattended  bool                            // nobody is asked to unlock a keychain
}

// Opener opens the catalog of a home folder, and makes it where there is none.
type Opener func(context.Context, Options) (*app.App, error)

// Watcher gives what can be looked at while the key of a home's catalog is out of reach.
type Watcher func(Options) (app.Lookout, error)

// The exit codes.
const (
	exitDone        = 0 // done, or nothing to do
	exitFailed      = 1
	exitUsage       = 2
	exitDifferences = 3
	exitRefused     = 4 // nothing was changed
	exitUnverified  = 5 // changed, but it did not verify, or what follows a change failed
	exitRolledBack  = 6 // it went wrong, and was taken back by policy
)

// Run carries out one command and gives the program's exit code. The catalog is opened by the first command that needs
// it and closed before Run returns.
func Run(ctx context.Context, args []string, stdio Stdio, open Opener, lookout Watcher) int {
	p := &program{ctx: ctx, stdio: stdio, open: open, lookout: lookout, in: bufio.NewReader(stdio.In)}
	p.progress = newProgress(stdio)
	root := p.root()
	root.SetArgs(args)
	// Where the words themselves do not parse, the flag may not have been reached.
	p.json = slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil {
		p.fail(misused(cmd, err))
	}
	if p.app != nil {
		// What was asked for is recorded and printed by now; a catalog that does not close loses nothing of it.
		_ = app.Close(p.app)
	}
	return p.exit
}

// program is one run of the command line.
type program struct {
	ctx      context.Context
	stdio    Stdio
	open     Opener
	lookout  Watcher
	in       *bufio.Reader
	inRead   bool // standard input was taken for a document
	progress *progress
	app      *app.App
	exit     int

	keyFile    []byte // what the catalog is opened with
	passphrase string
	unattended bool // nobody is there to be asked for anything

	home        string
	json        bool
	yes         bool
	lockTimeout time.Duration
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "lockstep",
		Short: "Move changes from one environment to the next, with a way back",
		Long: `Lockstep moves the model and the configuration of an app from one environment to the next, takes a snapshot
before every change, and brings any snapshot back.

  ENV   project/environment, or environment where that is clear
  REF   ENV (as it is now), ENV@N or ENV@latest (a snapshot), an archive file, or 8 or more digits of a snapshot's id
  ITEM  kind/name, or slot:kind/name; * and ** match

Exit codes: 0 done or nothing to do, 1 failed, 2 wrong usage, 3 differences, 4 refused and nothing changed,
5 changed, but not verified or a check failed, 6 taken back by policy.`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.Args = cobra.ArbitraryArgs
	root.SuggestionsMinimumDistance = 2
	root.RunE = func(cmd *cobra.Command, args []string) error { return p.lacksCommand(cmd, args) }
	root.SetIn(p.in)
	root.SetOut(p.stdio.Out)
	root.SetErr(p.stdio.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage(cmd, err.Error()) })
	root.SetHelpFunc(p.help)
	flags := root.PersistentFlags()
	flags.SortFlags = false
	flags.StringVar(&p.home, "home", os.Getenv("LOCKSTEP_HOME"), "the folder of the catalog (or LOCKSTEP_HOME)")
	flags.BoolVar(&p.json, "json", false, "print one JSON document")
	flags.BoolVar(&p.yes, "yes", false, "answer yes to questions; it never stands for a typed name")
	flags.DurationVar(&p.lockTimeout, "lock-timeout", 10*time.Second, "how long to wait for another run on the same environment")
	root.AddCommand(p.sample(), p.project(), p.slot(), p.env(), p.connection(), p.connector(), p.status(), p.snapshot(), p.show(), p.compare(),
		p.model(), p.promote(), p.restore(), p.rollback(), p.runs(), p.log(), p.check(), p.gate(), p.policy(), p.clearCache(), p.value(), p.drift(), p.export(), p.importer(), p.verify(), p.prune(), p.key(), p.version())
	return root
}

// help is text for a person, and a document where documents are asked for.
func (p *program) help(cmd *cobra.Command, _ []string) {
	if p.json {
		p.document(map[string]string{"help": cmd.Long + "\n\n" + cmd.UsageString()})
		return
	}
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	page{p.stdio.Out}.line("%s\n\n%s", about, cmd.UsageString())
}

// lacksCommand answers a group of commands that was called without one of them, or with a word that is none.
func (p *program) lacksCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		message := "There is no command " + quoted(args[0]) + " in " + cmd.CommandPath() + "."
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			message += " Did you mean " + strings.Join(near, " or ") + "?"
		}
		return usage(cmd, message)
	}
	if p.json {
		return usage(cmd, cmd.CommandPath()+" needs a command.")
	}
	p.help(cmd, nil)
	if cmd.HasParent() {
		p.exit = exitUsage
	}
	return nil
}

// call is one command with its arguments.
type call struct {
	*program
	args []string
	cmd  *cobra.Command
}

// answer is what a command has to say. The document is printed with --json, the text without it.
type answer struct {
	document any
	text     func(page)
	exit     int
	sentence string // for standard error, after the text
}

// command makes a command that takes between min and max arguments (max < 0: any number).
func (p *program) command(use, short string, min, max int, run func(*call) (answer, error)) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, DisableFlagsInUseLine: true}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < min:
			return usage(cmd, "Something is missing. Write: "+parentPath(cmd)+use)
		case max >= 0 && len(args) > max:
			if loss := cmd.Flags().Lookup("accept-loss"); loss != nil && loss.Changed && strings.Contains(args[max], "/") {
				return usage(cmd, "An item whose loss is accepted is written after an equals sign: --accept-loss="+args[max]+".")
			}
			return usage(cmd, quoted(args[max])+" is one word too many. Write: "+parentPath(cmd)+use)
		}
		return nil
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a, err := run(&call{program: p, args: args, cmd: cmd})
		p.progress.clear()
		if err != nil {
			p.fail(err)
			return nil
		}
		p.print(a)
		return nil
	}
	cmd.Flags().SortFlags = false
	return cmd
}

func parentPath(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return ""
	}
	return cmd.Parent().CommandPath() + " "
}

func (p *program) group(use, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{Use: use, Short: short, SuggestionsMinimumDistance: 2}
	group.Args = cobra.ArbitraryArgs
	group.RunE = func(cmd *cobra.Command, args []string) error { return p.lacksCommand(cmd, args) }
	group.AddCommand(commands...)
	return group
}

// options are what the catalog is opened with.
func (p *program) options() Options {
	return Options{Home: p.home, LockTimeout: p.lockTimeout, Emit: p.progress.emit, KeyFile: p.keyFile, Passphrase: p.passphrase, Unattended: p.unattended}
}

// catalog opens the catalog.
func (p *program) catalog() (*app.App, error) {
	if p.app != nil {
		return p.app, nil
	}
	a, err := p.open(p.ctx, p.options())
	if err != nil {
		return nil, failure{exit: exitFailed, cause: err}
	}
	p.app = a
	return a, nil
}

// asks says that there is a person to answer questions.
func (p *program) asks() bool {
	if !p.stdio.Terminal || p.json || p.inRead {
		return false
	}
	file, ok := p.stdio.In.(*os.File)
	return !ok || isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd())
}

// ask puts a question to the person and reads a line.
func (p *program) ask(question string) (string, error) {
	p.progress.clear()
	if _, err := io.WriteString(p.stdio.Err, question); err != nil {
		return "", err
	}
	type reply struct {
		line string
		err  error
	}
	replies := make(chan reply, 1)
	go func() {
		line, err := p.in.ReadString('\n')
		replies <- reply{line, err}
	}()
	select {
	case <-p.ctx.Done():
		return "", p.ctx.Err()
	case r := <-replies:
		if r.err != nil && !errors.Is(r.err, io.EOF) {
			return "", r.err
		}
		return trimNewline(r.line), nil
	}
}
