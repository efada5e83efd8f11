package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Refill takes what is put back into what is made again.
func (c *connector) Refill(saved []lockstep.Saved) { c.saved = saved }

// losing is a loss with where its rows are.
type losing struct {
	lockstep.Loss
	key     lockstep.Key // the table as it is called by now
	ref     string
	where   string   // which of its rows, as what follows the table
	columns []column // those of By and Columns, as they are called by now
}

// losses are those that can be saved before anything is changed. What settings tables lose the snapshot holds, and the rows of a
// partition are those of its table.
func (p *planning) losses() (all []losing) {
	for _, c := range p.changes {
		was, is := p.was(c.Key), p.is(c.Key)
		if was == nil || was.table == nil || was.table.above != "" || p.settles(c.Key) {
			continue
		}
		if is == nil {
			if l := p.lossOfRows(was); len(l.columns) > 0 {
				all = append(all, l)
			}
			continue
		}
		for _, c := range was.table.columns {
			later := is.table.column(c.name)
			switch {
			case c.generated != "" || p.unsaveable(was, is, c) != "":
			case goes(later):
				all = append(all, p.lossOf(was, c, valued(c)))
			case p.retyped[node{was.key, columnPart, c.name}] && !p.made(base(later.typ)):
				all = append(all, p.lossOf(was, c, " WHERE "+p.rewrites(c, later)))
			}
		}
	}
	return all
}

// goes says of what a column is to be that its values go: it is to be nothing, or computed.
func goes(later column) bool { return later.name == "" || later.generated != "" }

// settles says that the rows of a table are configuration.
func (p *planning) settles(table lockstep.Key) bool {
	_, settings := p.RowTable(table.Name)
	return settings
}

// lossOfRows is what goes with a table.
func (p *planning) lossOfRows(was *object) losing {
	l := losing{Loss: lockstep.Loss{Key: was.key}, key: was.key, ref: was.ref}
	for _, c := range was.table.columns {
		if c.generated == "" {
			l.Columns, l.columns = append(l.Columns, c.name), append(l.columns, c)
		}
	}
	return l
}

// lossOf is what goes with a column, or with its type, in some rows.
func (p *planning) lossOf(was *object, c column, where string) losing {
	former := p.now.formerly(was.key)
	l := losing{key: was.key, ref: was.ref, where: where}
	l.Key = former.key
	for _, key := range was.primaryKey() {
		l.By, l.columns = append(l.By, sqldb.Former(former.columns, key)), append(l.columns, was.table.column(key))
	}
	l.Columns, l.columns = []string{sqldb.Former(former.columns, c.name)}, append(l.columns, c)
	return l
}

// unsaveable says, as a sentence that follows, why the values of a column cannot be saved before; "" where they can.
func (p *planning) unsaveable(was, is *object, c column) string {
	key := was.primaryKey()
	if why := sqldb.Unsaveable(was.key.Name, c.name, key); why != "" {
		return why
	}
	if slices.ContainsFunc(key, func(name string) bool { return goes(is.table.column(name)) }) {
		return " They cannot be saved before, as the key goes by which rows of " + was.key.Name + " are told apart."
	}
	return ""
}

// valued picks the rows in which a column that comes again would not be what it was: where it, or its type, has a default, that is all.
func valued(c column) string {
	if c.value != "" || strings.Contains(c.typ, ".") {
		return ""
	}
	return " WHERE " + quote(c.name) + " IS NOT NULL"
}

// saveable says of the loss that was found last that it can be saved before, and about how large it is.
func (n *counting) saveable(l losing, rows int) error {
	last := &n.problems[len(n.problems)-1]
	if last.Verdict != lockstep.Loses || rows < 0 || n.settles(l.key) || len(l.columns) == 0 {
		return nil
	}
	var sizes []string
	for _, c := range l.columns {
		sizes = append(sizes, "coalesce(pg_column_size("+quote(c.name)+"), 0)")
	}
	bytes, err := n.count("SELECT coalesce(sum(%s), 0) FROM %s", strings.Join(sizes, " + "), l.ref+l.where)
	if err == nil && bytes >= 0 {
		l.Rows, l.Bytes = int64(rows), int64(bytes)
		last.Loss = &l.Loss
	}
	return err
}

// saveableIn says the same of a column's values, or why they cannot be saved.
func (n *counting) saveableIn(was, is *object, c column, where string, rows int) error {
	if why := n.unsaveable(was, is, c); why != "" {
		if last := &n.problems[len(n.problems)-1]; last.Verdict == lockstep.Loses {
			last.Message += why
		}
		return nil
	}
	return n.saveable(n.lossOf(was, c, where), rows)
}

// save hands the rows that a plan takes something from to whoever saves them. Until the end nobody else writes to their tables.
func (h *holding) save(ctx context.Context, p *planning, journal lockstep.Journal) error {
	saver, ok := journal.(lockstep.Saver)
	if !ok {
		return nil
	}
	all := p.losses()
	for _, l := range all {
		err := saver.Save(l.Loss, func(row func([]byte) error) error {
			if err := h.still(ctx, all); err != nil {
				return err
			}
			err := valuesOf(ctx, h.tx, l.ref+l.where, l.columns, func(values []any) error {
				return sqldb.SaveRow(values, row)
			})
			if stateOf(err) != "" {
				err = &stepError{step{key: l.key, sql: "SELECT FROM " + l.ref + l.where, saves: true}, err}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// still locks the tables of losses against being written to.
func (h *holding) still(ctx context.Context, all []losing) error {
	if h.saves {
		return nil
	}
	var locks []step
	for _, l := range all {
		locks = append(locks, lock(l.key, l.ref, steady))
	}
	slices.SortFunc(locks, func(a, b step) int { return strings.Compare(a.to, b.to) })
	h.saves = true
	return h.take(ctx, slices.CompactFunc(locks, func(a, b step) bool { return a.to == b.to }))
}

// valuesOf calls each with the values of some columns in all rows of a table, as a row's item has them.
func valuesOf(ctx context.Context, tx *sql.Tx, from string, columns []column, each func([]any) error) error {
	var texts []string
	for _, c := range columns {
		texts = append(texts, quote(c.name)+"::text")
	}
	rows, err := tx.QueryContext(ctx, "SELECT "+strings.Join(texts, ", ")+" FROM "+from)
	if err != nil {
		return err
	}
	defer rows.Close()
	read := make([]sql.NullString, len(columns))
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range read {
		into[i] = &read[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range columns {
			values[i] = nil
			if read[i].Valid {
				if values[i], err = c.shown(read[i].String); err != nil {
					return lockstep.Errorf(lockstep.Invalid, "A value of %s in %s cannot be read. Nothing was changed.", c.name, strings.Fields(from)[0])
				}
			}
		}
		if err := each(values); err != nil {
			return err
		}
	}
	return rows.Err()
}
