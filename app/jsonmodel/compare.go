package jsonmodel

import (
	"bytes"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// Compare says what a change from before to after loses, and what it depends on. Added objects and fields lose nothing.
func (p Place) Compare(before, after []Object) []lockstep.Problem {
	c := comparer{place: p}
	for _, old := range before {
		i := slices.IndexFunc(after, func(o Object) bool { return o.Name == old.Name })
		if i < 0 {
			c.add(lockstep.Loses, p.Key(old.Name), "", "The object %s is removed, and all that is stored in it is lost.", old.Name)
			continue
		}
		if bytes.Equal(old.Body, after[i].Body) {
			continue
		}
		was, err := old.parse()
		if err != nil {
			continue // nothing can be said about what cannot be read
		}
		if now, err := after[i].parse(); err == nil {
			c.object(p.Key(old.Name), was, now)
		}
	}
	return c.problems
}

type comparer struct {
	place    Place
	problems []lockstep.Problem
}

func (c *comparer) add(v lockstep.Verdict, k lockstep.Key, path, format string, args ...any) {
	c.problems = append(c.problems, lockstep.Problem{Key: k, Path: path, Message: fmt.Sprintf(format, args...), Verdict: v})
}

func (c *comparer) object(k lockstep.Key, was, now value) {
	oldTable, _ := was.get("dbName")
	newTable, _ := now.get("dbName")
	if oldTable.text != newTable.text {
		c.add(lockstep.Loses, k, "dbName", "%s is kept in another table of the database, so what is stored in the present one is no longer seen.", k.Name)
	}
	became := pair(readFields(was), readFields(now))
	for i, old := range readFields(was) {
		if f, ok := became[i]; ok {
			c.changed(k, old, f)
			continue
		}
		c.removed(k, old)
	}
	kept := map[string]bool{}
	for _, f := range became {
		kept[f.name] = true
	}
	for _, f := range readFields(now) {
		if !kept[f.name] && f.required && !f.filled {
			c.add(lockstep.Note, k, "fields."+f.name, "The new field %s of %s is required and has no default: what is stored already has no value for it.", f.name, k.Name)
		}
	}
}

// pair finds what each old field has become, by the index of the old one: the field of its name, otherwise one that
// is no other's and was renamed.
func pair(was, now []field) map[int]field {
	became := map[int]field{}
	taken := map[string]bool{}
	match := func(same func(old, f field) bool) {
		for i, old := range was {
			if _, done := became[i]; done {
				continue
			}
			at := slices.IndexFunc(now, func(f field) bool { return !taken[f.name] && same(old, f) })
			if at >= 0 {
				became[i] = now[at]
				taken[now[at].name] = true
			}
		}
	}
	match(func(old, f field) bool { return f.name == old.name })
	match(func(old, f field) bool { return f.settled() == old.name || f.name == old.settled() })
	return became
}

func (c *comparer) removed(k lockstep.Key, old field) {
	path := "fields." + old.name
	if old.side == "collection" {
		c.add(lockstep.Note, k, path, "The field %s of %s is removed. It stores nothing itself.", old.name, k.Name)
		return
	}
	c.add(lockstep.Loses, k, path, "The field %s of %s is removed, and its values are lost.", old.name, k.Name)
}

func (c *comparer) changed(k lockstep.Key, old, f field) {
	path := "fields." + f.name
	if old.settled() != f.settled() {
		c.add(lockstep.Note, k, path, "The field %s of %s is renamed %s; its values stay.", old.settled(), k.Name, f.settled())
	}
	if old.kind != f.kind || old.side != f.side || old.to != f.to {
		c.retyped(k, path, old, f)
	}
	if old.dbName != f.dbName {
		c.add(lockstep.Loses, k, path+".dbName", "The field %s of %s is kept in another column of the database, so the values in the present one are no longer seen.", f.name, k.Name)
	}
	if f.required && !old.required && !f.filled {
		c.add(lockstep.Note, k, path+".required", "The field %s of %s becomes required: this depends on the data, as what is stored without a value would be refused.", f.name, k.Name)
	}
	if f.unique && !old.unique {
		c.add(lockstep.Note, k, path+".unique", "The field %s of %s becomes unique: this depends on the data, as values that are stored twice would be refused.", f.name, k.Name)
	}
	if f.cascade && !old.cascade && f.side != "" {
		c.add(lockstep.Note, k, path+".cascade", "The relation %s of %s now cascades: removing one side will remove the other.", f.name, k.Name)
	}
}

// retyped gives the verdict on a change of type.
func (c *comparer) retyped(k lockstep.Key, path string, old, f field) {
	if old.side == "" && !slices.Contains(types(), old.kind) || f.side == "" && !slices.Contains(types(), f.kind) {
		return // an invalid field stored nothing, and validation speaks of a new one
	}
	if old.side == "" && f.side == "" {
		path += ".type"
	}
	from, to := old.sort(), f.sort()
	if old.side == "collection" {
		c.add(lockstep.Note, k, path, "The field %s of %s changes from %s to %s. It stored nothing itself.", f.name, k.Name, from, to)
		return
	}
	switch Convertible(old.kind, f.kind) {
	case Always:
		c.add(lockstep.Note, k, path, "The field %s of %s changes from %s to %s. This always works: every value can be converted.", f.name, k.Name, from, to)
	case Depends:
		c.add(lockstep.Loses, k, path, "The field %s of %s changes from %s to %s. This depends on the data: values that are not %s are lost.", f.name, k.Name, from, to, phrase(f.kind))
	default:
		c.add(lockstep.Blocks, k, path, "The field %s of %s cannot change from %s to %s: this never works, as no value can be converted. Give the new field another name.", f.name, k.Name, from, to)
	}
}

// sort says in words what a field is.
func (f field) sort() string {
	switch f.side {
	case "object":
		return "a relation to " + f.to
	case "collection":
		return "a collection of " + f.to
	}
	return f.kind
}

// phrase says what a value must be to be kept.
func phrase(kind string) string {
	switch kind {
	case "string":
		return "short enough for a string"
	case "float":
		return "numbers"
	case "datetime":
		return "times"
	case "boolean":
		return "true or false"
	}
	return "of type " + kind
}

// Conversion says whether the values of one type can become values of another.
type Conversion string

// The conversions.
const (
	Always  Conversion = "always"
	Depends Conversion = "depends on data"
	Never   Conversion = "never"
)

// Convertible gives the verdict on a change from one type of plain field to another. A type that is not known, and a
// relation, which has none, never converts.
func Convertible(from, to string) Conversion {
	always := map[string][]string{
		"string":   {"string", "text", "binary"},
		"text":     {"text", "binary"},
		"float":    {"float", "string", "text"},
		"datetime": {"datetime", "string", "text"},
		"boolean":  {"boolean", "string", "text", "float"},
		"binary":   {"binary"},
		"point":    {"point", "string", "text"},
	}
	depends := map[string][]string{
		"string": {"float", "datetime", "boolean", "point"},
		"text":   {"string", "float", "datetime", "boolean", "point"},
		"float":  {"boolean"},
		"binary": {"string", "text"},
	}
	switch {
	case slices.Contains(always[from], to):
		return Always
	case slices.Contains(depends[from], to):
		return Depends
	}
	return Never
}
