package values

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// Set is a place and what it shall hold.
type Set struct {
	Address string
	Value   Value
}

// splice puts text in the place of the bytes from start to end.
type splice struct {
	start, end int
	text       string
}

// Set gives the document with another value at an address. A value that was lifted out of a document of the same format
// is laid in as it was written there, where that reads the same here. The error is NotFound where the place is not
// there, Conflict where the address is ambiguous, and Blocked where the place cannot be set.
func (d *Document) Set(address string, v Value) ([]byte, error) {
	return d.Lay([]Set{{address, v}})
}

// Lay sets several places at once: all of them or, with an error as of Set, none.
func (d *Document) Lay(sets []Set) ([]byte, error) {
	var splices []splice
	set := make(map[*node]Value, len(sets))
	sure := true
	for _, s := range sets {
		n, err := d.leaf(s.Address)
		if err != nil {
			return nil, err
		}
		if _, twice := set[n]; twice {
			return nil, d.refuse(s.Address, lockstep.Invalid, "it is set twice at once")
		}
		v := d.settle(n, s.Value)
		token, err := "", v.text()
		if err == nil {
			token, err = d.token(n, v)
		}
		if err != nil {
			return nil, d.refuse(s.Address, lockstep.Invalid, "%s", err)
		}
		set[n] = v
		if token == string(d.body[n.start:n.end]) {
			continue
		}
		if n.fixed != "" {
			return nil, d.refuse(s.Address, lockstep.Blocked, "%s", n.fixed)
		}
		splices = append(splices, splice{n.start, n.end, token})
		sure = sure && d.alone(n, v, token)
	}
	after, err := d.splice(splices)
	if err != nil {
		return nil, d.refuse(sets[0].Address, lockstep.Invalid, "%s", err)
	}
	if sure {
		return after, nil
	}
	if err := d.check(after, set, sets); err != nil {
		return nil, d.blame(sets, err)
	}
	return after, nil
}

// blame is why the first place that cannot be set alone cannot; err where each of them can.
func (d *Document) blame(sets []Set, err error) error {
	if len(sets) == 1 {
		return err
	}
	for _, s := range sets {
		if _, alone := d.Set(s.Address, s.Value); alone != nil {
			return alone
		}
	}
	return err
}

// check reads a result: it must hold what was set and, besides, what the document held.
func (d *Document) check(after []byte, set map[*node]Value, sets []Set) error {
	again, err := open(d.name, d.format, after)
	if err != nil {
		return d.refuse(sets[0].Address, lockstep.Invalid, "the document could not be read with that value in it")
	}
	for _, s := range sets {
		if d.format != Text {
			break
		}
		if n, err := again.match(s.Address); err != nil || n.text != s.Value.Text {
			return d.refuse(s.Address, lockstep.Invalid, "its pattern would not find that value again")
		}
	}
	if !equal(d.root, again.root, set) {
		return d.refuse(sets[0].Address, lockstep.Invalid, "that value cannot be written there without changing another, or its own meaning")
	}
	return nil
}

// alone says that a token need not be read in the whole document: that it reads as v by itself, where a token of the
// format means the same wherever it stands. Reading all again costs as much as the rest.
func (d *Document) alone(n *node, v Value, token string) bool {
	text := ""
	switch {
	case d.format == YAML:
		return keepsYAML(n, string(d.body[n.start:n.end]), token)
	case d.format == JSON:
		text = token
	case d.format == TOML:
		text = "a = " + token + "\n"
	case d.format == XML && (n.style == '"' || n.style == '\''):
		text = "<a b=" + token + "/>"
	case d.format == XML && n.style != closedXML:
		text = "<a>" + token + "</a>"
	default:
		return false
	}
	by, err := open(d.name, d.format, []byte(text))
	if err != nil {
		return false
	}
	held := by.flatten()
	return len(held) == 1 && held[0].value.is(v)
}

// splice puts texts into the body, which it leaves as it is.
func (d *Document) splice(splices []splice) ([]byte, error) {
	slices.SortStableFunc(splices, func(a, b splice) int { return a.start - b.start })
	size := len(d.body)
	for _, s := range splices {
		size += len(s.text)
	}
	after, at := make([]byte, 0, size), 0
	for _, s := range splices {
		if s.start < at {
			return nil, fault("another place that is set at once lies in it")
		}
		after = append(append(after, d.body[at:s.start]...), s.text...)
		at = s.end
	}
	return append(after, d.body[at:]...), nil
}

// settle makes a value what the document can hold: one that was given as text becomes what the place is, where it can.
func (d *Document) settle(n *node, v Value) Value {
	if n != nil && v.Text == n.text && (v.Kind == Any || v.Kind == n.kind) {
		v.Kind = n.kind // as it is: a number of TOML may have a form that no other format knows
		return v
	}
	if v.Kind == Any || v.format != "" && v.format.flat() && !d.format.flat() {
		v.Kind = String
		if n != nil && n.kind == kindOf(v.Text) {
			v.Kind = n.kind
		}
	}
	if v.Kind == Null {
		v.Text = "null"
	}
	switch {
	case d.format.flat() && v.Kind != Null, v.Kind == Time && d.format == JSON:
		v.Kind = String
	}
	if v.Kind == Number && v.format != d.format {
		if text, ok := decimal(v.Text); ok {
			v.Text = text
		}
	}
	return v
}

// based are whole numbers to the base of 16, 8 or 2, as YAML and TOML write them.
var based = regexp.MustCompile(`^0(x[0-9A-Fa-f]+|o[0-7]+|b[01]+)$`)

// kindOf is what a text looks like. A number has no sign or zero in front that could make it one of a telephone.
func kindOf(text string) Kind {
	switch {
	case text == "true" || text == "false":
		return Bool
	case text == "null":
		return Null
	case timeLike.MatchString(text):
		return Time
	}
	if numberJSON(text) || based.MatchString(text) {
		return Number
	}
	return String
}

// text says why a value cannot be in a text, which is UTF-8.
func (v Value) text() error {
	if !utf8.ValidString(v.Text) {
		return fault("the value is not UTF-8")
	}
	return nil
}

// token is how a value is written at a leaf.
func (d *Document) token(n *node, v Value) (string, error) {
	if v.token != "" && v.format == d.format && d.fits(n, v) {
		return v.token, nil
	}
	if v.token == "" && v.Text == "" && v.format == d.format && (d.format == Env || d.format == INI || d.format == Properties) {
		return "", nil // nothing was written there, not even quotes
	}
	if n.value().is(v) {
		return string(d.body[n.start:n.end]), nil
	}
	switch d.format {
	case JSON:
		return encodeJSON(v)
	case YAML:
		return encodeYAML(d, n, v)
	case TOML:
		return encodeTOML(n.style, v)
	}
	if v.Kind == Null {
		return "", fault("%s has no null", d.format)
	}
	switch d.format {
	case Env:
		return encodeEnv(n.style, v.Text), nil
	case INI:
		return encodeINI(n.style, v.Text)
	case Properties:
		return encodeProperties(d, n, v.Text), nil
	case XML:
		return encodeXML(d, n, v.Text)
	}
	return v.Text, nil
}

// fits says that a token of the same format reads the same wherever it stands here.
func (d *Document) fits(n *node, v Value) bool {
	switch d.format {
	case YAML:
		return fitsYAML(n, v)
	case XML:
		return fitsXML(n, v)
	case Properties:
		return !d.bare(n)
	}
	return true
}
