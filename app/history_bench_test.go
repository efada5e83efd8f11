package app_test

import (
	"fmt"
	"testing"
	"time"

	"lockstep/app"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// aged is a program whose environment "old" has a history of so many snapshots, each with one item changed.
func aged(b *testing.B, snapshots, items int) *program {
	b.Helper()
	p := newProgram(b)
	if _, err := p.AddProject("Plain"); err != nil {
		b.Fatal(err)
	}
	v, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Plain", Name: "old", Role: "test", Kind: "folder",
		Settings: map[string]string{"path": b.TempDir(), "model": ""}})
	if err != nil {
		b.Fatal(err)
	}
	all := make([]lockstep.Item, items)
	item := func(i, version int) lockstep.Item {
		return lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: fmt.Sprintf("folder/of/files/number-%d.json", i)},
			Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(fmt.Sprint(i, version)))}
	}
	for i := range all {
		all[i] = item(i, 0)
	}
	began := time.Now().Add(-time.Duration(snapshots) * time.Hour)
	for from := 0; from < snapshots; from += 100 {
		states := make([]lockstep.State, 0, 100)
		for n := from; n < min(from+100, snapshots); n++ {
			all[n%items] = item(n%items, n)
			s, err := lockstep.NewState(all, nil)
			if err != nil {
				b.Fatal(err)
			}
			states = append(states, s)
		}
		staged, err := p.vault.Stage(b.Context(), nil, states...)
		if err != nil {
			b.Fatal(err)
		}
		err = p.store.Write(b.Context(), func(tx *store.Tx) error {
			if err := staged.Commit(tx); err != nil {
				return err
			}
			for i, s := range states {
				at := began.Add(time.Duration(from+i) * time.Hour)
				one := lockstep.Snapshot{Environment: v.UUID, State: s.Digest(), Reason: lockstep.Manual, By: "ada@desk", TakenAt: at.UTC(), Nonce: fmt.Sprint(from + i), Items: items}
				one.ID = one.Identify()
				if err := tx.AddSnapshot(&one); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return p
}

func BenchmarkHistory(b *testing.B) {
	p := aged(b, 10_000, 300)
	ask := func(b *testing.B, r app.HistoryRequest) {
		b.Helper()
		r.Environment = "old"
		if _, err := p.History(r); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("the first page of 10,000 snapshots, nothing at hand", func(b *testing.B) {
		for i := range b.N {
			b.StopTimer()
			if _, err := p.NoteSnapshot("old@1", fmt.Sprint(i)); err != nil { // so that the history has to be read again
				b.Fatal(err)
			}
			b.StartTimer()
			ask(b, app.HistoryRequest{Limit: 100})
		}
	})
	b.Run("another page", func(b *testing.B) {
		for range b.N {
			ask(b, app.HistoryRequest{Offset: 7000, Limit: 100})
		}
	})
	b.Run("reading all changes for the first search", func(b *testing.B) {
		for left := 1; left > 0; {
			v, err := p.History(app.HistoryRequest{Environment: "old", Search: "number-7", Limit: 100})
			if err != nil {
				b.Fatal(err)
			}
			left = v.Unread
		}
	})
	b.Run("a search for an item", func(b *testing.B) {
		for range b.N {
			ask(b, app.HistoryRequest{Search: "number-77", Limit: 100})
		}
	})
}
