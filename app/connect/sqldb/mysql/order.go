package mysql

import (
	"cmp"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// ordered are the moves in an order in which the server takes them. Those of a step hang on one another in a circle: foreign
// keys between them are dropped first and made last.
func ordered(all []*move) [][]*move {
	slices.SortFunc(all, func(a, b *move) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), a.key.Compare(b.key)) })
	after := make([][]int, len(all)) // what comes after each
	edge := func(first, second int) {
		if first != second && !slices.Contains(after[first], second) {
			after[first] = append(after[first], second)
		}
	}
	orderNames(all, edge)
	orderForeign(all, edge)
	return circles(all, after)
}

// rank is what comes first where nothing else settles it: what others use before them, and what goes last.
func rank(m *move) int {
	ranks := map[string][3]int{ // added, changed, removed
		sequenceKind:    {0, 0, 11},
		functionKind:    {1, 4, 10},
		procedureKind:   {1, 4, 10},
		sqldb.TableKind: {2, 3, 9},
		sqldb.ViewKind:  {5, 5, 8},
		eventKind:       {6, 6, 7},
	}
	switch of := ranks[m.key.Kind]; {
	case m.adds():
		return of[0]
	case m.removes():
		return of[2]
	default:
		return of[1]
	}
}

// orderNames puts what frees a name before what takes it, what a view or a default names before it, and what a default named behind.
func orderNames(all []*move, edge func(first, second int)) {
	frees, takes := map[string]int{}, map[string][]int{}
	for i, m := range all {
		had, has := m.names(true), m.names(false)
		for _, name := range had {
			if !slices.Contains(has, name) {
				frees[name] = i
			}
		}
		for _, name := range has {
			if !slices.Contains(had, name) {
				takes[name] = append(takes[name], i)
			}
		}
	}
	for name, i := range frees {
		for _, j := range takes[name] {
			edge(i, j)
		}
	}
	makes, drops := map[string]int{}, map[string]int{}
	for i, m := range all {
		name := namespace(m.key.Kind) + " " + strings.ToLower(m.name)
		if m.removes() {
			drops[name] = i
		} else {
			makes[name] = i
		}
	}
	for j, m := range all {
		m.uses(m.after, func(name string) {
			if i, ok := makes[name]; ok {
				edge(i, j)
			}
		})
		m.uses(m.before, func(name string) {
			if i, ok := drops[name]; ok && m.isTable() {
				edge(j, i)
			}
		})
	}
}

// uses tells of the names that have to be there where the text of a view or a table is: for a table, those of sequences.
func (m *move) uses(text string, tell func(name string)) {
	switch {
	case m.isTable():
		text, _, _ = splitTable(text)
	case m.key.Kind != sqldb.ViewKind:
		return
	}
	named(dialect.Tokens(text), func(kind, name string) {
		if kind == "" || !m.isTable() {
			tell(namespace(cmp.Or(kind, sqldb.TableKind)) + " " + strings.ToLower(name))
		}
	})
}

// namespace is what shares its names with the objects of a kind.
func namespace(kind string) string {
	if kind == sqldb.ViewKind || kind == sequenceKind {
		return sqldb.TableKind
	}
	return kind
}

// names are those that an object takes of the database: its own, and those of its triggers and foreign keys.
func (m *move) names(before bool) []string {
	text, t, triggers := m.after, m.to, m.triggers
	if before {
		text, t, triggers = m.before, m.from, m.hadTriggers
	}
	if text == "" {
		return nil
	}
	all := []string{namespace(m.key.Kind) + " " + strings.ToLower(m.name)}
	for _, p := range t.of(foreign) {
		all = append(all, "constraint "+strings.ToLower(p.name))
	}
	for _, one := range triggers {
		all = append(all, "trigger "+strings.ToLower(one.name))
	}
	return all
}

// orderForeign puts a table before those that come to refer to it, and behind those that cease to.
func orderForeign(all []*move, edge func(first, second int)) {
	tables := map[string]int{}
	for i, m := range all {
		if m.isTable() {
			tables[m.name] = i
		}
	}
	parent := func(p part) (int, bool) {
		i, ok := tables[p.refers.table]
		return i, ok && p.refers.schema == ""
	}
	for i, m := range all {
		for _, p := range m.to.of(foreign) {
			j, ok := parent(p)
			switch {
			case !ok:
			case m.release[p.name] && all[j].disturbs(p.refers.columns):
				edge(i, j)
				edge(j, i)
			case !m.from.has(p) || m.release[p.name]:
				edge(j, i)
			}
		}
		for _, p := range m.from.of(foreign) {
			if j, ok := parent(p); ok && !m.to.has(p) {
				edge(i, j)
			}
		}
	}
}

// circles puts moves that come after one another in a circle into one step, and the steps in order. Of those that may come next
// the first one does.
func circles(all []*move, after [][]int) [][]*move {
	t := tarjan{after: after, number: make([]int, len(all)), low: make([]int, len(all)), of: make([]int, len(all))}
	for i := range all {
		t.of[i] = -1
	}
	for i := range all {
		if t.number[i] == 0 {
			t.visit(i)
		}
	}
	waits := make([]int, t.found) // for how many others each step waits
	each := func(tell func(first, second int)) {
		for i, others := range after {
			for _, j := range others {
				if t.of[i] != t.of[j] {
					tell(t.of[i], t.of[j])
				}
			}
		}
	}
	each(func(_, second int) { waits[second]++ })
	var steps [][]*move
	done := make([]bool, t.found)
	for len(steps) < t.found {
		next := slices.IndexFunc(t.of, func(step int) bool { return !done[step] && waits[step] == 0 })
		step := t.of[next]
		done[step] = true
		each(func(first, second int) {
			if first == step {
				waits[second]--
			}
		})
		var members []*move
		for i, m := range all {
			if t.of[i] == step {
				members = append(members, m)
			}
		}
		steps = append(steps, members)
	}
	return steps
}

// tarjan finds circles: the strongly connected components of a graph.
type tarjan struct {
	after       [][]int
	number, low []int
	of          []int // the component of each, -1 where it is not known yet
	stack       []int
	count       int
	found       int
}

func (t *tarjan) visit(i int) {
	t.count++
	t.number[i], t.low[i] = t.count, t.count
	t.stack = append(t.stack, i)
	for _, j := range t.after[i] {
		switch {
		case t.number[j] == 0:
			t.visit(j)
			t.low[i] = min(t.low[i], t.low[j])
		case t.of[j] < 0:
			t.low[i] = min(t.low[i], t.number[j])
		}
	}
	if t.low[i] != t.number[i] {
		return
	}
	for {
		j := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.of[j] = t.found
		if j == i {
			break
		}
	}
	t.found++
}
