package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// triesOnTrial is how often everything is tried again where nothing is to be changed yet.
const triesOnTrial = 2

// Validate counts what is lost and what is in the way, and then makes all statements in a transaction that is rolled back.
func (c *connector) Validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	var found []lockstep.Problem
	h := &holding{}
	err := again(ctx, triesOnTrial, func() (err error) {
		found, err = c.try(ctx, want, changes, h)
		return err
	})
	if failed := new(stepError); held(err) && errors.As(err, &failed) {
		return append(found, lockstep.Problem{Key: failed.key, Verdict: lockstep.Blocks, Message: c.refusal(failed)}), nil
	}
	return found, err
}

// try counts, and makes all statements once.
func (c *connector) try(ctx context.Context, want lockstep.State, changes []lockstep.Change, h *holding) (found []lockstep.Problem, err error) {
	err = c.in(ctx, nil, func(tx *sql.Tx) error {
		now, err := c.all(ctx, tx)
		if err != nil {
			return err
		}
		err = c.watched(ctx, tx, changes[0].Key, func() (err error) {
			found, err = c.rehearse(ctx, h.within(tx), now, want, changes)
			return err
		})
		return c.unfit(ctx, err, &found)
	})
	return found, err
}

// rehearse counts, and makes the statements; it says which tables they write anew or read.
func (c *connector) rehearse(ctx context.Context, h *holding, now reading, want lockstep.State, changes []lockstep.Change) (found []lockstep.Problem, err error) {
	r, err := c.rename(ctx, h, now, want, changes)
	if err != nil {
		return nil, err
	}
	p, err := c.plan(ctx, h.tx, r.now, want, r.changes)
	if err != nil {
		return nil, err
	}
	if len(p.problems) > 0 {
		return p.problems, nil
	}
	counts := &counting{ctx: ctx, tx: h.tx, planning: p}
	if err := counts.all(); err != nil {
		return nil, err
	}
	found = append(r.notes, counts.problems...)
	if slices.ContainsFunc(found, func(p lockstep.Problem) bool { return p.Verdict == lockstep.Blocks }) {
		return found, nil // it would only be said once more, in PostgreSQL's words
	}
	rows, err := rowPlan(c.scope, h.tx, r.now, want, r.changes)
	if err != nil {
		return found, err
	}
	before, err := storage(ctx, h.tx)
	if err != nil {
		return found, err
	}
	if err := h.carryOut(ctx, p); err != nil {
		return found, err
	}
	if err := h.tryIndexes(ctx, p); err != nil {
		return found, err
	}
	if err := rows.run(ctx); err != nil {
		return found, err
	}
	after, err := storage(ctx, h.tx)
	return slices.Concat(found, p.backNotes(), rows.problems, p.works(before, after, counts.sizes)), err
}

// unfit takes down which statement is refused. What others hold is tried again.
func (c *connector) unfit(ctx context.Context, err error, found *[]lockstep.Problem) error {
	var failed *stepError
	switch {
	case err == nil || held(err):
		return err
	case ctx.Err() != nil || !errors.As(err, &failed) || stateOf(err) == "" && !errors.Is(err, errWaited):
		return c.fault(ctx, err)
	}
	*found = append(*found, lockstep.Problem{Key: failed.key, Verdict: lockstep.Blocks, Message: c.refusal(failed)})
	return nil
}

// tryIndexes makes the indexes that are built beside the traffic on empty tables: what is refused of them is refused of these.
func (h *holding) tryIndexes(ctx context.Context, p *planning) error {
	for i, t := range p.trials {
		schema, _ := p.split(t.key)
		copied := qualified(schema, fmt.Sprintf("%strial_%d", underWay, i+1))
		for _, sql := range []string{"CREATE TABLE " + copied + " (LIKE " + t.ref + ")", strings.Replace(t.sql, " ON "+t.ref+" ", " ON "+copied+" ", 1)} {
			if _, err := h.make(ctx, step{key: t.key, sql: sql}); err != nil {
				return err
			}
		}
	}
	return nil
}

// refusal says why a statement is refused.
func (c *connector) refusal(failed *stepError) string {
	name := failed.key.Name
	switch stateOf(failed.err) {
	case "":
		if failed.saves && errors.Is(failed.err, errWaited) {
			return fmt.Sprintf("Others waited for %s for longer than %s while its values were being saved, so the change was ended. Try again when there is less traffic, or none.", name, patience)
		}
		if errors.Is(failed.err, errWaited) {
			return fmt.Sprintf("Others waited for %s for longer than %s, so the change was ended. Try again when there is less traffic, or none.", name, patience)
		}
	case lockUnavailable, deadlock:
		return fmt.Sprintf("%s is held by another session, which did not let go within %s. Try again when that has ended.", name, patience)
	case noRights:
		return fmt.Sprintf("%s may not change %s (%s). Sign in as the owner, or have it granted.", c.user, name, clip(deepest(failed.err).Error()))
	case readOnly:
		return fmt.Sprintf("%s takes no change (%s). It may be a replica; name the primary in the connection.", c.String(), messageOf(failed.err))
	case "2BP01":
		return fmt.Sprintf("%s cannot go, as something that Lockstep does not hold depends on it: %s.", name, messageOf(failed.err))
	}
	said := messageOf(failed.err)
	if failed.key.Kind == sqldb.RowKind {
		return fmt.Sprintf("PostgreSQL does not take %s: %s. Mend it where it comes from, or leave it out.", name, said)
	}
	return fmt.Sprintf("PostgreSQL refuses %s: %s. It was tried with: %s", name, said, clip(failed.sql))
}

// storage is in which file each table lies: another one means that it was written anew.
func storage(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	rows, err := list[struct{ Name, File string }](ctx, tx, `SELECT oid::regclass::text AS name, relfilenode::text AS file FROM pg_class WHERE relkind = 'r' AND oid >= 16384`)
	files := map[string]string{}
	for _, row := range rows {
		files[row.Name] = row.File
	}
	return files, err
}

// works says which tables are written anew, and which are read as a whole, and how long that may keep others waiting.
func (p *planning) works(before, after map[string]string, sizes map[lockstep.Key]int) []lockstep.Problem {
	var notes []lockstep.Problem
	scanned, beside := map[lockstep.Key]bool{}, map[lockstep.Key]bool{}
	for _, s := range p.after {
		beside[s.key] = true
	}
	for _, s := range p.steps {
		if s.key.Kind == sqldb.TableKind && (strings.Contains(s.sql, " SET NOT NULL") || strings.Contains(s.sql, " ADD CONSTRAINT ") && !strings.HasSuffix(s.sql, "NOT VALID") ||
			strings.HasPrefix(s.sql, "CREATE INDEX") || strings.HasPrefix(s.sql, "CREATE UNIQUE INDEX")) {
			scanned[s.key] = true
		}
	}
	for _, k := range p.touched() {
		was := p.was(k)
		rows := sizes[k]
		if was == nil || was.table == nil || rows == 0 {
			continue
		}
		note := lockstep.Problem{Key: k, Verdict: lockstep.Note}
		switch ref := was.ref; {
		case before[ref] != after[ref]:
			note.Message = fmt.Sprintf("This rewrites %s, %s, under an exclusive lock. Where others wait for that for longer than %s it is ended, and nothing is changed.", k.Name, lockstep.Count(rows, "row"), patience)
		case scanned[k]:
			note.Message = fmt.Sprintf("This reads all of %s, %s, while nothing can be written to it.", k.Name, lockstep.Count(rows, "row"))
		case beside[k]:
			note.Message = fmt.Sprintf("This reads all of %s, %s, beside the traffic: once everything else is committed, and without keeping anybody waiting.", k.Name, lockstep.Count(rows, "row"))
		default:
			continue
		}
		notes = append(notes, note)
	}
	return notes
}

func messageOf(err error) string {
	if said := pgError(err); said != nil {
		return told(said)
	}
	return clip(err.Error())
}

func jsonOf(v any) string {
	text, _ := json.Marshal(v) // of texts and numbers alone
	return string(text)
}
