package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// pair are two databases with the same tables; the statements make the one that is wanted.
func (s settled) pair(t *testing.T, both, into, from string) (target *pgtest.Database, want lockstep.State) {
	t.Helper()
	source, target := pgtest.New(t), pgtest.New(t)
	source.Exec(t, both)
	source.Exec(t, from)
	target.Exec(t, both)
	target.Exec(t, into)
	return target, s.capture(t, source)
}

// blocked is what keeps a database from being taken to a state. Nothing of it may change.
func (s settled) blocked(t *testing.T, d *pgtest.Database, to lockstep.State) string {
	t.Helper()
	want, changes, problems := s.prepared(t, d, to)
	if said(problems, lockstep.Blocks) != "" {
		t.Fatal(said(problems, lockstep.Blocks))
	}
	before, c := s.capture(t, d), s.open(t, d)
	found, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Blocked) || !strings.Contains(err.Error(), "Nothing was changed.") {
		t.Errorf("got %v, want that it is blocked", err)
	}
	same(t, before, s.capture(t, d))
	return said(found, lockstep.Blocks)
}

func TestRowsExchangeWhatIsUnique(t *testing.T) {
	s := withRows("flags(name)")
	for name, c := range map[string]struct{ both, into, from string }{
		"a number":                  {"CREATE TABLE flags (id integer PRIMARY KEY, name text UNIQUE)", "INSERT INTO flags VALUES (1, 'a'), (2, 'b'), (3, 'c')", "INSERT INTO flags VALUES (2, 'a'), (3, 'b'), (1, 'c')"},
		"an identity":               {"CREATE TABLE flags (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE)", "INSERT INTO flags (name) VALUES ('a'), ('b')", "INSERT INTO flags (name) VALUES ('b'), ('a')"},
		"what may be empty":         {"CREATE TABLE flags (name text PRIMARY KEY, at date UNIQUE, a integer NOT NULL, b inet, UNIQUE (a, b))", "INSERT INTO flags VALUES ('a', '2020-01-01', 1, '::1'), ('b', '2020-01-02', 1, '::2')", "INSERT INTO flags VALUES ('b', '2020-01-01', 1, '::1'), ('a', '2020-01-02', 1, '::2')"},
		"a text and an index":       {"CREATE TABLE flags (name text PRIMARY KEY, code text NOT NULL, u uuid NOT NULL); CREATE UNIQUE INDEX ON flags (code); CREATE UNIQUE INDEX ON flags (u)", "INSERT INTO flags VALUES ('a', 'x', '00000000-0000-0000-0000-000000000001'), ('b', 'y', '00000000-0000-0000-0000-000000000002')", "INSERT INTO flags VALUES ('a', 'y', '00000000-0000-0000-0000-000000000002'), ('b', 'x', '00000000-0000-0000-0000-000000000001')"},
		"what waits for the end":    {"CREATE TABLE flags (name text PRIMARY KEY, at date NOT NULL UNIQUE DEFERRABLE)", "INSERT INTO flags VALUES ('a', '2020-01-01'), ('b', '2020-01-02')", "INSERT INTO flags VALUES ('b', '2020-01-01'), ('a', '2020-01-02')"},
		"what one leaves that goes": {"CREATE TABLE flags (name text PRIMARY KEY, code date NOT NULL UNIQUE)", "INSERT INTO flags VALUES ('a', '2020-01-01'), ('b', '2020-01-02'), ('c', '2020-01-03')", "INSERT INTO flags VALUES ('b', '2020-01-01'), ('d', '2020-01-02')"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, want := s.pair(t, c.both, c.into, c.from)
			dump := d.Dump(t)
			s.move(t, d, want)
			if d.Dump(t) != dump {
				t.Error("the model is another one")
			}
		})
	}
	d, want := s.pair(t, "CREATE TABLE flags (name text PRIMARY KEY, at date NOT NULL UNIQUE)", "INSERT INTO flags VALUES ('a', '2020-01-01'), ('b', '2020-01-02')", "INSERT INTO flags VALUES ('b', '2020-01-01'), ('a', '2020-01-02')")
	if got := s.blocked(t, d, want); !strings.Contains(got, "is to change places with another row, and at must be unique and cannot be empty meanwhile.") {
		t.Error(got)
	}
}

func TestTriggersAndRulesSleepWhileRowsChange(t *testing.T) {
	s := withRows("flags", "parted")
	const both = `CREATE TABLE flags (name text PRIMARY KEY, v integer, changed timestamptz); CREATE TABLE log (what text);
		CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.log VALUES (TG_NAME); NEW.v := 99; RETURN NEW; END $$;
		CREATE FUNCTION note_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.log VALUES (TG_NAME); RETURN NULL; END $$;
		CREATE TRIGGER usual BEFORE INSERT OR UPDATE ON flags FOR EACH ROW EXECUTE FUNCTION note(); CREATE TRIGGER "Always" BEFORE UPDATE ON flags FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE flags ENABLE ALWAYS TRIGGER "Always";
		CREATE TRIGGER off BEFORE INSERT ON flags FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE flags DISABLE TRIGGER off; CREATE TRIGGER replica BEFORE INSERT ON flags FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE flags ENABLE REPLICA TRIGGER replica;
		CREATE TRIGGER whole AFTER INSERT OR DELETE ON flags EXECUTE FUNCTION note_all(); CREATE CONSTRAINT TRIGGER late AFTER INSERT ON flags DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_all();
		CREATE RULE quiet AS ON INSERT TO flags DO ALSO INSERT INTO log VALUES ('rule');
		CREATE TABLE parted (id integer PRIMARY KEY, v text) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF parted FOR VALUES FROM (0) TO (10); CREATE TABLE high PARTITION OF parted DEFAULT;
		CREATE TRIGGER above AFTER INSERT OR UPDATE OR DELETE ON parted FOR EACH ROW EXECUTE FUNCTION note_all(); ALTER TABLE low DISABLE TRIGGER above; CREATE TRIGGER own AFTER INSERT ON high FOR EACH ROW EXECUTE FUNCTION note_all();`
	const asleep = "ALTER TABLE flags DISABLE TRIGGER USER; ALTER TABLE flags DISABLE RULE quiet; ALTER TABLE parted DISABLE TRIGGER USER; ALTER TABLE high DISABLE TRIGGER USER;"
	const awake = `ALTER TABLE flags ENABLE TRIGGER usual; ALTER TABLE flags ENABLE ALWAYS TRIGGER "Always"; ALTER TABLE flags ENABLE REPLICA TRIGGER replica; ALTER TABLE flags ENABLE TRIGGER whole; ALTER TABLE flags ENABLE TRIGGER late; ALTER TABLE flags ENABLE RULE quiet;
		ALTER TABLE parted ENABLE TRIGGER above; ALTER TABLE low DISABLE TRIGGER above; ALTER TABLE high ENABLE TRIGGER own;`
	d, want := s.pair(t, both, asleep+"INSERT INTO flags VALUES ('a', 1), ('b', 2); INSERT INTO parted VALUES (1, 'x'), (20, 'x');"+awake, asleep+"INSERT INTO flags VALUES ('b', 3), ('c', 4); INSERT INTO parted VALUES (1, 'y'), (2, 'y'), (20, 'y'), (21, 'z');"+awake)
	const states = "SELECT string_agg(tgrelid::regclass::text || tgname || tgenabled::text, ' ' ORDER BY tgrelid, tgname) || (SELECT string_agg(rulename || ev_enabled::text, ' ' ORDER BY rulename) FROM pg_rewrite WHERE ev_class = 'flags'::regclass) FROM pg_trigger WHERE NOT tgisinternal"
	before := d.Query(t, states)
	s.move(t, d, want)
	if got := d.Query(t, "SELECT string_agg(what, ',') FROM log"); got != "" {
		t.Errorf("%s fired", got)
	}
	if after := d.Query(t, states); after != before {
		t.Errorf("the triggers are\n%s\nand were\n%s", after, before)
	}
	if d.Exec(t, "UPDATE flags SET v = 5 WHERE name = 'c'"); d.Query(t, "SELECT count(*) FROM log") != "2" {
		t.Error("the triggers do not fire any more")
	}
}

func TestSequencesMoveOnWithRows(t *testing.T) {
	s := withRows("serials", "identities")
	const both = "CREATE TABLE serials (id serial PRIMARY KEY, v text); CREATE TABLE identities (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text);"
	d, want := s.pair(t, both, "SELECT setval('serials_id_seq', 50)", "INSERT INTO serials VALUES (7, 'a'); INSERT INTO identities OVERRIDING SYSTEM VALUE VALUES (40, 'a')")
	toValidate, changes, _ := s.prepared(t, d, want)
	const at = "SELECT (SELECT last_value || ' ' || is_called FROM serials_id_seq) || ', ' || (SELECT last_value || ' ' || is_called FROM identities_id_seq)"
	if _, err := s.open(t, d).Validate(t.Context(), toValidate, changes); err != nil || d.Query(t, at) != "50 true, 1 false" {
		t.Error(d.Query(t, at), err)
	}
	if s.move(t, d, want); d.Query(t, at) != "50 true, 40 true" {
		t.Error(d.Query(t, at))
	}
	if got := d.Query(t, "INSERT INTO identities (v) VALUES ('b') RETURNING id"); got != "41" {
		t.Error(got)
	}
}

func TestARowThatSomebodyElseChangesIsNotWrittenOver(t *testing.T) {
	s := withRows("flags")
	d, state := s.pair(t, "CREATE TABLE flags (name text PRIMARY KEY, v integer)", "INSERT INTO flags VALUES ('a', 1)", "INSERT INTO flags VALUES ('a', 2), ('b', 1)")
	want, changes, _ := s.prepared(t, d, state)
	c := s.open(t, d)
	d.Exec(t, "UPDATE flags SET v = 3")
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), "flags/a was changed") {
		t.Error(err)
	}
	d.Exec(t, "UPDATE flags SET v = 1")
	holder, err := d.DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.ExecContext(t.Context(), "UPDATE flags SET v = 4"); err != nil {
		t.Fatal(err)
	}
	problems, err := c.Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "is held by another session") {
		t.Error(problems, err)
	}
	go func() { time.Sleep(time.Second); _ = holder.Commit() }()
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Conflict) {
		t.Error(err)
	}
}

func TestANewValueOfAnEnumComesWithTheRowThatHasIt(t *testing.T) {
	s := withRows("flags")
	d, state := s.pair(t, "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE flags (name text PRIMARY KEY, m mood); INSERT INTO flags VALUES ('x', 'a')", "", "ALTER TYPE mood ADD VALUE 'b'; COMMIT; UPDATE flags SET m = 'b'")
	s.move(t, d, state)
}

func TestASettingsTableComesAndGoesWithItsRows(t *testing.T) {
	s := withRows("flags", "audit.Kinds(Name)")
	d, state := s.pair(t, "CREATE TABLE other (id integer)", "", `CREATE SCHEMA audit; CREATE TABLE audit."Kinds" ("Name" varchar(9) NOT NULL UNIQUE, id bigserial); INSERT INTO audit."Kinds" VALUES ('a'), ('b'); CREATE TABLE flags (kind varchar(9) PRIMARY KEY REFERENCES audit."Kinds" ("Name") ON DELETE CASCADE); INSERT INTO flags VALUES ('a')`)
	empty := s.capture(t, d)
	s.move(t, d, state)
	problems := s.move(t, d, empty)
	if notes := said(problems, lockstep.Note); !strings.Contains(notes, "flags is dropped, with 1 row, which the snapshot before it holds.") || said(problems, lockstep.Loses) != "" {
		t.Error(problems)
	}
}

func TestRowsOfATableThatIsLeftOutMoveAlone(t *testing.T) {
	s := withRows("flags")
	s.Settings["exclude"] = "*"
	d, state := s.pair(t, "CREATE TABLE flags (name text PRIMARY KEY, v integer)", "INSERT INTO flags VALUES ('a', 1)", "INSERT INTO flags VALUES ('a', 2), ('b', 1)")
	if state.Len() != 2 {
		t.Error(state.All())
	}
	s.move(t, d, state)
}

func TestARowWhoseTableIsLeftOutNeedsOne(t *testing.T) {
	s := withRows("flags")
	s.Settings["exclude"] = "*"
	d, state := s.pair(t, "", "", "CREATE TABLE flags (name text PRIMARY KEY); INSERT INTO flags VALUES ('a')")
	want, changes, _ := s.prepared(t, d, state)
	problems, err := s.open(t, d).Validate(t.Context(), want, changes)
	if err != nil || said(problems, lockstep.Blocks) != "There is no table flags into which flags/a could come. Create it first, or leave the row out." {
		t.Error(problems, err)
	}
}

func TestWhatIsReadUnderALockIsHowItIs(t *testing.T) {
	s := withRows("flags")
	d, state := s.pair(t, "CREATE TABLE flags (name text PRIMARY KEY, v integer)", "INSERT INTO flags VALUES ('a', 1)", "INSERT INTO flags VALUES ('a', 2)")
	want, changes, _ := s.prepared(t, d, state)
	d.Exec(t, "ALTER DATABASE "+d.Name+" SET default_transaction_isolation = 'repeatable read'")
	holder, err := d.DB.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.ExecContext(t.Context(), "UPDATE flags SET v = 4"); err != nil {
		t.Fatal(err)
	}
	go func() { time.Sleep(time.Second); _ = holder.Commit() }()
	if err := s.open(t, d).Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), "flags/a was changed") {
		t.Error(err)
	}
}
