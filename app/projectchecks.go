package app

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// The words of a gate in the file.
const (
	gatePassed = "passed-upstream"
	gateNone   = "none"
)

// bareChecks are checks without the values of their secrets.
func bareChecks(checks []lockstep.Check) (all []lockstep.Check) {
	for _, c := range checks {
		names := lockstep.Settings{}
		for name := range c.Secrets {
			names[name] = ""
		}
		c.Secrets = names
		all = append(all, c)
	}
	return all
}

// checked says that the file holds what a Lockstep before there were checks does not know.
func (f projectFile) checked() bool {
	for _, e := range f.environments {
		if len(e.checks) > 0 || e.gate != "" || e.onFailure != "" {
			return true
		}
	}
	return false
}

// checkSettings are the settings of an environment that say what is let in, and what follows where a run goes wrong.
func (e fileEnvironment) checkSettings() (all []setting) {
	if e.gate != "" {
		all = append(all, setting{name: "gate", value: e.gate})
	}
	if e.onFailure != "" {
		all = append(all, setting{name: "on_failure", value: e.onFailure})
	}
	return all
}

// checkParts are the checks of an environment, in the order in which they run.
func (e fileEnvironment) checkParts() (all []part) {
	for _, c := range e.checks {
		own := []setting{{name: "name", value: c.Name}}
		for _, s := range []setting{
			{name: "url", value: c.URL}, {name: "method", value: c.Method}, {name: "status", value: numberText(c.Status), number: true},
			{name: "headers", value: pairLines(c.Headers, ": ")}, {name: "body", value: c.Body}, {name: "json_path", value: c.JSONPath},
			{name: "command", value: strings.Join(c.Argv, "\n")}, {name: "shell", value: c.Shell}, {name: "dir", value: c.Dir}, {name: "env", value: pairLines(c.Env, "=")},
			{name: "secrets", value: strings.Join(sortedKeys(c.Secrets), "\n")}, {name: "timeout", value: c.Timeout.String()}, {name: "retries", value: numberText(c.Retries), number: true},
		} {
			if s.value != "" {
				own = append(own, s)
			}
			if s.name == "json_path" && c.JSONPath != "" {
				own = append(own, setting{name: "equals", value: c.Equals})
			}
		}
		all = append(all, part{id: "check " + e.uuid + "/" + fold(c.Name), title: fmt.Sprintf("check %s of %s", c.Name, e.name), tables: []table{{"[[environment.check]]", own}}})
	}
	return all
}

func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// pairLines are names and values, a line each.
func pairLines(settings lockstep.Settings, separator string) string {
	var lines []string
	for _, name := range sortedKeys(settings) {
		lines = append(lines, name+separator+settings[name])
	}
	return strings.Join(lines, "\n")
}

// readChecks reads the checks of an environment, its gate and its policy.
func (e *fileEnvironment) readChecks(t fileTable) (err error) {
	if e.gate, err = t.text("gate"); err != nil {
		return err
	}
	if _, has := t.of["gate"]; has && e.gate != gatePassed && e.gate != gateNone {
		return refusedFile("The gate of %s is %q. It is %s or %s.", e.name, e.gate, gatePassed, gateNone)
	}
	if e.onFailure, err = t.text("on_failure"); err != nil {
		return err
	}
	if _, has := t.of["on_failure"]; has {
		if _, err := policyOf(e.onFailure); err != nil {
			return refusedFile("What is done on %s where a run goes wrong is %q. It is stop or roll-back.", e.name, e.onFailure)
		}
	}
	tables, err := t.tables("check")
	if err != nil {
		return err
	}
	if len(tables) > lockstep.MostChecks {
		return refusedFile("%s has more than %d checks.", e.name, lockstep.MostChecks)
	}
	for i, of := range tables {
		c, err := readCheck(fileTable{fmt.Sprintf("Check %d of %s", i+1, e.name), of}, e.name)
		if err != nil {
			return err
		}
		if _, twice := (lockstep.Environment{Checks: e.checks}).Check(c.Name); twice {
			return refusedFile("%s has the check %s twice.", e.name, c.Name)
		}
		e.checks = append(e.checks, c)
	}
	return nil
}

func readCheck(t fileTable, environment string) (c lockstep.Check, err error) {
	err = t.only("name", "url", "method", "status", "headers", "body", "json_path", "equals", "command", "shell", "dir", "env", "secrets", "timeout", "retries")
	if err != nil {
		return c, err
	}
	timeout := ""
	for name, to := range map[string]*string{"name": &c.Name, "url": &c.URL, "method": &c.Method, "body": &c.Body, "json_path": &c.JSONPath, "equals": &c.Equals,
		"shell": &c.Shell, "dir": &c.Dir, "timeout": &timeout} {
		if *to, err = t.text(name); err != nil {
			return c, err
		}
	}
	for name, to := range map[string]*int{"status": &c.Status, "retries": &c.Retries} {
		value, has := t.of[name]
		n, is := value.(int64)
		if has && (!is || n < 0 || n > math.MaxInt16) {
			return c, refusedFile("%s has no proper number as its %q.", t.what, name)
		}
		*to = int(n)
	}
	if c.Timeout = lockstep.CheckTimeout; timeout != "" {
		if c.Timeout, err = time.ParseDuration(timeout); err != nil {
			return c, refusedFile("%s has no length of time as its timeout. Write it like 10s.", t.what)
		}
	}
	if c.Argv, err = t.lines("command"); err != nil {
		return c, err
	}
	for name, row := range map[string]struct {
		to        *lockstep.Settings
		separator string
	}{"headers": {&c.Headers, ":"}, "env": {&c.Env, "="}} {
		if *row.to, err = t.pairs(name, row.separator); err != nil {
			return c, err
		}
		for _, given := range sortedKeys(*row.to) {
			if lockstep.LooksSecret(given) {
				return c, refusedFile("%s has the secret %s in the file, where it does not belong. Take it out of the file and its history, and replace the secret.", environment, given)
			}
		}
	}
	secrets, err := t.lines("secrets")
	if err != nil {
		return c, err
	}
	c.Secrets = lockstep.Settings{}
	for _, name := range secrets {
		c.Secrets[name] = ""
	}
	if c.Dir != "" {
		if c.Dir, err = fullPath(c.Dir, ""); err != nil {
			return c, refusedFile("%s: %s", t.what, message(err))
		}
	}
	if err := c.Fault(); err != nil {
		return c, refusedFile("%s", strings.TrimSuffix(message(err), " Nothing was changed."))
	}
	return c, nil
}

// lines are the lines of a list: an array, or one of them.
func (t fileTable) lines(key string) ([]string, error) {
	value, has := t.of[key]
	if !has {
		return nil, nil
	}
	list, several := value.([]any)
	if !several {
		list = []any{value}
	}
	var lines []string
	for _, line := range list {
		text, err := plainText(t.what, key, line)
		if err != nil {
			return nil, err
		}
		lines = append(lines, text)
	}
	return lines, nil
}

func (t fileTable) pairs(key, separator string) (lockstep.Settings, error) {
	lines, err := t.lines(key)
	if err != nil {
		return nil, err
	}
	settings := lockstep.Settings{}
	for _, line := range lines {
		name, value, ok := strings.Cut(line, separator)
		if !ok {
			return nil, refusedFile("%s has %q in its %q, which is no name with a value after %s", t.what, line, key, separator)
		}
		if separator == ":" {
			value = strings.TrimSpace(value)
		}
		settings[strings.TrimSpace(name)] = value
	}
	return settings, nil
}

// settleChecks makes the checks of an environment what the file says. Secrets were given for where a check went: where anything
// of that is changed they are forgotten.
func (s *settled) settleChecks(e *lockstep.Environment, former lockstep.Environment, one fileEnvironment, remove bool) error {
	ref := s.project.Name + "/" + e.Name
	e.Checks = nil
	for _, c := range one.checks {
		was := lockstep.Check{}
		if i, has := former.Check(c.Name); has {
			was = former.Checks[i]
		}
		for _, name := range sortedKeys(c.Secrets) {
			had := was.Secrets[name] != ""
			if had && was.Address() == c.Address() {
				c.Secrets[name] = was.Secrets[name]
			} else {
				s.needs = append(s.needs, NeedView{Environment: ref, Check: c.Name, Secret: name, Forgotten: had})
			}
		}
		e.PutCheck(c)
	}
	for _, c := range former.Checks {
		if _, has := e.Check(c.Name); !has && !remove {
			e.PutCheck(c)
			s.kept = append(s.kept, fmt.Sprintf("check %s of %s", c.Name, e.Name))
		}
	}
	if len(e.Checks) > lockstep.MostChecks {
		return refusedFile("%s would have more than %d checks.", e.Name, lockstep.MostChecks)
	}
	switch {
	case one.gate != "":
		e.Gated = one.gate == gatePassed
	case remove:
		e.Gated = false
	case former.Gated:
		s.kept = append(s.kept, "gate of "+e.Name)
	}
	if e.Gated && e.Upstream == "" {
		return refusedFile("%s lets in only what passed the checks of its upstream, and it has none.", e.Name)
	}
	switch {
	case one.onFailure != "":
		e.OnFailure, _ = policyOf(one.onFailure) // which was read
	case remove:
		e.OnFailure = ""
	case former.OnFailure != "":
		s.kept = append(s.kept, "policy of "+e.Name)
	}
	return nil
}
