package sqldb_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

func scopeOf(t *testing.T, renames string) sqldb.Scope {
	t.Helper()
	s, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{"renames": renames}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRenamedColumns(t *testing.T) {
	s := scopeOf(t, "product.note = remark\naudit.log.who=by~2whom\nproduct.a = b\nproduct.b = c\nproduct.price != cost\nproduct = article")
	type renames = []sqldb.Rename
	for _, c := range []struct {
		table    string
		had, has []string
		want     renames
	}{
		{"product", []string{"id", "note"}, []string{"id", "remark"}, renames{{From: "note", To: "remark"}}},
		{"product", []string{"id", "remark"}, []string{"id", "note"}, renames{{From: "remark", To: "note"}}},
		{"article", []string{"note"}, []string{"remark"}, renames{{From: "note", To: "remark"}}},
		{"audit.log", []string{"who"}, []string{"by.whom"}, renames{{From: "who", To: "by.whom"}}},
		{"product", []string{"note"}, []string{"note", "remark"}, nil},
		{"product", []string{"note", "remark"}, []string{"remark"}, nil},
		{"product", []string{"a", "b"}, []string{"b", "c"}, renames{{From: "b", To: "c"}, {From: "a", To: "b"}}},
		{"product", []string{"b", "c"}, []string{"a", "b"}, renames{{From: "b", To: "a"}, {From: "c", To: "b"}}},
		{"product", []string{"a", "b"}, []string{"b", "d"}, nil},
		{"product", []string{"price"}, []string{"cost"}, nil},
		{"other", []string{"note"}, []string{"remark"}, nil},
	} {
		equal(t, c.want, s.RenamedColumns(c.table, c.had, c.has))
	}
	equal(t, renames{{From: "article", To: "product"}}, s.RenamedTables([]string{"article", "x"}, []string{"product", "y"}))
}

func TestALineOfRenamesNamesTwoNames(t *testing.T) {
	for _, line := range []string{"product", "product.note", ".note = remark", "product. = remark", "product.note =", "= remark", "a = a", "product.note ! remark"} {
		if _, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{"renames": line}}); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%q: got %v", line, err)
		}
	}
	for _, line := range []string{"orders = purchases", "audit.orders = audit.purchases", "orders = audit.purchases"} {
		s := scopeOf(t, line)
		from, to, _ := strings.Cut(line, " = ")
		equal(t, []sqldb.Rename{{From: from, To: to}}, s.RenamedTables([]string{from}, []string{to}))
	}
}

// What is renamed is a settings table, and a key, under both names.
func TestSettingsTablesUnderTheirOtherNames(t *testing.T) {
	s, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{"rows": "flags(name)", "renames": "flags = switches\nflags.name = title"}})
	if err != nil {
		t.Fatal(err)
	}
	row, ok := s.RowTable("switches")
	equal(t, true, ok)
	settings, err := sqldb.SettingsOf(row, []string{"id", "title"}, []string{"id"}, nil, func(a, b string) bool { return a == b })
	if err != nil {
		t.Fatal(err)
	}
	equal(t, []string{"title"}, settings.Key)
}

func TestWhatIsAskedOfRenames(t *testing.T) {
	note, remark := sqldb.Column{Name: "note", Type: "text"}, sqldb.Column{Name: "remark", Type: "text"}
	id := sqldb.Column{Name: "id", Type: "integer"}
	var none *lockstep.RenameQuestion
	equal(t, &lockstep.RenameQuestion{From: "product.note", To: "remark"}, scopeOf(t, "").AskColumn("product", note, []sqldb.Column{remark}))
	equal(t, none, scopeOf(t, "product.note != remark").AskColumn("product", note, []sqldb.Column{remark}))
	goes := sqldb.Columns{Table: "orders", All: []sqldb.Column{id, note}}
	alike := sqldb.Columns{Table: "purchases", All: []sqldb.Column{id, note, remark}}
	other := sqldb.Columns{Table: "visits", All: []sqldb.Column{remark}}
	equal(t, &lockstep.RenameQuestion{From: "orders", To: "purchases"}, scopeOf(t, "").AskTable(goes, []sqldb.Columns{other, alike}))
	equal(t, none, scopeOf(t, "").AskTable(goes, []sqldb.Columns{other}))
	equal(t, none, scopeOf(t, "orders != purchases").AskTable(goes, []sqldb.Columns{other, alike}))
}

func TestColumnsThatAreLikelyTheSame(t *testing.T) {
	for _, c := range []struct {
		goes sqldb.Column
		come []sqldb.Column
		want string
	}{
		{sqldb.Column{Name: "note", Type: "TEXT"}, []sqldb.Column{{Name: "remark", Type: "text"}}, "remark"},
		{sqldb.Column{Name: "note", Type: "TEXT"}, []sqldb.Column{{Name: "remark", Type: "INTEGER"}}, ""},
		{sqldb.Column{Name: "mail", Type: "TEXT"}, []sqldb.Column{{Name: "phone", Type: "TEXT"}, {Name: "email", Type: "TEXT"}}, "email"},
		{sqldb.Column{Name: "mail", Type: "TEXT"}, []sqldb.Column{{Name: "phone", Type: "TEXT"}, {Name: "place", Type: "TEXT"}}, ""},
		{sqldb.Column{Name: "mail", Type: "TEXT"}, nil, ""},
	} {
		got, _ := sqldb.Likely(c.goes, c.come)
		equal(t, c.want, got)
	}
}
