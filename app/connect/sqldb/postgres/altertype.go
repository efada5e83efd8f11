package postgres

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// inner are the parts in the brackets of a type's statement.
func inner(head string) [][]sqldb.Token {
	tokens := dialect.Tokens(head)
	open := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Text == "(" && t.Kind == sqldb.Sign })
	if open < 0 {
		return nil
	}
	inside, _ := brackets(tokens[open:])
	return commas(inside)
}

// labels are the values of an enum, as they are written.
func labels(head string) []string {
	var all []string
	for _, one := range inner(head) {
		all = append(all, written(head, one))
	}
	return all
}

// enum says of a type that it is one.
func (o *object) enum() bool { return strings.Contains(o.head, " AS ENUM (") && !o.domain() }

// composite says of a type that it is one.
func (o *object) composite() bool {
	return strings.HasPrefix(o.head, "CREATE TYPE "+o.ref+" AS (")
}

// markType decides whether a type can be changed, is made beside the former one, or has to go first.
func (p *planning) markType(k lockstep.Key, was, is *object) {
	switch {
	case was.head == is.head:
	case was.enum() && is.enum():
		p.anew[k] = !p.adds(k, labels(was.head), labels(is.head))
	case was.domain() && is.domain():
		from, to := domainOf(was.head), domainOf(is.head)
		p.anew[k] = from.typ != to.typ || from.collation != to.collation
	case was.composite() && is.composite() && attributes(was, is) != nil:
	case was.enum() && is.domain(), was.domain() && is.enum():
		p.anew[k] = true
	default:
		p.goes[node{item: k}] = true
	}
}

// adds says that an enum only gets new values, and that nothing else that changes names one: PostgreSQL lets no new value be used
// in the transaction that adds it to a type.
func (p *planning) adds(k lockstep.Key, was, is []string) bool {
	kept := slices.DeleteFunc(slices.Clone(is), func(l string) bool { return !slices.Contains(was, l) })
	if !slices.Equal(kept, was) {
		return false
	}
	for _, c := range p.want.All() {
		if c.Key == k || c.Key.Quiet() || p.now.state.Sum(c.Key) == c.Digest() {
			continue
		}
		body, err := c.Body.Bytes()
		for _, label := range is {
			if !slices.Contains(was, label) && (err != nil || strings.Contains(string(body), strings.Trim(label, "'"))) {
				return false
			}
		}
	}
	return true
}

// domainOf reads CREATE DOMAIN ref AS type, which goes on as a column does.
func domainOf(head string) column {
	tokens := dialect.Tokens(head)
	as := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Text == "AS" })
	return parseColumn(head, "", tokens[max(as, 0):])
}

// formerType is what a type is called while the one that follows it is made.
const formerType = "lockstep_former_type"

// alterType changes a type that stays, or makes one beside the former.
func (p *planning) alterType(was, is *object) {
	k := is.key
	switch {
	case p.anew[k]:
		name := fmt.Sprintf("%s_%d", formerType, len(p.formers)+1)
		p.do(k, "ALTER %s %s RENAME TO %s", was.word(), was.ref, name)
		p.do(k, "%s", is.head)
		p.dropLast(k, qualified(is.schema, name))
	case was.head == is.head:
	case is.enum():
		before := labels(was.head)
		all := labels(is.head)
		for i, label := range all {
			switch {
			case slices.Contains(before, label):
			case i == 0 && len(before) == 0:
				p.do(k, "ALTER TYPE %s ADD VALUE %s", is.ref, label)
			case i == 0:
				p.do(k, "ALTER TYPE %s ADD VALUE %s BEFORE %s", is.ref, label, before[0])
			default:
				p.do(k, "ALTER TYPE %s ADD VALUE %s AFTER %s", is.ref, label, all[i-1])
			}
		}
	case is.domain():
		p.alterDomain(was, is)
	case is.composite():
		for _, one := range attributes(was, is) {
			p.do(k, "ALTER TYPE %s %s", is.ref, one)
		}
	}
}

// dropLast notes a type that goes when no column is of it any more. A domain is dropped as a type, too.
func (p *planning) dropLast(k lockstep.Key, ref string) {
	p.formers, p.formerly = append(p.formers, ref), k
}

func (p *planning) alterDomain(was, is *object) {
	from, to := domainOf(was.head), domainOf(is.head)
	alter := "ALTER DOMAIN " + is.ref + " "
	if from.value != to.value {
		if to.value == "" {
			p.do(is.key, "%sDROP DEFAULT", alter)
		} else {
			p.do(is.key, "%sSET DEFAULT %s", alter, to.value)
		}
	}
	if from.required != to.required {
		p.do(is.key, "%s%s NOT NULL", alter, map[bool]string{true: "SET", false: "DROP"}[to.required])
	}
}

// attributes are the acts that change a composite type; nil where its order cannot be had so.
func attributes(was, is *object) []string {
	type attr struct{ name, text string }
	read := func(o *object) []attr {
		var all []attr
		for _, one := range inner(o.head) {
			name, _ := dialect.Unquote(one[0])
			all = append(all, attr{name, written(o.head, one[1:])})
		}
		return all
	}
	before, after := read(was), read(is)
	find := func(all []attr, name string) int {
		return slices.IndexFunc(all, func(a attr) bool { return a.name == name })
	}
	acts := []string{}
	var kept []string
	for _, a := range before {
		switch i := find(after, a.name); {
		case i < 0:
			acts = append(acts, "DROP ATTRIBUTE "+quote(a.name))
		default:
			kept = append(kept, a.name)
			if after[i].text != a.text {
				acts = append(acts, "ALTER ATTRIBUTE "+quote(a.name)+" TYPE "+after[i].text)
			}
		}
	}
	for _, a := range after {
		if find(before, a.name) < 0 {
			kept = append(kept, a.name)
			acts = append(acts, "ADD ATTRIBUTE "+quote(a.name)+" "+a.text)
		}
	}
	if !slices.EqualFunc(kept, after, func(name string, a attr) bool { return name == a.name }) {
		return nil
	}
	return acts
}
