package values

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// differsInValues says that another body is the document but for the values at some places of it: then it holds the same
// places, and laying its values in makes just it. It is told without reading it, which is most of the work, where
// each value stands alone on its line and can be proven to mean the same wherever it stands; otherwise it is false.
func (d *Document) differsInValues(places []Ruled, other []byte) bool {
	if d == nil || d.format.flat() || len(places) == 0 {
		return false
	}
	at, there := 0, 0
	for _, p := range places {
		same := d.body[at:min(p.Start, len(d.body))]
		if p.Start < at || p.Fixed != "" || p.text() || strings.Contains(p.Address, "[") || !bytes.HasPrefix(other[there:], same) {
			return false
		}
		there += len(same)
		rest := d.body[p.End : p.End+skipTo(d.body[p.End:], "\n")]
		line := other[there : there+skipTo(other[there:], "\n")]
		token, ok := bytes.CutSuffix(line, rest)
		n, err := d.leaf(p.Address)
		if !ok || err != nil || n.start != p.Start || len(token) == 0 || !legible(token) || !d.reads(n, string(token)) {
			return false
		}
		at, there = p.End, there+len(token)
	}
	return bytes.Equal(d.body[at:], other[there:])
}

// legible says that a document may hold a text as it is, whatever its format.
func legible(text []byte) bool {
	return utf8.Valid(text) && !bytes.ContainsFunc(text, func(r rune) bool { return escapedYAML(r) && r != '"' && r != '\\' })
}

// reads says that a text in the place of a leaf's token is one token, and nothing besides, which means the same there as alone.
func (d *Document) reads(n *node, text string) bool {
	if d.format == YAML {
		whole := true
		if quote := text[:1]; quote == `"` || quote == "'" { // with neither escapes nor quotes in it, of which some are none
			whole = len(text) > 1 && strings.HasSuffix(text, quote) && !strings.ContainsAny(text[1:len(text)-1], quote+`\`)
		}
		return whole && keepsYAML(n, string(d.body[n.start:n.end]), text)
	}
	before := ""
	if d.format == TOML {
		before = "a = "
	}
	by, err := open(d.name, d.format, []byte(before+text))
	if err != nil {
		return false
	}
	held := by.root
	if d.format == TOML {
		if len(held.members) != 1 {
			return false
		}
		held = held.members[0].node
	}
	return held.sort == leaf && held.start == len(before) && held.end == len(before)+len(text)
}
