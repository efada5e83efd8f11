package postgres

import (
	"slices"
	"strings"
)

// inOrder are the columns in the order that a state says.
func inOrder(t *table, order []string) []column {
	at := map[string]int{}
	for i, name := range order {
		at[name] = i + 1
	}
	sorted := slices.Clone(t.columns)
	slices.SortStableFunc(sorted, func(a, b column) int {
		if at[a.name] == 0 || at[b.name] == 0 {
			return at[b.name] - at[a.name] // those that are not named come last
		}
		return at[a.name] - at[b.name]
	})
	return sorted
}

// recomputed are the columns that have to be dropped and made again, as what they are computed by changes.
func recomputed(was, is *table) map[string]bool {
	again := map[string]bool{}
	for _, c := range was.columns {
		later := is.column(c.name)
		if later.name != "" && c.generated != later.generated || c.generated != "" && (c.typ != later.typ || c.collation != later.collation) {
			again[c.name] = true
		}
		for _, word := range dialect.Tokens(c.generated) {
			name, ok := dialect.Unquote(word)
			base, used := was.column(name), is.column(name)
			if ok && base.name != "" && (used.name == "" || used.typ != base.typ || used.collation != base.collation) {
				again[c.name] = true
			}
		}
	}
	return again
}

// create makes a table with its columns in their order. Foreign keys come when all tables are there.
func (p *planning) create(is *object) string {
	if is.table.above != "" {
		return is.head
	}
	var inner []string
	for _, c := range inOrder(is.table, orderOf(p.want, is.key)) {
		inner = append(inner, c.text)
	}
	for _, part := range is.parts {
		if part.definition != "" && !part.foreign {
			inner = append(inner, part.definition)
		}
	}
	before, _, _ := strings.Cut(is.head, is.ref)
	return strings.TrimSpace(before + is.ref + " " + lines(inner) + " " + is.table.partitioning)
}

// alterTable changes the columns of a table in one statement, so that its rows are written once.
func (p *planning) alterTable(was, is *object) {
	k := is.key
	var acts, filled, then []string
	var fills []*refill
	var required []column
	for _, c := range inOrder(is.table, orderOf(p.want, k)) {
		before, column := was.table.column(c.name), node{k, columnPart, c.name}
		if before.name == "" || p.goes[column] {
			back := p.refilled(k, c.name)
			if back == nil {
				acts = append(acts, "ADD COLUMN "+c.text)
				continue
			}
			acts, fills = append(acts, "ADD COLUMN "+c.unfilled()), append(fills, back)
			if c.required && c.identity == "" {
				filled = append(filled, "ALTER COLUMN "+quote(c.name)+" SET NOT NULL")
			}
			continue
		}
		if back := p.refilled(k, c.name); back != nil {
			fills = append(fills, back)
		}
		alter := "ALTER COLUMN " + quote(c.name) + " "
		if before.identity != "" && c.identity == "" {
			acts = append(acts, alter+"DROP IDENTITY")
		}
		if p.retyped[column] {
			acts = append(acts, alter+"TYPE "+c.typ+collate(c.collation)+p.using(before, c))
		}
		if c.value != "" && (before.value != c.value || p.goes[node{k, defaultPart, c.name}]) {
			acts = append(acts, alter+"SET DEFAULT "+c.value)
		}
		if c.required && !before.required && p.now.large[k] && !p.retyped[column] && c.identity == before.identity {
			required = append(required, c)
		} else if c.required != before.required {
			acts = append(acts, alter+map[bool]string{true: "SET", false: "DROP"}[c.required]+" NOT NULL")
		}
		then = append(then, identify(before, is.table, c)...)
	}
	if was.table.bound != is.table.bound {
		p.do(k, "ALTER TABLE %s ATTACH PARTITION %s %s", is.table.above, is.ref, is.table.bound)
	}
	if was.table.unlogged != is.table.unlogged {
		then = append(then, map[bool]string{true: "SET UNLOGGED", false: "SET LOGGED"}[is.table.unlogged])
	}
	if len(acts) > 0 {
		p.do(k, "%s\n    %s", is.alter(), strings.Join(acts, ",\n    "))
	}
	for _, back := range fills {
		p.fill(back)
	}
	for _, one := range filled {
		p.do(k, "%s %s", is.alter(), one)
	}
	for _, c := range required {
		p.require(is, c)
	}
	for _, one := range then {
		p.do(k, "%s %s", is.alter(), one)
	}
	for _, c := range is.table.columns {
		before := was.table.column(c.name)
		if before.identity == "" || c.identity == "" || p.goes[node{k, columnPart, c.name}] {
			continue
		}
		const name = "SEQUENCE NAME"
		if from, to := numberingOf(was.table.name, before).value[name], numberingOf(is.table.name, c).value[name]; from != to {
			p.do(k, "ALTER SEQUENCE %s RENAME TO %s", qualified(is.schema, from), quote(to))
		}
	}
}

// identify makes a column an identity, or changes how it counts.
func identify(before column, is *table, c column) []string {
	alter := "ALTER COLUMN " + quote(c.name) + " "
	switch {
	case c.identity == "" || c.identity == before.identity && c.options == before.options && c.typ == before.typ:
		return nil
	case before.identity == "":
		return []string{strings.TrimSpace(alter + "ADD GENERATED " + c.identity + " AS IDENTITY " + c.options)}
	}
	text := alter + "SET GENERATED " + c.identity
	numbers := numberingOf(is.name, c)
	for _, word := range numbers.words {
		switch word {
		case "CYCLE":
			text += " SET " + numbers.value[word]
		case "SEQUENCE NAME":
		default:
			text += " SET " + word + " " + numbers.value[word]
		}
	}
	return []string{text}
}

// families are the types that are cast into each other without being asked to, with an error where a value does not fit.
var families = [][]string{
	{"smallint", "integer", "bigint", "numeric", "real", "double precision", "money"},
	{"date", "timestamp without time zone", "timestamp with time zone"},
	{"time without time zone", "time with time zone", "interval"},
	{"inet", "cidr"},
	{"bit", "bit varying"},
}

// texts are the types that everything is cast to. Asked to, such a cast cuts off what is too long.
var texts = []string{"text", "character varying", "character", "name"}

// base is a type without its size.
func base(typ string) string {
	before, rest, ok := strings.Cut(typ, "(")
	if !ok {
		return typ
	}
	_, after, _ := strings.Cut(rest, ")")
	return strings.TrimSpace(before) + after
}

// using is how the values of a column become those of another type, where that has to be said.
func (p *planning) using(before, c column) string {
	from, to := base(before.typ), base(c.typ)
	if (from == to || slices.Contains(texts, to)) && !p.made(to) {
		return ""
	}
	for _, family := range families {
		if slices.Contains(family, from) && slices.Contains(family, to) {
			return ""
		}
	}
	return " USING " + p.cast(quote(c.name), before, c)
}

// cast is how a value of a column becomes one of another type. A type that somebody made has no cast but through a text.
func (p *planning) cast(value string, before, c column) string {
	from, to := base(before.typ), base(c.typ)
	if p.made(to) || from != to && !slices.Contains(texts, to) && strings.Contains(from+to, ".") {
		return value + "::text" + arrays(to) + "::" + c.typ
	}
	return value + "::" + c.typ
}

// arrays is [] for an array.
func arrays(typ string) string {
	if strings.HasSuffix(typ, "[]") {
		return "[]"
	}
	return ""
}

// made says that a type is made anew by this plan.
func (p *planning) made(typ string) bool {
	for k := range p.anew {
		if o := p.is(k); o != nil && o.ref == strings.TrimSuffix(typ, "[]") {
			return true
		}
	}
	return false
}
