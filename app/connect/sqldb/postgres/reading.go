package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// The kinds of items besides those that every database has.
const (
	functionKind  = "function"
	typeKind      = "type"
	sequenceKind  = "sequence"
	extensionKind = "extension"
)

// node is an object, or a part of one, on which others can depend.
type node struct {
	item lockstep.Key
	part partKind // "" for the whole object
	name string
}

// edge says that from depends on to.
type edge struct{ from, to node }

// place is where a catalog has an object.
type place struct{ class, object, sub int64 }

// reading is what a database holds.
type reading struct {
	state   lockstep.State
	edges   []edge
	oids    map[lockstep.Key]place
	undo    map[node]string // what sets a part back, where its text does not tell
	schemas []string        // those of the slot that are there

	settings map[lockstep.Key]lockstep.Item // the settings tables that are there, in scope or not
	large    map[lockstep.Key]bool          // the changed tables that are large
	renamed  map[lockstep.Key]former        // the tables that have another name, or columns with one, by their key
}

// reader makes items of what the catalogs say.
type reader struct {
	scope  scope
	seen   catalog
	nodes  map[place]node
	class  map[string]int64
	items  []lockstep.Item
	frames []lockstep.Item
	omits  []lockstep.Omitted
	oids   map[lockstep.Key]place
	undo   map[node]string

	settings map[lockstep.Key]lockstep.Item
}

// read reads all that is in scope.
func read(ctx context.Context, from asks, s scope) (reading, error) {
	r := reader{scope: s, nodes: map[place]node{}, class: map[string]int64{}, oids: map[lockstep.Key]place{}, undo: map[node]string{}, settings: map[lockstep.Key]lockstep.Item{}}
	if err := r.seen.ask(ctx, from, s.schemas); err != nil {
		return reading{}, err
	}
	for _, c := range r.seen.classes {
		r.class[c.Name] = c.OID
	}
	for _, o := range r.seen.others {
		kind := strings.ReplaceAll(o.Kind, " ", "_")
		r.omit(s.named(kind, o.Schema, o.Name), "it is of a kind that is not carried: "+o.Kind)
	}
	r.extensions()
	r.types()
	r.sequences()
	r.functions()
	r.relations()
	edges := r.edges()
	needs := needsOf(edges)
	for i, item := range r.items {
		r.items[i].Needs = needs[item.Key]
	}
	state, err := lockstep.NewState(append(r.items, r.frames...), r.omits)
	got := reading{state: state, edges: edges, oids: r.oids, undo: r.undo, settings: r.settings}
	for _, n := range r.seen.schemas {
		got.schemas = append(got.schemas, n.Name)
	}
	return got, err
}

// add notes an object, unless it is out of scope; false where it is.
func (r *reader) add(key lockstep.Key, class string, oid int64, statements []string) bool {
	_, settings := r.scope.RowTable(key.Name)
	settings = settings && key.Kind == sqldb.TableKind
	if !settings && !r.scope.Holds(key.Name) {
		return false
	}
	statements = slices.Clone(statements)
	for i, statement := range statements {
		statements[i] = fixed(statement)
	}
	item := lockstep.Item{Key: key, Part: lockstep.Model, Media: sqldb.SQLMedia,
		Body: lockstep.BodyOf([]byte(strings.Join(statements, ";\n\n") + ";\n"))}
	if settings {
		r.settings[key] = item
	}
	if !r.scope.Holds(key.Name) {
		return false
	}
	r.items = append(r.items, item)
	r.oids[key] = place{class: r.class[class], object: oid}
	r.know(class, oid, 0, node{item: key})
	return true
}

// know notes where an object, or a part of one, is.
func (r *reader) know(class string, oid, sub int64, n node) {
	if oid != 0 {
		r.nodes[place{r.class[class], oid, sub}] = n
	}
}

// omit leaves an object out, and says why.
func (r *reader) omit(key lockstep.Key, why string) {
	if r.scope.Holds(key.Name) {
		r.omits = append(r.omits, lockstep.Omitted{Key: key, Why: why})
	}
}

// edges are what depends on what, by what the catalogs say.
func (r *reader) edges() []edge {
	for _, d := range r.seen.depends {
		if d.Type == "e" { // what belongs to an extension stands for it
			if e, ok := r.nodes[place{d.Refclass, d.Refobject, 0}]; ok {
				r.nodes[place{d.Class, d.Object, 0}] = e
			}
		}
	}
	there := map[edge]bool{}
	var all []edge
	for _, d := range r.seen.depends {
		if d.Type == "e" || d.Type == "x" {
			continue
		}
		from, known := r.find(d.Class, d.Object, d.Sub)
		to, ok := r.find(d.Refclass, d.Refobject, d.Refsub)
		e := edge{from, to}
		if known && ok && from != to && !there[e] {
			there[e] = true
			all = append(all, e)
		}
	}
	return all
}

func (r *reader) find(class, object, sub int64) (node, bool) {
	if n, ok := r.nodes[place{class, object, sub}]; ok {
		return n, true
	}
	n, ok := r.nodes[place{class, object, 0}]
	return n, ok
}

// needsOf are the items that each item needs, in order.
func needsOf(edges []edge) map[lockstep.Key][]lockstep.Key {
	needs := map[lockstep.Key][]lockstep.Key{}
	for _, e := range edges {
		if from, to := e.from.item, e.to.item; from != to && !slices.Contains(needs[from], to) {
			needs[from] = append(needs[from], to)
		}
	}
	for _, keys := range needs {
		slices.SortFunc(keys, lockstep.Key.Compare)
	}
	return needs
}

func (r *reader) extensions() {
	for _, e := range r.seen.extensions {
		r.add(r.scope.key(extensionKind, sqldb.Name(e.Name)), "pg_extension", e.OID,
			[]string{"CREATE EXTENSION " + quote(e.Name) + " WITH SCHEMA " + quote(e.Schema)})
	}
}

func (r *reader) sequences() {
	for _, s := range r.seen.free {
		ref := qualified(s.Schema, s.Name)
		r.add(r.scope.named(sequenceKind, s.Schema, s.Name), "pg_class", s.OID,
			commented([]string{s.statement()}, "SEQUENCE "+ref, s.Comment))
	}
}

// statement makes the sequence, with everything that can be said of one.
func (s sequence) statement() string {
	unlogged, cycle := "", "NO CYCLE"
	if s.Persistence == "u" {
		unlogged = "UNLOGGED "
	}
	if s.Cycle {
		cycle = "CYCLE"
	}
	return fmt.Sprintf("CREATE %sSEQUENCE %s AS %s INCREMENT BY %d MINVALUE %d MAXVALUE %d START WITH %d CACHE %d %s",
		unlogged, qualified(s.Schema, s.Name), s.Type, s.Increment, s.Min, s.Max, s.Start, s.Cache, cycle)
}

func (r *reader) functions() {
	for _, f := range r.seen.functions {
		key := r.scope.named(functionKind, f.Schema, f.Name+"("+f.Arguments+")")
		if f.Definition == "" {
			r.omit(key, "it is an aggregate that orders its input, which is not carried")
			continue
		}
		what, arguments := "FUNCTION ", f.Arguments
		switch {
		case f.Kind == "p":
			what = "PROCEDURE "
		case f.Kind == "a":
			what, arguments = "AGGREGATE ", cmp.Or(f.Arguments, "*")
		}
		r.add(key, "pg_proc", f.OID, commented([]string{strings.TrimSpace(f.Definition)}, what+qualified(f.Schema, f.Name)+"("+arguments+")", f.Comment))
	}
}

// commented adds a comment on something, where there is one.
func commented(statements []string, on, comment string) []string {
	if comment == "" {
		return statements
	}
	return append(statements, "COMMENT ON "+on+" IS "+literal(comment))
}
