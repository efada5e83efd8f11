package app

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// sides are what the two sides of a difference are called in sentences.
type sides struct {
	before, after     string // the left side
	onBefore, onAfter string // on the left
}

func leftAndRight() sides {
	return sides{"the left side", "the right side", "on the left", "on the right"}
}

// sidesOf names the sides of a session. A plan is shown in one column as well, which has no left and no right.
func sidesOf(one *session) sides {
	if one.draft == nil {
		return leftAndRight()
	}
	target, source := one.draft.At.Name(), one.draft.SourceName
	return sides{"the one on " + target, "the one of " + source, "in " + target, "in " + source}
}

// unseen says what an item's texts do not show of it, and how they differ in it.
func (d pair) unseen(before, after []byte, s sides) []string {
	var notes []string
	say := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	const shown = "is not UTF-8: what cannot be read of it is shown as \ufffd"
	switch a, b := utf8.Valid(before), utf8.Valid(after); {
	case !d.had && !b, !d.has && !a:
		say("It %s.", shown)
	case !a && !b:
		say("Neither side is UTF-8: what cannot be read of them is shown as \ufffd.")
	case !a:
		say("%s %s.", upper(s.before), shown)
	case !b:
		say("%s %s.", upper(s.after), shown)
	}
	if !d.had || !d.has || d.before.Mode == lockstep.Link || d.after.Mode == lockstep.Link { // a link's target has no lines
		return notes
	}
	switch a, b := endings(before), endings(after); {
	case a == mixed && b == mixed:
		say("Both sides end some lines with LF and others with CR LF, which is not shown: lines may differ in that alone.")
	case a != b && a != "" && b != "":
		say("Line endings differ: %s %s, %s %s.", a, s.onBefore, b, s.onAfter)
	}
	only := func(first bool, what string) {
		side := s.after
		if first {
			side = s.before
		}
		say("Only %s %s.", side, what)
	}
	if a, b := bytes.HasPrefix(before, []byte(byteOrderMark)), bytes.HasPrefix(after, []byte(byteOrderMark)); a != b {
		only(a, "begins with a byte order mark")
	}
	if a, b := bytes.HasSuffix(before, []byte("\n")), bytes.HasSuffix(after, []byte("\n")); a != b && len(before) > 0 && len(after) > 0 {
		only(a, "ends with a newline")
	}
	return notes
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

const mixed = "both LF and CR LF"

// endings names how the lines of a text end; "" where it has one line.
func endings(content []byte) string {
	all, pairs := bytes.Count(content, []byte("\n")), bytes.Count(content, []byte("\r\n"))
	switch {
	case all == 0:
		return ""
	case pairs == 0:
		return "LF"
	case pairs == all:
		return "CR LF"
	}
	return mixed
}
