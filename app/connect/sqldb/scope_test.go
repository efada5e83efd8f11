package sqldb_test

import (
	"errors"
	"testing"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

func TestScope(t *testing.T) {
	s, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{
		"include": "shop_*\nflags",
		"exclude": "*_old",
		"rows":    "flags\n tax_rates( country, region ) ",
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"shop_order": true, "flags": true, "shop_old": false, "user": false} {
		equal(t, want, s.Holds(name))
	}
	equal(t, []sqldb.RowTable{{Table: "flags"}, {Table: "tax_rates", Key: []string{"country", "region"}}}, s.Rows)
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	for setting, value := range map[string]string{"include": "a[", "exclude": "a/b", "rows": "flags("} {
		if _, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{setting: value}}); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%s %q: got %v", setting, value, err)
		}
	}
	for _, rows := range []string{"flags()", "(a)", "a\na(b)", "a/b"} {
		if _, err := sqldb.ScopeOf(lockstep.Slot{Settings: lockstep.Settings{"rows": rows}}); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("rows %q: got %v", rows, err)
		}
	}
}
