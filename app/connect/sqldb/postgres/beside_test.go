package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// stock has a large table, with one row on each of its pages.
const stock = `CREATE TABLE kinds (id integer PRIMARY KEY);
CREATE TABLE items (id integer PRIMARY KEY, code text, kind integer, label text DEFAULT repeat('x', 900), CONSTRAINT small CHECK (id < 10000)) WITH (fillfactor = 10);`

const stocked = stock + `INSERT INTO kinds VALUES (0), (1); INSERT INTO items SELECT i, 'c' || i, i % 2 FROM generate_series(1, 1200) i;`

const stockChange = `ALTER TABLE items ALTER COLUMN code SET NOT NULL, ADD CONSTRAINT coded UNIQUE (code), ADD CONSTRAINT positive CHECK (id > 0), ADD CONSTRAINT of_kind FOREIGN KEY (kind) REFERENCES kinds;
	CREATE INDEX items_kind ON items (kind); COMMENT ON INDEX items_kind IS 'i'; ALTER TABLE items CLUSTER ON items_kind;`

func TestWhatIsNewOfALargeTableIsMadeBesideTheTraffic(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, stock)
	into.Exec(t, stocked)
	before := capture(t, into)
	from.Exec(t, stockChange)
	problems := move(t, into, capture(t, from))
	if notes := said(problems, lockstep.Note); !strings.Contains(notes, "This reads all of items, 1,200 rows, beside the traffic") || strings.Contains(notes, "while nothing can be written") {
		t.Error(notes)
	}
	if from.Dump(t) != into.Dump(t) {
		t.Errorf("got %s, want %s", into.Dump(t), from.Dump(t))
	}
	move(t, into, before)
}

// What is refused when the transaction is committed leaves nothing of itself, and what is there already is told from what others have done.
func TestAnIndexThatCannotBeBuiltLeavesTheRestAsItIs(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, stock)
	into.Exec(t, stocked)
	before := capture(t, into)
	from.Exec(t, stockChange+"ALTER TABLE items ADD COLUMN extra integer; CREATE TABLE coupons (code text REFERENCES items (code))")
	want, changes := prepared(t, into, capture(t, from))
	into.Exec(t, "UPDATE items SET code = 'c1' WHERE id = 2")
	err := open(t, into).Apply(t.Context(), want, changes, connecttest.NoJournal{})
	if !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "PostgreSQL refuses items: could not create unique index") || !strings.HasSuffix(err.Error(), "What was made before that stays.") {
		t.Error(err)
	}
	if left := into.Query(t, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relname LIKE 'lockstep%'"); left != "" {
		t.Errorf("%s is left", left)
	}
	between := func(expected bool, name string, from lockstep.State) {
		t.Helper()
		k := lockstep.Key{Slot: "data", Kind: "table", Name: name}
		was, _ := from.Get(k)
		now, _ := capture(t, into).Get(k)
		is, _ := want.Get(k)
		if got := postgres.Driver().Between(was, now, is); got != expected {
			body, _ := now.Body.Bytes()
			t.Errorf("it is %t that it is between: %s", got, body)
		}
	}
	between(true, "items", before)
	between(true, "coupons", before)
	for change, back := range map[string]string{"ALTER TABLE items ALTER COLUMN extra SET DEFAULT 1": "ALTER TABLE items ALTER COLUMN extra DROP DEFAULT",
		"CREATE INDEX another ON items (id)": "DROP INDEX another",
		"ALTER TABLE items DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (id < 10000) NOT VALID": "ALTER TABLE items VALIDATE CONSTRAINT small", "ALTER TABLE items DROP CONSTRAINT items_pkey": "ALTER TABLE items ADD PRIMARY KEY (id)"} {
		into.Exec(t, change)
		between(false, "items", before)
		into.Exec(t, back)
	}
	between(true, "items", before)
	into.Exec(t, "UPDATE items SET code = 'c2' WHERE id = 2; CREATE INDEX lockstep_under_way_7 ON items (id); ALTER TABLE items ADD CONSTRAINT lockstep_under_way_8 CHECK (id > 0)")
	if err := open(t, into).Apply(t.Context(), want, nil, connecttest.NoJournal{}); err != nil {
		t.Error(err)
	}
	if left := into.Query(t, "SELECT count(*) FROM pg_class FULL JOIN pg_constraint ON false WHERE coalesce(relname, conname) LIKE 'lockstep%'"); left != "0" {
		t.Errorf("%s are left", left)
	}
	move(t, into, want)
	move(t, into, before)
}

// Who waits for a change is not kept waiting for longer than we would wait: it is ended, and said so.
func TestAChangeForWhichOthersWaitIsEnded(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, stock+"ALTER TABLE kinds ADD COLUMN name text; CREATE MATERIALIZED VIEW slow AS SELECT id, pg_sleep(20) IS NULL AS slept FROM kinds")
	into.Exec(t, stocked)
	dump := into.Dump(t)
	want, changes := prepared(t, into, capture(t, from))
	waited := make(chan error)
	go func() {
		const held = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'kinds'::regclass AND mode = 'AccessExclusiveLock' AND granted)"
		for into.Query(t, held) != "true" && t.Context().Err() == nil {
		}
		_, err := into.DB.ExecContext(t.Context(), "SELECT FROM kinds")
		waited <- err
	}()
	problems, err := open(t, into).Validate(t.Context(), want, changes)
	if blocks := said(problems, lockstep.Blocks); err != nil || !strings.HasPrefix(blocks, "Others waited for ") {
		t.Error(problems, err)
	}
	if err := <-waited; err != nil {
		t.Error(err)
	}
	if into.Dump(t) != dump {
		t.Error("something was changed")
	}
}
