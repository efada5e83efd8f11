package textdiff_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"lockstep/app/textdiff"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each golden file holds a before and an after; its rows and patch are compared with what is computed now. A side's
// name may go on with .open (its last newline is taken away), .x or .link.
func TestGoldenFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(raw)
			before, after := side(archive, "before"), side(archive, "after")
			got := *archive
			got.Files = nil
			for _, f := range archive.Files {
				if f.Name != "rows" && f.Name != "patch" {
					got.Files = append(got.Files, f)
				}
			}
			got.Files = append(got.Files,
				txtar.File{Name: "rows", Data: []byte(draw(textdiff.Rows(before.Body, after.Body, 2)))},
				txtar.File{Name: "patch", Data: []byte(textdiff.Patch(before, after))})
			if *update {
				if err := os.WriteFile(path, txtar.Format(&got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(raw), string(txtar.Format(&got))); diff != "" {
				t.Errorf("differs from the golden file (-want +got):\n%s", diff)
			}
		})
	}
}

func side(a *txtar.Archive, name string) textdiff.File {
	for _, f := range a.Files {
		words := strings.Split(f.Name, ".")
		if words[0] != name {
			continue
		}
		file := textdiff.File{Name: "settings/shop.conf", Body: f.Data}
		for _, option := range words[1:] {
			switch option {
			case "open":
				file.Body = bytes.TrimSuffix(f.Data, []byte("\n"))
			case "x":
				file.Mode = textdiff.Executable
			case "link":
				file.Mode = textdiff.Link
			}
		}
		return file
	}
	return textdiff.File{}
}

func draw(rows []textdiff.Row) string {
	var b strings.Builder
	for _, r := range rows {
		if r.Kind == textdiff.Fold {
			fmt.Fprintf(&b, "%-6s %2d %2d  %d lines\n", r.Kind, r.Left, r.Right, r.Folded)
			continue
		}
		fmt.Fprintf(&b, "%-6s %2d %2d  %q %q\n", r.Kind, r.Left, r.Right, r.TextLeft, r.TextRight)
	}
	return b.String()
}

// text draws a text of few different lines, so that many are equal, with or without a last newline.
func text(t *rapid.T, label string) []byte {
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "c", "--- a", "+++ b", "@@ -1 +1 @@", "\r", `\ No newline`}), 0, 60).Draw(t, label)
	whole := strings.Join(lines, "\n")
	if len(lines) > 0 && rapid.Bool().Draw(t, label+" ends") {
		whole += "\n"
	}
	return []byte(whole)
}

func TestRowsHoldBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := text(t, "before"), text(t, "after")
		checkRows(t, before, after, rapid.IntRange(-1, 4).Draw(t, "context"))
	})
}

// checkRows fails unless the rows, with what they fold, are the two texts line by line.
func checkRows(t interface{ Fatalf(string, ...any) }, before, after []byte, context int) {
	left, right := lines(before), lines(after)
	var gotLeft, gotRight []string
	for _, r := range textdiff.Rows(before, after, context) {
		if r.Kind == textdiff.Fold {
			if context < 0 {
				t.Fatalf("a fold, though nothing was to be folded")
			}
			if r.Left != len(gotLeft)+1 || r.Right != len(gotRight)+1 {
				t.Fatalf("the fold %+v is out of place", r)
			}
			a, b := left[r.Left-1:r.Left-1+r.Folded], right[r.Right-1:r.Right-1+r.Folded]
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("a fold hides a difference:\n%s", diff)
			}
			gotLeft, gotRight = append(gotLeft, a...), append(gotRight, b...)
			continue
		}
		if r.Left > 0 {
			gotLeft = append(gotLeft, r.TextLeft)
			if r.Left != len(gotLeft) {
				t.Fatalf("left line %d is called %d", len(gotLeft), r.Left)
			}
		}
		if r.Right > 0 {
			gotRight = append(gotRight, r.TextRight)
			if r.Right != len(gotRight) {
				t.Fatalf("right line %d is called %d", len(gotRight), r.Right)
			}
		}
		wantKind := map[[2]bool]textdiff.Kind{{true, false}: textdiff.Remove, {false, true}: textdiff.Add}
		if k, ok := wantKind[[2]bool{r.Left > 0, r.Right > 0}]; ok && k != r.Kind {
			t.Fatalf("row %+v should be a %s", r, k)
		}
		if r.Kind == textdiff.Same && r.TextLeft != r.TextRight {
			t.Fatalf("row %+v is not the same", r)
		}
	}
	if strings.Join(gotLeft, "\n") != strings.Join(left, "\n") || strings.Join(gotRight, "\n") != strings.Join(right, "\n") {
		t.Fatalf("the rows are not the texts:\n%q\n%q", gotLeft, gotRight)
	}
}

func lines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func TestCountsAgreeWithRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := text(t, "before"), text(t, "after")
		var wantAdded, wantRemoved int
		for _, r := range textdiff.Rows(before, after, 0) {
			switch {
			case r.Kind == textdiff.Change:
				wantAdded, wantRemoved = wantAdded+1, wantRemoved+1
			case r.Kind == textdiff.Add && r.Right > 0:
				wantAdded++
			case r.Kind == textdiff.Remove && r.Left > 0:
				wantRemoved++
			}
		}
		added, removed := textdiff.Count(before, after)
		if added != wantAdded || removed != wantRemoved {
			t.Fatalf("counted +%d -%d, the rows say +%d -%d", added, removed, wantAdded, wantRemoved)
		}
		if got := lineCount(after) - lineCount(before); got != added-removed {
			t.Fatalf("the texts differ by %d lines, the counts by %d", got, added-removed)
		}
	})
}

func TestOnlyTheMissingNewlineIsSaid(t *testing.T) {
	got := textdiff.Rows([]byte("a\nb"), []byte("a\nb\n"), 3)
	want := []textdiff.Row{
		{Kind: textdiff.Same, Left: 1, Right: 1, TextLeft: "a", TextRight: "a"},
		{Kind: textdiff.Change, Left: 2, Right: 2, TextLeft: "b", TextRight: "b"},
		{Kind: textdiff.Remove, TextLeft: textdiff.NoNewline},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEqualTextsGiveNoPatchAndNoDifference(t *testing.T) {
	same := []byte("a\nb\n")
	if got := unified("x", "x", same, same); got != "" {
		t.Errorf("a patch of nothing: %q", got)
	}
	for _, r := range textdiff.Rows(same, same, -1) {
		if r.Kind != textdiff.Same {
			t.Errorf("row %+v", r)
		}
	}
	if rows := textdiff.Rows(nil, nil, 3); rows == nil || len(rows) != 0 {
		t.Errorf("empty texts give %v, want an empty list", rows)
	}
}

func TestScatteredChangesOfALargeTextStaySmall(t *testing.T) {
	before, after := scattered(20_000, 10)
	added, removed := textdiff.Count(before, after)
	if added != 2000 || removed != 2000 {
		t.Errorf("2000 changed lines are told as +%d -%d", added, removed)
	}
	checkRows(t, before, after, 3)
}

// scattered gives a text of n lines and the same with every step-th line changed.
func scattered(n, step int) (before, after []byte) {
	for i := range n {
		line := fmt.Sprintf("line %d\n", i)
		before = append(before, line...)
		if i%step == 0 {
			line = fmt.Sprintf("changed %d\n", i)
		}
		after = append(after, line...)
	}
	return before, after
}

func TestHugeTextsWithNothingInCommonAreQuick(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := map[string][2][]byte{
		"all lines differ":          {noise(random, 300_000, 1<<40), noise(random, 300_000, 1<<40)},
		"few lines, shuffled":       {noise(random, 300_000, 50), noise(random, 300_000, 50)},
		"some lines once, shuffled": {noise(random, 300_000, 600_000), noise(random, 300_000, 600_000)},
		"one against nothing":       {noise(random, 300_000, 1<<40), nil},
	}
	for name, pair := range texts {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			textdiff.Rows(pair[0], pair[1], 3)
			unified("a", "a", pair[0], pair[1])
			if took := time.Since(began); took > time.Minute { // about a second; the square of the length is hours
				t.Errorf("took %v", took)
			}
		})
	}
}

func noise(random *rand.Rand, lines int, kinds int64) []byte {
	var b bytes.Buffer
	for range lines {
		fmt.Fprintf(&b, "%x\n", random.Int64N(kinds))
	}
	return b.Bytes()
}

// lineCount counts the lines of a text; a last line without a newline counts.
func lineCount(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}
