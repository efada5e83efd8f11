package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	lib "modernc.org/sqlite/lib"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Validate counts what is lost, and then makes the changes in a transaction that is rolled back. Meanwhile nobody else writes.
func (c *connector) Validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	s, err := c.file.open(ctx, writing)
	if err != nil {
		return nil, err
	}
	defer s.close()
	switch err := s.begin(ctx, writing); {
	case errors.Is(err, lockstep.Denied):
		return []lockstep.Problem{{Key: lockstep.Key{Slot: c.slot}, Verdict: lockstep.Blocks, Message: err.Error()}}, nil
	case err != nil:
		return nil, err
	}
	d, err := c.change(ctx, s, want, changes)
	if err != nil {
		return nil, err
	}
	t := trying{change: d, judge: judging{session: s, slot: c.slot, scope: c.scope, saved: c.saved}, failed: map[lockstep.Key]bool{}}
	if err := t.try(ctx); err != nil {
		return nil, s.fault(ctx, err)
	}
	return t.judge.problems, nil
}

// trying makes the changes, and goes on with others where one fails.
type trying struct {
	*change
	judge  judging
	failed map[lockstep.Key]bool
}

func (t *trying) try(ctx context.Context) error {
	var come []sqldb.Columns
	for _, p := range t.pairs {
		if p.now == nil {
			come = append(come, p.want.shape())
		}
	}
	for _, p := range t.pairs {
		if err := t.judge.table(ctx, p, come); err != nil {
			return err
		}
	}
	broken := t.broken(ctx, t.now)
	orphans := t.orphansBefore(ctx)
	for _, w := range t.all {
		if err := t.step(ctx, w); err != nil {
			return err
		}
	}
	if len(t.failed) > 0 {
		return ctx.Err() // what follows would follow from that
	}
	t.dangling(ctx, orphans)
	for k, err := range t.broken(ctx, t.want) {
		if broken[k] == nil {
			t.block(k, "%s cannot be used then: %s. Mend it, or take what it needs along.", k.Name, reason(err))
		}
	}
	return ctx.Err()
}

// block says why an item cannot be written, once.
func (t *trying) block(k lockstep.Key, format string, args ...any) {
	if slices.ContainsFunc(t.judge.problems, func(p lockstep.Problem) bool { return p.Key == k && p.Verdict == lockstep.Blocks }) {
		return
	}
	t.judge.problems = append(t.judge.problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)})
}

// step runs one statement. What is left of an item that failed is passed over.
func (t *trying) step(ctx context.Context, w work) error {
	if t.failed[w.key] {
		return nil
	}
	if w.copied != nil {
		if err := t.retyped(ctx, *w.copied); err != nil {
			return err
		}
	}
	err := t.run(ctx, w)
	for _, r := range w.again {
		if err == nil {
			var note lockstep.Problem
			note, err = t.again(ctx, r)
			t.judge.problems = append(t.judge.problems, note)
		}
	}
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	t.failed[w.key] = true
	object, at := w.key.Name, object(w.key.Name)
	switch code := codeOf(err); {
	case code == lib.SQLITE_CONSTRAINT_UNIQUE || code == lib.SQLITE_CONSTRAINT_PRIMARYKEY:
		t.block(w.key, "%s", t.twice(ctx, w, reason(err)))
	case w.key.Kind == sqldb.RowKind:
		t.block(w.key, "SQLite does not take %s: %s. Mend it where it comes from, or leave it out.", object, reason(err))
	case code&0xff == lib.SQLITE_CONSTRAINT:
		t.block(w.key, "The rows of %s do not fit: %s. Mend them, or leave %s out.", at, reason(err), at)
	default:
		t.block(w.key, "SQLite cannot make %s: %s. Mend it where it comes from, or leave it out.", at, reason(err))
	}
	return t.tidy(ctx, w)
}

// tidy drops a table that could not be put aside, so that others can.
func (t *trying) tidy(ctx context.Context, w work) error {
	if w.key.Kind != sqldb.TableKind {
		return nil
	}
	return t.exec(ctx, "DROP TABLE IF EXISTS "+aside)
}

// twice says how often values that are to be unique are there more than once. why is SQLite's "UNIQUE constraint failed:
// table.column, table.column", or names an index of expressions.
func (t *trying) twice(ctx context.Context, w work, why string) string {
	_, list, _ := strings.Cut(why, "failed: ")
	var columns, names []string
	for one := range strings.SplitSeq(list, ", ") {
		if _, column, ok := strings.Cut(one, "."); ok {
			columns, names = append(columns, quote(column)), append(names, column)
		}
	}
	of := object(w.key.Name)
	if len(columns) == 0 || w.key.Kind != sqldb.TableKind {
		return fmt.Sprintf("%s is there already, and is to be unique: %s. Mend it, or leave it out.", w.key.Name, why)
	}
	from := quote(of)
	if n, err := t.count(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = "+literal(aside)); err == nil && n > 0 {
		from = aside
	}
	by := strings.Join(columns, ", ")
	n, err := t.count(ctx, "SELECT count(*) FROM (SELECT 1 FROM "+from+" GROUP BY "+by+" HAVING count(*) > 1)")
	if err != nil || n == 0 {
		return fmt.Sprintf("%s of %s is to be unique, and is not. Mend the rows, or leave %s out.", strings.Join(names, " with "), of, of)
	}
	return fmt.Sprintf("%s of %s is to be unique, and %s there more than once. Mend the rows, or leave %s out.", strings.Join(names, " with "), of, are(n, "value"), of)
}

func are(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return lockstep.Count(n, noun) + " are"
}

// retyped says which values are not what they were since their column has another type.
func (t *trying) retyped(ctx context.Context, p pair) error {
	return t.narrowed(ctx, p, func(l losing) error {
		n, err := t.count(ctx, "SELECT count(*) FROM "+l.from)
		if err != nil || n == 0 {
			return err
		}
		column := l.column
		t.judge.say(lockstep.Loses, p.want.name, column.name, "%s of %s becomes %s, which changes its value in %s.", column.name, p.want.name, strings.ToUpper(column.kind), lockstep.Count(n, "row"))
		return t.judge.saveable(ctx, l, n)
	})
}

// dangling says which rows refer to nothing that did not before.
func (t *trying) dangling(ctx context.Context, before map[string]int) {
	after, wrong := t.orphans(ctx, t.affected)
	for _, table := range t.affected {
		k := lockstep.Key{Slot: t.slot, Kind: sqldb.TableKind, Name: name(table)}
		switch more := after[table] - before[table]; {
		case wrong[table] != nil:
			t.block(k, "A foreign key of %s does not fit: %s. Mend it where it comes from, or take what it refers to along.", table, reason(wrong[table]))
		case more > 0:
			t.block(k, "%s of %s would refer to what is not there. Take that along, or leave it out.", lockstep.Count(more, "row"), table)
		}
	}
}

// literal is a text as SQL has it.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
