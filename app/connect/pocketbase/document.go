package pocketbase

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// format gives the collections as PocketBase exports them, so that its own dashboard takes them too.
func format(slot lockstep.Slot, s lockstep.State) ([]byte, bool, error) {
	all, ids := map[string]collection{}, map[string]string{}
	for _, item := range s.Slot(slot.Name).All() {
		if item.Key.Kind != collectionKind {
			continue
		}
		c, err := collectionOf(item)
		if err != nil {
			return nil, true, fmt.Errorf("read %s: %w", item.Key, err)
		}
		all[c.name], ids[c.name] = c, c.id()
	}
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		wire := all[name].toWire(ids)
		for _, f := range (collection{body: wire}).fields() {
			if f["collectionId"] == "" { // it relates to one that is left out, and goes by its name
				f["collectionId"] = all[name].field("name", text(f["name"]))["collection"]
			}
		}
		list = append(list, wire)
	}
	return canonical(list), true, nil
}

// parse reads what PocketBase exports: a list of collections; or what its API answers when it is asked for them.
func parse(slot lockstep.Slot, b []byte) ([]lockstep.Item, []lockstep.Problem) {
	refuse := func(key lockstep.Key, path, format string, args ...any) []lockstep.Problem {
		return []lockstep.Problem{{Key: key, Path: path, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)}}
	}
	model := lockstep.Key{Slot: slot.Name}
	var read any
	if err := decode(b, &read); err != nil {
		return nil, refuse(model, where(b, err), "This cannot be read as JSON: %v.", err)
	}
	list, ok := objectsIn(read)
	if !ok {
		return nil, refuse(model, "", "This is no list of collections as PocketBase exports them.")
	}
	names, seen := map[string]string{}, map[string]bool{}
	for _, wire := range list {
		names[text(wire["id"])] = text(wire["name"])
	}
	known := func(name string) bool { return slices.Contains(slices.Collect(maps.Values(names)), name) }
	items := []lockstep.Item{}
	for i, wire := range list {
		name := text(wire["name"])
		switch {
		case name == "":
			return nil, refuse(model, "", "Collection number %d has no name.", i+1)
		case seen[name]:
			return nil, refuse(lockstep.Key{Slot: slot.Name, Kind: collectionKind, Name: name}, "", "%s is there twice. Leave one of them.", name)
		}
		seen[name] = true
		items = append(items, fromWire(wire, names).item(slot.Name, known))
	}
	return items, nil
}

// objectsIn gives the members of a list, or of the items of an answer; ok is false where they are not objects.
func objectsIn(read any) (list []object, ok bool) {
	if answer, is := read.(object); is {
		read = answer["items"]
	}
	all, ok := read.([]any)
	for _, one := range all {
		o, is := one.(object)
		list, ok = append(list, o), ok && is
	}
	return list, ok
}

// where is the line and the column at which a text stops to be JSON; "" where that is not known.
func where(b []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return ""
	}
	before := string(b[:min(int(syntax.Offset), len(b))])
	line := strings.Count(before, "\n") + 1
	column := len(before) - strings.LastIndexByte(before, '\n')
	return fmt.Sprintf("%d:%d", line, max(column-1, 1))
}
