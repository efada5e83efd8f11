package snapshots

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func lines(n int, line func(int) string) []byte {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i))
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// prose is a text in which no line is like another.
func prose(seed uint64, n int) []byte {
	words := rand.New(rand.NewPCG(seed, 1))
	return lines(n, func(int) string { return fmt.Sprintf("%x %x %x", words.Uint64(), words.Uint32(), words.Uint64()) })
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b) // never fails
	return b
}

// made unfolds a bundle and makes its bodies.
func made(c codec, content []byte, bases [][]byte) (bodies [][]byte, on []int, err error) {
	stored, err := c.unbundle(content, len(bases))
	for _, b := range stored {
		var base pieces
		if b.on >= 0 {
			base = whole(bases[b.on])
		}
		body, err := b.make(base)
		if err != nil {
			return nil, nil, err
		}
		bodies, on = append(bodies, body.bytes()), append(on, b.on)
	}
	return bodies, on, err
}

// unbundled asserts that bodies come back, and gives what they were folded to.
func unbundled(t testing.TB, bodies [][]byte, on []int, bases [][]byte) []byte {
	t.Helper()
	c := newCodec(NewKey())
	content := c.bundle(bodies, on, bases)
	got, builds, err := made(c, content, bases)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(builds, on) || !slices.EqualFunc(got, bodies, bytes.Equal) {
		t.Fatalf("other bodies come back, or on others: %v", builds)
	}
	return content
}

func TestABundleComesBack(t *testing.T) {
	base := prose(1, 2000)
	swapped := slices.Concat(base[40_000:], base[:40_000])
	for name, c := range map[string]struct {
		body, base []byte
		form       byte
		most       int // bytes
	}{
		"nothing":                      {nil, nil, stored, 8},
		"upon nothing":                 {prose(1, 20), []byte{}, folded, 700},
		"the same as its base":         {base, base, stored, 24},
		"a changed line":               {bytes.Replace(base, base[5000:5040], []byte("another"), 1), base, stored, 40},
		"two halves the other way":     {swapped, base, stored, 24},
		"a line more in the beginning": {slices.Concat([]byte("first\n"), base), base, stored, 40},
		"what does not compress":       {noise(5000), nil, stored, 5010},
		"only short stretches": {lines(2000, func(i int) string {
			return string(base[(i*7919)%(len(base)-90):][:90])
		}), base, folded, 12_000},
	} {
		t.Run(name, func(t *testing.T) {
			on, bases := []int{-1}, [][]byte(nil)
			if c.base != nil {
				on, bases = []int{0}, [][]byte{c.base}
			}
			content := unbundled(t, [][]byte{c.body}, on, bases)
			if content[0] != c.form || len(content) > c.most {
				t.Errorf("form %d of %d bytes, want form %d of at most %d", content[0], len(content), c.form, c.most)
			}
		})
	}
}

func TestAnyBundleComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var bases, bodies [][]byte
		var on []int
		for n := rapid.IntRange(0, 3).Draw(rt, "bases"); len(bases) < n; {
			bases = append(bases, prose(rapid.Uint64().Draw(rt, "seed"), rapid.IntRange(0, 60).Draw(rt, "lines")))
		}
		for n := rapid.IntRange(0, 4).Draw(rt, "bodies"); len(bodies) < n; {
			at := rapid.IntRange(-1, len(bases)-1).Draw(rt, "on")
			body := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "new")
			if at >= 0 {
				body = edited(rt, bases[at])
			}
			bodies, on = append(bodies, body), append(on, at)
		}
		unbundled(t, bodies, on, bases)
	})
}

// edited takes stretches of a text, and puts some of its own between them.
func edited(t *rapid.T, text []byte) []byte {
	var out []byte
	for range rapid.IntRange(0, 5).Draw(t, "stretches") {
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		out = append(out, text[from:rapid.IntRange(from, len(text)).Draw(t, "to")]...)
		out = append(out, rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "between")...)
	}
	return out
}

func TestABundleCutAnywhereIsRefused(t *testing.T) {
	c := newCodec(NewKey())
	base := prose(1, 40)
	for _, bodies := range [][][]byte{{append(bytes.Clone(base), "and more"...)}, {prose(2, 30), nil}} {
		on := slices.Repeat([]int{-1}, len(bodies))
		on[0] = 0
		content := c.bundle(bodies, on, [][]byte{base})
		for n := range content {
			if _, _, err := made(c, content[:n], [][]byte{base}); err == nil {
				t.Errorf("of %d bytes cut to %d it is read", len(content), n)
			}
		}
		if _, _, err := made(c, content, nil); err == nil {
			t.Error("it is read without its base")
		}
	}
}

// Nothing that is read as a bundle makes the program fail, or take more memory than a pack may.
func FuzzBundle(f *testing.F) {
	c := newCodec(NewKey())
	base := prose(1, 40)
	f.Add(c.bundle([][]byte{base, prose(2, 3)}, []int{0, -1}, [][]byte{base}))
	f.Add(asIs([][]byte{[]byte("alpha"), nil, []byte("beta")}))
	f.Add([]byte{stored, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0})
	f.Add([]byte{folded, 0x28, 0xb5, 0x2f, 0xfd})
	f.Fuzz(func(t *testing.T, content []byte) {
		bodies, on, err := made(c, content, [][]byte{base})
		if err == nil {
			unbundled(t, bodies, on, [][]byte{base})
		}
	})
}
