package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// counting counts what a plan loses, and what is in its way.
type counting struct {
	*planning
	ctx      context.Context
	tx       *sql.Tx
	problems []lockstep.Problem
	sizes    map[lockstep.Key]int // how many rows the changed tables have
}

func (n *counting) all() error {
	n.sizes = map[lockstep.Key]int{}
	for _, c := range n.changes {
		was, is := n.was(c.Key), n.is(c.Key)
		if was != nil && is == nil && c.Key.Kind == sequenceKind {
			if err := n.counted(was); err != nil {
				return err
			}
		}
		if was == nil || was.table == nil {
			continue
		}
		rows, err := n.count("SELECT count(*) FROM %s", was.ref)
		if err != nil {
			return err
		}
		n.sizes[c.Key] = rows
		switch {
		case is == nil:
			err = n.gone(was, rows)
		case rows != 0:
			err = n.table(was, is, rows)
		}
		if err != nil {
			return err
		}
	}
	return n.labels()
}

// gone says that a table goes with its rows. Those of a partition are counted with its table where that goes too.
func (n *counting) gone(was *object, rows int) error {
	k, verdict, kept := was.key, n.verdict(was.key, rows), n.held(was.key, rows)
	switch above := n.goingAbove(was); {
	case above != "" && rows != 0:
		verdict, kept = lockstep.Note, ", which are counted with those of "+above
	case was.table.above != "" && verdict == lockstep.Loses:
		kept = ". They cannot be saved before, as they are those of a partition"
	}
	n.say(k, "", verdict, "%s is dropped%s%s.", k.Name, with("", rows), kept)
	n.asks(n.AskTable(was.shape(), n.come()))
	if was.table.above != "" {
		return nil
	}
	return n.saveable(n.lossOfRows(was), rows)
}

// goingAbove is the table of a partition, where that goes as well.
func (n *counting) goingAbove(was *object) string {
	for _, c := range n.changes {
		if above := n.was(c.Key); above != nil && above.table != nil && above.ref == was.table.above && n.is(c.Key) == nil {
			return c.Key.Name
		}
	}
	return ""
}

// counted says that a sequence goes with the number to which it has counted.
func (n *counting) counted(was *object) error {
	began, err := n.count("SELECT count(*) FROM %s WHERE is_called", was.ref)
	if err == nil && began != 0 {
		n.say(was.key, "", lockstep.Loses, "%s is dropped, and with it the number to which it has counted.", was.key.Name)
	}
	return err
}

// count asks for one number; it is negative where that cannot be had: a count that fails must not end the transaction.
func (n *counting) count(format string, args ...any) (int, error) {
	if _, err := n.tx.ExecContext(n.ctx, "SAVEPOINT counting"); err != nil {
		return 0, err
	}
	var found int
	err := n.tx.QueryRowContext(n.ctx, fmt.Sprintf(format, args...)).Scan(&found)
	if err == nil {
		_, err = n.tx.ExecContext(n.ctx, "RELEASE SAVEPOINT counting")
		return found, err
	}
	if state := stateOf(err); state == "" || state == cancelled {
		return 0, err
	}
	_, err = n.tx.ExecContext(n.ctx, "ROLLBACK TO SAVEPOINT counting")
	return -1, err
}

func (n *counting) say(k lockstep.Key, place string, v lockstep.Verdict, format string, args ...any) {
	n.problems = append(n.problems, lockstep.Problem{Key: k, Path: place, Verdict: v, Message: fmt.Sprintf(format, args...)})
}

// verdict is how grave it is that rows of a table lose something; those that could not be counted may.
func (n *counting) verdict(table lockstep.Key, rows int) lockstep.Verdict {
	if rows == 0 || n.settles(table) {
		return lockstep.Note
	}
	return lockstep.Loses
}

// held says that a snapshot brings back what rows of a settings table lose.
func (n *counting) held(table lockstep.Key, rows int) string {
	if rows == 0 || !n.settles(table) {
		return ""
	}
	return ", which the snapshot before it holds"
}

// with says what goes with something that goes.
func with(what string, rows int) string {
	switch {
	case rows == 0:
		return ", which loses nothing"
	case rows < 0:
		return ", with " + what + "rows that may not be counted"
	}
	return ", with " + what + lockstep.Count(rows, "row")
}

// table counts what of a table that stays goes, or does not fit.
func (n *counting) table(was, is *object, rows int) error {
	k := was.key
	for _, c := range was.table.columns {
		later, column := is.table.column(c.name), node{k, columnPart, c.name}
		var err error
		switch {
		case goes(later) && c.generated == "":
			err = n.dropped(was, is, c)
		case n.retyped[column]:
			err = n.narrowed(was, is, c, later)
		}
		if err == nil && later.required && !c.required && later.generated == "" && c.generated == "" {
			err = n.empty(was, c)
		}
		if err != nil {
			return err
		}
	}
	for _, c := range is.table.columns {
		if was.table.column(c.name).name == "" && c.required && c.value+c.generated+c.identity == "" && rows > 0 && n.refilled(k, c.name) == nil {
			n.say(k, c.name, lockstep.Blocks, "%s of %s is new and must have a value, and %s that would have none. Give it a default, or let it be empty.", c.name, k.Name, are(rows))
		}
	}
	if slices.ContainsFunc(n.refills, func(r *refill) bool { return r.Key == k }) {
		return nil // what its constraints let be shows once the values are back
	}
	for _, p := range is.parts {
		before, there := was.find(p.of(k))
		if there && before.sql == p.sql {
			continue
		}
		if err := n.constraint(was, p); err != nil {
			return err
		}
	}
	return nil
}

// are is a number of rows with its verb.
func are(rows int) string {
	if rows == 1 {
		return "there is 1 row"
	}
	return "there are " + lockstep.Count(rows, "row")
}

func (n *counting) dropped(was, is *object, c column) error {
	rows, err := n.count("SELECT count(%s) FROM %s", quote(c.name), was.ref)
	if err != nil {
		return err
	}
	n.say(was.key, c.name, n.verdict(was.key, rows), "%s of %s is dropped%s%s.", c.name, was.key.Name, with("a value in ", rows), n.held(was.key, rows))
	n.asks(n.AskColumn(was.key.Name, sqldb.Column{Name: c.name, Type: c.typ}, newIn(was, is)))
	return n.saveableIn(was, is, c, valued(c), rows)
}

func (n *counting) empty(was *object, c column) error {
	rows, err := n.count("SELECT count(*) FROM %s WHERE %s IS NULL", was.ref, quote(c.name))
	if err == nil && rows > 0 {
		n.say(was.key, c.name, lockstep.Blocks, "%s of %s must have a value from now on, and %s without one. Fill it first.", c.name, was.key.Name, are(rows))
	}
	return err
}
