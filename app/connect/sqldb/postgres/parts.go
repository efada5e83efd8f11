package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// parse reads a statement that makes or sets a part of the object; ok is false where it is none that is written here.
func (o *object) parse(text string, tokens []sqldb.Token) (p part, ok bool) {
	c := cursor{text: text, rest: tokens}
	sql := written(text, tokens)
	switch {
	case c.next("CREATE", "UNLOGGED", "SEQUENCE"), c.next("CREATE", "SEQUENCE"):
		ref := c.ref()
		p = part{kind: sequencePart, name: ref, undo: "DROP SEQUENCE " + ref}
	case c.next("ALTER", "SEQUENCE"):
		ref := c.ref()
		p = part{kind: settingPart, name: "owner " + ref, on: node{part: sequencePart, name: ref}, undo: "ALTER SEQUENCE " + ref + " OWNED BY NONE"}
	case c.next("ALTER", "INDEX"):
		ref := c.ref()
		c.next("ALTER", "COLUMN")
		number := c.number()
		on := cursor{text: ref, rest: dialect.Tokens(ref)}
		p = part{kind: settingPart, name: "statistics of " + number + " of " + ref, on: node{part: indexPart, name: on.last()},
			undo: "ALTER INDEX " + ref + " ALTER COLUMN " + number + " SET STATISTICS -1"}
	case c.next("ALTER", "STATISTICS"):
		ref := c.ref()
		p = part{kind: settingPart, name: "target " + ref, on: node{part: statisticPart, name: ref}, undo: "ALTER STATISTICS " + ref + " SET STATISTICS -1"}
	case c.next("ALTER", "DOMAIN"):
		ref := c.ref()
		if ok = c.next("ADD", "CONSTRAINT"); ok {
			name := c.name()
			p = part{kind: constraintPart, name: name, undo: "ALTER DOMAIN " + ref + " DROP CONSTRAINT " + quote(name)}
		}
		p.sql = sql
		return p, ok
	case c.next("ALTER", "TABLE"), c.next("ALTER", "MATERIALIZED", "VIEW"), c.next("ALTER", "VIEW"):
		p, ok = o.setting(&c)
		p.sql = sql
		return p, ok
	case c.next("CREATE", "UNIQUE", "INDEX"), c.next("CREATE", "INDEX"):
		name := c.name()
		p = part{kind: indexPart, name: name, undo: "DROP INDEX " + qualified(o.schema, name)}
	case c.next("CREATE", "STATISTICS"):
		ref := c.ref()
		p = part{kind: statisticPart, name: ref, undo: "DROP STATISTICS " + ref}
	case c.next("CREATE", "CONSTRAINT", "TRIGGER"), c.next("CREATE", "TRIGGER"):
		p = o.hanging(triggerPart, "TRIGGER", c.name())
	case c.next("CREATE", "POLICY"):
		p = o.hanging(policyPart, "POLICY", c.name())
	case c.next("CREATE", "RULE"):
		p = o.hanging(rulePart, "RULE", c.name())
	case c.next("COMMENT", "ON"):
		p = c.comment()
		if o.key.Kind == sequenceKind {
			p.on = node{}
		}
	default:
		return p, false
	}
	p.sql = sql
	return p, true
}

// hanging is what is dropped from the object by its name.
func (o *object) hanging(kind partKind, word, name string) part {
	return part{kind: kind, name: name, undo: "DROP " + word + " " + quote(name) + " ON " + o.ref}
}

// alter is how the object is changed by a statement.
func (o *object) alter() string {
	switch {
	case o.key.Kind == sqldb.TableKind:
		return "ALTER TABLE " + o.ref
	case o.materialized():
		return "ALTER MATERIALIZED VIEW " + o.ref
	}
	return "ALTER VIEW " + o.ref
}

// materialized says of a view that it holds rows.
func (o *object) materialized() bool { return strings.HasPrefix(o.head, "CREATE MATERIALIZED") }

// setting reads what follows ALTER TABLE, or the same of a view.
func (o *object) setting(c *cursor) (part, bool) {
	c.ref()
	alter := o.alter()
	set := func(name, undo string) (part, bool) {
		return part{kind: settingPart, name: name, undo: alter + " " + undo}, true
	}
	switch {
	case c.next("ADD", "CONSTRAINT"):
		name := c.name()
		return o.constraint(name, written(c.text, c.rest)), true
	case c.next("ALTER", "COLUMN"):
		return o.columnSetting(c, alter)
	case c.next("ENABLE", "ROW", "LEVEL", "SECURITY"):
		return set("row level security", "DISABLE ROW LEVEL SECURITY")
	case c.next("FORCE", "ROW", "LEVEL", "SECURITY"):
		return set("row level security of the owner", "NO FORCE ROW LEVEL SECURITY")
	case c.next("REPLICA", "IDENTITY", "USING", "INDEX"):
		p, _ := set("replica identity", "REPLICA IDENTITY DEFAULT")
		p.on = o.indexed(c.name())
		return p, true
	case c.next("REPLICA", "IDENTITY"):
		return set("replica identity", "REPLICA IDENTITY DEFAULT")
	case c.next("CLUSTER", "ON"):
		p, _ := set("cluster", "SET WITHOUT CLUSTER")
		p.on = o.indexed(c.name())
		return p, true
	case c.next("SET"):
		option := c.option()
		return set("option "+option, "RESET ("+option+")")
	}
	for _, what := range []struct {
		word string
		kind partKind
	}{{"TRIGGER", triggerPart}, {"RULE", rulePart}} {
		if c.next("DISABLE", what.word) || c.next("ENABLE", "REPLICA", what.word) || c.next("ENABLE", "ALWAYS", what.word) {
			name := c.name()
			return part{kind: settingPart, name: "enabled " + string(what.kind) + " " + name, on: node{part: what.kind, name: name},
				undo: "ALTER TABLE " + o.ref + " ENABLE " + what.word + " " + quote(name)}, true
		}
	}
	return part{}, false
}

// indexed is the part that an index of a name is of.
func (o *object) indexed(name string) node {
	if slices.ContainsFunc(o.parts, func(p part) bool { return p.kind == constraintPart && p.name == name }) {
		return node{part: constraintPart, name: name}
	}
	return node{part: indexPart, name: name}
}

func (o *object) columnSetting(c *cursor, alter string) (part, bool) {
	name := c.name()
	alter += " ALTER COLUMN " + quote(name) + " "
	p := part{kind: settingPart, on: node{part: columnPart, name: name}}
	switch {
	case c.next("SET", "DEFAULT"):
		p.kind, p.name, p.undo = defaultPart, name, alter+"DROP DEFAULT"
	case c.next("SET", "STORAGE"):
		p.name = storageOf + name
	case c.next("SET", "COMPRESSION"):
		p.name, p.undo = "compression of "+name, alter+"SET COMPRESSION default"
	case c.next("SET", "STATISTICS"):
		p.name, p.undo = "statistics of "+name, alter+"SET STATISTICS -1"
	case c.next("SET"):
		option := c.option()
		p.name, p.undo = option+" of "+name, alter+"RESET ("+option+")"
	default:
		return p, false
	}
	return p, true
}

// column is the one of a name; the zero column where there is none.
func (t *table) column(name string) column {
	for _, c := range t.columns {
		if c.name == name {
			return c
		}
	}
	return column{}
}

// comment reads what follows COMMENT ON.
func (c *cursor) comment() part {
	end := slices.IndexFunc(c.rest, func(t sqldb.Token) bool { return t.Kind == sqldb.Word && t.Text == "IS" })
	on := written(c.text, c.rest[:max(end, 0)])
	p := part{kind: commentPart, name: on, undo: "COMMENT ON " + on + " IS NULL"}
	for _, what := range []struct {
		word string
		kind partKind
	}{{"CONSTRAINT", constraintPart}, {"TRIGGER", triggerPart}, {"POLICY", policyPart}, {"RULE", rulePart}} {
		if c.next(what.word) {
			p.on = node{part: what.kind, name: c.name()}
			return p
		}
	}
	switch {
	case c.next("COLUMN"):
		p.on = node{part: columnPart, name: c.last()}
	case c.next("INDEX"):
		p.on = node{part: indexPart, name: c.last()}
	case c.next("STATISTICS"):
		p.on = node{part: statisticPart, name: c.ref()}
	case c.next("SEQUENCE"):
		p.on = node{part: sequencePart, name: c.ref()}
	}
	return p
}
