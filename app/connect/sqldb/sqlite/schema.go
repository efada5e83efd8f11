package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
)

// schema is what a database is made of, by names as they are written.
type schema struct {
	tables map[string]*table
	views  map[string]*view
}

// table is one, with what hangs on it.
type table struct {
	name     string
	sql      string // the statement that made it
	virtual  bool   // its rows are kept by a module, in shadow tables
	rowid    bool   // its rows have numbers of their own
	numbered string // the column that is that number; "" for none
	columns  []column
	uniques  [][]string // the columns of each unique index, of the primary key too; "" for an expression
	foreign  []foreignKey
	indexes  []part
	triggers []part
}

// view is one, with the triggers that are run in its stead.
type view struct {
	name     string
	sql      string
	triggers []part
}

// part is an index or a trigger.
type part struct{ name, sql string }

// column is one of a table.
type column struct {
	name, kind string // the type as it is declared
	required   bool
	fallback   string // the expression of its default; "" for none
	primary    int    // its place in the primary key, from 1; 0 for none
	unique     bool   // by an index of its own
	generated  bool
}

// foreignKey is what columns refer to.
type foreignKey struct {
	parent   string
	from, to []string // to is empty for the parent's primary key
	acts     string   // what follows when the parent changes or goes; "" for nothing
}

// fold is a name as SQLite compares it.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// table is the one of a name, in whatever case; nil for none.
func (s schema) table(name string) *table {
	if t := s.tables[name]; t != nil {
		return t
	}
	for _, t := range s.tables {
		if fold(t.name) == fold(name) {
			return t
		}
	}
	return nil
}

// column is the one of a name; nil for none.
func (t *table) column(name string) *column {
	i := slices.IndexFunc(t.columns, func(c column) bool { return fold(c.name) == fold(name) })
	if i < 0 {
		return nil
	}
	return &t.columns[i]
}

// shares says that something else is unique than these columns, so that one row may be in another's way.
func (t *table) shares(key []string) bool {
	return slices.ContainsFunc(t.uniques, func(columns []string) bool {
		return slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(key, c) })
	})
}

// names are those of the columns.
func (t *table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// primaryKey are the columns of the primary key, in its order.
func (t *table) primaryKey() []string {
	var key []column
	for _, c := range t.columns {
		if c.primary > 0 {
			key = append(key, c)
		}
	}
	slices.SortFunc(key, func(a, b column) int { return cmp.Compare(a.primary, b.primary) })
	names := make([]string, len(key))
	for i, c := range key {
		names[i] = c.name
	}
	return names
}

// schema reads what the database is made of, in a number of queries that does not grow with it.
func (s *session) schema(ctx context.Context) (schema, error) {
	r := reader{session: s, schema: schema{map[string]*table{}, map[string]*view{}}}
	for _, read := range []func(context.Context) error{r.objects, r.kinds, r.columns, r.keys, r.references} {
		if err := read(ctx); err != nil {
			return r.schema, s.fault(ctx, err)
		}
	}
	return r.schema, nil
}

type reader struct {
	*session
	schema schema
}

func (r reader) objects(ctx context.Context) error {
	// Tables and views before what hangs on them.
	return r.each(ctx, `
		SELECT type, name, tbl_name, sql
		FROM sqlite_schema
		WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'
		ORDER BY type IN ('table', 'view') DESC, name`, nil, func(rows *sql.Rows) error {
		var kind, name, on, statement string
		if err := rows.Scan(&kind, &name, &on, &statement); err != nil {
			return err
		}
		if alone := dialect.Statements(statement); len(alone) == 1 {
			statement = alone[0] // without white space and comments that stood before its semicolon
		}
		t, v := r.schema.tables[on], r.schema.views[on]
		one := part{name, statement}
		switch {
		case kind == "table":
			r.schema.tables[name] = &table{name: name, sql: statement, rowid: true}
		case kind == "view":
			r.schema.views[name] = &view{name: name, sql: statement}
		case kind == "index" && t != nil:
			t.indexes = append(t.indexes, one)
		case kind == "trigger" && t != nil:
			t.triggers = append(t.triggers, one)
		case kind == "trigger" && v != nil:
			v.triggers = append(v.triggers, one)
		}
		return nil
	})
}

// kinds tells virtual tables, and forgets those that are only where they keep their rows.
func (r reader) kinds(ctx context.Context) error {
	return r.each(ctx, `SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'`, nil, func(rows *sql.Rows) error {
		var name, kind string
		var without bool
		if err := rows.Scan(&name, &kind, &without); err != nil {
			return err
		}
		t := r.schema.tables[name]
		switch {
		case t == nil:
		case kind == "shadow":
			delete(r.schema.tables, name)
		default:
			t.virtual, t.rowid = kind == "virtual", kind == "table" && !without
		}
		return nil
	})
}

func (r reader) columns(ctx context.Context) error {
	return r.each(ctx, `
		SELECT l.name, c.name, c.type, c."notnull", coalesce(c.dflt_value, ''), c.pk, c.hidden
		FROM pragma_table_list l
		JOIN pragma_table_xinfo(l.name, 'main') c
		WHERE l.schema = 'main' AND l.type = 'table'
		ORDER BY l.name, c.cid`, nil, func(rows *sql.Rows) error {
		var name string
		var c column
		var hidden int
		if err := rows.Scan(&name, &c.name, &c.kind, &c.required, &c.fallback, &c.primary, &hidden); err != nil {
			return err
		}
		c.generated = hidden != 0
		if t := r.schema.tables[name]; t != nil {
			t.columns = append(t.columns, c)
		}
		return nil
	})
}

// keys finds the columns that are unique by themselves, and the one that is the number of its row: a primary key of one
// column for which there is no index.
func (r reader) keys(ctx context.Context) error {
	indexed := map[string]bool{}
	columns, partial := map[part][]string{}, map[part]bool{}
	err := r.each(ctx, `
		SELECT l.name, i.name, i.origin, i.partial, coalesce(c.name, '')
		FROM pragma_table_list l
		JOIN pragma_index_list(l.name, 'main') i
		JOIN pragma_index_info(i.name, 'main') c
		WHERE l.schema = 'main' AND l.type = 'table' AND i."unique"`, nil, func(rows *sql.Rows) error {
		var name, index, origin, column string
		var some bool
		if err := rows.Scan(&name, &index, &origin, &some, &column); err != nil {
			return err
		}
		partial[part{name, index}] = some
		indexed[name] = indexed[name] || origin == "pk"
		columns[part{name, index}] = append(columns[part{name, index}], column)
		return nil
	})
	for index, all := range columns {
		t := r.schema.tables[index.name]
		if t == nil {
			continue
		}
		t.uniques = append(t.uniques, all)
		if len(all) == 1 && t.column(all[0]) != nil {
			t.column(all[0]).unique = !partial[index]
		}
	}
	for name, t := range r.schema.tables {
		if key := t.primaryKey(); len(key) == 1 && t.rowid && !indexed[name] {
			t.numbered = key[0]
		}
	}
	return err
}

func (r reader) references(ctx context.Context) error {
	type at struct {
		table string
		id    int
	}
	var last at
	return r.each(ctx, `
		SELECT l.name, f.id, f."table", f."from", f."to",
			iif(f.on_update = 'NO ACTION', '', ' ON UPDATE ' || f.on_update) || iif(f.on_delete = 'NO ACTION', '', ' ON DELETE ' || f.on_delete)
		FROM pragma_table_list l
		JOIN pragma_foreign_key_list(l.name, 'main') f
		WHERE l.schema = 'main' AND l.type = 'table'
		ORDER BY l.name, f.id, f.seq`, nil, func(rows *sql.Rows) error {
		var now at
		var parent, from, acts string
		var to sql.NullString
		if err := rows.Scan(&now.table, &now.id, &parent, &from, &to, &acts); err != nil {
			return err
		}
		t := r.schema.tables[now.table]
		if t == nil {
			return nil
		}
		if now != last {
			t.foreign = append(t.foreign, foreignKey{parent: parent, acts: acts})
			last = now
		}
		key := &t.foreign[len(t.foreign)-1]
		key.from = append(key.from, from)
		if to.Valid {
			key.to = append(key.to, to.String)
		}
		return nil
	})
}
