package mysql_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// as is a connector whose account has some rights alone.
func as(t *testing.T, d *mytest.Database, grants ...string) (lockstep.Connector, string) {
	t.Helper()
	account := "less_" + d.Name
	d.Exec(t, "CREATE USER IF NOT EXISTS "+account+"@`127.0.0.1` IDENTIFIED BY 'less'")
	for _, grant := range grants {
		d.Exec(t, fmt.Sprintf(grant, d.Name)+" TO "+account+"@`127.0.0.1`")
	}
	connection := to(d)
	connection.Settings["user"], connection.Secrets = account, lockstep.Settings{"password": "less"}
	return connecttest.Open(t, mysql.Driver(), slot(), connection), account
}

func survey(t *testing.T, c lockstep.Connector) lockstep.Survey {
	t.Helper()
	found, err := c.(lockstep.Surveyor).Survey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAnAccountThatMayDoAll(t *testing.T) {
	found := survey(t, open(t, mytest.New(t)))
	if found.Rights != lockstep.MayWrite || found.Why != "" || !strings.Contains(found.Version, "MariaDB") || !found.Clock.Known || found.Clock.Off() {
		t.Errorf("got %+v", found)
	}
	if want := "The database's own character set is utf8mb4 with the collation utf8mb4_general_ci."; !strings.HasPrefix(found.Notes[0], want) {
		t.Errorf("got %q", found.Notes)
	}
}

func TestAnAccountThatMaySeeLess(t *testing.T) {
	d := mytest.New(t)
	shop(t, d)
	c, account := as(t, d, "GRANT SELECT, EXECUTE ON `%s`.*")
	state := connecttest.Capture(t, c)
	if got := state.Len(); got != 1 || state.All()[0].Key.Kind != "sequence" {
		t.Errorf("got %d items", got)
	}
	var left []string
	for _, o := range state.Omitted() {
		left = append(left, o.Key.Kind+"/"+o.Key.Name+" "+o.Why[:strings.IndexAny(o.Why+":;", ":;")])
	}
	want := []string{
		"function/gross the account may not read its text", "procedure/tidy the account may not read its text",
		"table/categories the account may not see its triggers", "table/products the account may not see its triggers", "view/offers it cannot be read",
	}
	if !slices.Equal(want, left) {
		t.Errorf("got %q, want %q", left, want)
	}
	found := survey(t, c)
	if found.Rights != lockstep.MayRead || !strings.HasPrefix(found.Why, "The account "+account+"@127.0.0.1 may only read "+d.Name) {
		t.Errorf("got %+v", found)
	}
}

func TestAnAccountThatMayWriteLess(t *testing.T) {
	d := mytest.New(t)
	shop(t, d)
	c, account := as(t, d, "GRANT SELECT, TRIGGER, CREATE, ALTER, INSERT, SHOW VIEW ON `%s`.*", "GRANT REFERENCES ON `%s`.products")
	before := connecttest.Capture(t, c)
	other := mytest.New(t)
	shop(t, other)
	other.Exec(t, "ALTER TABLE products ADD sku int", "DROP TABLE IF EXISTS x", "CREATE OR REPLACE VIEW offers AS SELECT 1 AS one")
	source := connecttest.Capture(t, open(t, other))
	var put []lockstep.Item
	for _, k := range []lockstep.Key{{Slot: "shop", Kind: "table", Name: "products"}, {Slot: "shop", Kind: "view", Name: "offers"}} {
		item, _ := source.Get(k)
		put = append(put, item)
	}
	want, err := before.With(put, nil)
	if err != nil {
		t.Fatal(err)
	}
	problems, err := c.Validate(t.Context(), want, lockstep.Diff(before, want))
	if err != nil {
		t.Fatal(err)
	}
	blocked := map[string]bool{}
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			blocked[p.Message] = true
		}
	}
	expected := map[string]bool{}
	for _, right := range []string{"CREATE VIEW", "DROP"} {
		expected[fmt.Sprintf("The account %s lacks the right %s in %s, so offers cannot be written. Grant it, or use another account.", account, right, d.Name)] = true
	}
	if !maps.Equal(expected, blocked) {
		t.Errorf("got %v", blocked)
	}
	err = c.Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{})
	if !errors.Is(err, lockstep.Denied) || strings.Contains(err.Error(), "less'") {
		t.Errorf("got %v", err)
	}
	d.Exec(t, "SET GLOBAL read_only = 1")
	defer d.Exec(t, "SET GLOBAL read_only = 0")
	if found := survey(t, c); found.Rights != lockstep.MayRead || !strings.Contains(found.Why, "read_only") {
		t.Errorf("got %+v", found)
	}
}
