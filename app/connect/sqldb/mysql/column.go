package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// column is one of a table, cut into what decides how it is changed.
type column struct {
	name, text string // the text is what follows the name

	base      string   // the type's name, in small letters
	args      []string // of the type: a length, or the members of an enum
	unsigned  bool
	charset   string
	notNull   bool
	value     string // its default; "" for none
	counts    bool   // AUTO_INCREMENT
	generated string // virtual or stored; "" for a column that holds what is written to it
	says      string // the text without comment and default: what a foreign key depends on
}

// The ways in which a column is generated.
const (
	virtual = "virtual"
	stored  = "stored"
)

func columnOf(name, text string) column {
	c := column{name: name, text: text}
	all := dialect.Tokens(text)
	c.base = strings.ToLower(all[0].Text)
	i := 1
	if len(all) > 1 && all[1].Text == "(" {
		elements, end := split(all, 1)
		for _, e := range elements {
			if len(e) > 0 {
				c.args = append(c.args, text[e[0].At:e[len(e)-1].End()])
			}
		}
		i = max(end+1, 1)
	}
	said := []string{text[:all[i-1].End()]}
	for i < len(all) {
		end := clause(all, i)
		whole := text[all[i].At:all[end-1].End()]
		switch {
		case all[i].Is("UNSIGNED"):
			c.unsigned = true
		case all[i].Is("CHARACTER") && end > i+2:
			c.charset = all[i+2].Text
		case all[i].Is("NOT"):
			c.notNull = true
		case all[i].Is("DEFAULT") && end > i+1:
			c.value = strings.TrimSpace(whole[len("DEFAULT"):])
		case all[i].Is("AUTO_INCREMENT"):
			c.counts = true
		case all[i].Is("VIRTUAL"):
			c.generated = virtual
		case all[i].Is("STORED"), all[i].Is("PERSISTENT"):
			c.generated = stored
		}
		if !all[i].Is("DEFAULT") && !all[i].Is("COMMENT") {
			said = append(said, whole)
		}
		i = end
	}
	c.says = strings.Join(said, " ")
	return c
}

// clause is where a clause of a column ends.
func clause(all []sqldb.Token, i int) int {
	length := 1
	switch {
	case all[i].Is("CHARACTER"):
		length = 3
	case all[i].Is("COLLATE"), all[i].Is("NOT"), all[i].Is("COMMENT"):
		length = 2
	case all[i].Is("DEFAULT"):
		length = 2
		for i+length < len(all) && !beginsClause(all[i+length]) {
			if all[i+length].Text == "(" {
				_, end := split(all, i+length)
				if end < 0 {
					return len(all)
				}
				length = end - i
			}
			length++
		}
	}
	end := min(i+length, len(all))
	for end < len(all) && all[end].Text == "(" {
		_, closes := split(all, end)
		if closes < 0 {
			return len(all)
		}
		end = closes + 1
	}
	return end
}

// beginsClause says that a word is the first one of a clause that may follow a default.
func beginsClause(t sqldb.Token) bool {
	return t.Kind == sqldb.Comment || slices.ContainsFunc([]string{"ON", "COMMENT", "CHECK", "INVISIBLE", "NOT", "NULL", "AUTO_INCREMENT", "WITHOUT", "WITH", "COMPRESSED"}, t.Is)
}

// shapes are the types of places and the like.
var shapes = []string{"point", "geometry", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection"}

// stringly says that a column's character set is the table's where it has none of its own.
func (c column) stringly() bool {
	return slices.Contains([]string{"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"}, c.base)
}

// filled is what the server fills rows with that are there already, where neither a default nor the column itself says it; "" where
// one does.
func (c column) filled() string {
	switch {
	case !c.notNull || c.value != "" || c.counts || c.generated != "":
		return ""
	case c.stringly() && c.base != "enum", strings.HasSuffix(c.base, "blob"), strings.HasSuffix(c.base, "binary"):
		return "an empty text"
	case c.base == "enum":
		return "the first member"
	case slices.Contains(shapes, c.base):
		return "an empty shape"
	case c.base == "date", c.base == "datetime", c.base == "timestamp":
		return "the date 0000-00-00"
	}
	return "0"
}

// remade says that a column cannot be altered into another, but is dropped and added: between columns that hold values and those
// that are generated in one of two ways the server knows one way alone.
func (c column) remade(to column) bool {
	return c.generated != to.generated && !(c.generated == stored && to.generated == "")
}
