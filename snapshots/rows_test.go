package snapshots_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

func TestRowsComeBackAsTheyWere(t *testing.T) {
	v := snapshots.New(nil, snapshots.NewKey())
	var parts [][]byte
	rows := v.Rows(func(part []byte) error { parts = append(parts, part); return nil })
	want := make([]string, 60_000)
	for i := range want {
		want[i] = fmt.Sprintf(`[%d,"value %d of a column"]`, i, i%977)
		if err := rows.Add([]byte(want[i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Flush(); err != nil {
		t.Fatal(err)
	}
	if len(parts) < 2 || rows.Count != int64(len(want)) {
		t.Errorf("%d rows in %d parts", rows.Count, len(parts))
	}
	var got []string
	for _, part := range parts {
		if err := v.EachRow(part, func(row []byte) error { got = append(got, string(row)); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Error("they are others")
	}
	if err := v.EachRow(parts[0][1:], func([]byte) error { return nil }); !errors.Is(err, lockstep.Corrupt) {
		t.Errorf("a damaged part: got %v", err)
	}
	if err := rows.Add([]byte("[1,\n2]")); err == nil {
		t.Error("a row of two lines was taken")
	}
}
