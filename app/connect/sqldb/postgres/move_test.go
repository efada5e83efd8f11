package postgres_test

import (
	_ "embed"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/sqldb/postgres/pgtest"
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
	for _, p := range move(t, into, want) {
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
	move(t, into, before)
	if into.Query(t, kept) != values {
		t.Error("values changed on the way back that no change was about")
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
