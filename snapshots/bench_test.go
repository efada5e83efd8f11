package snapshots

import (
	"testing"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func BenchmarkBundle(b *testing.B) {
	base := prose(1, 20_000)
	edited := append([]byte("first\n"), base...)
	c := newCodec(NewKey())
	b.Run("fold alone", func(b *testing.B) {
		b.SetBytes(int64(len(base)))
		for b.Loop() {
			c.bundle([][]byte{base}, []int{-1}, nil)
		}
	})
	b.Run("fold upon another", func(b *testing.B) {
		b.SetBytes(int64(len(edited)))
		for b.Loop() {
			c.bundle([][]byte{edited}, []int{0}, [][]byte{base})
		}
	})
	content := c.bundle([][]byte{edited}, []int{0}, [][]byte{base})
	b.Run("unfold upon another", func(b *testing.B) {
		b.SetBytes(int64(len(edited)))
		for b.Loop() {
			if _, _, err := made(c, content, [][]byte{base}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The 61st version of a history that the vault holds, as a new process stores and reads it.
func BenchmarkVault(b *testing.B) {
	s := storetest.Open(b)
	key := NewKey()
	states := history(b)
	last := states[len(states)-1]
	keep(b, s, New(s, key), states[:len(states)-1])
	near := []lockstep.Digest{states[len(states)-2].Digest()}
	b.Run("stage", func(b *testing.B) {
		for b.Loop() {
			if _, err := New(s, key).Stage(b.Context(), near, last); err != nil {
				b.Fatal(err)
			}
		}
	})
	staged, err := New(s, key).Stage(b.Context(), near, last)
	if err != nil {
		b.Fatal(err)
	}
	storetest.Write(b, s, func(tx *store.Tx) error { return staged.Commit(tx) })
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			sameState(b, New(s, key), last)
		}
	})
	b.Run("compare the newest with the oldest", func(b *testing.B) {
		for b.Loop() {
			if _, err := New(s, key).Changes(b.Context(), states[0].Digest(), last.Digest()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("manifest", func(b *testing.B) {
		for b.Loop() {
			if _, err := decodeManifest(encodeManifest(last), noBody); err != nil {
				b.Fatal(err)
			}
		}
	})
}
