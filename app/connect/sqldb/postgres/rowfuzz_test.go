package postgres

import (
	"testing"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Rows may come out of an archive that somebody edited: whatever they are, they are settled or refused.
func FuzzTextsOfRows(f *testing.F) {
	const table = "CREATE TABLE public.a (\n    k text NOT NULL,\n    b boolean DEFAULT true,\n    i integer DEFAULT '-1'::integer,\n    n numeric(6,2) DEFAULT (1)::numeric,\n    r real,\n    j jsonb DEFAULT '{}'::jsonb,\n    y bytea,\n    c character(3) DEFAULT 'x'::bpchar,\n    CONSTRAINT a_pkey PRIMARY KEY (k)\n);\n"
	for _, row := range []string{`{"k": "x"}`, `{"k": "x", "b": null, "i": 7, "n": 1e2, "r": 1e-7, "j": {"a": [1.0]}, "y": {"base64": "AA=="}}`, `{"k": "x", "n": "NaN", "j": {"base64": "bnVsbA=="}, "c": "ab "}`, `[]`} {
		f.Add(table, table, row)
	}
	slot := lockstep.Slot{Name: "main", Settings: lockstep.Settings{"rows": "a"}}
	f.Fuzz(func(t *testing.T, before, after, row string) {
		state := func(text string) lockstep.State {
			s, err := lockstep.NewState([]lockstep.Item{
				{Key: lockstep.Key{Slot: "main", Kind: sqldb.TableKind, Name: "a"}, Part: lockstep.Model, Body: lockstep.BodyOf([]byte(text))},
				{Key: lockstep.Key{Slot: "main", Kind: sqldb.RowKind, Name: "a/x"}, Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(row))},
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		was, problems, err := prepare(slot, lockstep.State{}, state(before))
		if err != nil || len(problems) > 0 {
			return
		}
		again, problems, err := prepare(slot, lockstep.State{}, was)
		if err != nil || len(problems) > 0 || again.Digest() != was.Digest() {
			t.Errorf("what was settled is not settled: %v %v", problems, err)
		}
		if _, _, err := prepare(slot, was, state(after)); err != nil {
			t.Error(err)
		}
		s, err := scopeOf(slot)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rowPlan(s, nil, reading{}, was, lockstep.Diff(lockstep.State{}, was)); err != nil {
			t.Error(err)
		}
	})
}
