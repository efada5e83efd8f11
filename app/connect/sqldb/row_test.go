package sqldb_test

import (
	"encoding/json"
	"errors"
	"testing"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

func TestARowIsReadAsItWasWritten(t *testing.T) {
	row := sqldb.Row{
		"name": "check & out", "on": true, "share": json.Number("12.50"), "large": json.Number("9223372036854775807"),
		"nothing": nil, "picture": sqldb.Bytes{0, 0xff}, "rest": map[string]any{"hosts": []any{"a", "b"}},
	}
	item, err := sqldb.RowItem("db", "flags", []string{"check & out"}, row, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "db:row/flags/check & out", item.Key.String())
	b, err := item.Body.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, `{
  "large": 9223372036854775807,
  "name": "check & out",
  "nothing": null,
  "on": true,
  "picture": {
    "base64": "AP8="
  },
  "rest": {
    "hosts": [
      "a",
      "b"
    ]
  },
  "share": 12.50
}
`, string(b))
	got, err := sqldb.RowOf(item)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, row, got)
}

func TestWhatIsNoRow(t *testing.T) {
	for _, body := range []string{"", "null", "[]", "{} {}", `{"a":`} {
		item := lockstep.Item{Key: lockstep.Key{Slot: "db", Kind: sqldb.RowKind, Name: "flags/a"}, Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(body))}
		if _, err := sqldb.RowOf(item); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%q: got %v", body, err)
		}
	}
}

func TestTheKeyOfARow(t *testing.T) {
	row := sqldb.Row{"country": "DE", "year": json.Number("2026"), "region": nil}
	key, missing := row.KeyOf([]string{"country", "year"})
	equal(t, []string{"DE", "2026"}, key)
	equal(t, "", missing)
	if _, missing = row.KeyOf([]string{"country", "region"}); missing != "region" {
		t.Errorf("the column without a value is %q", missing)
	}
}
