package sqlite_test

import (
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// renaming is the slot with answers to what was asked of renames.
func renaming(lines string) lockstep.Slot {
	s := slot()
	s.Settings["renames"] = lines
	return s
}

// lossless takes a database to a state and gives what was captured then, after nothing was lost.
func (d *database) lossless(t testing.TB, slot lockstep.Slot, to lockstep.State) lockstep.State {
	t.Helper()
	c := connecttest.Open(t, sqlite.Driver(""), slot, d.connection())
	now := connecttest.Capture(t, c)
	want, problems, err := sqlite.Driver("").Prepare(slot, now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes := lockstep.Diff(now, want)
	more, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "", said(append(problems, more...), lockstep.Loses, lockstep.Blocks))
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	got := connecttest.Capture(t, c)
	connecttest.Same(t, want, got)
	return got
}

// Columns that the slot says to be renamed keep their values, there and back: also where one takes over the name of another, and
// where it has another type from then on.
func TestRenamedColumnsKeepTheirValues(t *testing.T) {
	slot := renaming("product.note = remark\nproduct.price = cost\nflags.url = address\nbrand.site = home\nbrand.home = page")
	source, target := fresh(t, shop, "ALTER TABLE brand ADD COLUMN home TEXT"), fresh(t, append(slices.Concat([]string{shop, "ALTER TABLE brand ADD COLUMN home TEXT"}, rows), "UPDATE brand SET home = 'at home'")...)
	source.run(t, "ALTER TABLE brand RENAME COLUMN home TO page", "ALTER TABLE brand RENAME COLUMN site TO home", "ALTER TABLE product RENAME COLUMN note TO remark",
		"ALTER TABLE product RENAME COLUMN price TO cost", "ALTER TABLE flags RENAME COLUMN url TO address")
	source.run(t, anew("product", "remark TEXT", "remark VARCHAR(80)")...)
	before, contents := target.capture(t), target.contents(t, tables...)
	target.lossless(t, slot, withTheirRows(t, source.capture(t), before))
	equal(t, source.made(t), target.made(t))
	equal(t, []string{"https://dev.shop.example"}, target.lines(t, "SELECT address FROM flags"))
	equal(t, []string{"10|12.5|warm", "20|7|", "30|3|007"}, target.lines(t, "SELECT id || '|' || cost || '|' || coalesce(remark, '') FROM product ORDER BY id"))
	equal(t, []string{"https://acme.example at home"}, target.lines(t, "SELECT home || ' ' || page FROM brand"))
	target.lossless(t, slot, before)
	equal(t, contents, target.contents(t, tables...))
}

// So do tables, with the numbers of their rows, and what refers to them follows. A row that the target alone has goes along.
func TestRenamedTablesKeepTheirRows(t *testing.T) {
	slot := renaming("product = article\nflags = switches\nflags.url = address\nbrand = maker")
	source, target := fresh(t, shop, rows[4]), fresh(t, append([]string{shop}, rows...)...)
	target.run(t, "INSERT INTO flags VALUES ('here', 'https://here.example', 0, 1)")
	source.run(t, "PRAGMA legacy_alter_table = OFF", "ALTER TABLE product RENAME TO article", "ALTER TABLE brand RENAME TO maker", "ALTER TABLE flags RENAME TO switches", "ALTER TABLE switches RENAME COLUMN url TO address")
	before, contents, sequence := target.capture(t), target.contents(t, tables...), target.lines(t, "SELECT name || seq FROM sqlite_sequence")
	to := connecttest.Capture(t, connecttest.Open(t, sqlite.Driver(""), slot, source.connection()))
	gone := slices.DeleteFunc(slices.Clone(before.All()), func(i lockstep.Item) bool { return to.Sum(i.Key) != "" })
	came := slices.DeleteFunc(slices.Clone(to.All()), func(i lockstep.Item) bool { return before.Sum(i.Key) != "" })
	var told []string
	for _, r := range sqlite.Driver("").Match(slot, gone, came) {
		told = append(told, r.From.Name+" "+r.To.Name)
	}
	slices.Sort(told)
	equal(t, []string{"brand maker", "flags switches", "flags/checkout switches/checkout", "product article"}, told)
	stays := before.Where(func(k lockstep.Key) bool { return k.Kind == sqldb.RowKind && k.Name != "flags/checkout" }).All()
	to, err := to.With(stays, nil)
	if err != nil {
		t.Fatal(err)
	}
	target.lossless(t, slot, to)
	equal(t, source.made(t), target.made(t))
	equal(t, []string{"checkout https://dev.shop.example", "here https://here.example"}, target.lines(t, "SELECT name || ' ' || address FROM switches ORDER BY 1"))
	for old, now := range map[string]string{"product": "article", "brand": "maker"} {
		var same []string
		for _, line := range target.contents(t, now) {
			same = append(same, old+strings.TrimPrefix(line, now))
		}
		equal(t, kept(contents, []string{old}), same)
	}
	target.lossless(t, slot, before)
	equal(t, contents, target.contents(t, tables...))
	equal(t, sequence, target.lines(t, "SELECT name || seq FROM sqlite_sequence"))
	equal(t, []string{"ok"}, target.lines(t, "PRAGMA integrity_check"))
}

// Whether something that goes is something that comes is asked once: an answer either way ends it, and the loss is said as long as
// they are two.
func TestARenameIsAsked(t *testing.T) {
	source, target := fresh(t, shop), fresh(t, append([]string{shop}, rows...)...)
	source.run(t, "ALTER TABLE product RENAME COLUMN note TO remark", "ALTER TABLE history RENAME TO annals")
	for _, c := range []struct {
		renames string
		asked   []lockstep.RenameQuestion
		losses  int
	}{
		{"", []lockstep.RenameQuestion{{From: "history", To: "annals"}, {From: "product.note", To: "remark"}}, 2},
		{"product.note != remark\nhistory != annals", nil, 2},
		{"product.note = remark\nhistory = annals", nil, 0},
	} {
		slot := renaming(c.renames)
		connector := connecttest.Open(t, sqlite.Driver(""), slot, target.connection())
		want := withTheirRows(t, source.capture(t), target.capture(t))
		problems, err := connector.Validate(t.Context(), want, lockstep.Diff(target.capture(t), want))
		if err != nil {
			t.Fatal(err)
		}
		var asked []lockstep.RenameQuestion
		losses := 0
		for _, p := range problems {
			if p.Rename != nil {
				asked = append(asked, *p.Rename)
			}
			if p.Verdict == lockstep.Loses {
				losses++
			}
		}
		equal(t, c.asked, asked)
		equal(t, c.losses, losses)
	}
}
