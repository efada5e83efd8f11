package postgres

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

func byName[T any](all []T, name func(T) string) []T {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b T) int { return strings.Compare(name(a), name(b)) })
	return sorted
}

func (r *reader) relations() {
	for _, rel := range r.seen.relations {
		kind := sqldb.TableKind
		if rel.Kind == "v" || rel.Kind == "m" {
			kind = sqldb.ViewKind
		}
		key := r.scope.named(kind, rel.Schema, rel.Name)
		if why := cmp.Or(rel.foreign(), r.apart(rel)); why != "" {
			r.omit(key, why)
			continue
		}
		b := builder{reader: r, rel: rel, key: key, ref: qualified(rel.Schema, rel.Name)}
		if kind == sqldb.TableKind {
			b.table()
		} else {
			b.view()
		}
		b.hangings()
		b.comments()
		if !r.add(key, "pg_class", rel.OID, b.statements) {
			continue
		}
		r.know("pg_type", rel.Rowtype, 0, node{item: key})
		r.know("pg_type", rel.Rowarray, 0, node{item: key})
		b.nodes()
		if kind == sqldb.TableKind && rel.Bound == "" { // a partition has the columns of its table
			r.frames = append(r.frames, frameItem(key, b.order()))
		}
	}
}

// foreign is why a relation is not carried; "" where it is.
func (rel relation) foreign() string {
	switch {
	case rel.Kind == "f":
		return "it is a foreign table, which is not carried"
	case rel.Inherits:
		return "it inherits, or is inherited from, which is not carried"
	case rel.Typed:
		return "it is a table of a type, which is not carried"
	case rel.Method != "heap":
		return "it is stored by the access method " + rel.Method + ", which is not carried"
	}
	return ""
}

// apart is why a partition is not carried: its columns are not those of its table; "" where they are.
func (r *reader) apart(rel relation) string {
	above := map[string]attribute{}
	for _, c := range r.seen.columns[rel.Parent] {
		above[c.Name] = c
	}
	for _, c := range r.seen.columns[rel.OID] {
		p, ok := above[c.Name]
		if rel.Bound != "" && ok && (c.Value != p.Value || c.Required != p.Required || c.Storage != p.Storage || c.Compression != p.Compression) {
			return "it is a partition whose column " + c.Name + " is not as that of its table, which is not carried"
		}
	}
	return ""
}

// builder writes one relation as statements.
type builder struct {
	*reader
	rel        relation
	key        lockstep.Key
	ref        string
	statements []string
}

func (b *builder) say(format string, args ...any) {
	b.statements = append(b.statements, fmt.Sprintf(format, args...))
}

func (b *builder) columns() []attribute { return b.seen.columns[b.rel.OID] }
func (b *builder) constraints() []constraint {
	return byName(b.seen.constraints[b.rel.OID], constraint.name)
}
func (b *builder) indexes() []hanging {
	backed := map[int64]bool{}
	for _, k := range b.constraints() {
		backed[k.Index] = backed[k.Index] || k.Type != "f"
	}
	return slices.DeleteFunc(byName(b.seen.indexes[b.rel.OID], hanging.name), func(h hanging) bool { return backed[h.OID] || !h.Valid })
}
func (b *builder) rules() []hanging {
	return slices.DeleteFunc(byName(b.seen.rules[b.rel.OID], hanging.name), func(h hanging) bool { return h.View })
}

func (k constraint) name() string { return k.Name }
func (h hanging) name() string    { return h.Name }
func (p policy) name() string     { return p.Name }

// order is how the columns lie in the table.
func (b *builder) order() []string {
	names := []string{}
	for _, c := range b.columns() {
		names = append(names, c.Name)
	}
	return names
}

// frameItem is the item of a table's order.
func frameItem(table lockstep.Key, order []string) lockstep.Item {
	text, _ := json.Marshal(order) // texts can always be written
	return lockstep.Item{Key: lockstep.FrameOf(table), Part: lockstep.Model, Media: "application/json", Body: lockstep.BodyOf(append(text, '\n'))}
}

// table writes a table. Its columns stand in an order that does not tell when they came: the primary key, then by name.
func (b *builder) table() {
	unlogged, partitioning := "", ""
	if b.rel.Persistence == "u" {
		unlogged = "UNLOGGED "
	}
	if b.rel.Partitioning != "" {
		partitioning = " PARTITION BY " + b.rel.Partitioning
	}
	if b.rel.Bound != "" {
		b.say("CREATE %sTABLE %s PARTITION OF %s %s%s", unlogged, b.ref, b.rel.Above, b.rel.Bound, partitioning)
		b.options("ALTER TABLE ")
		b.later(func(constraint) bool { return true })
		return
	}
	rank := map[int]int{}
	for _, k := range b.constraints() {
		for i, n := range k.Columns {
			if k.Type == "p" {
				rank[n] = i - len(k.Columns)
			}
		}
	}
	sorted := slices.Clone(b.columns())
	slices.SortFunc(sorted, func(x, y attribute) int {
		return cmp.Or(cmp.Compare(rank[x.Number], rank[y.Number]), cmp.Compare(x.Name, y.Name))
	})
	owned := byName(b.seen.owned[b.rel.OID], func(s sequence) string { return s.Name })
	identities := map[int]sequence{}
	for _, s := range owned {
		if s.Owned == "a" {
			b.statements = append(b.statements, s.statement())
			continue
		}
		identities[s.Number] = s
	}
	var parts []string
	names := map[int]string{}
	for _, c := range sorted {
		names[c.Number] = c.Name
		parts = append(parts, c.definition(b.rel, identities[c.Number]))
	}
	for _, k := range b.constraints() {
		if k.Validated {
			parts = append(parts, "CONSTRAINT "+quote(k.Name)+" "+k.Definition)
		}
	}
	b.say("CREATE %sTABLE %s %s%s", unlogged, b.ref, lines(parts), partitioning)
	for _, s := range owned {
		if s.Owned == "a" {
			b.say("ALTER SEQUENCE %s OWNED BY %s.%s", qualified(s.Schema, s.Name), b.ref, quote(names[s.Number]))
		}
	}
	for _, c := range sorted {
		b.settings(c)
	}
	b.options("ALTER TABLE ")
	b.later(func(k constraint) bool { return !k.Validated })
}

// later writes constraints that are not made with the table.
func (b *builder) later(some func(constraint) bool) {
	for _, k := range b.constraints() {
		if some(k) {
			b.say("ALTER TABLE %s ADD CONSTRAINT %s %s", b.ref, quote(k.Name), k.Definition)
		}
	}
}

// definition writes a column. What ends with an expression comes last, so that the expression reaches to the column's end.
func (c attribute) definition(rel relation, s sequence) string {
	text := quote(c.Name) + " " + c.Type + collate(c.Collation)
	if c.Required {
		text += " NOT NULL"
	}
	switch {
	case c.Identity != "":
		how := "BY DEFAULT"
		if c.Identity == "a" {
			how = "ALWAYS"
		}
		text += " GENERATED " + how + " AS IDENTITY" + s.options(rel, c)
	case c.Generated != "":
		text += " GENERATED ALWAYS AS (" + c.Value + ") " + map[string]string{"s": "STORED", "v": "VIRTUAL"}[c.Generated]
	case c.Value != "":
		text += " DEFAULT " + c.Value
	}
	return text
}
