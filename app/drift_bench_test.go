package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"lockstep/app"
)

// BenchmarkDriftOfAFolderThatDidNotChange is a look at 10,000 files of which none was touched since the last one: what
// watching costs while nothing happens. It is to stay below 50 ms.
func BenchmarkDriftOfAFolderThatDidNotChange(b *testing.B) {
	p := newProgram(b)
	dir := b.TempDir()
	for i := range 10_000 {
		folder := filepath.Join(dir, fmt.Sprintf("part-%02d", i%100))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%04d.json", i)), fmt.Appendf(nil, `{"number": %d}`, i), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := p.AddProject("Fleet"); err != nil {
		b.Fatal(err)
	}
	if _, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Fleet", Name: "Live", Role: "live", Kind: "folder", Settings: map[string]string{"path": dir}}); err != nil {
		b.Fatal(err)
	}
	if _, err := p.TakeSnapshot("Live", ""); err != nil {
		b.Fatal(err)
	}
	if found, err := p.Drift("Live"); err != nil || !found[0].Known || found[0].Drifted {
		b.Fatalf("it is not as it was: %+v, %v", found, err)
	}
	for b.Loop() {
		if _, err := p.Drift("Live"); err != nil {
			b.Fatal(err)
		}
	}
}
