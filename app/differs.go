package app

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lockstep/app/lockstep"
	"lockstep/app/textdiff"
)

// How many changes a look in passing gives; more are for a comparison.
const differsShown = 300

// Differs says what takes a to b, each an environment as it is now, a snapshot or an archive, for one who looks in
// passing: an environment that has not changed since the last look is not read again.
func (a *App) Differs(refA, refB string) (v DiffersView, err error) {
	defer recovered(&err)
	one := &session{}
	for _, ref := range []string{refA, refB} {
		r, err := a.resolve(ref)
		if err != nil {
			return v, err
		}
		state, err := a.passing(r)
		if err != nil {
			return v, err
		}
		one.before, one.after = one.after, state
	}
	a.glances.add(one)
	changes := lockstep.Loud(lockstep.Diff(one.before, one.after))
	v = DiffersView{ID: one.id, A: refA, B: refB, Same: same(one.before, changes), ReadAt: timeText(a.config.Now())}
	for _, c := range changes {
		v.Counts.add(c.Op)
	}
	v.Changes = changeViews(changes[:min(len(changes), differsShown)])
	return v, nil
}

func (a *App) passing(r resolved) (lockstep.State, error) {
	if r.place == nil {
		return a.state(r)
	}
	one, err := a.glance(*r.place)
	if err != nil {
		return lockstep.State{}, err
	}
	return one.state, nil
}

// What an account may cost: items beyond these sizes are not read, and those beyond the time are asked for again.
const (
	accountSize = 256 << 10
	accountTime = 40 * time.Millisecond
)

// Accounts says in short what differs in items of a look in passing, as many of them as it can in a moment and one at
// least.
func (a *App) Accounts(id string, keys []string) (views []AccountView, err error) {
	defer recovered(&err)
	one, err := a.glances.get(id)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(accountTime)
	views = []AccountView{}
	for i, text := range keys {
		if i > 0 && time.Now().After(until) {
			break
		}
		key, err := lockstep.ParseKey(text)
		if err != nil {
			return nil, err
		}
		views = append(views, a.account(one, key))
	}
	return views, nil
}

// account says what differs in one item. What cannot be read any more has nothing to say here; Compare says why.
func (a *App) account(one *session, key lockstep.Key) AccountView {
	v := AccountView{Key: key.String(), Fields: []string{}}
	before, hadBefore := one.before.Get(key)
	after, hasAfter := one.after.Get(key)
	if max(before.Body.Size, after.Body.Size) > accountSize {
		v.Large = true
		return v
	}
	left, right, err := pair{before: before, after: after}.contents()
	if err != nil {
		return v
	}
	if v.Binary = textdiff.Binary(left) || textdiff.Binary(right); v.Binary {
		return v
	}
	v.Added, v.Removed = textdiff.Count(left, right)
	drawnBefore, isObject := a.drawn(before)
	drawnAfter, isObjectToo := a.drawn(after)
	switch {
	case hadBefore && hasAfter && isObject && isObjectToo:
		v.Fields = fieldsApart(drawnBefore, drawnAfter)
	case isObject != isObjectToo:
		v.Total = len(drawnBefore.Fields) + len(drawnAfter.Fields)
	case hadBefore && hasAfter:
		v.Fields = membersApart(left, right)
	}
	return v
}

// drawn gives a model item as an object with fields, by the first driver that knows such an item.
func (a *App) drawn(item lockstep.Item) (lockstep.Object, bool) {
	if item.Part != lockstep.Model {
		return lockstep.Object{}, false
	}
	for _, d := range a.config.Drivers {
		if d.Describe == nil {
			continue
		}
		if drawn, ok := d.Describe(item); ok {
			return drawn, true
		}
	}
	return lockstep.Object{}, false
}

// fieldsApart names the fields and parts that only one of two objects has, or that differ.
func fieldsApart(before, after lockstep.Object) []string {
	apart := []string{}
	for _, d := range fieldDiffs(before, after) {
		apart = append(apart, d.name())
	}
	for _, p := range partRows(before, after) {
		if p.Op != "same" {
			apart = append(apart, strings.TrimSpace(p.Kind+" "+p.Name))
		}
	}
	return apart
}

// membersApart names the settings that differ between two JSON objects, by the way to them; none where one is none.
func membersApart(before, after []byte) []string {
	prefix := ""
	const deepest = 4
	for range deepest {
		var a, b map[string]json.RawMessage
		if json.Unmarshal(before, &a) != nil || json.Unmarshal(after, &b) != nil || a == nil || b == nil {
			break
		}
		apart := namesApart(a, b)
		if len(apart) != 1 || !object(a[apart[0]]) || !object(b[apart[0]]) {
			for i := range apart {
				apart[i] = prefix + apart[i]
			}
			return apart
		}
		before, after, prefix = a[apart[0]], b[apart[0]], prefix+apart[0]+"."
	}
	return []string{}
}

func object(raw json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }

func namesApart(a, b map[string]json.RawMessage) []string {
	apart := []string{}
	for name, value := range a {
		if other, ok := b[name]; !ok || !alike(value, other) {
			apart = append(apart, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			apart = append(apart, name)
		}
	}
	slices.Sort(apart)
	return apart
}

// alike says that two values of JSON are the same but for white space.
func alike(a, b json.RawMessage) bool {
	var left, right bytes.Buffer
	if json.Compact(&left, a) != nil || json.Compact(&right, b) != nil {
		return false
	}
	return bytes.Equal(left.Bytes(), right.Bytes())
}
