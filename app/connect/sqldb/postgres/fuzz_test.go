package postgres

import (
	"testing"

	"lockstep/app/lockstep"
)

// Texts may come out of an archive that somebody edited: whatever they are, they are read or refused.
func FuzzTextsOfItems(f *testing.F) {
	for _, seed := range []struct{ kind, text string }{
		{"table", "CREATE TABLE public.a (\n    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH -10 SEQUENCE NAME public.x),\n    b numeric(10,2) COLLATE \"C\" DEFAULT 'a,('::text,\n    c text GENERATED ALWAYS AS (lower(b)) STORED,\n    CONSTRAINT a_pkey PRIMARY KEY (id),\n    CONSTRAINT f FOREIGN KEY (b) REFERENCES public.c(d)\n) PARTITION BY RANGE (id);\n\nCREATE UNIQUE INDEX i ON public.a USING btree (b);\n\nCOMMENT ON COLUMN public.a.b IS 'x';\n"},
		{"table", "CREATE TABLE public.a PARTITION OF public.b FOR VALUES FROM (1) TO (2);"},
		{"view", "CREATE VIEW public.a AS SELECT 1;\nCREATE TRIGGER t INSTEAD OF INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION f();"},
		{"function", "CREATE OR REPLACE FUNCTION public.a() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END;"},
		{"type", "CREATE TYPE public.a AS ENUM ('x', 'y');"},
		{"type", "CREATE DOMAIN public.a AS text NOT NULL DEFAULT 'x';\nALTER DOMAIN public.a ADD CONSTRAINT c CHECK (VALUE <> '');"},
		{"type", "CREATE TYPE public.a AS (b text, c integer);"},
		{"sequence", "CREATE SEQUENCE public.a AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 5 START WITH 1 CACHE 1 NO CYCLE;"},
		{"extension", "CREATE EXTENSION a WITH SCHEMA public;"},
	} {
		f.Add(seed.kind, seed.text, seed.text)
	}
	slot := lockstep.Slot{Name: "main"}
	f.Fuzz(func(t *testing.T, kind, before, after string) {
		state := func(text string) lockstep.State {
			name := "a"
			if kind == functionKind {
				name = "a()"
			}
			s, err := lockstep.NewState([]lockstep.Item{{Key: lockstep.Key{Slot: "main", Kind: kind, Name: name}, Part: lockstep.Model, Body: lockstep.BodyOf([]byte(text))}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			describe(s.All()[0])
			return s
		}
		was, is := state(before), state(after)
		if _, problems, err := prepare(slot, lockstep.State{}, was); err != nil || len(problems) > 0 {
			return
		}
		want, problems, err := prepare(slot, was, is)
		if err != nil || len(problems) > 0 {
			return
		}
		s, err := scopeOf(slot)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan(s, reading{state: was}, want, lockstep.Diff(was, want), nil); err != nil {
			t.Error(err)
		}
	})
}
