package values

import (
	"regexp"
	"strings"

	"lockstep/app/lockstep"
)

// longestPattern bounds what a pattern may cost; RE2 takes time in proportion to the text and to the pattern.
const longestPattern = 1000

// timeLike is what dates and times of TOML and YAML look like (RFC 3339, and its parts).
var timeLike = regexp.MustCompile(`^(\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(:\d\d(\.\d+)?)?)$`)

// match finds what the group of a pattern place meets.
func (d *Document) match(address string) (*node, error) {
	if !strings.HasPrefix(address, "~") {
		return nil, d.refuse(address, lockstep.Invalid, "a place in a text is ~ and a pattern")
	}
	if len(address) > longestPattern {
		return nil, d.refuse(address[:40]+"…", lockstep.Invalid, "its pattern is longer than %d bytes", longestPattern)
	}
	pattern, err := regexp.Compile("(?m)" + address[1:])
	switch {
	case err != nil:
		return nil, d.refuse(address, lockstep.Invalid, "its pattern is no regular expression (%s)", err)
	case pattern.NumSubexp() != 1:
		return nil, d.refuse(address, lockstep.Invalid, "its pattern has %d groups in parentheses instead of one; write (?:…) for those that are not the value", pattern.NumSubexp())
	}
	found := pattern.FindAllSubmatchIndex(d.body, 2)
	switch {
	case len(found) == 0 || found[0][2] < 0:
		return nil, d.refuse(address, lockstep.NotFound, "its pattern meets nothing in it")
	case len(found) > 1:
		return nil, d.refuse(address, lockstep.Conflict, "its pattern meets more than one text, in the lines %d and %d. Make it longer", d.line(found[0][2]), d.line(max(found[1][2], found[1][0])))
	}
	start, end := found[0][2], found[0][3]
	return &node{start: start, end: end, kind: String, text: string(d.body[start:end])}, nil
}
