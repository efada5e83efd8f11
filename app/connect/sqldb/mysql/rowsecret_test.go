package mysql_test

import (
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
)

// What a row holds may be secret: the server shows it in what it says of rows that it refuses, and no sentence of ours does.
func TestNoErrorShowsWhatARowHolds(t *testing.T) {
	const secret = "sk_live_4242"
	const made = "CREATE TABLE flags (name varchar(20) PRIMARY KEY, token varchar(40), UNIQUE KEY (token), CHECK (token <> 'other'))"
	d := keeping(t, []string{"flags"}, made, "INSERT INTO flags VALUES ('a', '"+secret+"'), ('b', NULL)")
	now := d.capture(t)
	twice := one(t, `{"name": "b", "token": "`+secret+`"}`)
	to, err := now.With([]lockstep.Item{twice}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, changes, problems := d.plan(t, to)
	lines := []string{told(problems)}
	if err := d.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		lines = append(lines, err.Error())
	}
	d.Exec(t, "ALTER TABLE flags DROP KEY token", "UPDATE flags SET token = '"+secret+"'")
	source := keeping(t, []string{"flags"}, made)
	want, changes, problems = d.plan(t, source.capture(t))
	lines = append(lines, told(problems))
	if err := d.open(t).Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil { // as if rows had come since
		lines = append(lines, err.Error())
	}
	if all := strings.Join(lines, "\n"); len(lines) < 4 || strings.Contains(all, secret) {
		t.Error(all)
	}
}
