package postgres

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// brief is how long the locks may take altogether that come after the first one. Who waits for us looks after a second whether we wait
// for each other, and PostgreSQL then ends the one that looks: we have given up before.
const brief = 400 * time.Millisecond

// holding takes the locks of a transaction: the first one with patience, as nobody waits for us yet, and all others at once or not at all.
type holding struct {
	tx    *sql.Tx
	since time.Time // when the first lock was had
	set   string    // how long one is waited for at the moment
	saves bool      // it was saved meanwhile what is lost
	first string    // the table that was not to be had when it was tried before, which is now the first
}

// within begins another transaction, in which what was not to be had is asked for first.
func (h *holding) within(tx *sql.Tx) *holding {
	*h = holding{tx: tx, first: h.first, set: patience}
	return h
}

// ready says how long the next lock is waited for.
func (h *holding) ready(ctx context.Context) error {
	wait := patience
	switch some := !h.since.IsZero(); {
	case some && time.Since(h.since) < brief:
		wait = brief.String()
	case some:
		wait = "1ms"
	}
	if wait == h.set {
		return nil
	}
	h.set = wait
	return exec(ctx, h.tx, "SET LOCAL lock_timeout = "+literal(wait))
}

// make makes a statement; made is false where it was left out.
func (h *holding) make(ctx context.Context, s step) (made bool, err error) {
	err = h.ready(ctx)
	switch {
	case err != nil:
	case s.back != nil:
		made, err = true, s.back.run(ctx, h.tx)
	case s.loose:
		made, err = loosely(ctx, h.tx, s.sql)
	default:
		made, err = true, exec(ctx, h.tx, s.sql)
	}
	if failed := new(stepError); err != nil && !errors.As(err, &failed) {
		err = &stepError{s, err}
	}
	return made && err == nil, err
}

// take makes statements that lock something.
func (h *holding) take(ctx context.Context, locks []step) error {
	if i := slices.IndexFunc(locks, func(s step) bool { return s.to == h.first }); i > 0 {
		locks = slices.Concat(locks[i:], locks[:i])
	}
	for _, s := range locks {
		if _, err := h.make(ctx, s); err != nil {
			h.first = s.to
			return err
		}
		if h.since.IsZero() {
			h.since = time.Now()
		}
	}
	return nil
}

// shut drops views and locks tables. Who saved what is lost has kept writers waiting for long by now, and must not be found waiting by
// one of them that looks whether it waits for us and we for it: it asks often instead of once.
func (h *holding) shut(ctx context.Context, views, locks []step) error {
	take := func() error {
		if err := h.take(ctx, views); err != nil {
			return err
		}
		return h.take(ctx, locks)
	}
	if !h.saves {
		return take()
	}
	for try := 1; ; try++ {
		if err := exec(ctx, h.tx, "SAVEPOINT shut"); err != nil {
			return err
		}
		err := take()
		if !held(err) || try == knocks || !pause(ctx, knockEvery) {
			return err
		}
		if err := exec(ctx, h.tx, "ROLLBACK TO SAVEPOINT shut"); err != nil {
			return err
		}
		h.set = "" // which was rolled back as well
	}
}

// How often, and after how long each time, locks are asked for once values are saved.
const (
	knocks     = 40
	knockEvery = 50 * time.Millisecond
)

// The ways in which tables are locked: against all use, and against being written to.
const (
	alone  = "ACCESS EXCLUSIVE"
	steady = "SHARE ROW EXCLUSIVE"
)

// mode is how a statement locks its table; "" where others may go on.
func mode(s step) string {
	for _, way := range []struct{ begins, mode string }{{"COMMENT ", ""}, {"CREATE STATISTICS ", ""}, {"ALTER STATISTICS ", ""}, {"CREATE INDEX ", steady},
		{"CREATE UNIQUE INDEX ", steady}, {"CREATE TRIGGER ", steady}, {"CREATE CONSTRAINT TRIGGER ", steady}} {
		if strings.HasPrefix(s.sql, way.begins) {
			return way.mode
		}
	}
	if s.to != "" {
		return steady
	}
	return alone
}

// lock locks a table.
func lock(k lockstep.Key, ref, mode string) step {
	return step{key: k, sql: "LOCK TABLE " + ref + " IN " + mode + " MODE", to: ref}
}

// locks are those that the statements need of tables that are there, before any of them is made.
func (p *planning) locks() []step {
	tables := map[string]bool{}
	for _, item := range p.now.state.All() {
		if item.Key.Kind == sqldb.TableKind {
			tables[qualified(p.split(item.Key))] = true
		}
	}
	modes, keys, order := map[string]string{}, map[string]lockstep.Key{}, []string{}
	need := func(k lockstep.Key, ref, mode string) {
		switch {
		case mode == "" || !tables[ref]:
			return
		case modes[ref] == "":
			order, keys[ref] = append(order, ref), k
		}
		if modes[ref] != alone {
			modes[ref] = mode
		}
	}
	for n, goes := range p.goes {
		if goes && p.foreign(n) {
			part, _ := p.was(n.item).find(n)
			_, target := constrained(part)
			need(n.item, target, alone)
		}
	}
	slices.Sort(order)
	for _, s := range p.steps[p.views:] {
		if was := p.was(s.key); was != nil && was.table != nil {
			need(s.key, was.table.above, alone)
			need(s.key, was.ref, mode(s))
		}
		if is := p.is(s.key); is != nil && is.table != nil {
			need(s.key, is.table.above, alone)
		}
		need(s.key, s.to, steady)
	}
	var all []step
	for _, ref := range order {
		all = append(all, lock(keys[ref], ref, modes[ref]))
	}
	return all
}

// allowed are the locks that this account may take: where it may not, what needs them says so better.
func (h *holding) allowed(ctx context.Context, locks []step) ([]step, error) {
	var refs []string
	for _, s := range locks {
		refs = append(refs, s.to)
	}
	may, err := list[struct{ Ref string }](ctx, h.tx, `SELECT ref FROM unnest($1::text[]) ref WHERE has_table_privilege(to_regclass(ref), 'UPDATE, DELETE, TRUNCATE')`, refs)
	return slices.DeleteFunc(locks, func(s step) bool {
		return !slices.ContainsFunc(may, func(r struct{ Ref string }) bool { return r.Ref == s.to })
	}), err
}

// both are the locks of a step that makes a foreign key: of its own table, and of the other one.
func (s step) both() []step {
	if s.to == "" {
		return nil
	}
	ref, _, _ := strings.Cut(strings.TrimPrefix(s.sql, "ALTER TABLE "), " ADD CONSTRAINT ")
	return []step{lock(s.key, ref, steady), lock(s.key, s.to, steady)}
}
