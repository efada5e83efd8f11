package sqlite

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// work is one statement on the way from one schema to another, and the item that it is done for.
type work struct {
	key    lockstep.Key
	sql    string
	args   []any
	row    func() (statement string, args []any, err error) // of a row, in place of both: made when it is run, as those of all rows take much room
	each   func(do func(args []any) error) error            // the statement is run once with each; nil for once with args
	again  []refill                                         // what was put back before this statement
	copied *pair                                            // whose rows are there twice before this statement
}

// statement is what is run.
func (w work) statement() (string, []any, error) {
	if w.row != nil {
		return w.row()
	}
	return w.sql, w.args, nil
}

// works are the statements that take a database from what it is to what is wanted, in the order in which they are run. Nothing
// is dropped before what reads it is out of the way, and nothing is made before what it reads is there.
type works struct {
	slot      string
	scope     sqldb.Scope
	now, want schema
	numbers   map[string]int64 // the highest number given so far, of tables with AUTOINCREMENT
	all       []work
	pairs     []pair          // the tables that differ
	stale     map[string]bool // tables, folded, whose triggers are out of the way
	saved     []lockstep.Saved
	refilled  int // how many temporary tables there are
}

func (w *works) add(kind, item, statement string, args ...any) {
	w.all = append(w.all, work{key: lockstep.Key{Slot: w.slot, Kind: kind, Name: name(item)}, sql: statement, args: args})
}

// pair is a table as it is and as it is wanted: one of them is nil where it comes or goes.
type pair struct {
	now, want *table
	renamed   []sqldb.Rename // columns
}

// former is the column whose values one that is wanted gets: the one of its name, or of the one that it had; nil for none.
func (p pair) former(c column) *column {
	from := sqldb.Former(p.renamed, c.name)
	if from == c.name && slices.ContainsFunc(p.renamed, func(r sqldb.Rename) bool { return r.From == c.name }) {
		return nil
	}
	return p.now.column(from)
}

// later is the column that gets the values of one that is there; nil for none.
func (p pair) later(c column) *column {
	for i, one := range p.want.columns {
		if former := p.former(one); former != nil && former.name == c.name {
			return &p.want.columns[i]
		}
	}
	return nil
}

// name is that by which the table's item goes.
func (p pair) name() string {
	if p.want != nil {
		return p.want.name
	}
	return p.now.name
}

// rebuilt says that the table is made anew, with its rows.
func (p pair) rebuilt() bool { return p.now != nil && p.want != nil && p.now.sql != p.want.sql }

// pairs are the tables that differ between two schemas, in the order of their names.
func pairs(now, want schema, scope sqldb.Scope) []pair {
	found := map[string]pair{}
	var gone, came []string
	for _, t := range now.tables {
		found[fold(t.name)] = pair{now: t}
		if want.table(t.name) == nil {
			gone = append(gone, name(t.name))
		}
	}
	for _, t := range want.tables {
		p := pair{now: found[fold(t.name)].now, want: t}
		if p.now == nil {
			came = append(came, name(t.name))
		}
		found[fold(t.name)] = p
	}
	slices.Sort(gone)
	slices.Sort(came)
	for _, r := range scope.RenamedTables(gone, came) {
		found[fold(object(r.To))] = pair{now: now.table(object(r.From)), want: want.table(object(r.To))}
		delete(found, fold(object(r.From)))
	}
	var all []pair
	for _, at := range slices.Sorted(maps.Keys(found)) {
		p := found[at]
		if p.now != nil && p.want != nil {
			p.renamed = scope.RenamedColumns(name(p.want.name), p.now.names(), p.want.names())
		}
		if p.now == nil || p.want == nil || p.now.sql != p.want.sql || !slices.Equal(p.now.indexes, p.want.indexes) || !slices.Equal(p.now.triggers, p.want.triggers) {
			all = append(all, p)
		}
	}
	return all
}

// plan finds the statements. rows are changes of rows of settings tables.
func (w *works) plan(rows []rowChange) {
	w.stale = map[string]bool{}
	w.pairs = pairs(w.now, w.want, w.scope)
	for _, p := range w.pairs {
		if p.now != nil && (p.want == nil || p.rebuilt()) {
			w.stale[fold(p.now.name)] = true
		}
	}
	for _, r := range rows {
		w.stale[fold(r.table.name)] = true
	}
	w.clear()
	for _, p := range w.pairs {
		w.table(p)
	}
	for _, p := range w.pairs {
		w.indexes(p)
	}
	w.rows(rows)
	w.renew()
}

// clear takes triggers, views and indexes out of the way that go, that change, or that hang on what changes.
func (w *works) clear() {
	for _, at := range slices.Sorted(maps.Keys(w.now.tables)) {
		t := w.now.tables[at]
		want := w.want.table(t.name)
		for _, trigger := range t.triggers {
			if w.stale[fold(t.name)] || want == nil || !slices.Contains(want.triggers, trigger) {
				w.add(sqldb.TableKind, t.name, "DROP TRIGGER "+quote(trigger.name))
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(w.now.views)) {
		if v := w.now.views[at]; !v.same(w.want.views[at]) {
			w.add(sqldb.ViewKind, v.name, "DROP VIEW "+quote(v.name))
		}
	}
	for _, p := range w.pairs {
		if p.now == nil {
			continue
		}
		for _, index := range p.now.indexes {
			if p.want == nil || p.rebuilt() || !slices.Contains(p.want.indexes, index) {
				w.add(sqldb.TableKind, p.name(), "DROP INDEX "+quote(index.name))
			}
		}
	}
	for _, p := range w.pairs {
		if p.want == nil {
			w.add(sqldb.TableKind, p.name(), "DROP TABLE "+quote(p.now.name))
		}
	}
}

func (v *view) same(other *view) bool {
	return other != nil && v.sql == other.sql && slices.Equal(v.triggers, other.triggers)
}

// aside is what a table is called while the one that takes its place is filled.
const aside = "lockstep_aside"

// table makes a table, or makes it anew and takes its rows over. The former one is put aside, rather than the new one renamed at
// the end, so that the statement that is kept is to the letter the one that is wanted; nothing that names the table changes
// by that: see [file.open].
func (w *works) table(p pair) {
	add := func(statement string, args ...any) { w.add(sqldb.TableKind, p.name(), statement, args...) }
	back := w.refills(p)
	switch {
	case p.want == nil:
	case p.now == nil:
		add(p.want.sql)
		for _, r := range back {
			w.refillRows(r)
		}
	case !p.rebuilt():
	case p.now.virtual || p.want.virtual: // its module alone knows its rows
		add("DROP TABLE " + quote(p.now.name))
		add(p.want.sql)
	default:
		add("ALTER TABLE " + quote(p.now.name) + " RENAME TO " + aside)
		add(p.want.sql)
		for _, r := range back {
			w.load(r)
		}
		if into, from := p.carried(back); len(into) > 0 {
			add("INSERT INTO " + quote(p.want.name) + " (" + strings.Join(into, ", ") + ") SELECT " + strings.Join(from, ", ") + " FROM " + aside)
		}
		add("DROP TABLE " + aside)
		w.all[len(w.all)-1].copied, w.all[len(w.all)-1].again = &p, back
		for _, r := range back {
			add("DROP TABLE " + r.table)
		}
		if n, ok := w.numbers[fold(p.now.name)]; ok && autoincrement(p.want.sql) {
			add("DELETE FROM sqlite_sequence WHERE name = ?", p.want.name)
			add("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", p.want.name, n)
		}
	}
}

// carried are the columns whose values are taken over, and what they are taken from. The number of a row goes along, also
// where no column has it.
func (p pair) carried(back []refill) (into, from []string) {
	now, want := p.now, p.want
	numbered := false
	for _, c := range want.columns {
		former := p.former(c)
		at := slices.IndexFunc(back, func(r refill) bool { return r.Columns[0] == c.name })
		switch {
		case c.generated:
		case at >= 0 && former != nil:
			into, from = append(into, quote(c.name)), append(from, back[at].value(quote(former.name)))
		case at >= 0:
			into, from = append(into, quote(c.name)), append(from, back[at].value(cmp.Or(c.fallback, "NULL")))
		case former != nil:
			into, from = append(into, quote(c.name)), append(from, quote(former.name))
			numbered = numbered || c.name == want.numbered
		case c.name == want.numbered && now.rowid && now.number() != "":
			into, from = append(into, quote(c.name)), append(from, now.number())
			numbered = true
		}
	}
	if !numbered && now.rowid && want.rowid && want.numbered == "" && now.number() != "" && want.number() != "" {
		into, from = append(into, want.number()), append(from, now.number())
	}
	return into, from
}

// number is by what name the number of a row can be asked for; "" where columns have taken all of them.
func (t *table) number() string {
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		if t.column(name) == nil {
			return name
		}
	}
	return ""
}

func autoincrement(statement string) bool {
	return slices.ContainsFunc(dialect.Tokens(statement), func(t sqldb.Token) bool { return t.Is("AUTOINCREMENT") })
}

// indexes makes those of a table that are new, or went with the former one.
func (w *works) indexes(p pair) {
	if p.want == nil {
		return
	}
	for _, index := range p.want.indexes {
		if p.now == nil || p.rebuilt() || !slices.Contains(p.now.indexes, index) {
			w.add(sqldb.TableKind, p.name(), index.sql)
		}
	}
}

// renew makes the views and triggers that are new, or were out of the way.
func (w *works) renew() {
	for _, at := range slices.Sorted(maps.Keys(w.want.views)) {
		v := w.want.views[at]
		if v.same(w.now.views[at]) {
			continue
		}
		w.add(sqldb.ViewKind, v.name, v.sql)
		for _, trigger := range v.triggers {
			w.add(sqldb.ViewKind, v.name, trigger.sql)
		}
	}
	for _, at := range slices.Sorted(maps.Keys(w.want.tables)) {
		t := w.want.tables[at]
		now := w.now.table(t.name)
		for _, trigger := range t.triggers {
			if now == nil || w.stale[fold(t.name)] || !slices.Contains(now.triggers, trigger) {
				w.add(sqldb.TableKind, t.name, trigger.sql)
			}
		}
	}
}
