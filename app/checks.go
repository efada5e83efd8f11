package app

import (
	"slices"
	"strings"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// CheckRequest adds a check to an environment, or puts one in place of another.
type CheckRequest struct {
	Environment string            `json:"environment"`
	Name        string            `json:"name"`
	URL         string            `json:"url"`
	Method      string            `json:"method"`
	Status      int               `json:"status"`
	Headers     map[string]string `json:"headers"` // one whose name is that of a secret is kept as one
	Body        string            `json:"body"`
	JSONPath    string            `json:"json_path"`
	Equals      string            `json:"equals"`
	Argv        []string          `json:"argv"`
	Shell       string            `json:"shell"`
	Dir         string            `json:"dir"`
	Env         map[string]string `json:"env"`     // as headers
	Secrets     map[string]string `json:"secrets"` // headers, or variables; "" keeps the value that it has
	Timeout     string            `json:"timeout"` // such as 10s; "" for that
	Retries     int               `json:"retries"`
	From        string            `json:"from"` // where relative folders begin
}

// AddCheck adds a check to an environment. It is not run.
func (a *App) AddCheck(r CheckRequest) (v EnvironmentView, err error) {
	defer recovered(&err)
	return a.editChecks(r.Environment, func(at engine.Place, e *lockstep.Environment) error {
		if _, has := e.Check(r.Name); has {
			return lockstep.Suggest(lockstep.Errorf(lockstep.Conflict, "%s has a check named %s already. Nothing was changed. Choose another name, or edit that one.", at.Name(), r.Name),
				"Edit it with: lockstep check edit %s %s.", at.Ref(), r.Name)
		}
		if len(e.Checks) >= lockstep.MostChecks {
			return lockstep.Errorf(lockstep.Invalid, "%s has %d checks, and that is the most. Nothing was changed. Let one look at several things.", at.Name(), lockstep.MostChecks)
		}
		c, err := checkOf(r, lockstep.Check{})
		e.PutCheck(c)
		return err
	})
}

// EditCheck puts a check in place of the one of its name. What that has passed does not count any more.
func (a *App) EditCheck(r CheckRequest) (v EnvironmentView, err error) {
	defer recovered(&err)
	return a.editChecks(r.Environment, func(at engine.Place, e *lockstep.Environment) error {
		i, has := e.Check(r.Name)
		if !has {
			return noCheck(at, r.Name)
		}
		c, err := checkOf(r, e.Checks[i])
		c.Name = e.Checks[i].Name
		e.PutCheck(c)
		return err
	})
}

// RemoveCheck removes a check from an environment, with its results.
func (a *App) RemoveCheck(environment, name string) (v EnvironmentView, err error) {
	defer recovered(&err)
	return a.editChecks(environment, func(at engine.Place, e *lockstep.Environment) error {
		i, has := e.Check(name)
		if !has {
			return noCheck(at, name)
		}
		e.Checks = slices.Delete(e.Checks, i, i+1)
		return nil
	})
}

// SetGate says whether an environment lets in only what passed the checks of its upstream.
func (a *App) SetGate(environment string, passedUpstream bool) (v EnvironmentView, err error) {
	defer recovered(&err)
	return a.editChecks(environment, func(at engine.Place, e *lockstep.Environment) error {
		if passedUpstream && e.Upstream == "" {
			return lockstep.Suggest(lockstep.Errorf(lockstep.Invalid, "%s has no upstream, so nothing could ever come in. Nothing was changed. Say first which environment it is promoted from.", at.Name()),
				"Say it with: lockstep env edit %s --after ENV.", at.Ref())
		}
		e.Gated = passedUpstream
		return nil
	})
}

// SetPolicy says what is done where a run on an environment goes wrong: stop, or roll-back.
func (a *App) SetPolicy(environment, onFailure string) (v EnvironmentView, err error) {
	defer recovered(&err)
	policy, err := policyOf(onFailure)
	if err != nil {
		return v, err
	}
	return a.editChecks(environment, func(_ engine.Place, e *lockstep.Environment) error {
		e.OnFailure = policy
		return nil
	})
}

// policyOf is the policy of a word; that to stop is the one that is not kept.
func policyOf(word string) (lockstep.Policy, error) {
	switch lockstep.Policy(word) {
	case lockstep.StopOnFailure:
		return "", nil
	case lockstep.RollBackOnFailure:
		return lockstep.RollBackOnFailure, nil
	}
	return "", lockstep.Errorf(lockstep.Invalid, "%q is no policy. The policies are stop and roll-back. Nothing was changed.", word)
}

// editChecks changes what is checked on an environment, as it is in the catalog just then.
func (a *App) editChecks(ref string, change func(engine.Place, *lockstep.Environment) error) (v EnvironmentView, err error) {
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	err = a.write(func(tx *store.Tx) error {
		e, err := tx.Environment(a.reading, at.Environment.UUID)
		if err != nil {
			return err
		}
		if err := change(at, &e); err != nil {
			return err
		}
		at.Environment = e
		if err := tx.UpdateEnvironment(e); err != nil {
			return err
		}
		return tx.ForgetCheckResults(e)
	})
	if err != nil {
		return v, err
	}
	a.changed(refOf(at))
	return a.environmentView(at)
}

func noCheck(at engine.Place, name string) error {
	var names []string
	for _, c := range at.Environment.Checks {
		names = append(names, c.Name)
	}
	if len(names) == 0 {
		return lockstep.Errorf(lockstep.NotFound, "%s has no check %s, nor any other. Nothing was changed.", at.Name(), name)
	}
	return lockstep.Errorf(lockstep.NotFound, "%s has no check %s. Nothing was changed. It has: %s.", at.Name(), name, strings.Join(names, ", "))
}

// checkOf is the check of a request. A secret without a value keeps the one that the former check had, as long as that goes
// where it went.
func checkOf(r CheckRequest, former lockstep.Check) (lockstep.Check, error) {
	c := lockstep.Check{Name: r.Name, URL: r.URL, Method: strings.ToUpper(r.Method), Status: r.Status, Body: r.Body, JSONPath: r.JSONPath, Equals: r.Equals,
		Argv: r.Argv, Shell: r.Shell, Dir: r.Dir, Timeout: lockstep.CheckTimeout, Retries: r.Retries, Secrets: lockstep.Settings{}}
	if c.Method == "GET" {
		c.Method = ""
	}
	if r.Timeout != "" {
		var err error
		if c.Timeout, err = time.ParseDuration(r.Timeout); err != nil {
			return c, lockstep.Errorf(lockstep.Invalid, "%q is no length of time. Nothing was changed. Write it like 10s or 2m.", r.Timeout)
		}
	}
	if c.Dir != "" {
		var err error
		if c.Dir, err = fullPath(c.Dir, r.From); err != nil {
			return c, err
		}
	} else if !c.Request() {
		c.Dir = r.From
	}
	c.Headers, c.Env = lockstep.Settings{}, lockstep.Settings{}
	for _, given := range []struct{ from, to map[string]string }{{r.Headers, c.Headers}, {r.Env, c.Env}} {
		for name, value := range given.from {
			if lockstep.LooksSecret(name) {
				c.Secrets[name] = value
			} else {
				given.to[name] = value
			}
		}
	}
	for _, name := range sortedKeys(r.Secrets) {
		value := r.Secrets[name]
		if value == "" && former.Secrets[name] != "" && former.Address() != c.Address() {
			return c, lockstep.Suggest(lockstep.Errorf(lockstep.Blocked, "This changes where the check %s goes, and its secret %s was given for where it went. Nothing was changed. Give the secret anew with it.", r.Name, name),
				"Give it with: --secret %s=@FILE.", name)
		}
		if value == "" {
			value = former.Secrets[name]
		}
		c.Secrets[name] = value
	}
	return c, c.Fault()
}

// RunChecks runs the checks of an environment with the state that it has, and records what they say.
func (a *App) RunChecks(ref string) (v CheckedView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	found, err := a.engine.RunChecks(a.work(), at, func(p engine.Progress) {
		a.config.Emit("check:progress", ProgressView{Environment: refOf(at), Phase: string(p.Phase), Done: p.Done, Total: p.Total, Message: p.Message})
	})
	if err != nil {
		return v, err
	}
	v = CheckedView{Environment: refOf(at), State: string(found.State), Passed: true, Results: []ResultView{}}
	for _, r := range found.Results {
		v.Results, v.Passed = append(v.Results, resultView(r)), v.Passed && r.Passed
	}
	a.changed(refOf(at))
	return v, nil
}
