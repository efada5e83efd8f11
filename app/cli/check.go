package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) check() *cobra.Command {
	return p.group("check", "Say what must work on an environment, and look whether it does", p.checkAdd(), p.checkEdit(), p.checkList(),
		p.command("remove ENV NAME", "Remove a check with its results", 2, 2, func(c *call) (answer, error) {
			a, err := c.catalog()
			if err != nil {
				return answer{}, err
			}
			v, err := a.Environment(c.args[0])
			if err != nil {
				return answer{}, err
			}
			remove := func(name string) error {
				_, err := a.RemoveCheck(v.Ref, name)
				return err
			}
			return c.remove(c.args[1], remove, "Remove the check %s with its results?", "Removed the check %s.")
		}),
		p.checkRun(),
	)
}

// checkFlags are the definition of a check.
type checkFlags struct {
	url, method, body, path, equals string
	status, retries                 int
	header, env                     []string
	command                         bool
	shell, dir, timeout             string
	secret                          settingFlags
}

func (f *checkFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.url, "http", "", "send a request to this `URL`")
	flags.StringVar(&f.method, "method", "", "with this `METHOD` (default GET)")
	flags.IntVar(&f.status, "status", 0, "the answer's `STATUS` must be this (default any from 200 to 299)")
	flags.StringArrayVar(&f.header, "header", nil, "a header, as `'Name: value'`")
	flags.StringVar(&f.body, "body", "", "the answer must match this regular `EXPRESSION`")
	flags.StringVar(&f.path, "json-path", "", "this `PLACE` of the answer, such as $.status …")
	flags.StringVar(&f.equals, "equals", "", "… must be this `VALUE`")
	flags.BoolVar(&f.command, "command", false, "run the words that follow -- as a command; it must end with exit code 0")
	flags.StringVar(&f.shell, "shell", "", "have the shell run this `LINE`")
	flags.StringVar(&f.dir, "dir", "", "the `FOLDER` that it runs in (default this one)")
	flags.StringArrayVar(&f.env, "env", nil, "an environment variable, as `NAME=value`")
	flags.StringArrayVar(&f.secret.secret, "secret", nil, "a header or variable that is never shown: `name=`@FILE, name=env:VARIABLE or name=cmd:COMMAND")
	flags.StringVar(&f.timeout, "timeout", "", "how long an attempt may take, such as `30s` (default 10s)")
	flags.IntVar(&f.retries, "retries", 0, "try `N` times more where it fails")
}

// over lays the flags that were given over a request.
func (f *checkFlags) over(c *call, r app.CheckRequest) (app.CheckRequest, error) {
	given := c.cmd.Flags().Changed
	if given("http") || given("command") || given("shell") { // another kind of check begins anew
		r.URL, r.Argv, r.Shell = f.url, nil, f.shell
		if f.url != "" {
			r.Dir, r.Env = "", map[string]string{}
		} else {
			r.Method, r.Status, r.Headers, r.Body, r.JSONPath, r.Equals = "", 0, map[string]string{}, "", "", ""
		}
	}
	words := []string{}
	if dash := c.cmd.ArgsLenAtDash(); dash >= 0 {
		words = c.args[dash:]
	}
	switch {
	case len(c.args)-len(words) != 2:
		return r, usage(c.cmd, "Write the environment, then the name of the check. The words of a command follow --command --.")
	case f.command != (len(words) > 0):
		return r, usage(c.cmd, "The words of a command follow --command --, as in --command -- curl --fail https://shop.example.")
	case f.command:
		r.Argv = words
	}
	for _, one := range []struct {
		name     string
		from, to *string
	}{{"method", &f.method, &r.Method}, {"body", &f.body, &r.Body}, {"json-path", &f.path, &r.JSONPath}, {"equals", &f.equals, &r.Equals},
		{"dir", &f.dir, &r.Dir}, {"timeout", &f.timeout, &r.Timeout}} {
		if given(one.name) {
			*one.to = *one.from
		}
	}
	if given("status") {
		r.Status = f.status
	}
	if given("retries") {
		r.Retries = f.retries
	}
	var err error
	if given("header") {
		if r.Headers, err = pairs(c.cmd, f.header, ":", "--header takes 'Name: value'"); err != nil {
			return r, err
		}
	}
	if given("env") {
		if r.Env, err = pairs(c.cmd, f.env, "=", "--env takes NAME=value"); err != nil {
			return r, err
		}
	}
	secrets := map[string]string{}
	if err := c.fill(&map[string]string{}, &secrets, &r.From, &f.secret); err != nil {
		return r, err
	}
	for name, value := range secrets {
		if r.Secrets == nil {
			r.Secrets = map[string]string{}
		}
		r.Secrets[name] = value
	}
	return r, nil
}

func pairs(cmd *cobra.Command, texts []string, separator, help string) (map[string]string, error) {
	found := map[string]string{}
	for _, text := range texts {
		name, value, ok := strings.Cut(text, separator)
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, usage(cmd, help+", not "+quoted(text)+".")
		}
		if separator == ":" {
			value = strings.TrimSpace(value)
		}
		found[name] = value
	}
	return found, nil
}

type oneCheck struct {
	Check app.CheckView `json:"check"`
}

// defined is the answer about a check that was added or edited.
func defined(v app.EnvironmentView, name, done string) answer {
	for _, one := range v.Checks {
		if strings.EqualFold(one.Name, name) {
			return answer{document: oneCheck{one}, text: func(w page) {
				w.line("%s the check %s of %s: %s", done, one.Name, v.Ref, one.Text)
				w.line("Run it with: lockstep check run %s", word(v.Ref))
			}}
		}
	}
	return answer{}
}

const longCheck = `A check is an HTTP request, a command, or a line for the shell. It runs after every run that was verified, and with
check run. A request passes where the answer is as it must be; a command where it ends with exit code 0 in time.

  lockstep check add shop/qa health --http https://qa.shop.example/health --json-path '$.status' --equals up
  lockstep check add shop/qa syntax --dir /srv/shop --command -- nginx -t -c nginx.conf

Headers and variables that hold secrets are given with --secret, and are never shown.`

func (p *program) checkAdd() *cobra.Command {
	var f checkFlags
	cmd := p.command("add ENV NAME --http URL | --command -- WORD… | --shell LINE", "Add a check", 2, -1, func(c *call) (answer, error) {
		r, err := f.over(c, app.CheckRequest{Environment: c.args[0], Name: c.args[1]})
		if err != nil {
			return answer{}, err
		}
		if r.URL == "" && len(r.Argv) == 0 && r.Shell == "" {
			return answer{}, usage(c.cmd, "Say what the check does: --http URL, --command -- WORD…, or --shell LINE.")
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.AddCheck(r)
		return defined(v, r.Name, "Added"), err
	})
	cmd.Long = longCheck
	f.add(cmd)
	return cmd
}

func (p *program) checkEdit() *cobra.Command {
	var f checkFlags
	cmd := p.command("edit ENV NAME", "Change a check; what is not named stays, and what it has passed does not count any more", 2, -1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.Environment(c.args[0])
		if err != nil {
			return answer{}, err
		}
		r := app.CheckRequest{Environment: v.Ref, Name: c.args[1]}
		for _, now := range v.Checks {
			if strings.EqualFold(now.Name, r.Name) {
				r = asIs(v.Ref, now)
			}
		}
		if r, err = f.over(c, r); err != nil {
			return answer{}, err
		}
		if c.cmd.Flags().NFlag() == 0 {
			return answer{}, usage(c.cmd, "Say what to change, as for check add.")
		}
		v, err = a.EditCheck(r)
		return defined(v, r.Name, "Changed"), err
	})
	f.add(cmd)
	return cmd
}

// asIs is the request that leaves a check what it is.
func asIs(environment string, v app.CheckView) app.CheckRequest {
	r := app.CheckRequest{Environment: environment, Name: v.Name, URL: v.URL, Method: v.Method, Status: v.Status, Headers: v.Headers, Body: v.Body, JSONPath: v.JSONPath, Equals: v.Equals,
		Argv: v.Argv, Shell: v.Shell, Dir: v.Dir, Env: v.Env, Secrets: map[string]string{}, Timeout: v.Timeout, Retries: v.Retries}
	for _, name := range v.Secrets {
		r.Secrets[name] = "" // which stays
	}
	return r
}

func (p *program) checkList() *cobra.Command {
	return p.command("list ENV", "List the checks of an environment with their newest results", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.Environment(c.args[0])
		document := struct {
			Checks []app.CheckView `json:"checks"`
		}{list(v.Checks)}
		return answer{document: document, text: func(w page) {
			if len(v.Checks) == 0 {
				w.line("%s has no checks. Add one with: lockstep check add %s NAME --http URL", v.Ref, word(v.Ref))
				return
			}
			w.checks(v.Checks)
		}}, err
	})
}

// checks prints checks with their newest results.
func (p page) checks(checks []app.CheckView) {
	var rows [][]string
	for _, one := range checks {
		result, at := "never ran", ""
		if one.Result != nil {
			result, at = passed(one.Result.Passed), when(one.Result.At)
		}
		if len(one.Unset) > 0 {
			result = "lacks its secret " + strings.Join(one.Unset, ", ")
		}
		rows = append(rows, []string{one.Name, result, at, settingText(one.Text)})
	}
	p.table("  ", rows)
}

func passed(is bool) string {
	if is {
		return "passed"
	}
	return "failed"
}

func (p *program) checkRun() *cobra.Command {
	return p.command("run ENV", "Run the checks of an environment with what it holds now; exits 5 where one fails", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.RunChecks(c.args[0])
		if err != nil {
			return answer{}, reading(err)
		}
		got := answer{document: v, text: func(w page) { w.checked(v) }}
		if !v.Passed {
			got.exit, got.sentence = exitUnverified, v.Environment+" did not pass its checks. Nothing was changed."
		}
		return got, nil
	})
}

func (p page) checked(v app.CheckedView) {
	var rows [][]string
	for _, r := range v.Results {
		rows = append(rows, []string{passed(r.Passed), r.Name, r.Message})
	}
	p.table("", rows)
}

func (p page) outcomes(outcomes []app.OutcomeView) {
	var rows [][]string
	for _, o := range outcomes {
		rows = append(rows, []string{passed(o.Passed), o.Name, o.Message})
	}
	if len(rows) > 0 {
		p.line("Checks")
		p.table("  ", rows)
	}
}

func (p *program) gate() *cobra.Command {
	var passedUpstream bool
	cmd := p.command("gate ENV --passed-upstream", "Let in only what passed the checks of the environment's upstream", 1, 1, func(c *call) (answer, error) {
		if !c.cmd.Flags().Changed("passed-upstream") {
			return answer{}, usage(c.cmd, "Say --passed-upstream, or --passed-upstream=false to let everything in.")
		}
		return c.onEnvironment(func(a *app.App) (app.EnvironmentView, error) { return a.SetGate(c.args[0], passedUpstream) }, func(w page, v app.EnvironmentView) {
			if v.PassedUpstream {
				w.line("Only what passed all checks of %s may come to %s.", v.Upstream, v.Ref)
				return
			}
			w.line("Everything may come to %s.", v.Ref)
		})
	})
	cmd.Flags().BoolVar(&passedUpstream, "passed-upstream", false, "only what passed all checks of its upstream, as it is (=false lets everything in)")
	return cmd
}

func (p *program) policy() *cobra.Command {
	var onFailure string
	cmd := p.command("policy ENV --on-failure stop|roll-back", "Say what is done where a run on an environment goes wrong", 1, 1, func(c *call) (answer, error) {
		return c.onEnvironment(func(a *app.App) (app.EnvironmentView, error) { return a.SetPolicy(c.args[0], onFailure) }, func(w page, v app.EnvironmentView) {
			w.line("%s", policyText(v))
		})
	})
	cmd.Flags().StringVar(&onFailure, "on-failure", "", "`stop` leaves it for you to answer; roll-back takes back a run that fails, or whose checks fail")
	required(cmd, "on-failure")
	return cmd
}

func policyText(v app.EnvironmentView) string {
	if v.OnFailure == string(lockstep.RollBackOnFailure) {
		return "A run on " + v.Ref + " that fails, or whose checks fail, is taken back at once."
	}
	return "A run on " + v.Ref + " that fails, or whose checks fail, is left for you to answer."
}
