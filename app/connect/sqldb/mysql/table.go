package mysql

import (
	"slices"
	"strings"
)

// table is what CREATE TABLE says, cut into what is changed by itself.
type table struct {
	name      string
	columns   []column
	parts     []part // keys and constraints, in the server's order
	options   []option
	versioned bool
	partition string // PARTITION BY ...; "" for none
}

// part is a key or a constraint.
type part struct {
	class   string // of those between which the order is settled by when they were made
	name    string
	text    string
	columns []keyColumn // of keys and foreign keys
	refers  reference   // of foreign keys
}

// The classes of parts.
const (
	primary  = "PRIMARY"
	unique   = "UNIQUE"
	fulltext = "FULLTEXT"
	plainKey = "KEY"
	foreign  = "FOREIGN"
	check    = "CHECK"
	period   = "PERIOD"
)

// keyColumn is one of a key's.
type keyColumn struct {
	name   string
	length string // of a prefix; "" for all
}

// reference is what a foreign key refers to.
type reference struct {
	schema, table string // the schema is "" for the same one
	columns       []keyColumn
}

// option is one of a table's, such as COMMENT='x'.
type option struct{ name, value string }

// option is the value of a table's option; "" where it is not said.
func (t table) option(name string) string {
	for _, o := range t.options {
		if strings.EqualFold(o.name, name) {
			return o.value
		}
	}
	return ""
}

// column finds a column; in names of columns the case means nothing.
func (t table) column(name string) (column, bool) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return strings.EqualFold(c.name, name) })
	if i < 0 {
		return column{}, false
	}
	return t.columns[i], true
}

// of gives the parts of some classes.
func (t table) of(classes ...string) []part {
	var some []part
	for _, p := range t.parts {
		if slices.Contains(classes, p.class) {
			some = append(some, p)
		}
	}
	return some
}

// part finds one of a class by its name.
func (t table) part(class, name string) (part, bool) {
	i := slices.IndexFunc(t.parts, func(p part) bool { return p.class == class && strings.EqualFold(p.name, name) })
	if i < 0 {
		return part{}, false
	}
	return t.parts[i], true
}

// has says that a table has a part exactly so.
func (t table) has(p part) bool {
	other, ok := t.part(p.class, p.name)
	return ok && other.text == p.text
}

// withoutParts is a table's statement without some of its parts.
func withoutParts(create string, leave func(part) bool) string {
	t, ok := parseTable(create)
	if !ok {
		return create
	}
	for _, p := range t.parts {
		if leave(p) {
			create = strings.Replace(create, ",\n  "+p.text, "", 1)
		}
	}
	return create
}
