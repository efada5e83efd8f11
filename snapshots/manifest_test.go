package snapshots

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"lockstep/app/lockstep"
)

func noBody(d lockstep.Digest, size int64) lockstep.Body {
	return lockstep.Body{Digest: d, Size: size}
}

func manifestSeeds(t testing.TB) [][]byte {
	t.Helper()
	key := lockstep.Key{Slot: "main", Kind: "file", Name: "a"}
	full, err := lockstep.NewState([]lockstep.Item{
		{Key: key, Part: lockstep.Configuration, Mode: lockstep.Executable, Media: "text/plain", Body: lockstep.BodyOf([]byte("alpha")), Needs: []lockstep.Key{key}},
		{Key: lockstep.Key{Slot: "main", Kind: "object", Name: "orders"}, Part: lockstep.Model, Body: lockstep.BodyOf(nil)},
	}, []lockstep.Omitted{{Key: key, Why: "It is a socket."}})
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{encodeManifest(full), encodeManifest(lockstep.State{}), {0xff, 0xff, 0xff, 0xff, 0x0f}, {}}
}

// Whatever reads as a manifest is one that says the same when it is written again.
func FuzzManifest(f *testing.F) {
	for _, seed := range manifestSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decodeManifest(b, noBody)
		if err != nil {
			return
		}
		again, err := decodeManifest(encodeManifest(s), noBody)
		if err != nil || again.Digest() != s.Digest() || again.Size() != s.Size() || len(again.Omitted()) != len(s.Omitted()) {
			t.Fatalf("written again it is another one: %v", err)
		}
	})
}

// packed lays bodies one after the other behind the list of their sizes, as packs of form 1 have them.
func packed(bodies [][]byte) []byte {
	size := 0
	for _, b := range bodies {
		size += len(b) + binary.MaxVarintLen64
	}
	plain := binary.AppendUvarint(make([]byte, 0, size+binary.MaxVarintLen64), uint64(len(bodies)))
	for _, b := range bodies {
		plain = binary.AppendUvarint(plain, uint64(len(b)))
	}
	for _, b := range bodies {
		plain = append(plain, b...)
	}
	return plain
}

// Whatever reads as a pack of form 1 is one that is the same bytes when it is written again, but for numbers written at length.
func FuzzPack(f *testing.F) {
	f.Add(packed([][]byte{[]byte("alpha"), nil, []byte("beta")}))
	f.Add(packed(nil))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		stored, err := unpacked(b)
		if err != nil {
			return
		}
		var bodies [][]byte
		for _, one := range stored {
			bodies = append(bodies, one.delta.literals)
		}
		again, err := unpacked(packed(bodies))
		if err != nil || len(again) != len(bodies) {
			t.Fatalf("packed again it is another one: %v", err)
		}
		for i := range bodies {
			if !bytes.Equal(bodies[i], again[i].delta.literals) {
				t.Fatalf("body %d is another one", i)
			}
		}
	})
}

func TestAManifestCutAnywhereIsRefused(t *testing.T) {
	whole := manifestSeeds(t)[0]
	for n := range whole {
		if _, err := decodeManifest(whole[:n], noBody); !errors.Is(err, errManifest) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	if _, err := decodeManifest(append(bytes.Clone(whole), 0), noBody); !errors.Is(err, errManifest) {
		t.Errorf("with a byte more: %v", err)
	}
}

func TestAPackCutAnywhereIsRefused(t *testing.T) {
	whole := packed([][]byte{[]byte("alpha"), nil, []byte("beta")})
	for n := range whole {
		if _, err := unpacked(whole[:n]); !errors.Is(err, errPack) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
}
