package mysql

import (
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// between says that a table has nothing but what one end of its change has, and lacks nothing that both have but foreign keys and
// triggers, around which a step goes. Anything else is made by one statement.
func between(before, now, after lockstep.Item) bool {
	var all [3]map[string]bool
	for i, item := range []lockstep.Item{before, now, after} {
		switch {
		case i != 1 && item.Key.Kind == "": // it comes, or goes
			continue
		case item.Key.Kind != sqldb.TableKind:
			return false
		}
		body, err := item.Body.Bytes()
		t, triggers, ok := readTable(string(body))
		if err != nil || !ok {
			return false
		}
		if i == 1 {
			t.columns = slices.DeleteFunc(t.columns, func(c column) bool { _, ok := c.unfilled(); return ok })
		}
		all[i] = t.pieces(triggers, before.Digest() == after.Digest())
	}
	was, half, is := all[0], all[1], all[2]
	has := func(pieces map[string]bool, piece string) bool {
		_, ok := pieces[piece]
		return ok
	}
	for piece := range half {
		if !has(was, piece) && !has(is, piece) {
			return false
		}
	}
	for piece, stays := range is {
		if stays && has(was, piece) && !has(half, piece) {
			return false
		}
	}
	return true
}

// pieces are what a table is made of, and whether it keeps each of them while others change; its triggers where nothing of its own does.
func (t table) pieces(triggers []trigger, same bool) map[string]bool {
	all := map[string]bool{"partition " + t.partition: true}
	for _, c := range t.columns {
		all["column "+c.name+" "+c.text] = true
	}
	for _, p := range t.parts {
		all[p.text] = p.class != foreign
	}
	for _, o := range t.options {
		all["option "+o.name+"="+o.value] = true
	}
	for _, one := range triggers {
		all[one.settings+one.create] = same
	}
	return all
}
