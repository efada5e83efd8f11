package pocketbase

import (
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

// settler brings the ids of what is wanted together with those that an instance has. PocketBase knows collections and
// fields by their ids alone: a new name for a known id is a rename, which keeps the data; a known name with a new id, or
// a known id with another type, is something else, and what was there is dropped or the import refused.
type settler struct {
	before  map[string]collection // by name
	want    map[string]collection // by name; those that are changed get their ids
	changed map[string]bool
	after   map[string]bool   // the names of all that are wanted
	halves  map[string]string // a changed collection that has the id of one that stays as it is

	named map[string]string // the name of each id, before
	taken map[string]bool   // the ids that are given out
}

func (s *settler) settle() {
	s.halves, s.named, s.taken = map[string]string{}, map[string]string{}, map[string]bool{}
	for name, c := range s.before {
		s.named[c.id()] = name
	}
	for name, c := range s.want {
		if !s.changed[name] {
			s.taken[c.id()] = true
		}
	}
	// Those with a new name for a known id come first: by it they have the better claim to it.
	names := slices.Sorted(maps.Keys(s.changed))
	slices.SortStableFunc(names, func(a, b string) int { return s.claim(a) - s.claim(b) })
	for _, name := range names {
		s.collection(name)
	}
	s.anew()
}

// claim is 0 for a collection that is known by another name.
func (s *settler) claim(name string) int {
	if former, ok := s.named[s.want[name].id()]; ok && former != name {
		return 0
	}
	return 1
}

func (s *settler) collection(name string) {
	c := s.want[name]
	id := c.id()
	former, known := s.before[s.named[id]]
	same, has := s.before[name]
	switch {
	case known && former.name != name && s.stays(former.name):
		s.halves[name] = former.name
	case known && former.name == name && former.sort() == c.sort() && !s.taken[id]:
	case known && former.name != name && former.sort() == c.sort() && !s.taken[id]:
	case !known && has && same.sort() == c.sort() && !s.taken[same.id()]:
		id = same.id()
	case known || s.taken[id] || id == "":
		id = s.fresh("pbc_", c.sort()+name, func(id string) bool { return s.taken[id] || s.named[id] != "" })
	}
	s.taken[id] = true
	c.body = without(c.body, "id")
	c.body["id"] = id
	s.want[name] = c
	if !c.view() {
		s.fields(c, s.before[s.named[id]])
	}
}

// stays says that a collection is wanted as it is.
func (s *settler) stays(name string) bool {
	_, wanted := s.want[name]
	return wanted && !s.changed[name]
}

// fields gives the fields of a collection their ids; former is what the collection was, empty for a new one.
func (s *settler) fields(c, former collection) {
	all := c.fields()
	taken := map[string]bool{}
	given := make([]string, len(all))
	known := func(f object) object { return former.field("id", text(f["id"])) }
	give := func(i int, id string) { given[i], taken[id] = id, true }
	for i, f := range all { // renamed, and what is as it was
		if was := known(f); was != nil && was["type"] == f["type"] && was["name"] != f["name"] && !taken[text(f["id"])] {
			give(i, text(f["id"]))
		}
	}
	for i, f := range all {
		if was := known(f); given[i] == "" && was != nil && was["type"] == f["type"] && !taken[text(f["id"])] {
			give(i, text(f["id"]))
		}
	}
	for i, f := range all { // made independently
		if was := former.field("name", text(f["name"])); given[i] == "" && was != nil && was["type"] == f["type"] && !taken[text(was["id"])] {
			give(i, text(was["id"]))
		}
	}
	for i, f := range all {
		id := text(f["id"])
		used := func(id string) bool { return taken[id] || former.field("id", id) != nil }
		if given[i] != "" {
			continue
		}
		if id == "" || used(id) {
			id = s.fresh(text(f["type"]), text(f["name"]), used)
		}
		give(i, id)
	}
	settled := make([]any, len(all))
	for i, f := range all {
		f = without(f, "id")
		f["id"] = given[i]
		settled[i] = f
	}
	c.body["fields"] = settled
}

// fresh is an id as PocketBase makes them: what it is, and a sum of its name; with a number where that is in use.
func (s *settler) fresh(prefix, of string, used func(string) bool) string {
	id := prefix + strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(of))), 10)
	for n, base := 2, id; used(id); n++ {
		id = base + strconv.Itoa(n)
	}
	return id
}

// anew gives views another id where they have to be out of the way while tables change: SQLite changes no table while a
// view is there that could not be read afterwards, and an import drops first what it does not name. A view holds nothing,
// so nothing is lost.
func (s *settler) anew() {
	later := map[string]collection{}
	for _, c := range s.want {
		later[c.id()] = c
	}
	gone, dropped := map[string]bool{}, map[string][]string{} // by names in small letters, as SQLite takes them
	for name, c := range s.before {
		is, stays := later[c.id()]
		switch {
		case !stays:
			gone[strings.ToLower(name)] = !s.after[name]
		case !c.view():
			dropped[strings.ToLower(name)] = droppedFields(c, is)
		}
	}
	for again := true; again; {
		again = false
		for name, c := range s.before {
			if folded := strings.ToLower(name); c.view() && !gone[folded] && reads(c, gone, dropped) {
				gone[folded], again = true, true
				s.again(later[c.id()])
			}
		}
	}
}

// again gives a view another id.
func (s *settler) again(c collection) {
	if !c.view() {
		return
	}
	id := s.fresh("pbc_", "view"+c.name, func(id string) bool { return s.taken[id] || s.named[id] != "" })
	c.body = without(c.body, "id")
	c.body["id"] = id
	s.taken[id], s.want[c.name], s.changed[c.name] = true, c, true
}

// droppedFields are the names of the fields whose ids are gone.
func droppedFields(was, is collection) []string {
	var names []string
	for _, f := range was.fields() {
		if is.field("id", text(f["id"])) == nil {
			names = append(names, text(f["name"]))
		}
	}
	return names
}

// reads says that a view reads a table that goes, or a field that is dropped of one.
func reads(view collection, gone map[string]bool, dropped map[string][]string) bool {
	query := text(view.body["viewQuery"])
	return slices.ContainsFunc(tablesOf(query), func(table string) bool {
		table = strings.ToLower(table)
		return gone[table] || slices.ContainsFunc(dropped[table], func(field string) bool { return mentions(query, field) })
	})
}

// match finds collections that have another name by their ids.
func match(_ lockstep.Slot, gone, came []lockstep.Item) []lockstep.Renamed {
	known := map[string]lockstep.Key{}
	for _, item := range gone {
		if item.Key.Kind != collectionKind {
			continue
		}
		if c, err := collectionOf(item); err == nil && c.id() != "" {
			known[c.sort()+" "+c.id()] = item.Key
		}
	}
	var found []lockstep.Renamed
	for _, item := range came {
		if item.Key.Kind != collectionKind {
			continue
		}
		c, err := collectionOf(item)
		if from, ok := known[c.sort()+" "+c.id()]; err == nil && ok {
			found = append(found, lockstep.Renamed{From: from, To: item.Key})
			delete(known, c.sort()+" "+c.id())
		}
	}
	return found
}
