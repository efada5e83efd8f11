package jsonmodel

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// Explain says where in a document a problem of it lies, and offers what would end it. Every fix is tried out before it
// is offered: with it the problem is gone, and there are not more that block than before.
func (p Place) Explain(doc []byte, problem lockstep.Problem) lockstep.Hint {
	if at, ok := offset(doc, problem.Path); ok {
		return lockstep.Hint{From: at, To: wordEnd(doc, at), Fixes: p.readable(doc, syntaxFixes(doc, at))}
	}
	v, err := parse(doc)
	if err != nil {
		return lockstep.Hint{}
	}
	w, hint, ok := p.locate(doc, v, problem)
	if ok && problem.Verdict == lockstep.Blocks {
		hint.Fixes = p.proven(doc, problem, w.fixes())
	}
	return hint
}

// locate finds the place of a problem in a document that can be read.
func (p Place) locate(doc []byte, v value, problem lockstep.Problem) (workshop, lockstep.Hint, bool) {
	for _, item := range v.items {
		if name, ok := item.get("name"); !ok || p.Key(name.text) != problem.Key {
			continue
		}
		spot := find(item, problem.Path)
		hint := lockstep.Hint{From: spot.start, To: spot.end}
		if hint.To-hint.From > 200 || bytes.ContainsRune(doc[hint.From:hint.To], '\n') { // too much to be underlined
			hint.To = hint.From + 1
		}
		if spot.named && (spot.value.sort == object || spot.value.sort == array) {
			hint.From, hint.To = spot.at, wordEnd(doc, spot.at)
		}
		return workshop{doc: doc, model: v, object: item, spot: spot, problem: problem}, hint, true
	}
	return workshop{}, lockstep.Hint{}, false
}

// proven keeps the fixes that end a problem of a document that can be read, and make no other.
func (p Place) proven(doc []byte, problem lockstep.Problem, fixes []lockstep.Fix) []lockstep.Fix {
	var good []lockstep.Fix
	before := p.blocking(doc)
	for _, f := range fixes {
		after := p.blocking(f.Apply(doc))
		if before.syntax < 0 && after.syntax < 0 && !after.has(problem) && len(after.problems) < len(before.problems) {
			good = append(good, f)
		}
	}
	return good
}

// readable keeps the fixes with which a document can be read. Where none does that, since something else is wrong further
// on, it keeps those that something readable follows: what is wrong right behind a fix may be its own doing.
func (p Place) readable(doc []byte, fixes []lockstep.Fix) []lockstep.Fix {
	var whole, further []lockstep.Fix
	for _, f := range fixes {
		fixed := f.Apply(doc)
		after := p.blocking(fixed)
		if after.syntax < 0 {
			if !p.breaks(fixed, f, after.problems) {
				whole = append(whole, f)
			}
			continue
		}
		end := len(fixed) - (len(doc) - f.Edits[len(f.Edits)-1].To)
		if after.syntax > end && len(bytes.TrimSpace(fixed[end:after.syntax])) > 0 {
			further = append(further, f)
		}
	}
	if len(whole) > 0 {
		return whole
	}
	return further
}

// breaks says that a problem of the document lies in what a fix has put there.
func (p Place) breaks(fixed []byte, f lockstep.Fix, problems []lockstep.Problem) bool {
	v, err := parse(fixed)
	if err != nil {
		return true
	}
	for _, problem := range problems {
		_, hint, ok := p.locate(fixed, v, problem)
		moved := 0
		for _, e := range f.Edits {
			from := e.From + moved
			if ok && hint.From < from+len(e.Text) && from < hint.To {
				return true
			}
			moved += len(e.Text) - (e.To - e.From)
		}
	}
	return false
}

// blocked is what blocks a document: where it cannot be read (-1 where it can), or what does not validate.
type blocked struct {
	syntax   int
	problems []lockstep.Problem
}

func (b blocked) has(problem lockstep.Problem) bool {
	for _, p := range b.problems {
		if p.Key == problem.Key && p.Path == problem.Path && p.Message == problem.Message {
			return true
		}
	}
	return false
}

func (p Place) blocking(doc []byte) blocked {
	cut, err := Split(doc)
	if err != nil {
		b := blocked{}
		if s, ok := err.(*SyntaxError); ok {
			b.syntax, _ = offset(doc, strconv.Itoa(s.Line)+":"+strconv.Itoa(s.Column))
		}
		return b
	}
	b := blocked{syntax: -1}
	for _, problem := range p.Validate(cut.Objects) {
		if problem.Verdict == lockstep.Blocks {
			b.problems = append(b.problems, problem)
		}
	}
	return b
}

// offset reads line:column as an offset in bytes.
func offset(doc []byte, path string) (int, bool) {
	first, second, ok := strings.Cut(path, ":")
	line, err := strconv.Atoi(first)
	if !ok || err != nil || line < 1 {
		return 0, false
	}
	column, err := strconv.Atoi(second)
	if err != nil {
		return 0, false
	}
	at := 0
	if bytes.HasPrefix(doc, bom) {
		at = len(bom)
	}
	for ; line > 1; line-- {
		n := bytes.IndexByte(doc[at:], '\n')
		if n < 0 {
			return len(doc), true
		}
		at += n + 1
	}
	for ; column > 1 && at < len(doc); column-- {
		_, n := utf8.DecodeRune(doc[at:])
		at += n
	}
	return at, true
}

// wordEnd is the end of the word that begins at an offset; of one character where none does.
func wordEnd(doc []byte, at int) int {
	end := at
	if end < len(doc) && doc[end] == '"' {
		if n := bytes.IndexAny(doc[end+1:], "\"\n"); n >= 0 {
			return end + n + 2
		}
	}
	for end < len(doc) && (doc[end] == '_' || doc[end] >= '0' && doc[end] <= '9' || doc[end]|0x20 >= 'a' && doc[end]|0x20 <= 'z') {
		end++
	}
	return min(len(doc), max(end, at+1))
}

// spot is a place in an object that a problem's path names.
type spot struct {
	value
	named  bool   // it is a member, and not the object itself
	at     int    // where its name stands
	member member // with the name as it is written
	within value  // the object that it is a member of
}

// find follows a path as far as it leads: a path may name what is missing. Of members of one name, the last is meant.
func find(object value, path string) spot {
	s := spot{value: object}
	if path == "" {
		return s
	}
	for rest := path; rest != ""; {
		found := false
		for i := len(s.value.members) - 1; i >= 0 && !found; i-- {
			m := s.value.members[i]
			if rest != m.name && !strings.HasPrefix(rest, m.name+".") {
				continue
			}
			s = spot{value: m.value, named: true, at: m.at, member: m, within: s.value}
			rest, found = strings.TrimPrefix(rest[len(m.name):], "."), true
		}
		if !found {
			return s
		}
	}
	return s
}
