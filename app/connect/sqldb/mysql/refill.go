package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Refill takes what is put back into what is made again.
func (c *connector) Refill(saved []lockstep.Saved) { c.saved = saved }

// whole is what was saved of a table that is made again; ok is false where nothing was, or where it has other columns now.
func (c *connector) whole(m *move) (s lockstep.Saved, ok bool) {
	i := slices.IndexFunc(c.saved, func(s lockstep.Saved) bool { return s.Key == m.key && s.Whole() })
	if i < 0 || !m.isTable() || !m.adds() {
		return s, false
	}
	return c.saved[i], !slices.ContainsFunc(c.saved[i].Columns, func(name string) bool {
		is, wanted := m.to.column(name)
		return !wanted || is.made()
	})
}

// refill is what is put back into a column by one loss: its rows lie in a temporary table meanwhile, by their key.
type refill struct {
	lockstep.Saved
	to         table
	key        []column
	column     column // as it is wanted
	later      string // the type that it was given, where it is of another one now; "" where it comes again
	aside      string // the temporary table
	from, name string // the table's rows, for a FROM, and how they are called there: another name than its own is not locked with it
	back       int    // how many rows get their values back
}

// refills are those of a change.
func (c *connector) refills(m *move) (all []*refill) {
	if !m.isTable() || !m.changes() {
		return nil
	}
	for _, s := range c.saved {
		if s.Key != m.key || s.Whole() {
			continue
		}
		r := &refill{Saved: s, to: m.to, aside: fmt.Sprintf("lockstep_saved_%d", len(all)+1), from: quoted(m.name), name: quoted(m.name)}
		if r.fits(m) {
			all = append(all, r)
		}
	}
	return all
}

// fits says that a change makes the column again, or gives it another type, and keeps those by which rows are told apart.
func (r *refill) fits(m *move) bool {
	is, wanted := m.to.column(r.Columns[0])
	was, there := m.from.column(r.Columns[0])
	stays := there && !was.remade(is)
	former, unfilled := was.unfilled()
	switch {
	case !wanted || is.made(), stays && !unfilled && was.typed() == is.typed():
		return false
	case unfilled:
		r.later = former
	case stays:
		r.later = was.typed()
	}
	r.column = is
	for _, name := range r.By {
		key, wanted := m.to.column(name)
		if had, there := m.from.column(name); !wanted || !there || had.remade(key) {
			return false
		}
		r.key = append(r.key, key)
	}
	return true
}

// refilled finds what a column gets back.
func refilled(back []*refill, name string) (*refill, bool) {
	i := slices.IndexFunc(back, func(r *refill) bool { return strings.EqualFold(r.column.name, name) })
	if i < 0 {
		return nil, false
	}
	return back[i], true
}

// keyLength is how much of a text an index takes, of any character set.
const keyLength = 191

// load lays the saved rows where they can be found.
func (r *refill) load(run execute) error {
	lines := []string{"saved " + r.column.typed()}
	var names, keys []string
	for i, c := range r.key {
		name := fmt.Sprintf("key_%d", i+1)
		names, lines = append(names, name), append(lines, name+" "+c.typed()+" NOT NULL")
		if room, _ := c.room(); (c.family() == texts || c.family() == octets) && room > keyLength {
			name += fmt.Sprintf("(%d)", keyLength)
		}
		keys = append(keys, name)
	}
	if r.later != "" {
		lines = append(lines, "later "+r.later)
	}
	create := "CREATE TEMPORARY TABLE " + r.aside + " (" + strings.Join(append(lines, "KEY ("+strings.Join(keys, ", ")+")"), ", ") + ") ENGINE=InnoDB"
	for _, option := range []string{"DEFAULT CHARSET", "COLLATE"} {
		if value := r.to.option(option); value != "" {
			create += " " + option + "=" + value
		}
	}
	for _, statement := range []string{"DROP TEMPORARY TABLE IF EXISTS " + r.aside, create} {
		if err := run(statement); err != nil {
			return err
		}
	}
	if err := putRows(r.aside, append(names, "saved"), append(slices.Clone(r.key), r.column), r.Saved, run); err != nil || r.later == "" {
		return err
	}
	return run("UPDATE " + r.aside + " SET later = saved") // as the change made it
}

func (r *refill) at(c column) string { return r.name + "." + quoted(c.name) }

// joined are the rows of the table with what was saved of them, where they hold nothing that came later.
func (r *refill) joined() (from, where string) {
	var same []string
	for i, c := range r.key {
		same = append(same, fmt.Sprintf("%s.key_%d = %s", r.aside, i+1, r.at(c)))
	}
	if r.later != "" {
		where = " WHERE " + r.at(r.column) + " <=> " + r.aside + ".later"
	}
	return r.from + " JOIN " + r.aside + " ON " + strings.Join(same, " AND "), where
}

// weigh counts the rows that get their values back, before anything is changed.
func (r *refill) weigh(ctx context.Context, conn *sql.Conn) error {
	from, where := r.joined()
	return conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+from+where).Scan(&r.back)
}

// update puts the values back. When rows were changed stays as it is noted.
func (r *refill) update() string {
	from, where := r.joined()
	set := []string{r.at(r.column) + " = " + r.aside + ".saved"}
	for _, c := range r.to.columns {
		if c.name != r.column.name && c.dates() {
			set = append(set, r.at(c)+" = "+r.at(c))
		}
	}
	return "UPDATE " + from + " SET " + strings.Join(set, ", ") + where
}
