package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// refill is what is put back by one loss: the rows of a table that is made again, or the values of a column that comes again or has
// its former type again.
type refill struct {
	lockstep.Saved
	is      *object
	columns []column // those of By and Columns, as they are wanted
	same    string   // the condition by which a value is still what its column's other type made of the saved one, which is s.saved
	aside   string   // the temporary table in which values lie meanwhile
	ran     []step   // the statements that were run
	rows    int      // how many got something back
}

// refills finds what can be put back.
func (p *planning) findRefills(saved []lockstep.Saved) {
	for _, s := range saved {
		was, is := p.was(s.Key), p.is(s.Key)
		if is == nil || is.table == nil || s.Whole() != (was == nil) {
			continue
		}
		r := &refill{Saved: s, is: is, aside: fmt.Sprintf("pg_temp.lockstep_saved_%d", len(p.refills)+1)}
		for _, name := range s.Row() {
			r.columns = append(r.columns, is.table.column(name))
		}
		if !slices.ContainsFunc(r.columns, goes) && (s.Whole() || p.takes(was, r)) {
			p.refills = append(p.refills, r)
		}
	}
}

// takes says that a table has the columns by which rows are told apart, and that the one that was saved comes again or gets another type.
func (p *planning) takes(was *object, r *refill) bool {
	c := r.last()
	before, at := was.table.column(c.name), node{was.key, columnPart, c.name}
	if slices.ContainsFunc(r.By, func(key string) bool { return goes(was.table.column(key)) }) {
		return false
	}
	if !goes(before) && p.retyped[at] {
		r.same = " AND (" + p.cast(p.cast("s.saved", c, before), before, c) + ")::text IS NOT DISTINCT FROM t." + quote(c.name) + "::text"
	}
	return goes(before) || p.retyped[at]
}

// last is the column that gets its values back.
func (r *refill) last() column { return r.columns[len(r.columns)-1] }

// refilled is what is put back into a column of a table; nil for nothing.
func (p *planning) refilled(table lockstep.Key, column string) *refill {
	i := slices.IndexFunc(p.refills, func(r *refill) bool { return !r.Whole() && r.Key == table && r.Columns[0] == column })
	if i < 0 {
		return nil
	}
	return p.refills[i]
}

// fill adds the step that puts something back, and those that move sequences on that number its columns.
func (p *planning) fill(r *refill) {
	p.steps = append(p.steps, step{key: r.Key, sql: "UPDATE " + r.is.ref, back: r})
	for _, c := range r.columns[len(r.By):] {
		if move := r.is.onward(c); move != "" {
			p.late = append(p.late, step{key: r.Key, sql: move})
		}
	}
}

// fillRows puts the rows of a table back that is made again.
func (p *planning) fillRows(k lockstep.Key) {
	for _, r := range p.refills {
		if r.Whole() && r.Key == k {
			p.fill(r)
		}
	}
}

// unfilled is a column as it is added before it gets its values back: those rows that came since have none.
func (c column) unfilled() string {
	if c.identity != "" {
		return c.text
	}
	text := quote(c.name) + " " + c.typ + collate(c.collation)
	if c.value != "" {
		text += " DEFAULT " + c.value
	}
	return text
}

// run puts it back. Triggers and rules sleep meanwhile: what they did was done when the values were written first.
func (r *refill) run(ctx context.Context, tx *sql.Tx) error {
	r.ran, r.rows = nil, 0
	if r.Whole() {
		return r.insert(ctx, tx, r.is.ref, r.Columns)
	}
	var columns, names, same []string
	for i, c := range r.columns {
		name := "saved"
		if i < len(r.By) {
			name = fmt.Sprintf("k%d", i)
			same = append(same, "s."+name+" = t."+quote(c.name))
		}
		names, columns = append(names, name), append(columns, name+" "+c.typ+collate(c.collation))
	}
	if err := r.do(ctx, tx, "CREATE TEMPORARY TABLE "+strings.TrimPrefix(r.aside, "pg_temp.")+" ("+strings.Join(columns, ", ")+") ON COMMIT DROP"); err != nil {
		return err
	}
	if err := r.insert(ctx, tx, r.aside, names); err != nil {
		return err
	}
	// Keys that wait for the end would keep the table from being altered any more.
	if err := r.do(ctx, tx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
		return err
	}
	asides, err := sleeping(ctx, tx, []string{r.is.ref})
	if err != nil {
		return err
	}
	c := r.last()
	if c.identity == "ALWAYS" {
		asides = append(asides, numbered(r.is.ref, c))
	}
	for _, a := range asides {
		if err := r.do(ctx, tx, a.sql); err != nil {
			return err
		}
	}
	r.rows = 0
	if err := r.do(ctx, tx, "UPDATE "+r.is.ref+" t SET "+quote(c.name)+" = s.saved FROM "+r.aside+" s WHERE "+strings.Join(same, " AND ")+r.same); err != nil {
		return err
	}
	for _, a := range slices.Backward(asides) {
		if err := r.do(ctx, tx, a.undo); err != nil {
			return err
		}
	}
	return nil
}

// insert lays the saved rows into a table, some at a time.
func (r *refill) insert(ctx context.Context, tx *sql.Tx, into string, names []string) error {
	var taken records
	var quoted, casts []string
	for i, c := range r.columns {
		quoted, casts = append(quoted, quote(names[i])), append(casts, taken.column(c))
	}
	b := batch{sql: "INSERT INTO " + into + " (" + strings.Join(quoted, ", ") + ") OVERRIDING SYSTEM VALUE SELECT " + strings.Join(casts, ", ") + " FROM " + taken.source()}
	size := 0
	flush := func() error {
		text, err := b.parameter()
		if err != nil || len(b.rows) == 0 {
			return err
		}
		b.rows, size = nil, 0
		return r.do(ctx, tx, b.sql, text)
	}
	err := r.Each(func(text []byte) error {
		values, err := sqldb.SavedValues(text, len(r.columns))
		if err != nil {
			return err
		}
		row := map[string]*string{}
		for i, c := range r.columns {
			if row[fmt.Sprintf("c%d", i)], err = c.written(values[i]); err != nil {
				return err
			}
		}
		b.rows, size = append(b.rows, row), size+len(text)
		if len(b.rows) == mostRows || size > mostBytes {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

func (r *refill) do(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	s := step{key: r.Key, sql: statement}
	result, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return &stepError{s, err}
	}
	if n := len(r.ran); n == 0 || r.ran[n-1] != s {
		r.ran = append(r.ran, s)
	}
	rows, err := result.RowsAffected()
	r.rows += int(rows)
	return err
}

// backNotes say what was put back.
func (p *planning) backNotes() (notes []lockstep.Problem) {
	for _, r := range p.refills {
		note := lockstep.Problem{Key: r.Key, Verdict: lockstep.Note, Message: sqldb.PutBack(r.Key.Name, r.Saved, r.rows)}
		if !r.Whole() {
			note.Path = r.Columns[0]
		}
		notes = append(notes, note)
	}
	return notes
}
