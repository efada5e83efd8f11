package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Refill takes what is put back into what is made again.
func (c *connector) Refill(saved []lockstep.Saved) { c.saved = saved }

// lossOfRows is what goes with a table; nil where it cannot be saved. Rows that have numbers of their own keep them.
func (p pair) lossOfRows(slot string) *lockstep.Loss {
	if p.now.virtual {
		return nil
	}
	loss := &lockstep.Loss{Key: lockstep.Key{Slot: slot, Kind: sqldb.TableKind, Name: name(p.now.name)}}
	if number := p.now.keptNumber(); number != "" {
		loss.Columns = append(loss.Columns, number)
	}
	for _, c := range p.now.columns {
		if !c.generated {
			loss.Columns = append(loss.Columns, c.name)
		}
	}
	return loss
}

// lossOf is what goes with a column, or with its type; nil where its rows cannot be told apart.
func (p pair) lossOf(slot string, c column) *lockstep.Loss {
	key := p.now.primaryKey()
	if len(key) == 0 || slices.Contains(key, c.name) {
		return nil
	}
	return &lockstep.Loss{Key: lockstep.Key{Slot: slot, Kind: sqldb.TableKind, Name: name(p.now.name)}, By: key, Columns: []string{c.name}}
}

// dropped are the columns of a table that is made anew whose values go.
func (p pair) dropped() (all []column) {
	for _, c := range p.now.columns {
		if later := p.later(c); !c.generated && (later == nil || later.generated) {
			all = append(all, c)
		}
	}
	return all
}

// losing is a loss with where its rows are.
type losing struct {
	loss   *lockstep.Loss
	from   string // the table and which of its rows
	column column // of one whose values become others: as it is wanted
}

// losses are those that can be saved before anything is changed.
func (d *change) losses() (all []losing) {
	for _, p := range d.pairs {
		if p.now == nil || p.now.virtual || p.want != nil && (!p.rebuilt() || p.want.virtual) {
			continue
		}
		if _, held := d.scope.RowTable(name(p.now.name)); held {
			continue
		}
		if p.want == nil {
			all = append(all, losing{loss: p.lossOfRows(d.slot), from: quote(p.now.name)})
			continue
		}
		for _, c := range p.dropped() {
			all = append(all, losing{loss: p.lossOf(d.slot, c), from: quote(p.now.name) + valued(c)})
		}
	}
	return slices.DeleteFunc(all, func(l losing) bool { return l.loss == nil })
}

// valued picks the rows in which a column that comes again would not be what it was: where it has a default, that is all.
func valued(c column) string {
	if c.fallback != "" {
		return ""
	}
	return " WHERE " + quote(c.name) + " IS NOT NULL"
}

// narrowed calls found with each column whose values are other ones since it has another type, while both tables are there.
func (d *change) narrowed(ctx context.Context, p pair, found func(losing) error) error {
	former, number := p.now.number(), p.want.number()
	if p.want.numbered != "" {
		number = quote(p.want.numbered)
	}
	if !p.now.rowid || !p.want.rowid || former == "" || number == "" {
		return nil
	}
	for _, c := range p.want.columns {
		was := p.former(c)
		if c.generated || was == nil || strings.EqualFold(was.kind, c.kind) {
			continue
		}
		loss := p.lossOf(d.slot, *was)
		read := "a." + quote(was.name)
		if loss != nil {
			for _, key := range loss.By {
				read += ", a." + quote(key)
			}
		}
		from := "(SELECT " + read + " FROM " + aside + " a JOIN " + quote(p.want.name) + " b ON b." + number + " = a." + former +
			" WHERE +a." + quote(was.name) + " IS NOT +b." + quote(c.name) + " AND CAST(a." + quote(was.name) + " AS TEXT) IS NOT CAST(b." + quote(c.name) + " AS TEXT))"
		if err := found(losing{loss, from, c}); err != nil {
			return err
		}
	}
	return nil
}

// size is how much a loss holds, in bytes.
func (s *session) size(ctx context.Context, l losing) (n int64, err error) {
	var lengths []string
	for _, c := range l.loss.Row() {
		lengths = append(lengths, "coalesce(length(CAST("+quote(c)+" AS BLOB)), 0)")
	}
	err = s.conn.QueryRowContext(ctx, "SELECT coalesce(sum("+strings.Join(lengths, " + ")+"), 0) FROM "+l.from).Scan(&n)
	return n, err
}

// save hands the rows of a loss to whoever saves them.
func (s *session) save(ctx context.Context, journal lockstep.Journal, l losing) error {
	saver, ok := journal.(lockstep.Saver)
	if !ok || l.loss == nil {
		return nil
	}
	return saver.Save(*l.loss, func(row func([]byte) error) error {
		return s.fault(ctx, s.valuesOf(ctx, l.loss.Row(), l.from, func(values []any) error {
			return sqldb.SaveRow(values, row)
		}))
	})
}

// refill is what is put back into a table by one loss: its rows lie in a temporary table meanwhile, by their key.
type refill struct {
	lockstep.Saved
	pair
	table string
}

// refills are those of a pair.
func (w *works) refills(p pair) (all []refill) {
	if p.want == nil || p.want.virtual || p.now != nil && p.now.virtual {
		return nil
	}
	for _, s := range w.saved {
		if s.Key.Name != name(p.want.name) || s.Whole() != (p.now == nil) || !p.takes(s) {
			continue
		}
		w.refilled++
		all = append(all, refill{s, p, fmt.Sprintf("temp.lockstep_saved_%d", w.refilled)})
	}
	return all
}

// takes says that a table as it is wanted has the columns that were saved, and a column that comes again or is of another type.
func (p pair) takes(s lockstep.Saved) bool {
	for _, c := range s.Row() {
		if p.want.column(c) == nil && (!s.Whole() || c != p.want.keptNumber()) {
			return false
		}
	}
	if s.Whole() {
		return true
	}
	for _, key := range s.By {
		if p.former(*p.want.column(key)) == nil {
			return false
		}
	}
	want := p.want.column(s.Columns[0])
	former := p.former(*want)
	return !want.generated && (former == nil || !strings.EqualFold(former.kind, want.kind))
}

// rows are the saved ones, as SQLite takes them.
func (r refill) rows(do func(args []any) error) error {
	return r.Each(func(text []byte) error {
		values, err := sqldb.SavedValues(text, len(r.By)+len(r.Columns))
		if err != nil {
			return err
		}
		for i, v := range values {
			values[i] = bound(v)
		}
		if !r.Whole() {
			values = append(values, values[len(values)-1]) // as the type that it was given makes it
		}
		return do(values)
	})
}

// refillRows puts the rows of a table back that is made again.
func (w *works) refillRows(r refill) {
	var columns, marks []string
	for _, c := range r.Columns {
		columns, marks = append(columns, quote(c)), append(marks, "?")
	}
	w.add(sqldb.TableKind, r.want.name, "INSERT INTO "+quote(r.want.name)+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")")
	w.all[len(w.all)-1].each, w.all[len(w.all)-1].again = r.rows, []refill{r}
}

// load are the statements that lay the saved rows where they can be found. The columns of the key have the types that they have in
// the table, so that they are found at once.
func (w *works) load(r refill) {
	var columns, keys, marks []string
	for _, key := range r.By {
		columns = append(columns, quote(key)+" "+r.former(*r.want.column(key)).kind)
		keys, marks = append(keys, quote(key)), append(marks, "?")
	}
	later := ""
	if former := r.former(*r.want.column(r.Columns[0])); former != nil {
		later = former.kind
	}
	w.add(sqldb.TableKind, r.want.name, "CREATE TEMP TABLE "+strings.TrimPrefix(r.table, "temp.")+" ("+strings.Join(columns, ", ")+", saved, later "+later+", PRIMARY KEY ("+strings.Join(keys, ", ")+"))")
	w.add(sqldb.TableKind, r.want.name, "INSERT INTO "+r.table+" VALUES ("+strings.Join(append(marks, "?", "?"), ", ")+")")
	w.all[len(w.all)-1].each = r.rows
}

// value is what a column gets that has saved values: those, where the row holds nothing that came later.
func (r refill) value(otherwise string) string {
	var same []string
	for _, key := range r.By {
		same = append(same, "s."+quote(key)+" = "+aside+"."+quote(r.former(*r.want.column(key)).name))
	}
	if former := r.former(*r.want.column(r.Columns[0])); former != nil {
		same = append(same, "s.later IS "+aside+"."+quote(former.name))
	}
	from := " FROM " + r.table + " s WHERE " + strings.Join(same, " AND ")
	return "CASE WHEN EXISTS (SELECT 1" + from + ") THEN (SELECT s.saved" + from + ") ELSE " + otherwise + " END"
}

// again says how many rows a table got back, or how many rows of it their values.
func (d *change) again(ctx context.Context, r refill) (lockstep.Problem, error) {
	p := lockstep.Problem{Key: r.Key, Verdict: lockstep.Note}
	if r.Whole() {
		p.Message = sqldb.PutBack(r.want.name, r.Saved, int(r.Rows))
		return p, nil
	}
	var same []string
	for _, key := range r.By {
		same = append(same, "s."+quote(key)+" = t."+quote(key))
	}
	column := r.Columns[0]
	n, err := d.count(ctx, "SELECT count(*) FROM "+r.table+" s JOIN "+quote(r.want.name)+" t ON "+strings.Join(same, " AND ")+" WHERE t."+quote(column)+" IS s.saved")
	p.Path = "columns." + column
	p.Message = sqldb.PutBack(r.want.name, r.Saved, n)
	return p, err
}

// valuesOf calls each with the values of some columns, as a row's item has them. A unary plus takes nothing from a value, but hides
// how its column is declared, by which the driver would make something else of it.
func (s *session) valuesOf(ctx context.Context, columns []string, from string, each func(values []any) error) error {
	read := make([]string, len(columns))
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		read[i], into[i] = "+"+quote(c), &values[i]
	}
	return s.each(ctx, "SELECT "+strings.Join(read, ", ")+" FROM "+from, nil, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		made := make([]any, len(values))
		for i, v := range values {
			value, err := toJSON(v)
			if err != nil {
				return lockstep.Errorf(lockstep.Invalid, "A value of %s in %s %v. Nothing was changed.", columns[i], strings.Fields(from)[0], err)
			}
			made[i] = value
		}
		return each(made)
	})
}
