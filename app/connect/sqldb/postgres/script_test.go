package postgres_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

// script gives the statements of the way to a state.
func (s settled) script(t testing.TB, d *pgtest.Database, to lockstep.State) []lockstep.Statement {
	t.Helper()
	want, changes, _ := s.prepared(t, d, to)
	before := s.capture(t, d)
	statements, err := s.open(t, d).(lockstep.Scripter).Script(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, before, s.capture(t, d))
	return statements
}

func textsOf(statements []lockstep.Statement) []string {
	var all []string
	for _, s := range statements {
		all = append(all, s.Text)
	}
	return all
}

// What a script says does to another database, by hand, what a run does.
func TestAScriptMakesWhatARunMakes(t *testing.T) {
	slot := settled(slot())
	slot.Settings["renames"] = "customers.nick = handle"
	from, into, other := pgtest.New(t), pgtest.New(t), pgtest.New(t)
	from.Exec(t, shop)
	from.Exec(t, changes)
	from.Exec(t, "ALTER TABLE customers RENAME nick TO handle")
	for _, d := range []*pgtest.Database{into, other} {
		d.Exec(t, shop)
		d.Exec(t, rows)
	}
	to := slot.capture(t, from)
	statements := slot.script(t, into, to)
	other.Exec(t, strings.Join(textsOf(statements), ";\n"))
	slot.move(t, into, to)
	same(t, slot.capture(t, into), slot.capture(t, other))
	for _, s := range statements {
		if s.Key.Name == "" {
			t.Errorf("%s is for no item", s.Text)
		}
	}
}

// Of rows it says no value.
func TestAScriptSaysNoValueOfARow(t *testing.T) {
	slot := renaming("flags.url = address")
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, named+"ALTER TABLE flags RENAME url TO address; INSERT INTO flags (name, address) VALUES ('checkout', 'secret-1'), ('new', 'secret-2')")
	into.Exec(t, named+"INSERT INTO flags (name, url) VALUES ('checkout', 'secret-3'), ('gone', 'secret-4')")
	text := strings.Join(textsOf(slot.script(t, into, slot.capture(t, from))), ";\n")
	for _, want := range []string{"RENAME COLUMN url TO address", "UPDATE public.flags", "INSERT INTO public.flags", "DELETE FROM"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("a value is in\n%s", text)
	}
}
