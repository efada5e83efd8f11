package postgres_test

import (
	_ "embed"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

//go:embed testdata/changes.sql
var changes string

//go:embed testdata/rows.sql
var rows string

// kept are the values that no change of the model touches, and the versions of the rows that no change has to write anew.
const kept = `SELECT md5(concat_ws('|',
 (SELECT string_agg(concat_ws(',', id, mail, nick, feels, tags, name, since, slug, changed), ';' ORDER BY id) FROM customers),
 (SELECT string_agg(concat_ws(',', id, title, price, during), ';' ORDER BY id) FROM products),
 (SELECT string_agg(concat_ws(',', id, customer_id, product_id, count, note), ';' ORDER BY id) FROM orders),
 (SELECT string_agg(concat_ws(',', at, who, feels, order_id), ';' ORDER BY order_id) FROM audit.log),
 (SELECT string_agg(concat_ws(',', id, at, kind, customer_id, extra, tableoid::regclass), ';' ORDER BY id) FROM events),
 (SELECT string_agg(concat_ws(',', "select", "Größe", "a""b", "begin", "generated"), ';' ORDER BY "select") FROM "Seltsame Tabelle/ы.x"),
 (SELECT string_agg(concat_ws(',', id, egg, xmin, ctid), ';' ORDER BY id) FROM chickens)))`

func TestManyChangesComeToTablesWithRowsAndGoBack(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, shop)
	from.Exec(t, changes)
	into.Exec(t, shop)
	into.Exec(t, rows)
	into.Exec(t, "GRANT SELECT ON happy TO PUBLIC")
	before, want := capture(t, into), capture(t, from)
	values := into.Query(t, kept)
	all := contents(t, into)
	journal, problems := withRows().loses(t, into, want)
	for _, p := range problems {
		t.Logf("%s %s: %s", p.Verdict, p.Key, p.Message)
	}
	if into.Query(t, kept) != values {
		t.Error("values changed that no change was about")
	}
	if got := into.Query(t, "SELECT has_table_privilege('pg_monitor', 'happy', 'SELECT')"); got != "true" {
		t.Error("what was granted on a view went when it was made again")
	}
	if diff := cmp.Diff(shape(from.Dump(t)), shape(into.Dump(t))); diff != "" {
		t.Error(diff)
	}
	withRows().regains(t, into, before, journal.Saved)
	if diff := cmp.Diff(all, contents(t, into)); diff != "" {
		t.Error("values are not what they were:", diff)
	}
}

// Whoever only owns the database may do as much, and what belongs to a group still does when it was made again.
func TestAnOwnerWhoIsNoSuperuserMayChangeAll(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, shop)
	from.Exec(t, changes)
	owner, group := "owner_of_"+into.Name, "group_of_"+into.Name
	into.Exec(t, "CREATE ROLE "+group+"; CREATE ROLE "+owner+" LOGIN PASSWORD 'owner' IN ROLE "+group+"; ALTER DATABASE "+into.Name+" OWNER TO "+owner+"; ALTER SCHEMA public OWNER TO "+owner)
	into.Exec(t, "SET ROLE "+owner+";"+shop+"; GRANT CREATE ON SCHEMA public TO "+group+"; ALTER VIEW happy OWNER TO "+group+"; GRANT SELECT (name) ON happy TO PUBLIC; REVOKE ALL ON FUNCTION done() FROM PUBLIC; RESET ROLE;"+rows)
	c := connecttest.Open(t, postgres.Driver(), slot(), as(into, owner, "owner"))
	before := connecttest.Capture(t, c)
	for _, to := range []lockstep.State{capture(t, from), before} {
		want, changes := prepared(t, into, to)
		problems, err := c.Validate(t.Context(), want, changes)
		if err != nil || said(problems, lockstep.Blocks) != "" {
			t.Fatal(said(problems, lockstep.Blocks), err)
		}
		if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
			t.Fatal(err)
		}
		same(t, want, connecttest.Capture(t, c))
		for query, want := range map[string]string{
			"SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'happy'": group,
			"SELECT has_column_privilege('pg_monitor', 'happy', 'name', 'SELECT')":   "true",
			"SELECT has_function_privilege('pg_monitor', 'done()', 'EXECUTE')":       "false",
		} {
			if got := into.Query(t, query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
	}
}

// shape are the lines of a dump without what was granted.
func shape(dump string) []string {
	var lines []string
	for _, line := range sortedLines(dump) {
		if line != "" && line[0] != '-' && (len(line) < 5 || line[:5] != "GRANT") {
			lines = append(lines, line)
		}
	}
	return lines
}
