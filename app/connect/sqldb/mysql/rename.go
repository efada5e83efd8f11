package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// renaming gives tables and columns the names that the slot says they are to have, before anything is compared: the server carries
// a name into the keys, checks and expressions of tables. Views, triggers and routines keep their texts, and change as all does.
type renaming struct {
	tables []renamedTable
	names  sqldb.Tables
	now    lockstep.State // what is there, under the names that it is to have
}

// renamedTable is a table that gets another name, or columns of which do.
type renamedTable struct {
	key, former lockstep.Key
	columns     []sqldb.Rename
}

// renamingOf finds what is renamed on the way from one state to another.
func renamingOf(scope sqldb.Scope, now, want lockstep.State, changes []lockstep.Change) (*renaming, error) {
	tables := scope.TablesRenamed(now, want)
	r := &renaming{now: now, names: tables}
	for _, change := range changes {
		_, former := tables.Both(change.Key)
		item, there := now.Get(former)
		later, stays := want.Get(change.Key)
		if change.Key.Kind != sqldb.TableKind || !there || !stays {
			continue
		}
		was, _, readable := readTable(mustText(item))
		is, _, fits := readTable(mustText(later))
		if !readable || !fits {
			continue // which is said of the table
		}
		one := renamedTable{change.Key, former, scope.RenamedColumns(change.Key.Name, was.names(), is.names())}
		if one.key != one.former || len(one.columns) > 0 {
			r.tables = append(r.tables, one)
		}
	}
	if len(r.tables) == 0 {
		return r, nil
	}
	return r, r.foretell()
}

func (t table) names() []string { return plainColumns(t.columns) }

// foretell finds what will be there once the tables are renamed.
func (r *renaming) foretell() error {
	var put []lockstep.Item
	var drop []lockstep.Key
	for _, item := range r.now.All() {
		later, _ := r.names.Both(item.Key)
		if later != item.Key {
			drop = append(drop, item.Key)
		}
		switch item.Key.Kind {
		case sqldb.TableKind:
			item.Body = lockstep.BodyOf([]byte(r.text(mustText(item))))
		case sqldb.RowKind:
			of, key := sqldb.SplitRowName(later.Name)
			i := slices.IndexFunc(r.tables, func(t renamedTable) bool { return t.key.Name == of })
			if i < 0 {
				continue
			}
			row, err := sqldb.RowOf(item)
			if err != nil {
				return err
			}
			for _, c := range r.tables[i].columns {
				row[c.To] = row[c.From]
				delete(row, c.From)
			}
			if item, err = sqldb.RowItem(item.Key.Slot, of, key, row, item.Needs); err != nil {
				return err
			}
		default:
			continue
		}
		item.Key = later
		put = append(put, item)
	}
	var err error
	r.now, err = r.now.With(put, drop)
	return err
}

// text is a table's text as the server gives it once all is renamed.
func (r *renaming) text(text string) string {
	create, triggers, ok := splitTable(text)
	all := dialect.Tokens(create)
	if !ok || len(all) < 3 {
		return text
	}
	own, _ := dialect.Unquote(all[2])
	var edits []edit
	parent := "" // whose columns stand in the brackets behind REFERENCES
	for i, t := range all {
		name, ok := dialect.Unquote(t)
		if t.Text == ")" {
			parent = ""
		}
		if !ok || i < 2 || !strings.HasPrefix(t.Text, "`") || all[i-1].Text == "." || i+1 < len(all) && all[i+1].Text == "." {
			continue
		}
		to := name
		switch {
		case slices.ContainsFunc([]string{"KEY", "CONSTRAINT", "FOR", "PARTITION", "SUBPARTITION"}, all[i-1].Is):
		case i == 2:
			to = r.table(name)
		case all[i-1].Is("REFERENCES"):
			parent, to = name, r.table(name)
		case parent != "":
			to = r.column(parent, name)
		default:
			to = r.column(own, name)
		}
		if to != name {
			edits = append(edits, edit{t.At, t.End(), quoted(to)})
		}
	}
	create = edited(create, edits)
	for i, b := range triggers { // CREATE TRIGGER name timing event ON table
		if tokens := dialect.Tokens(b.create); r.table(own) != own && len(tokens) > 6 {
			triggers[i].create = edited(b.create, []edit{{tokens[6].At, tokens[6].End(), quoted(r.table(own))}})
		}
	}
	return tableText(create, triggers)
}

// table is the name that a table is to have.
func (r *renaming) table(name string) string {
	for _, t := range r.tables {
		if t.name() == name {
			return sqldb.SplitName(t.key.Name)[0]
		}
	}
	return name
}

// column is the name that a column of a table is to have, which goes by the name that it has.
func (r *renaming) column(table, name string) string {
	for _, t := range r.tables {
		if t.name() == table {
			return sqldb.Later(t.columns, name)
		}
	}
	return name
}

// left are the changes that remain once all is renamed.
func (r *renaming) left(changes []lockstep.Change) []lockstep.Change {
	if len(r.tables) == 0 {
		return changes
	}
	wanted := map[lockstep.Key]bool{}
	for _, c := range changes {
		wanted[c.Key] = c.After != ""
	}
	var left []lockstep.Change
	for _, c := range changes {
		if later, _ := r.names.Both(c.Key); c.After == "" && !wanted[later] {
			c.Key = later
		}
		c.Before = r.now.Sum(c.Key)
		switch {
		case c.Before == "" && c.After == "":
			continue
		case c.Before == "":
			c.Op = lockstep.Add
		case c.After == "":
			c.Op = lockstep.Remove
		default:
			c.Op = lockstep.Modify
		}
		left = append(left, c)
	}
	return left
}

// former is a loss under the names that the table and its columns have before.
func (r *renaming) former(l lockstep.Loss) lockstep.Loss {
	i := slices.IndexFunc(r.tables, func(t renamedTable) bool { return t.key == l.Key })
	if i < 0 {
		return l
	}
	names := func(all []string) (former []string) {
		for _, name := range all {
			former = append(former, sqldb.Former(r.tables[i].columns, name))
		}
		return former
	}
	l.Key, l.By, l.Columns = r.tables[i].former, names(l.By), names(l.Columns)
	return l
}

// statement gives a table and its columns their other names.
func (t renamedTable) statement() string {
	var clauses []string
	for _, c := range t.columns {
		clauses = append(clauses, "RENAME COLUMN "+quoted(c.From)+" TO "+quoted(c.To))
	}
	if t.key != t.former {
		clauses = append(clauses, "RENAME TO "+quoted(sqldb.SplitName(t.key.Name)[0]))
	}
	return "ALTER TABLE " + quoted(t.name()) + "\n  " + strings.Join(clauses, ",\n  ")
}

// rows are a table's as they are there, with its columns under the names that they are to have, for a FROM.
func (r *renaming) rows(m *move, alias string) string {
	i := slices.IndexFunc(r.tables, func(t renamedTable) bool { return t.key == m.key })
	if i < 0 {
		return quoted(m.name) + " " + alias
	}
	var columns []string
	for _, c := range m.from.columns {
		columns = append(columns, quoted(sqldb.Former(r.tables[i].columns, c.name))+" AS "+quoted(c.name))
	}
	return "(SELECT " + strings.Join(columns, ", ") + " FROM " + quoted(r.tables[i].name()) + ") " + alias
}
