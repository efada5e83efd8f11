package textdiff_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lockstep/app/textdiff"
)

func TestRunsHoldBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := text(t, "before"), text(t, "after")
		ignore := rapid.Bool().Draw(t, "ignore space")
		left, right := lines(before), lines(after)
		same := func(a, b string) bool {
			if ignore {
				strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
				return strip(a) == strip(b)
			}
			return a == b
		}
		a, b := 0, 0
		for _, r := range textdiff.Runs(before, after, ignore) {
			if r.Lines < 1 || r.Left-a != r.Right-b || r.Left < a {
				t.Fatalf("the run %+v does not follow on lines %d and %d", r, a, b)
			}
			for ; a < r.Left; a, b = a+1, b+1 {
				if !same(left[a], right[b]) {
					t.Fatalf("lines %d and %d are told as the same", a, b)
				}
			}
			if r.Kind != textdiff.Add {
				a += r.Lines
			}
			if r.Kind != textdiff.Remove {
				b += r.Lines
			}
		}
		if len(left)-a != len(right)-b {
			t.Fatalf("%d and %d lines are left at the end", len(left)-a, len(right)-b)
		}
	})
}

func TestAChangedLineIsPairedWithTheOneThatItIsLike(t *testing.T) {
	before := "\"unsubscribeFooter\": \"legacy-footer\",\n\"locales\": [\"en\", \"de\"],\n"
	after := "\"locales\": [\"en\", \"de\", \"fr\"],\n"
	want := []textdiff.Run{{Kind: textdiff.Remove, Lines: 1}, {Kind: textdiff.Change, Left: 1, Lines: 1}}
	if diff := cmp.Diff(want, textdiff.Runs([]byte(before), []byte(after), false)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMarksAreWhatTheOtherSideHasNot(t *testing.T) {
	cases := []struct{ before, after, left, right string }{
		{`"attempts": 3,`, `"attempts": 15,`, "3", "15"},
		{`"subject": "Your order {{number}}",`, `"subject": "Your receipt and taxes",`, "order {{number}}", "receipt and taxes"},
		{"a b c d e f", "a b x d e f", "c", "x"},
		{"größe 😀 alt", "größe 😀 neu", "alt", "neu"},
		{"one", "two", "", ""},
		{"same", "same", "", ""},
		{strings.Repeat("x ", 3000), strings.Repeat("x ", 3000) + "y", "", ""},
	}
	cut := func(line string, spans []textdiff.Span) string {
		units := utf16.Encode([]rune(line))
		var parts []string
		for _, s := range spans {
			parts = append(parts, string(utf16.Decode(units[s.From:s.To])))
		}
		return strings.Join(parts, "|")
	}
	for _, c := range cases {
		left, right := textdiff.NewMarker().Marks(c.before, c.after)
		if got := [2]string{cut(c.before, left), cut(c.after, right)}; got != [2]string{c.left, c.right} {
			t.Errorf("%.40q and %.40q are marked %q, want %q and %q", c.before, c.after, got, c.left, c.right)
		}
	}
}

func TestMarksAreWithinTheirLines(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "bb", " ", ",", "é", "😀", "\t", "\xff", "name"})
	line := func(t *rapid.T, label string) string {
		return strings.Join(rapid.SliceOfN(word, 0, 20).Draw(t, label), "")
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := line(t, "before"), line(t, "after")
		left, right := textdiff.NewMarker().Marks(before, after)
		for text, spans := range map[string][]textdiff.Span{before: left, after: right} {
			at := 0
			for _, s := range spans {
				if s.From < at || s.To <= s.From || s.To > len(utf16.Encode([]rune(text))) {
					t.Fatalf("the span %+v does not fit %q after %d", s, text, at)
				}
				at = s.To
			}
		}
	})
}
