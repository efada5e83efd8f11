package postgres_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// drastic takes away what other objects stand on.
var drastic = []string{
	"DROP VIEW happy CASCADE", "ALTER TABLE customers DROP COLUMN name CASCADE", "ALTER TABLE orders ALTER COLUMN customer_id TYPE numeric", "DROP FUNCTION slug(text, text) CASCADE",
	"ALTER TABLE customers ALTER COLUMN id TYPE integer", "DROP TYPE mood CASCADE", "DROP DOMAIN email CASCADE", "DROP EXTENSION citext CASCADE", "DROP TABLE customers CASCADE", "DROP TABLE events",
	"DROP TABLE events_2024", "ALTER TABLE customers ALTER COLUMN nick TYPE text", "ALTER TABLE customers ALTER COLUMN mail TYPE text", "ALTER TABLE orders ALTER COLUMN count TYPE smallint",
	"DROP FUNCTION full_name(customers) CASCADE", "DROP AGGREGATE join_all(text) CASCADE", "DROP SEQUENCE numbers CASCADE", "DROP SEQUENCE products_id_seq CASCADE",
	"ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE", "ALTER TABLE events DROP COLUMN kind",
}

// Any mixture of changes comes over rows exactly as it is wanted, and goes back, or is refused as a whole and changes nothing.
func TestAnyMixtureOfChangesComesOverRowsOrNotAtAll(t *testing.T) {
	all := append(append(strings.Split(changes, ";\n"), meddling...), drastic...)
	for seed := range uint64(2) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			from, into := pgtest.New(t), pgtest.New(t)
			into.Exec(t, shop)
			into.Exec(t, rows)
			from.Exec(t, shop)
			random := rand.New(rand.NewPCG(seed, 1))
			for range 14 {
				statement := all[random.IntN(len(all))]
				if strings.Contains(statement, "SCHEMA audit RENAME") {
					continue // it takes the schema out of the slot
				}
				if _, err := from.DB.ExecContext(t.Context(), statement); err == nil {
					t.Log(statement)
				}
			}
			before, values := capture(t, into), contents(t, into)
			if journal, whole := tried(t, into, capture(t, from)); journal != nil {
				if diff := cmp.Diff(shape(from.Dump(t)), shape(into.Dump(t))); diff != "" {
					t.Error(diff)
				}
				withRows().regains(t, into, before, journal.Saved)
				if diff := cmp.Diff(values, contents(t, into)); whole && diff != "" {
					t.Error("values are not what they were:", diff)
				}
			}
		})
	}
}

// tried takes a database to a state and saves what that loses; whole says that all of it could be. Where that is refused nothing was changed.
func tried(t *testing.T, d *pgtest.Database, to lockstep.State) (journal *connecttest.Saving, whole bool) {
	t.Helper()
	before := capture(t, d)
	want, changes := prepared(t, d, to)
	problems, err := open(t, d).Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	if blocks := said(problems, lockstep.Blocks); blocks != "" {
		t.Log(blocks)
		same(t, before, capture(t, d))
		return nil, false
	}
	journal, problems = withRows().loses(t, d, to)
	return journal, !slices.ContainsFunc(problems, func(p lockstep.Problem) bool { return p.Verdict == lockstep.Loses && p.Loss == nil })
}
