package snapshots

import (
	"bytes"
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

// Whatever reads as a pack is one that is the same bytes when it is written again, but for numbers written at length.
func FuzzPack(f *testing.F) {
	f.Add(packed([][]byte{[]byte("alpha"), nil, []byte("beta")}))
	f.Add(packed(nil))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		bodies, err := unpacked(b)
		if err != nil {
			return
		}
		again, err := unpacked(packed(bodies))
		if err != nil || len(again) != len(bodies) {
			t.Fatalf("packed again it is another one: %v", err)
		}
		for i := range bodies {
			if !bytes.Equal(bodies[i], again[i]) {
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

func TestAFormOfALaterDayIsRefused(t *testing.T) {
	c := newCodec(NewKey())
	if _, err := c.unfold(c.key.Seal([]byte{2, 0}, "x"), "x"); !errors.Is(err, lockstep.Corrupt) {
		t.Error(err)
	}
	if _, err := c.unfold(c.key.Seal(nil, "x"), "x"); !errors.Is(err, lockstep.Corrupt) {
		t.Error(err)
	}
}
