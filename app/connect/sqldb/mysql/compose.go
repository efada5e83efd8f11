package mysql

import (
	"cmp"
	"fmt"
	"strings"

	"lockstep/app/connect/sqldb"
)

// compose makes an object's text of what the server shows of it and its triggers.
func (c *connector) compose(o object, answers []shown) found {
	f := found{kind: o.kind, name: o.name}
	s := answers[0]
	create := ""
	if column := at[o.kind].column; column < len(s.values) {
		create = withoutDefiner(s.values[column].String)
	}
	switch {
	case create == "":
		f.why = "the account may not read its text; as long as it is not the one who made it, it needs the right SELECT on mysql.proc"
	case o.kind == sqldb.TableKind:
		var triggers []body
		for i, t := range o.triggers {
			b, why := c.triggerText(o.name, t, answers[i+1])
			triggers, f.why = append(triggers, b), cmp.Or(f.why, why)
		}
		f.text = tableText(tableCreate(create, c.address.database), triggers)
	case o.kind == sequenceKind:
		f.text = create + ";\n"
	case o.kind == sqldb.ViewKind:
		f.text = "SET collation_connection = " + s.value("collation_connection") + ";\n" + viewCreate(withoutDatabase(create, c.address.database)) + ";\n"
	default:
		b := body{settings(s), withoutDatabase(create, c.address.database)}
		f.text = joinBodies([]body{b})
		f.why = b.unfit(s, c.address.database)
	}
	return f
}

// unfit says why a body cannot be taken along; "" where it can. In ANSI quotes the database's name cannot be told from a text.
func (b body) unfit(s shown, database string) string {
	switch {
	case !b.bounded():
		return "it holds a line of two semicolons"
	case strings.Contains(s.value("sql_mode"), "ANSI_QUOTES") && strings.Contains(b.create, `"`+database+`"`):
		return "it names its own database in double quotes"
	case namesDatabase(b.create, database):
		return "it names its own database beside something else of this name"
	}
	return ""
}

// triggerText is a trigger's text with a beginning of one form, however it was written.
func (c *connector) triggerText(table string, t trigger, s shown) (b body, why string) {
	does, ok := triggerBody(s.value("SQL Original Statement"))
	if !ok {
		return b, "the account may not read the text of its trigger " + t.name
	}
	b = body{settings(s), fmt.Sprintf("CREATE TRIGGER %s %s %s ON %s FOR EACH ROW %s", quoted(t.name), t.timing, t.event, quoted(table), withoutDatabase(does, c.address.database))}
	if why = b.unfit(s, c.address.database); why != "" {
		why = "of its trigger " + t.name + ": " + why
	}
	return b, why
}

// settings are those of the session in which something was made, and which it runs with. What encodes its text is none: that is
// the same text in another one.
func settings(s shown) string {
	set := "SET sql_mode = " + literal(s.value("sql_mode")) + ", collation_connection = " + s.value("collation_connection")
	if zone := s.value("time_zone"); zone != "" {
		set += ", time_zone = " + literal(zone)
	}
	return set
}
