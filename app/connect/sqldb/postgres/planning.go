package postgres

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// step is one statement, and the item that it is for.
type step struct {
	key   lockstep.Key
	sql   string
	loose bool    // it is left out where the column that it names is not there any more
	to    string  // of a foreign key that is made: the table that it refers to
	undo  string  // what removes what it leaves where it fails, of one that can be in no transaction
	saves bool    // it reads what is saved
	back  *refill // what it puts back, by statements of its own
}

// planning finds the statements that take a database to what is wanted. What depends on something that is dropped or gets another
// type is dropped around it, and made again from its own text.
type planning struct {
	scope
	now      reading
	want     lockstep.State
	changes  []lockstep.Change
	parsed   map[lockstep.Key][2]*object // as it is, and as it is wanted
	goes     map[node]bool               // what is dropped, and made again where it is wanted
	retyped  map[node]bool               // the columns that get another type
	anew     map[lockstep.Key]bool       // the types that are made beside the former one
	outlast  map[lockstep.Key]bool       // what goes only when the columns of it have another type
	detached map[lockstep.Key]bool       // the partitions that are taken out of their table
	behind   map[node]bool               // the parts that are made when the transaction is committed
	problems []lockstep.Problem
	steps    []step // in one transaction
	views    int    // how many of them drop views, and come first
	ran      []step // those that were run
	late     []step
	last     []step
	after    []step // when that is committed
	endings  []step // at the end of those
	trials   []trial
	refills  []*refill
	formers  []string     // the types that go in the end, at once, as some may be of others
	formerly lockstep.Key // one of them
}

// plan finds the statements. Problems are what cannot be done by any. saved is what they put back.
func plan(s scope, now reading, want lockstep.State, changes []lockstep.Change, saved []lockstep.Saved) (*planning, error) {
	p := &planning{scope: s, now: now, want: want, parsed: map[lockstep.Key][2]*object{},
		goes: map[node]bool{}, behind: map[node]bool{}, retyped: map[node]bool{}, anew: map[lockstep.Key]bool{}, outlast: map[lockstep.Key]bool{}, detached: map[lockstep.Key]bool{}}
	for _, c := range changes {
		if c.Part == lockstep.Model && !c.Key.Quiet() {
			p.changes = append(p.changes, c)
		}
	}
	for _, c := range p.changes {
		if err := p.parse(c.Key); err != nil {
			return nil, err
		}
		p.mark(c.Key)
	}
	if err := p.spread(); err != nil {
		return nil, err
	}
	p.findRefills(saved)
	p.drops()
	p.postpone()
	p.turns()
	p.steps = slices.Concat(p.steps, p.late, p.last)
	p.after = append(p.after, p.endings...)
	if len(p.formers) > 0 {
		p.do(p.formerly, "DROP TYPE %s", strings.Join(p.formers, ", "))
	}
	return p, nil
}

// parse cuts both texts of an item.
func (p *planning) parse(k lockstep.Key) error {
	if _, ok := p.parsed[k]; ok {
		return nil
	}
	var both [2]*object
	for i, state := range []lockstep.State{p.now.state, p.want} {
		item, ok := state.Get(k)
		if !ok {
			continue
		}
		o, err := parseObject(p.scope, item)
		if err != nil {
			return err
		}
		both[i] = o
	}
	p.parsed[k] = both
	return nil
}

func (p *planning) was(k lockstep.Key) *object { return p.parsed[k][0] }
func (p *planning) is(k lockstep.Key) *object  { return p.parsed[k][1] }

// fresh says that an item is made from nothing.
func (p *planning) fresh(k lockstep.Key) bool {
	return p.was(k) == nil || p.goes[node{item: k}]
}

func (p *planning) do(key lockstep.Key, format string, args ...any) {
	p.steps = append(p.steps, step{key: key, sql: fmt.Sprintf(format, args...)})
}

func (p *planning) block(k lockstep.Key, format string, args ...any) {
	problem := lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)}
	if !slices.ContainsFunc(p.problems, func(o lockstep.Problem) bool { return o.Key == k && o.Message == problem.Message }) {
		p.problems = append(p.problems, problem)
	}
}

// mark notes what of a changed item has to go first.
func (p *planning) mark(k lockstep.Key) {
	was, is := p.was(k), p.is(k)
	switch {
	case was == nil:
		return
	case is == nil:
		p.goes[node{item: k}] = true
		for _, part := range was.parts {
			if part.foreign {
				p.goes[part.of(k)] = true // tables may refer to each other
			}
		}
		return
	}
	switch k.Kind {
	case sqldb.ViewKind:
		p.goes[node{item: k}] = was.head != is.head
	case functionKind:
		p.goes[node{item: k}] = !replaces(was.head, is.head)
	case typeKind:
		p.markType(k, was, is)
	case sqldb.TableKind:
		p.markTable(was, is)
	}
	for _, part := range was.parts {
		later, ok := is.find(part.of(k))
		structural := part.kind != settingPart && part.kind != commentPart && part.kind != sequencePart && part.kind != defaultPart
		if !ok || structural && later.sql != part.sql && later.sql+notValid != part.sql {
			p.goes[part.of(k)] = true
		}
	}
}

// markTable notes the columns that go, those that are computed anew, and those that get another type.
func (p *planning) markTable(was, is *object) {
	k := was.key
	if was.table.above != is.table.above || was.table.partitioning != is.table.partitioning {
		p.block(k, "%s would be partitioned otherwise, or become a partition, or be none any more, which cannot be done with its rows in it. Make another table, and move them.", k.Name)
	}
	again := recomputed(was.table, is.table)
	for _, c := range was.table.columns {
		later := is.table.column(c.name)
		column := node{k, columnPart, c.name}
		switch {
		case later.name == "", again[c.name]:
			p.goes[column] = true
		case later.typ != c.typ, later.collation != c.collation:
			p.retype(column)
		}
		if c.value != "" && (later.value != c.value || p.retyped[column]) {
			p.goes[node{k, defaultPart, c.name}] = true
		}
	}
}

// retype notes that a column gets another type, and its default with it.
func (p *planning) retype(column node) {
	p.retyped[column] = true
	if was := p.was(column.item); was != nil && was.table != nil && was.table.column(column.name).value != "" {
		p.goes[node{column.item, defaultPart, column.name}] = true
	}
}

// spread finds everything that depends on what goes, as the catalogs say.
func (p *planning) spread() error {
	for grew := true; grew; {
		grew = false
		for _, e := range p.now.edges {
			if !p.hit(e.to) || p.goes[e.from] || p.goes[node{item: e.from.item}] {
				continue
			}
			if err := p.parse(e.from.item); err != nil {
				return err
			}
			grew = p.reach(e) || grew
		}
	}
	return nil
}

// hit says that something goes, or gets another type.
func (p *planning) hit(n node) bool {
	return p.goes[n] || p.goes[node{item: n.item}] || p.retyped[n] || p.anew[n.item] && n.part == ""
}

// reach says that something goes because of what it depends on; false where it can stay, or where that is known.
func (p *planning) reach(e edge) bool {
	from := e.from
	dropped := p.goes[e.to] || p.goes[node{item: e.to.item}]
	anew := p.anew[e.to.item] && e.to.part == ""
	column := column{}
	if was := p.was(from.item); from.part == columnPart && was != nil && was.table != nil {
		column = was.table.column(from.name)
	}
	switch {
	case from.part == columnPart && anew && column.generated == "":
		known := p.retyped[from]
		p.retype(from)
		return !known
	case from.part == columnPart && e.to.item == from.item && e.to.part == sequencePart:
		return false
	case from.part == columnPart && p.retyped[from] && p.is(e.to.item) == nil:
		p.outlast[e.to.item] = true
		return false
	case from.part == columnPart:
		p.block(e.to.item, "%s has to be made anew for this, and %s of %s is of it, or computed by it. Change that column first.", e.to.item.Name, from.name, from.item.Name)
		return false
	case from.part == "" && from.item.Kind == sqldb.TableKind:
		return false
	case from.part == "" && from.item.Kind == typeKind && anew:
		known := p.anew[from.item]
		p.anew[from.item] = true
		return !known
	case !dropped && !anew && rebuilds(from.part) && !p.foreign(from):
		return false // PostgreSQL makes it again by itself
	case from.part == sequencePart, from.part == settingPart:
		return false
	}
	p.goes[from] = true
	return true
}
