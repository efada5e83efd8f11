package values

import (
	"errors"
	"fmt"
	"strings"

	"lockstep/app/lockstep"
)

// NotSet stands where a target has no value of its own yet, so that the source's is nowhere to be seen. It is never
// written to an environment.
const NotSet = "[not set]"

// Ready gives the value that is kept ready for a place of a target; for the whole of an item the address is "".
type Ready func(k lockstep.Key, address string) (value string, ok bool)

// value is that of a place; none where nothing is kept ready at all.
func (r Ready) value(k lockstep.Key, address string) (value string, ok bool) {
	if r == nil {
		return "", false
	}
	return r(k, address)
}

// Hole is a place of an incoming item that has no value on the target: it must be filled before a run.
type Hole struct {
	Key     lockstep.Key
	Address string // "" for the whole item
	Secret  bool
}

// Laid is a source's item as it is to come to a target.
type Laid struct {
	Item     lockstep.Item
	Keeps    []string // the addresses at which it has the target's own values
	Filled   []string // the addresses at which it has what was kept ready
	Holes    []Hole
	Problems []lockstep.Problem
}

// Route names both sides of a laying in, for sentences.
type Route struct{ Source, Target string }

// Lay lays the values that belong to a target into an item of a source. target is nil where the target has no such item.
// The error is that of reading a content.
func (r Rules) Lay(source lockstep.Item, target *lockstep.Item, ready Ready, route Route) (Laid, error) {
	laid := Laid{Item: source}
	from, err := r.In(source)
	if err != nil || len(from.Rules) == 0 {
		return laid, err
	}
	l := laying{Laid: &laid, rules: r, from: from, key: source.Key, ready: ready, route: route}
	if target != nil {
		if done, err := l.asItIs(*target); done || err != nil {
			return laid, err
		}
		if l.to, err = r.In(*target); err != nil {
			return laid, err
		}
	}
	if !l.readable() {
		return laid, nil
	}
	l.faults()
	l.collect()
	if body := l.write(from.body); body != nil && string(body) != string(from.body) {
		laid.Item.Body = lockstep.BodyOf(body)
	}
	return laid, nil
}

type laying struct {
	*Laid
	rules    Rules
	from, to Found
	key      lockstep.Key
	ready    Ready
	route    Route

	set    []Set    // in the source's document
	insert []Ruled  // what only the target has
	drop   []string // the target's own, where it has none
	texts  []Set    // by patterns in the text
}

// asItIs takes the target's item as it is, where that is what laying its values in comes to.
func (l *laying) asItIs(target lockstep.Item) (bool, error) {
	body, err := target.Body.Bytes()
	if err != nil || len(l.from.Faults) > 0 || target.Mode != l.Item.Mode || target.Media != l.Item.Media || !l.from.doc.differsInValues(l.from.Places, body) {
		return false, err
	}
	for _, p := range l.from.Places {
		l.Keeps = append(l.Keeps, p.Address)
	}
	l.Item.Body = target.Body
	return true, nil
}

func (l *laying) problem(v lockstep.Verdict, address, format string, args ...any) {
	l.Problems = append(l.Problems, lockstep.Problem{Key: l.key, Path: address, Verdict: v, Message: fmt.Sprintf(format, args...)})
}

// readable says that both sides can be looked into. Where one cannot, the other one's values are in danger.
func (l *laying) readable() bool {
	switch {
	case l.from.Unread == nil && l.to.Unread == nil:
		return true
	case l.from.Unread != nil && len(l.to.Places) > 0:
		l.problem(lockstep.Blocks, "", "%s cannot be read on %s (%s), so that the values of %s cannot be laid into it.", l.key.Name, l.route.Source, reason(l.from.Unread), l.route.Target)
	case l.to.Unread != nil && len(l.from.Places) > 0:
		l.problem(lockstep.Blocks, "", "%s cannot be read on %s (%s), so that its own values cannot be kept.", l.key.Name, l.route.Target, reason(l.to.Unread))
	case l.from.Unread != nil:
		l.problem(l.unreadVerdict(), "", "%s cannot be read on %s (%s), so that no value in it is told apart. It is compared and promoted as a whole.", l.key.Name, l.route.Source, reason(l.from.Unread))
	default:
		l.problem(lockstep.Note, "", "%s cannot be read on %s (%s), so that no value in it is told apart. It is compared and promoted as a whole.", l.key.Name, l.route.Target, reason(l.to.Unread))
	}
	return false
}

// unreadVerdict is how grave it is that a source's item cannot be looked into: a value that a rule speaks of may stand in it.
func (l *laying) unreadVerdict() lockstep.Verdict {
	for _, i := range l.from.Rules {
		if l.rules.all[i].Kind.Stays() {
			return lockstep.Leaks
		}
	}
	return lockstep.Note
}

// reason is why a document cannot be read or a place not be set, as words that follow a colon.
func reason(err error) string {
	var e *lockstep.Error
	text := err.Error()
	if errors.As(err, &e) && e.Cause != nil {
		text = e.Cause.Error()
	}
	return strings.TrimSuffix(text, ".")
}

func (l *laying) faults() {
	for _, side := range []struct {
		found Found
		name  string
	}{{l.from, l.route.Source}, {l.to, l.route.Target}} {
		for _, f := range side.found.Faults {
			l.problem(lockstep.Blocks, f.Address, "%s of %s on %s cannot be told: %s.", f.Address, l.key.Name, side.name, reason(f.Why))
		}
	}
}

// collect pairs the places of both sides.
func (l *laying) collect() {
	theirs := map[int]bool{} // where the places of the target begin that have their like in the source
	seen := map[string]bool{}
	for _, f := range l.from.Faults {
		seen[f.Address] = true
	}
	for _, p := range l.from.Places {
		if seen[p.Address] {
			continue // a key that is written twice: what cannot be set is said once
		}
		seen[p.Address] = true
		own, has := l.to.at(p)
		if has {
			theirs[own.Start] = true
		}
		l.settle(p, own, has)
	}
	for _, own := range l.to.Places {
		if theirs[own.Start] || seen[own.Address] {
			continue
		}
		seen[own.Address] = true
		if _, has := l.from.at(own); has {
			continue // the source has it, but a rule says there that it is shared
		}
		l.Keeps = append(l.Keeps, own.Address)
		l.insert = append(l.insert, own)
	}
}

// at gives the place of another document at the address of one.
func (f Found) at(p Ruled) (Place, bool) {
	d := f.doc
	if p.text() {
		d = f.txt
	}
	if d == nil {
		return Place{}, false
	}
	place, err := d.Place(p.Address)
	return place, err == nil
}

// settle says what becomes of a place that the source has.
func (l *laying) settle(p Ruled, own Place, has bool) {
	put := func(v Value) {
		if p.text() {
			l.texts = append(l.texts, Set{p.Address, v})
			return
		}
		l.set = append(l.set, Set{p.Address, v})
	}
	switch {
	case has:
		if own.Value.Token() != p.Value.Token() || own.Value.Token() == "" {
			put(own.Value)
		}
		l.Keeps = append(l.Keeps, p.Address)
	case p.Kind == lockstep.Ignore:
	case p.Kind == lockstep.Own:
		l.drop = append(l.drop, p.Address)
	default:
		if v, ok := l.ready.value(l.key, p.Address); ok {
			put(Value{Text: v})
			l.Filled = append(l.Filled, p.Address)
			return
		}
		l.hole(p, put)
	}
}

func (l *laying) hole(p Ruled, put func(Value)) {
	l.Holes = append(l.Holes, Hole{Key: l.key, Address: p.Address, Secret: p.Kind == lockstep.Secret})
	l.problem(lockstep.Blocks, p.Address, "%s has no value of its own for %s of %s. Give it one first.", l.route.Target, p.Address, l.key.Name)
	if p.Fixed == "" {
		put(Value{Kind: String, Text: NotSet})
	}
}

// write makes the document: nil where it cannot be made.
func (l *laying) write(body []byte) []byte {
	name := l.from.name
	if len(l.set) > 0 {
		after, err := l.from.doc.Lay(l.set)
		if err != nil {
			if after = l.eachAlone(err); after == nil {
				return nil
			}
		}
		body = after
	}
	step := func(address string, do func(*Document) ([]byte, error), failed func(error)) {
		d, err := openAt(address, name, body)
		if err == nil {
			var after []byte
			if after, err = do(d); err == nil {
				body = after
				return
			}
		}
		failed(err)
	}
	for _, address := range l.drop {
		step(address, func(d *Document) ([]byte, error) { return d.Remove(address) }, func(err error) {
			l.problem(lockstep.Blocks, address, "%s has no %s in %s, and what %s has there cannot be left out: %s.", l.route.Target, address, l.key.Name, l.route.Source, reason(err))
		})
	}
	for _, p := range l.insert {
		if p.text() {
			if p.Kind != lockstep.Ignore {
				l.problem(lockstep.Blocks, p.Address, "%s on %s has a value of its own where the pattern %s finds it. On %s the pattern finds nothing, so that it has no place.", l.key.Name, l.route.Target, p.Address, l.route.Source)
			}
			continue
		}
		step(p.Address, func(d *Document) ([]byte, error) {
			// A member of a list with nothing but this value in it would be no member like the others.
			if w, err := d.find(p.Address); err == nil && w.node.sort == list && len(w.rest) > 1 {
				return nil, d.refuse(p.Address, lockstep.Invalid, "its list has no such member there")
			}
			return d.Insert(p.Address, p.Value)
		}, func(err error) {
			if p.Kind != lockstep.Ignore {
				l.problem(lockstep.Blocks, p.Address, "%s is a value of %s, and %s on %s has no place for it: %s. Put the place back there, or take it out of the rules.", p.Address, l.route.Target, l.key.Name, l.route.Source, reason(err))
			}
		})
	}
	for _, set := range l.texts {
		step(set.Address, func(d *Document) ([]byte, error) { return d.Set(set.Address, set.Value) }, func(err error) { l.cannotSet(set, err) })
	}
	return body
}

// eachAlone lays in what can be laid in, and says of the rest why it cannot.
func (l *laying) eachAlone(err error) []byte {
	body, said := l.from.body, false
	for _, set := range l.set {
		d, broken := Open(l.from.name, body)
		if broken != nil {
			l.cannotSet(set, broken)
			return nil
		}
		after, alone := d.Set(set.Address, set.Value)
		if alone != nil {
			l.cannotSet(set, alone)
			said = true
			continue
		}
		body = after
	}
	if !said {
		l.problem(lockstep.Blocks, "", "%s: %v", l.key.Name, err)
	}
	return body
}

func (l *laying) cannotSet(set Set, err error) {
	l.problem(lockstep.Blocks, set.Address, "The value of %s for %s of %s cannot be laid in: %s.", l.route.Target, set.Address, l.key.Name, reason(err))
}
