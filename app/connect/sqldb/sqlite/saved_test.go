package sqlite_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// goes takes a database to a state and saves what that loses.
func (d *database) goes(t testing.TB, to lockstep.State) *connecttest.Saving {
	t.Helper()
	want, changes, problems := d.plan(t, to)
	if slices.ContainsFunc(problems, blocks) {
		t.Fatal(said(problems, lockstep.Blocks))
	}
	journal := &connecttest.Saving{}
	if err := d.open(t).Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, want, d.capture(t))
	for _, p := range problems {
		if p.Loss != nil && journal.Rows(p.Key.Name) == "" {
			t.Errorf("nothing of %s was saved: %s", p.Key.Name, p.Message)
		}
	}
	return journal
}

// comes takes it back, with what was saved. What the dry run says of that is what is noted of the run.
func (d *database) comes(t testing.TB, to lockstep.State, saved []lockstep.Saved) []string {
	t.Helper()
	now := d.capture(t)
	want, problems, err := sqlite.Driver("").Prepare(slot(), now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes := lockstep.Diff(now, want)
	c := d.open(t)
	c.(lockstep.Refiller).Refill(saved)
	more, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, now, d.capture(t))
	problems = append(problems, more...)
	if slices.ContainsFunc(problems, blocks) {
		t.Fatal(said(problems, lockstep.Blocks))
	}
	journal := &connecttest.Saving{}
	if err := c.Apply(t.Context(), want, changes, journal); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, want, d.capture(t))
	for _, note := range journal.Notes {
		if !strings.Contains(said(problems, lockstep.Note), note) {
			t.Errorf("the dry run does not say %q, but\n%s", note, said(problems, lockstep.Note))
		}
	}
	return journal.Notes
}

// What was written since is not overwritten: rows that came have nothing, rows that went stay away, and a value that was
// given since stays.
func TestWhatWasWrittenSinceStays(t *testing.T) {
	dropped, narrowed := fresh(t, shop), fresh(t, shop)
	dropped.run(t, "ALTER TABLE product DROP COLUMN note")
	narrowed.run(t, anew("product", "note TEXT", "note INTEGER")...)
	for name, c := range map[string]struct {
		source *database
		since  []string
		want   []string
		notes  []string
	}{
		"dropped": {dropped, []string{"DELETE FROM product WHERE id = 30", "INSERT INTO product (id, brand_id, name, price) VALUES (40, 3, 'Hats', 9)"},
			[]string{"10warm", "20", "40none; yet"}, []string{"note of product gets back the values that were saved of it, in 2 rows; of 1 row more it was saved, and they are gone or were changed since."}},
		"narrowed": {narrowed, []string{"UPDATE product SET note = 8 WHERE id = 30"},
			[]string{"10warm", "20", "308"}, []string{"note of product gets back the values that were saved of it, in 0 rows; of 1 row more it was saved, and they are gone or were changed since."}},
		"narrowed and left": {narrowed, nil,
			[]string{"10warm", "20", "30007"}, []string{"note of product gets back the values that were saved of it, in 1 row."}},
	} {
		t.Run(name, func(t *testing.T) {
			target := fresh(t, append([]string{shop}, rows...)...)
			before := target.capture(t)
			journal := target.goes(t, withRows(t, c.source.capture(t), before))
			target.run(t, c.since...)
			equal(t, c.notes, target.comes(t, before, journal.Saved))
			equal(t, c.want, target.lines(t, "SELECT id || coalesce(note, '') FROM product ORDER BY id"))
		})
	}
}

// A loss says how many rows and about how many bytes it has, before anything is read of it.
func TestTheSizeOfALoss(t *testing.T) {
	source, target := fresh(t, shop), fresh(t, append([]string{shop}, rows...)...)
	source.run(t, "ALTER TABLE product DROP COLUMN note")
	_, _, problems := target.plan(t, withRows(t, source.capture(t), target.capture(t)))
	i := slices.IndexFunc(problems, func(p lockstep.Problem) bool { return p.Verdict == lockstep.Loses })
	want := lockstep.Loss{Key: lockstep.Key{Slot: "db", Kind: "table", Name: "product"}, By: []string{"id"}, Columns: []string{"note"}, Rows: 2, Bytes: int64(len("10warm2030007"))}
	equal(t, &want, problems[i].Loss)
}
