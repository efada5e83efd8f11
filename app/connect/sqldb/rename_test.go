package sqldb_test

import (
	"errors"
	"testing"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

func TestRenamedColumns(t *testing.T) {
	s, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{"renames": "product.note = remark\naudit.log.who=by~2whom"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ table, column, want string }{
		{"product", "note", "remark"}, {"product", "remark", "note"}, {"audit.log", "who", "by.whom"}, {"product", "name", ""}, {"other", "note", ""},
	} {
		got, ok := s.Renamed(c.table, c.column, []string{"note", "remark", "by.whom"})
		equal(t, c.want, got)
		equal(t, c.want != "", ok)
	}
	if _, ok := s.Renamed("product", "note", []string{"other"}); ok {
		t.Error("a column is renamed to one that is not there")
	}
	for _, line := range []string{"product", "product.note", "note = remark", ".note = remark", "product. = remark", "product.note ="} {
		if _, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{"renames": line}}); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%q: got %v", line, err)
		}
	}
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
