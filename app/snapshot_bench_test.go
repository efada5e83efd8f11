package app_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
)

// A folder of 10,000 files, 100 MB, of which one in a hundred changes from one snapshot to the next.
func BenchmarkSnapshot(b *testing.B) {
	p := newProgram(b)
	dir := b.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("listen server_name root index location proxy_pass upstream allow deny rewrite return error_page include timeout buffer cache")
	text := func(i int) string {
		var s strings.Builder
		for s.Len() < 10_000 {
			fmt.Fprintf(&s, "%s %s.%d %d;\n", words[random.IntN(len(words))], words[random.IntN(len(words))], i, random.IntN(1_000_000))
		}
		return s.String()
	}
	name := func(i int) string { return fmt.Sprintf("d%d/%d.conf", i%100, i) }
	for i := range 10_000 {
		write(b, dir, map[string]string{name(i): text(i)})
	}
	if _, err := p.AddProject("large"); err != nil {
		b.Fatal(err)
	}
	if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "large", Name: "dev", Role: "development", Kind: "folder", Settings: map[string]string{"path": filepath.Clean(dir)}}); err != nil {
		b.Fatal(err)
	}
	take := func() {
		if _, err := p.TakeSnapshot("dev", ""); err != nil {
			b.Fatal(err)
		}
	}
	take()
	b.Run("one in a hundred changed", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			for range 100 {
				i := random.IntN(10_000)
				path := filepath.Join(dir, name(i))
				content, err := os.ReadFile(path)
				if err != nil {
					b.Fatal(err)
				}
				lines := strings.SplitAfter(string(content), "\n")
				lines[random.IntN(len(lines))] = fmt.Sprintf("listen %d;\n", random.IntN(1_000_000))
				write(b, dir, map[string]string{name(i): strings.Join(lines, "")})
			}
			b.StartTimer()
			take()
		}
	})
	b.Run("nothing changed", func(b *testing.B) {
		for b.Loop() {
			take()
		}
	})
}
