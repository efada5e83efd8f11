package app

import (
	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// CheckView is a check of an environment, with its newest result. Secrets are named, never shown.
type CheckView struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"` // http command shell
	Text     string            `json:"text"` // what it does, on one line
	URL      string            `json:"url"`
	Method   string            `json:"method"`
	Status   int               `json:"status"` // the expected one; 0 for any from 200 to 299
	Headers  map[string]string `json:"headers"`
	Body     string            `json:"body"`      // the pattern of the answer; "" for none
	JSONPath string            `json:"json_path"` // "" for none
	Equals   string            `json:"equals"`
	Argv     []string          `json:"argv"`
	Shell    string            `json:"shell"`
	Dir      string            `json:"dir"`
	Env      map[string]string `json:"env"`
	Secrets  []string          `json:"secrets"` // headers, or variables
	Unset    []string          `json:"unset"`   // those of them that have no value yet
	Timeout  string            `json:"timeout"` // 10s
	Retries  int               `json:"retries"`
	Result   *ResultView       `json:"result"` // of what it is now; null where it never ran
}

// ResultView is what a check found.
type ResultView struct {
	Name    string `json:"name"`
	Passed  bool   `json:"passed"`
	Message string `json:"message"`
	Output  string `json:"output"` // of one that failed: the end of what was printed, or what was answered
	Took    int64  `json:"took_ms"`
	State   string `json:"state"` // digest of the state that it was checked with
	At      string `json:"at"`
}

// OutcomeView is what became of a check after a run.
type OutcomeView struct {
	Name    string `json:"name"`
	Passed  bool   `json:"passed"`
	Message string `json:"message"`
	Took    int64  `json:"took_ms"`
}

// CheckedView is what the checks of an environment found.
type CheckedView struct {
	Environment string       `json:"environment"` // ref
	State       string       `json:"state"`       // digest of the state that was checked
	Passed      bool         `json:"passed"`      // all of them
	Results     []ResultView `json:"checks"`
}

// GateView says whether a plan may pass into an environment that lets in only what passed the checks of its upstream.
type GateView struct {
	Required bool   `json:"required"`
	Met      bool   `json:"met"` // always, where it is not required
	Why      string `json:"why"` // why it is met or not, and what is to be done; "" where it is not required
}

func checkView(c lockstep.Check, results []lockstep.CheckResult) CheckView {
	v := CheckView{Name: c.Name, Kind: kindOf(c), Text: c.Text(), URL: c.URL, Status: c.Status, Headers: merged(nil, c.Headers), Body: c.Body, JSONPath: c.JSONPath, Equals: c.Equals,
		Argv: append([]string{}, c.Argv...), Shell: c.Shell, Dir: c.Dir, Env: merged(nil, c.Env), Secrets: []string{}, Unset: []string{}, Timeout: c.Timeout.String(), Retries: c.Retries}
	if c.Request() {
		v.Method = c.Verb()
	}
	for _, name := range sortedKeys(c.Secrets) {
		v.Secrets = append(v.Secrets, name)
		if c.Secrets[name] == "" {
			v.Unset = append(v.Unset, name)
		}
	}
	var last lockstep.CheckResult
	for _, r := range results {
		if r.Check == c.Digest() && r.Newer(last) {
			one := resultView(r)
			v.Result, last = &one, r
		}
	}
	return v
}

func kindOf(c lockstep.Check) string {
	switch {
	case c.Request():
		return "http"
	case c.Shell != "":
		return "shell"
	}
	return "command"
}

func resultView(r lockstep.CheckResult) ResultView {
	return ResultView{Name: r.Name, Passed: r.Passed, Message: r.Message, Output: r.Output, Took: r.Took.Milliseconds(), State: string(r.State), At: timeText(r.At)}
}

func outcomeViews(outcomes []lockstep.CheckOutcome) []OutcomeView {
	views := []OutcomeView{}
	for _, o := range outcomes {
		views = append(views, OutcomeView{Name: o.Name, Passed: o.Passed, Message: o.Message, Took: o.Took.Milliseconds()})
	}
	return views
}

// addChecks adds what is checked on an environment, and what follows from that.
func (a *App) addChecks(at engine.Place, v *EnvironmentView) error {
	e := at.Environment
	v.Checks, v.PassedUpstream, v.OnFailure = []CheckView{}, e.Gated, string(e.Policy())
	if len(e.Checks) == 0 {
		return nil
	}
	results, err := a.config.Store.CheckResults(a.reading, e.UUID)
	if err != nil {
		return err
	}
	for _, c := range e.Checks {
		v.Checks = append(v.Checks, checkView(c, results))
	}
	return nil
}

// ifItFails says what follows where a run goes wrong.
func ifItFails(at engine.Place, act lockstep.Act) string {
	if act == lockstep.Rollback || at.Environment.Policy() == lockstep.StopOnFailure {
		return at.Name() + " stays as the run leaves it, and waits for your answer."
	}
	return at.Name() + " goes back by itself: the run is undone, or rolled back where only a check failed. What others change meanwhile stays."
}
