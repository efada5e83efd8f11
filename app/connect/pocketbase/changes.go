package pocketbase

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// revision is what a run makes of an instance.
type revision struct {
	now  reading
	want map[string]collection // all that are wanted and count, by name
	ids  map[string]string     // of all that will be there, by name

	write  []string // the collections that are added or changed, by name
	remove []string
}

// revise reads what is wanted of the collections that change; the others are as the instance holds them now.
func revise(now reading, want lockstep.State, changes []lockstep.Change) (revision, error) {
	r := revision{now: now, want: map[string]collection{}, ids: map[string]string{}}
	for name, wire := range now.wire {
		r.ids[name] = text(wire["id"])
	}
	for _, c := range changes {
		switch {
		case c.Key.Kind != collectionKind:
		case c.Op == lockstep.Remove:
			r.remove = append(r.remove, c.Key.Name)
		default:
			r.write = append(r.write, c.Key.Name)
		}
	}
	slices.Sort(r.write)
	for _, item := range want.All() {
		if item.Key.Kind != collectionKind {
			continue
		}
		name := item.Key.Name
		c, there := now.collections[name]
		if _, changes := slices.BinarySearch(r.write, name); changes || !there {
			var err error
			if c, err = collectionOf(item); err != nil {
				return revision{}, fmt.Errorf("read %s: %w", item.Key, err)
			}
		}
		r.want[name], r.ids[name] = c, c.id()
	}
	return r, nil
}

// former is what a collection that is written is now, known by its id; ok is false for a new one.
func (r revision) former(c collection) (collection, bool) {
	f, ok := r.now.collections[r.now.names[c.id()]]
	return f, ok
}

// drops says that something is dropped: a collection or a field, by its id.
func (r revision) drops() bool {
	stay := map[string]bool{}
	for _, c := range r.want {
		stay[c.id()] = true
	}
	for _, name := range slices.Concat(r.remove, r.write) {
		if was, ok := r.now.collections[name]; ok && !stay[was.id()] {
			return true
		}
	}
	for _, name := range r.write {
		was, ok := r.former(r.want[name])
		if ok && !was.view() && len(droppedFields(was, r.want[name])) > 0 {
			return true
		}
	}
	return false
}

// body is what an import is given: only what is written, or, where something is dropped, all that stays. PocketBase
// leaves alone what an import does not name, or drops it: there is no third.
func (r revision) body() object {
	all := r.drops()
	sent := map[string]object{}
	for _, name := range r.write {
		sent[name] = r.want[name].toWire(r.ids)
	}
	if all {
		gone := map[string]bool{}
		for _, name := range r.remove {
			gone[name] = true
		}
		given := map[string]bool{}
		for _, wire := range sent {
			given[text(wire["id"])] = true
		}
		for name, wire := range r.now.wire {
			_, written := sent[name]
			if !written && !gone[name] && !given[text(wire["id"])] {
				sent[name] = asItIs(wire)
			}
		}
	}
	return object{"collections": r.inOrder(sent), "deleteMissing": all}
}

// asItIs is a collection sent back as it was read. Without its providers PocketBase keeps them, with their secrets.
func asItIs(wire object) object {
	signIn, ok := wire["oauth2"].(object)
	if !ok {
		return wire
	}
	sent := without(wire, "oauth2")
	sent["oauth2"] = without(signIn, "providers")
	return sent
}

// oldest is a time before any that an instance has.
const oldest = "2000-01-01 00:00:00.000Z"

// inOrder puts views behind what they read. PocketBase saves views last, in the order of the times at which they were made:
// so one that is there keeps its time, unless another that is younger must come before it.
func (r revision) inOrder(sent map[string]object) []any {
	var all []any
	var views []string
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if sent[name]["type"] != "view" {
			all = append(all, sent[name])
			continue
		}
		views = append(views, name)
	}
	last := oldest
	for _, name := range dependencyOrder(views, func(name string) []string { return tablesOf(text(sent[name]["viewQuery"])) }) {
		view := without(sent[name], "created")
		if there, ok := r.now.wire[r.now.names[text(view["id"])]]; ok {
			last = max(last, text(there["created"]))
		}
		view["created"], view["updated"] = last, last
		all = append(all, view)
	}
	return all
}

// dependencyOrder puts names behind those of them that they need; what goes in a circle stays in its order.
func dependencyOrder(names []string, needs func(string) []string) []string {
	folded := map[string]string{}
	for _, name := range names {
		folded[strings.ToLower(name)] = name
	}
	var order []string
	done := map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		if done[name] {
			return
		}
		done[name] = true
		for _, need := range needs(name) {
			if other, ok := folded[strings.ToLower(need)]; ok {
				visit(other)
			}
		}
		order = append(order, name)
	}
	for _, name := range names {
		visit(name)
	}
	return order
}
