package postgres

import (
	"strings"
)

// types are those that are made as such; a table's own goes with it.
func (r *reader) types() {
	for _, t := range r.seen.types {
		key, ref := r.scope.named(typeKind, t.Schema, t.Name), qualified(t.Schema, t.Name)
		on := "TYPE " + ref
		var statements []string
		switch t.Kind {
		case "e":
			statements = []string{"CREATE TYPE " + ref + " AS ENUM " + lines(t.Labels)}
		case "d":
			statements, on = r.domain(t, ref), "DOMAIN "+ref
		case "c":
			var attributes []string
			for _, a := range r.seen.columns[t.Relation] {
				attributes = append(attributes, quote(a.Name)+" "+a.Type+collate(a.Collation))
			}
			statements = []string{"CREATE TYPE " + ref + " AS " + lines(attributes)}
		case "r":
			statements = []string{"CREATE TYPE " + ref + " AS RANGE " + lines(t.Range.options())}
		default:
			r.omit(key, "it is a base type, which is made of functions in C")
			continue
		}
		statements = commented(statements, on, t.Comment)
		for _, a := range r.seen.columns[t.Relation] {
			if t.Kind == "c" {
				statements = commented(statements, "COLUMN "+ref+"."+quote(a.Name), a.Comment)
			}
		}
		n := node{item: key}
		if !r.add(key, "pg_type", t.OID, statements) {
			continue
		}
		r.know("pg_type", t.Array, 0, n)
		r.know("pg_class", t.Relation, 0, n)
		if t.Range != nil {
			r.know("pg_type", t.Range.Multitype, 0, n)
			r.know("pg_type", t.Range.Multiarray, 0, n)
		}
		for _, k := range r.seen.constraints[t.OID] {
			r.know("pg_constraint", k.OID, 0, node{key, constraintPart, k.Name})
		}
	}
}

// domain gives a domain's constraints statements of their own, since each of them comes and goes alone.
func (r *reader) domain(t typ, ref string) []string {
	text := "CREATE DOMAIN " + ref + " AS " + t.Base + collate(t.Collation)
	if t.Required {
		text += " NOT NULL"
	}
	if t.Value != "" {
		text += " DEFAULT " + t.Value
	}
	statements := []string{text}
	all := byName(r.seen.constraints[t.OID], func(k constraint) string { return k.Name })
	for _, k := range all {
		statements = append(statements, "ALTER DOMAIN "+ref+" ADD CONSTRAINT "+quote(k.Name)+" "+k.Definition)
	}
	for _, k := range all {
		statements = commented(statements, "CONSTRAINT "+quote(k.Name)+" ON DOMAIN "+ref, k.Comment)
	}
	return statements
}

func (o rangeOf) options() []string {
	options := []string{"SUBTYPE = " + o.Subtype}
	for _, option := range []struct{ name, value string }{
		{"SUBTYPE_OPCLASS", o.Class}, {"COLLATION", o.Collation}, {"CANONICAL", o.Canonical}, {"SUBTYPE_DIFF", o.Difference},
		{"MULTIRANGE_TYPE_NAME", o.Multirange},
	} {
		if option.value != "" {
			options = append(options, option.name+" = "+option.value)
		}
	}
	return options
}

// lines are parts in brackets, one a line.
func lines(parts []string) string {
	if len(parts) == 0 {
		return "()"
	}
	return "(\n    " + strings.Join(parts, ",\n    ") + "\n)"
}

func collate(collation string) string {
	if collation == "" {
		return ""
	}
	return " COLLATE " + collation
}
