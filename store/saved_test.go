package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

// savedIn saves parts of values of a run under an id.
func savedIn(t *testing.T, s *store.Store, id string, columns []string, parts ...string) {
	t.Helper()
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.BeginSaved(1, id) })
	for seq, part := range parts {
		storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddSavedPart(id, seq, []byte(part)) })
	}
	storetest.Write(t, s, func(tx *store.Tx) error {
		return tx.EndSaved(lockstep.Saved{ID: id, Run: 1, At: time.Unix(9, 0), Loss: lockstep.Loss{Key: lockstep.Key{Slot: "db", Kind: "table", Name: "orders"}, By: []string{"id"}, Columns: columns, Rows: 2, Bytes: 7}}, len(parts))
	})
}

func TestSavedValues(t *testing.T) {
	path := made(t)
	s := storetest.OpenAt(t, path)
	savedIn(t, s, "a", []string{"note"}, "marzi", "pan")
	savedIn(t, s, "b", []string{"note"}, "once ", "more") // the same loss, when it was tried again
	savedIn(t, s, "c", []string{"price"}, "other")
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.BeginSaved(1, "half") })
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.AddSavedPart("half", 0, []byte("x")) })
	saved, err := s.Saved(t.Context(), 1)
	if err != nil || len(saved) != 2 || saved[0].ID != "b" || saved[1].Columns[0] != "price" || saved[0].Rows != 2 || !saved[0].At.Equal(time.Unix(9, 0)) {
		t.Fatalf("got %+v, %v", saved, err)
	}
	var all []string
	take := func(part []byte) error { all = append(all, string(part)); return nil }
	if err := s.SavedParts(t.Context(), "b", take); err != nil || strings.Join(all, "") != "once more" {
		t.Errorf("got %q, %v", all, err)
	}
	for _, id := range []string{"a", "half", "none"} {
		if err := s.SavedParts(t.Context(), id, take); !errors.Is(err, lockstep.NotFound) {
			t.Errorf("%s: got %v", id, err)
		}
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.BeginSaved(1, "anew") })
	run(t, path, `UPDATE saved_part SET content = (SELECT content FROM saved_part WHERE saved = 'b' AND seq = 1) WHERE saved = 'b' AND seq = 0`)
	if err := s.SavedParts(t.Context(), "b", take); !errors.Is(err, lockstep.Corrupt) {
		t.Errorf("a part in another's place: got %v", err)
	}
	run(t, path, `DELETE FROM saved_part WHERE saved = 'c'`)
	if err := s.SavedParts(t.Context(), "c", take); !errors.Is(err, lockstep.Corrupt) {
		t.Errorf("a part that is missing: got %v", err)
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.DropSaved("b") })
	if err := s.SavedParts(t.Context(), "b", take); !errors.Is(err, lockstep.NotFound) {
		t.Errorf("dropped: got %v", err)
	}
}
