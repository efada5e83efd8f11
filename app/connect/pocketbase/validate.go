package pocketbase

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

// Validate has PocketBase itself try what would be written, and take it back: an import that ends with a collection which
// cannot be right fails as a whole, and says of that one only if nothing before it was wrong. Then it counts the rows of
// what would be lost.
func (c *connector) Validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	now, err := c.read(ctx)
	if err != nil {
		return nil, err
	}
	r, err := revise(now, want, changes)
	if err != nil {
		return nil, err
	}
	var problems []lockstep.Problem
	if len(r.write)+len(r.remove) > 0 {
		if problems, err = c.tryModel(ctx, r); err != nil {
			return nil, err
		}
		lost, err := c.losses(ctx, r)
		if err != nil {
			return nil, err
		}
		problems = append(problems, lost...)
	}
	tried, err := c.trySettings(ctx, want, ofKind(changes, settingsKind))
	return append(problems, tried...), err
}

// The names of two collections that are tried with the others, and never there.
const (
	firstName = "zzz_lockstep_first"
	probeName = "zzz_lockstep_probe"
)

// tried is what an import is tried with: the first thing in it is in order, and the last one cannot be.
//
// PocketBase puts views behind tables, and both in the order of the times at which they were made. The first is there for
// its sake: when an import fails, PocketBase forgets what it kept in memory of it only if a collection had been saved by
// then. Otherwise it goes on with rules and indexes that were never written, also in the import that comes next.
func tried(collections []any) []any {
	const early, late = "1000-01-01 00:00:00.000Z", "2999-01-01 00:00:00.000Z"
	first := object{"name": firstName, "type": "base", "created": early, "updated": early, "fields": []any{}}
	probe := object{"name": probeName, "type": "view", "viewQuery": "SELECT id FROM _superusers", "listRule": "no_such_field_probe = 1",
		"created": late, "updated": late, "fields": []any{}}
	return append(append([]any{first}, collections...), probe)
}

// most is how often an import is tried, each time without the collections that were found to be wrong.
const most = 25

// tryModel finds what is wrong with each collection. PocketBase tells of one at a time: the others are tried without it.
func (c *connector) tryModel(ctx context.Context, r revision) ([]lockstep.Problem, error) {
	var problems []lockstep.Problem
	for range most {
		found, err := c.tryOnce(ctx, r)
		if err != nil || len(found) == 0 {
			return problems, err
		}
		named, err := c.place(ctx, r, found)
		if err != nil {
			return nil, err
		}
		wrong := map[string]bool{}
		for _, f := range named {
			problems = append(problems, c.problem(r, f))
			wrong[f.collection] = true
		}
		before := len(r.write)
		r.write = slices.DeleteFunc(slices.Clone(r.write), func(name string) bool { return wrong[name] || c.needs(r, name, wrong) })
		if len(r.write) == 0 || len(r.write) == before {
			return problems, nil
		}
	}
	return problems, nil
}

// needs says that a collection cannot be tried without one that is new and was wrong.
func (c *connector) needs(r revision, name string, wrong map[string]bool) bool {
	one := r.want[name]
	return slices.ContainsFunc(one.refersTo(func(string) bool { return true }), func(other string) bool {
		_, there := r.now.wire[other]
		return wrong[other] && !there
	})
}

// tryOnce has PocketBase try an import, and gives what it says is wrong.
func (c *connector) tryOnce(ctx context.Context, r revision) ([]fault, error) {
	body := r.body()
	body["collections"] = tried(body["collections"].([]any))
	err := c.client.ask(ctx, http.MethodPut, importPath, nil, body, nil)
	var a *answer
	switch {
	case err == nil:
		return nil, c.probeStays(ctx)
	case !errors.As(err, &a) || a.Status != http.StatusBadRequest:
		return nil, err
	}
	found := a.faults()
	if len(found) == 0 {
		return nil, lockstep.Errorf(lockstep.Unreachable, "%s refuses what would be written, and does not say why (%s). Look at its log.", c.client.Base.Host, rest.Reason(err))
	}
	return slices.DeleteFunc(found, func(f fault) bool { return f.collection == probeName }), nil
}

// probeStays is for an instance that took what cannot be right: it cannot be tried on.
func (c *connector) probeStays(ctx context.Context) error {
	err := errors.Join(c.client.change(ctx, http.MethodDelete, "/api/collections/"+probeName, nil, nil),
		c.client.change(ctx, http.MethodDelete, "/api/collections/"+firstName, nil, nil))
	return &lockstep.Error{Code: lockstep.Internal, Cause: err,
		Message: fmt.Sprintf("%s took an import that no PocketBase takes, so that nothing can be tried on it. What would have been written is there now; roll back, or look at it. Please report its version.", c.client.Base.Host)}
}

// place finds the collection of a fault of which PocketBase does not say it: it is tried with one changed collection at a time.
func (c *connector) place(ctx context.Context, r revision, found []fault) ([]fault, error) {
	if !slices.ContainsFunc(found, func(f fault) bool { return f.collection == "" }) {
		return found, nil
	}
	names := slices.Clone(r.write)
	if len(names) > most {
		names = slices.DeleteFunc(names, func(name string) bool { return !c.indexed(r, name, found) })
	}
	for _, name := range names[:min(len(names), most)] {
		alone := r
		alone.write, alone.remove = []string{name}, nil
		again, err := c.tryOnce(ctx, alone)
		if err != nil {
			return nil, err
		}
		same := slices.ContainsFunc(again, func(f fault) bool {
			return slices.ContainsFunc(found, func(o fault) bool { return f.message == o.message })
		})
		if !same {
			continue
		}
		for i := range found {
			found[i].collection = cmp.Or(found[i].collection, name)
		}
		return found, nil
	}
	return found, nil
}

// indexed says that a collection has the index of which a fault speaks.
func (c *connector) indexed(r revision, name string, found []fault) bool {
	return slices.ContainsFunc(found, func(f fault) bool {
		if len(f.path) != 2 || f.path[0] != "indexes" {
			return false
		}
		n, err := strconv.Atoi(f.path[1])
		all, _ := r.want[name].body["indexes"].([]any)
		return err == nil && n < len(all)
	})
}

// problem says what is wrong, at the field or rule where it is.
func (c *connector) problem(r revision, f fault) lockstep.Problem {
	if f.collection == "" && len(r.write) == 1 {
		f.collection = r.write[0]
	}
	p := lockstep.Problem{Key: c.key(collectionKind, f.collection), Verdict: lockstep.Blocks}
	if f.collection == "" {
		p.Key = lockstep.Key{Slot: c.slot}
	}
	subject := cmp.Or(f.collection, "what would be written")
	at := slices.Clone(f.path)
	if len(at) > 1 && at[0] == "fields" {
		n, err := strconv.Atoi(at[1])
		fields := r.want[f.collection].fields()
		if r.want[f.collection].view() {
			fields = nil
		}
		if err == nil && n < len(fields) {
			name := text(fields[n]["name"])
			at[1], subject = "[name="+name+"]", name+" of "+subject
		}
	} else if len(at) == 1 {
		subject = at[0] + " of " + subject
	}
	if len(at) > 0 {
		p.Path = "/" + strings.Join(at, "/")
	}
	p.Message = fmt.Sprintf("PocketBase refuses %s: %s.", subject, strings.TrimRight(f.message, ". \n"))
	return p
}

// said makes the answer to a write that was refused a sentence about the item.
func (c *connector) said(err error, r revision) error {
	var a *answer
	if !errors.As(err, &a) || a.Status != http.StatusBadRequest {
		return err
	}
	var sentences []string
	for _, f := range a.faults() {
		sentences = append(sentences, c.problem(r, f).Message)
	}
	if len(sentences) == 0 {
		return err
	}
	return &lockstep.Error{Code: lockstep.Blocked, Cause: err, Message: strings.Join(sentences, " ") + " Nothing of it was written."}
}

// trySettings has PocketBase check settings together with one that cannot be right, so that it takes none of them.
func (c *connector) trySettings(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	groups, err := bodies(want, changes)
	if err != nil {
		return nil, err
	}
	logs, _ := groups["logs"].(object)
	days := logs["maxDays"]
	if logs == nil {
		logs = object{}
	}
	logs = without(logs, "maxDays")
	logs["maxDays"] = -1
	groups["logs"] = logs
	err = c.client.ask(ctx, http.MethodPatch, "/api/settings", nil, groups, nil)
	var a *answer
	switch {
	case err == nil:
		return nil, lockstep.Errorf(lockstep.Internal, "%s took settings that no PocketBase takes, so that nothing can be tried on it. Look at its settings. Please report its version.", c.client.Base.Host)
	case !errors.As(err, &a) || a.Status != http.StatusBadRequest:
		return nil, err
	}
	var problems []lockstep.Problem
	for _, f := range a.faults() {
		if len(f.path) == 0 {
			continue
		}
		name, below := f.path[0], strings.Join(f.path[1:], "/")
		if name == "logs" && below == "maxDays" && !strings.HasPrefix(fmt.Sprint(days), "-") {
			continue
		}
		problems = append(problems, lockstep.Problem{Key: c.key(settingsKind, name), Path: "/" + below, Verdict: lockstep.Blocks,
			Message: fmt.Sprintf("PocketBase refuses %s of the settings %s: %s.", strings.ReplaceAll(below, "/", "."), name, strings.TrimRight(f.message, ". "))})
	}
	return problems, nil
}
