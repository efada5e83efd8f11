package postgres

import (
	"cmp"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

func (n node) compare(o node) int {
	return cmp.Or(n.item.Compare(o.item), cmp.Compare(n.part, o.part), cmp.Compare(n.name, o.name))
}

// drops drops what goes: what depends on something before that. Views are the first, as whoever reads one locks it before its tables.
func (p *planning) drops() {
	var all []node
	for n, goes := range p.goes {
		if goes {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, node.compare)
	above := map[node][]node{}
	for _, e := range p.now.edges {
		if p.foreign(e.from) {
			continue // which goes before all others
		}
		from := p.standing(e.from)
		for _, to := range []node{e.to, p.standing(e.to)} {
			if from != to {
				above[to] = append(above[to], from)
			}
		}
	}
	done := map[node]bool{}
	var visit func(n node)
	visit = func(n node) {
		if done[n] {
			return
		}
		done[n] = true
		for _, from := range above[n] {
			if p.goes[from] {
				visit(from)
			}
		}
		if !p.foreign(n) && p.standing(n) == n {
			p.drop(n)
		}
	}
	for _, n := range all {
		if n.part == "" && n.item.Kind == sqldb.ViewKind {
			visit(n)
		}
	}
	p.views = len(p.steps)
	for _, n := range all {
		if p.foreign(n) {
			p.drop(n)
		}
	}
	for _, n := range all {
		visit(n)
	}
}

// standing is what is dropped with something: its whole object where that goes.
func (p *planning) standing(n node) node {
	if whole := (node{item: n.item}); p.goes[whole] {
		return whole
	}
	return n
}

func (p *planning) drop(n node) {
	was := p.was(n.item)
	if was == nil {
		return
	}
	switch {
	case n.part == "" && p.outlast[n.item] && n.item.Kind == typeKind:
		p.dropLast(n.item, was.ref)
	case n.part == "" && p.outlast[n.item]:
		p.last = append(p.last, step{key: n.item, sql: "DROP " + was.word() + " " + was.ref})
	case n.part == "":
		p.do(n.item, "DROP %s %s", was.word(), was.ref)
	case n.part == columnPart:
		p.do(n.item, "%s DROP COLUMN %s", was.alter(), quote(n.name))
	case n.part == defaultPart && n.item.Kind == sqldb.TableKind:
		if !p.hit(node{n.item, columnPart, n.name}) || p.retyped[node{n.item, columnPart, n.name}] || p.lends(n) {
			p.do(n.item, "%s ALTER COLUMN %s DROP DEFAULT", was.alter(), quote(n.name))
		}
	default:
		part, ok := was.find(n)
		part.on.item = n.item
		if ok && (part.on.part == "" || !p.goes[part.on]) { // otherwise it goes with what it says something about
			p.do(n.item, "%s", cmp.Or(p.now.undo[n], part.undo))
		}
	}
}

// lends says that a default reads something that goes, so that it has to go before that.
func (p *planning) lends(n node) bool {
	return slices.ContainsFunc(p.now.edges, func(e edge) bool { return e.from == n && e.to.part != columnPart && p.hit(e.to) })
}

// word is what the object is called in a statement that drops it.
func (o *object) word() string {
	switch o.key.Kind {
	case sqldb.ViewKind:
		if o.materialized() {
			return "MATERIALIZED VIEW"
		}
	case functionKind:
		return "ROUTINE"
	case typeKind:
		if o.domain() {
			return "DOMAIN"
		}
	}
	return strings.ToUpper(o.key.Kind)
}

// domain says of a type that it is one.
func (o *object) domain() bool { return strings.HasPrefix(o.head, "CREATE DOMAIN") }

// rebuilds says that PostgreSQL makes such parts again by itself where a column that they read gets another type.
func rebuilds(kind partKind) bool {
	return kind == constraintPart || kind == indexPart || kind == statisticPart
}

// foreign says that a part is a foreign key. Both of its ends may get another type, one after the other.
func (p *planning) foreign(n node) bool {
	if was := p.was(n.item); was != nil {
		part, _ := was.find(n)
		return part.foreign
	}
	return false
}
