package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// kinds are in the order in which objects are made, where nothing else says so.
var kinds = []string{extensionKind, typeKind, sequenceKind, functionKind, sqldb.TableKind, sqldb.ViewKind}

// turns makes, changes and makes again, what is needed before what needs it.
func (p *planning) turns() {
	p.makeSchemas()
	done := map[lockstep.Key]bool{}
	touched := p.touched()
	var visit func(k lockstep.Key)
	visit = func(k lockstep.Key) {
		if done[k] || !slices.Contains(touched, k) {
			return
		}
		done[k] = true
		item, _ := p.want.Get(k)
		for _, need := range item.Needs {
			// Foreign keys, policies and rules come at the end: but for a partition no table needs a table, or a view, for anything else.
			if k.Kind != sqldb.TableKind || need.Kind != sqldb.TableKind && need.Kind != sqldb.ViewKind || p.partition(k, need) {
				visit(need)
			}
		}
		p.turn(k)
		if is := p.is(k); is.table != nil && is.table.partitioning != "" && p.fresh(k) {
			for _, other := range touched {
				if other.Kind == sqldb.TableKind && p.partition(other, k) {
					visit(other) // in it lie rows that are put back
				}
			}
			p.fillRows(k)
		}
	}
	for _, k := range touched {
		visit(k)
	}
}

// partition says that a table is a partition of another one.
func (p *planning) partition(k, of lockstep.Key) bool {
	is, above := p.is(k), p.is(of)
	return is != nil && above != nil && is.table.above == above.ref
}

// detach takes the partitions of a table out of it that become other parts of it: all of them leave before one takes the place of
// another, or a new one does.
func (p *planning) detach(above string) {
	for _, k := range p.touched() {
		was, is := p.was(k), p.is(k)
		if was == nil || was.table == nil || was.table.above != above || was.table.bound == is.table.bound || p.detached[k] {
			continue
		}
		p.detached[k] = true
		p.do(k, "ALTER TABLE %s DETACH PARTITION %s", above, was.ref)
	}
}

// touched are the items that are there in the end, and are not left alone.
func (p *planning) touched() []lockstep.Key {
	there := map[lockstep.Key]bool{}
	for _, c := range p.changes {
		there[c.Key] = true
	}
	for n, goes := range p.goes {
		there[n.item] = there[n.item] || goes
	}
	for n := range p.retyped {
		there[n.item] = true
	}
	for k := range p.anew {
		there[k] = true
	}
	var keys []lockstep.Key
	for k, touched := range there {
		if touched && p.is(k) != nil {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b lockstep.Key) int {
		if by := slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind); by != 0 {
			return by
		}
		return a.Compare(b)
	})
	return keys
}

func (p *planning) makeSchemas() {
	there := slices.Clone(p.now.schemas)
	for _, c := range p.changes {
		if is := p.is(c.Key); is != nil && c.Key.Kind != extensionKind && !slices.Contains(there, is.schema) {
			there = append(there, is.schema)
			p.do(c.Key, "CREATE SCHEMA %s", quote(is.schema))
		}
	}
}

// turn makes or changes one object.
func (p *planning) turn(k lockstep.Key) {
	was, is := p.was(k), p.is(k)
	fresh := p.fresh(k)
	if is.table != nil && is.table.above != "" {
		p.detach(is.table.above)
	}
	p.parts(is, func(part part) bool { return part.kind == sequencePart })
	switch {
	case k.Kind == sqldb.TableKind && fresh:
		p.do(k, "%s", p.create(is))
		if is.table.partitioning == "" {
			p.fillRows(k)
		}
	case k.Kind == sqldb.TableKind:
		p.alterTable(was, is)
	case k.Kind == typeKind && !fresh:
		p.alterType(was, is)
	case k.Kind == sequenceKind && !fresh:
		p.alterSequence(k, was.head, is.head)
	case k.Kind == extensionKind && !fresh:
		if was.head != is.head {
			p.do(k, "ALTER EXTENSION %s SET SCHEMA %s", is.ref, is.head[strings.LastIndex(is.head, " SCHEMA ")+len(" SCHEMA "):])
		}
	case fresh || was.head != is.head:
		p.do(k, "%s", is.head)
	}
	p.parts(is, func(part part) bool { return part.kind != sequencePart && !late(is, part) })
	made := len(p.steps)
	p.parts(is, func(part part) bool { return late(is, part) })
	p.late = append(p.late, p.steps[made:]...)
	p.steps = p.steps[:made:made]
}

// late says that a part may need what is made later.
func late(o *object, p part) bool {
	switch p.kind {
	case triggerPart, policyPart, rulePart, commentPart:
		return true
	}
	return p.foreign || p.on.part == triggerPart || p.on.part == rulePart
}

// parts makes or sets those parts of an object that are not as they should be.
func (p *planning) parts(is *object, some func(part) bool) {
	k := is.key
	was, fresh := p.was(k), p.fresh(k)
	for _, part := range is.parts {
		if !some(part) || fresh && part.definition != "" && !part.foreign { // made with its table
			continue
		}
		on := part.on
		on.item = k
		before := part
		there := !fresh
		if there {
			before, there = was.find(part.of(k))
		}
		switch {
		case there && before.sql == part.sql && !p.goes[part.of(k)] && !(on.part != "" && (p.goes[on] || p.retyped[on])) && !p.anew[k]:
		case there && part.kind == sequencePart:
			p.alterSequence(k, before.sql, part.sql)
		case there && before.sql == part.sql+notValid && !p.goes[part.of(k)]:
			p.validate(is, part)
		default:
			p.make(is, part)
		}
	}
}

// alterSequence sets everything of a sequence, but for where it stands.
func (p *planning) alterSequence(k lockstep.Key, was, is string) {
	if was == is {
		return
	}
	const plain, unlogged = "CREATE SEQUENCE ", "CREATE UNLOGGED SEQUENCE "
	rest := strings.TrimPrefix(strings.TrimPrefix(is, plain), unlogged)
	p.do(k, "ALTER SEQUENCE %s", rest)
	if logged := strings.HasPrefix(is, plain); logged != strings.HasPrefix(was, plain) && k.Kind == sequenceKind {
		ref, _, _ := strings.Cut(rest, " AS ")
		p.do(k, "ALTER SEQUENCE %s SET %s", ref, map[bool]string{true: "LOGGED", false: "UNLOGGED"}[logged])
	}
}

// replaces says that a function can be replaced: what comes before its language is the same.
func replaces(was, is string) bool {
	return signature(was) == signature(is)
}

func signature(head string) string {
	tokens := dialect.Tokens(head)
	end := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Kind == sqldb.Word && t.Text == "LANGUAGE" })
	if end < 0 {
		return head
	}
	return written(head, tokens[:end])
}
