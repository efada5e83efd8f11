package postgres

import (
	"context"
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// renaming gives tables and columns the names that the slot says they are to have, before anything is compared: PostgreSQL carries
// a name into all that uses it, so that no more than what is different besides remains to be changed.
type renaming struct {
	steps   []step
	now     reading // once the steps are made
	changes []lockstep.Change
	notes   []lockstep.Problem
	former  map[lockstep.Key]former
}

// former is how a table, and columns of it, were called.
type former struct {
	key     lockstep.Key
	columns []sqldb.Rename
}

// formerly is how a table was called before anything was renamed.
func (r reading) formerly(table lockstep.Key) former {
	if f, ok := r.renamed[table]; ok {
		return f
	}
	return former{key: table}
}

// rename makes the steps in a transaction, and reads again what is there.
func (c *connector) rename(ctx context.Context, h *holding, now reading, want lockstep.State, changes []lockstep.Change) (*renaming, error) {
	r := &renaming{now: now, changes: changes, former: map[lockstep.Key]former{}}
	tables := c.TablesRenamed(now.state, want)
	for _, change := range changes {
		if err := r.table(c.scope, tables, want, change); err != nil {
			return nil, err
		}
	}
	if len(r.steps) == 0 {
		return r, nil
	}
	if err := h.take(ctx, r.steps); err != nil {
		return nil, err
	}
	var err error
	r.now, err = c.all(ctx, h.tx)
	r.now.renamed = r.former
	r.changes = remaining(tables, now.state, r.now.state, want, changes)
	return r, err
}

// table renames one that is wanted under another name, and its columns.
func (r *renaming) table(s scope, tables sqldb.Tables, want lockstep.State, change lockstep.Change) error {
	if change.Key.Kind != sqldb.TableKind || change.After == "" {
		return nil
	}
	_, had := tables.Both(change.Key)
	before, there := r.now.state.Get(had)
	after, _ := want.Get(change.Key)
	if !there {
		return nil
	}
	was, err := parseObject(s, before)
	if err != nil {
		return err
	}
	is, err := parseObject(s, after)
	if err != nil {
		return err
	}
	r.moved(was, is)
	columns := s.RenamedColumns(change.Key.Name, was.table.names(), is.table.names())
	for _, c := range columns {
		r.do(is.key, "%s RENAME COLUMN %s TO %s", is.alter(), quote(c.From), quote(c.To))
		r.note(is.key, c.To, "%s of %s is %s from now on, with its values.", c.From, change.Key.Name, c.To)
	}
	r.sequences(was, is, columns)
	r.former[is.key] = former{was.key, columns}
	return nil
}

// moved gives a table its other name, in its other schema.
func (r *renaming) moved(was, is *object) {
	if was.ref == is.ref {
		return
	}
	r.note(is.key, "", "%s is %s from now on, with its rows.", was.key.Name, is.key.Name)
	ref := was.ref
	if was.schema != is.schema {
		if !slices.Contains(r.now.schemas, is.schema) && !slices.ContainsFunc(r.steps, func(s step) bool { return s.sql == "CREATE SCHEMA "+quote(is.schema) }) {
			r.do(is.key, "CREATE SCHEMA %s", quote(is.schema))
		}
		r.do(is.key, "ALTER TABLE %s SET SCHEMA %s", ref, quote(is.schema))
		ref = qualified(is.schema, was.table.name)
	}
	if was.table.name != is.table.name {
		r.do(is.key, "ALTER TABLE %s RENAME TO %s", ref, quote(is.table.name))
	}
}

// sequences renames those of columns along with them, as they would lose the number to which they have counted.
func (r *renaming) sequences(was, is *object, columns []sqldb.Rename) {
	named := is.owned()
	for column, ref := range was.owned() {
		i := slices.IndexFunc(columns, func(c sqldb.Rename) bool { return c.From == column })
		if i >= 0 {
			column = columns[i].To
		}
		to := named[column]
		_, taken := was.find(node{part: sequencePart, name: to})
		from := cursor{text: ref, rest: dialect.Tokens(ref)}
		now := qualified(is.schema, from.last()) // it comes along with its table
		if to != "" && to != now && !taken {
			into := cursor{text: to, rest: dialect.Tokens(to)}
			r.do(is.key, "ALTER SEQUENCE %s RENAME TO %s", now, quote(into.last()))
		}
	}
}

// owned are the sequences that a table has, by the columns that they number.
func (o *object) owned() map[string]string {
	all := map[string]string{}
	for _, p := range o.parts {
		if p.kind != settingPart || p.on.part != sequencePart {
			continue
		}
		c := cursor{text: p.sql, rest: dialect.Tokens(p.sql)}
		if c.next("ALTER", "SEQUENCE") {
			ref := c.ref()
			if c.next("OWNED", "BY") {
				all[c.last()] = ref
			}
		}
	}
	return all
}

func (t *table) names() []string {
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	return names
}

// renamedIn are columns under the names that they are to have, also in what computes them.
func renamedIn(all []column, renamed []sqldb.Rename) []column {
	var later []column
	for _, c := range all {
		c.name = sqldb.Later(renamed, c.name)
		tokens := dialect.Tokens(c.generated)
		for i, t := range slices.Backward(tokens) {
			name, ok := dialect.Unquote(t)
			called := i+1 < len(tokens) && tokens[i+1].Text == "("
			if to := sqldb.Later(renamed, name); ok && to != name && !called {
				c.generated = c.generated[:t.At] + quote(to) + c.generated[t.End():]
			}
		}
		later = append(later, c)
	}
	return later
}

func (r *renaming) do(k lockstep.Key, format string, args ...any) {
	r.steps = append(r.steps, step{key: k, sql: fmt.Sprintf(format, args...)})
}

func (r *renaming) note(k lockstep.Key, column, format string, args ...any) {
	r.notes = append(r.notes, lockstep.Problem{Key: k, Path: column, Verdict: lockstep.Note, Message: fmt.Sprintf(format, args...)})
}

// remaining are the changes that are left once what is there is renamed. What names something that was renamed, and is to be as
// it was, is one of them.
func remaining(tables sqldb.Tables, before, now, want lockstep.State, changes []lockstep.Change) []lockstep.Change {
	planned := map[lockstep.Key]bool{}
	for _, c := range changes {
		later, _ := tables.Both(c.Key)
		planned[c.Key], planned[later] = true, true
	}
	var left []lockstep.Change
	for _, c := range lockstep.Diff(now, want) {
		if planned[c.Key] || c.After != "" && before.Sum(c.Key) == c.After {
			left = append(left, c)
		}
	}
	return left
}
