package values

import (
	"bytes"
	"encoding/json"
	"math/big"
	"regexp"
	"strings"

	"github.com/tailscale/hujson"
)

// parseJSON reads JSON with comments and trailing commas; hujson says where each value stands.
func parseJSON(d *Document) (*node, error) {
	body := d.body[d.begin():]
	if depthJSON(body) > deepest { // the parser goes down as deep as the document does
		return nil, fault("its values lie more than %d deep in each other", deepest)
	}
	if !bytes.HasSuffix(body, []byte("\n")) { // it wants a comment to end with its line
		body = append(bytes.Clone(body), '\n')
	}
	v, err := hujson.Parse(body)
	if err != nil {
		why, _, quoted := strings.Cut(strings.TrimPrefix(err.Error(), "hujson: "), "invalid literal")
		if quoted { // the literal follows, which may be a secret
			why += "a value is not written as JSON writes it"
		}
		return nil, fault("%s", why)
	}
	return nodeJSON(d, v, d.begin()), nil
}

func nodeJSON(d *Document, v hujson.Value, shift int) *node {
	n := d.nodes.add(node{start: v.StartOffset + shift, end: v.EndOffset + shift})
	switch held := v.Value.(type) {
	case *hujson.Object:
		n.sort = object
		n.members = make([]member, len(held.Members))
		for i, m := range held.Members {
			n.members[i] = member{name: decodeJSON(m.Name.Value.(hujson.Literal)), at: m.Name.StartOffset + shift, node: nodeJSON(d, m.Value, shift)}
		}
	case *hujson.Array:
		n.sort = list
		n.members = make([]member, len(held.Elements))
		for i, e := range held.Elements {
			n.members[i] = member{at: e.StartOffset + shift, node: nodeJSON(d, e, shift)}
		}
	case hujson.Literal:
		n.kind, n.text = kindJSON(held.Kind()), decodeJSON(held)
		n.quoted = n.kind == String
	}
	return n
}

// decodeJSON is Literal.String without a second look at texts that have no escape.
func decodeJSON(l hujson.Literal) string {
	if l[0] == '"' && bytes.IndexByte(l, '\\') < 0 {
		return string(l[1 : len(l)-1])
	}
	return l.String()
}

func kindJSON(k hujson.Kind) Kind {
	switch k {
	case '"':
		return String
	case '0':
		return Number
	case 'n':
		return Null
	}
	return Bool
}

// depthJSON is how deep brackets lie in each other, without those in texts and comments.
func depthJSON(body []byte) (most int) {
	depth := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth--
		case '"':
			for i++; i < len(body) && body[i] != '"'; i++ {
				if body[i] == '\\' {
					i++
				}
			}
		case '/':
			if rest := body[i:]; bytes.HasPrefix(rest, []byte("//")) {
				i += skipTo(rest, "\n")
			} else if bytes.HasPrefix(rest, []byte("/*")) {
				i += 1 + skipTo(rest[2:], "*/")
			}
		}
	}
	return most
}

// skipTo is how many bytes lie before text, or how many there are.
func skipTo(b []byte, text string) int {
	if i := bytes.Index(b, []byte(text)); i >= 0 {
		return i
	}
	return len(b)
}

// encodeJSON writes a value as JSON.
func encodeJSON(v Value) (string, error) {
	switch v.Kind {
	case Number:
		text, ok := decimal(v.Text)
		if !ok {
			return "", fault("JSON has no such number")
		}
		return text, nil
	case Bool, Null:
		return v.Text, nil
	}
	return string(hujson.String(v.Text)), nil
}

// foreign are numbers of YAML and TOML. One with a zero in front is none: it is octal for some readers, and not for others.
var foreign = regexp.MustCompile(`^[-+]?(0[xob][0-9A-Fa-f_]+|(0|[1-9][0-9_]*)?(\.[0-9_]*)?([eE][-+]?[0-9_]+)?)$`)

// decimal writes a number of any format as JSON does, which YAML and TOML read alike. It is false of infinity, and of
// what is none.
func decimal(text string) (string, bool) {
	if numberJSON(text) {
		return text, true
	}
	if !foreign.MatchString(text) {
		return "", false
	}
	plain := strings.TrimPrefix(strings.ReplaceAll(text, "_", ""), "+")
	if numberJSON(plain) {
		return plain, true
	}
	if whole, ok := new(big.Int).SetString(plain, 0); ok {
		return whole.String(), true
	}
	sign := ""
	if strings.HasPrefix(plain, "-") {
		sign, plain = "-", plain[1:]
	}
	if strings.HasPrefix(plain, ".") { // YAML writes .5
		plain = "0" + plain
	}
	plain = strings.NewReplacer(".e", ".0e", ".E", ".0E").Replace(strings.TrimSuffix(plain, ".")) // and 5.
	return sign + plain, numberJSON(sign + plain)
}

// numberJSON says that a text is a number of JSON, however large.
func numberJSON(text string) bool {
	return text != "" && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

// insertJSON adds a member to the object or list that an address has reached, with what leads there.
func insertJSON(d *Document, w way, v Value) ([]splice, error) {
	text, err := d.written(v, encodeJSON)
	if err != nil {
		return nil, err
	}
	for i := len(w.rest) - 1; i > 0; i-- {
		if _, _, ok := selector(w.rest[i]); ok || w.rest[i] == "-" {
			return nil, fault("a list cannot be begun at %s", w.rest[i])
		}
		text = "{" + string(hujson.String(unescape(w.rest[i]))) + ": " + text + "}"
	}
	n := w.node
	switch {
	case n.sort == leaf:
		return nil, fault("what would hold it is a single value")
	case n.sort == list:
		if i, ok := index(w.rest[0]); w.rest[0] != "-" && (!ok || i != len(n.members)) {
			return nil, fault("only the next member of a list can be added, which is %d", len(n.members))
		}
	default:
		text = string(hujson.String(unescape(w.rest[0]))) + colonJSON(d, n) + text
	}
	closing := n.end - 1
	if len(n.members) == 0 {
		if bytes.ContainsAny(d.body[n.start+1:closing], "/\n") {
			line := d.newline() + indentOf(d.body, n.start)
			return []splice{{n.start + 1, n.start + 1, line + unitOf(d) + text}}, nil
		}
		return []splice{{n.start + 1, closing, text}}, nil
	}
	last := n.members[len(n.members)-1]
	before := n.start + 1
	if len(n.members) > 1 {
		before = n.members[len(n.members)-2].node.end
	}
	lead := " "
	if breaks := bytes.LastIndexByte(d.body[before:last.at], '\n'); breaks >= 0 {
		lead = d.newline() + indentOf(d.body, last.at)
	} else if len(n.members) > 1 {
		lead = string(d.body[last.at-spacesBefore(d.body, last.at) : last.at])
	}
	end := last.node.end
	tail := end + skipExtra(d.body[end:])
	if d.body[tail] == ',' { // a trailing comma: it gets another
		at := lineEndWithin(d.body, tail+1, closing)
		return []splice{{at, at, lead + text + ","}}, nil
	}
	at := lineEndWithin(d.body, end, closing)
	return []splice{{end, end, ","}, {at, at, lead + text}}, nil
}

// colonJSON is what stands between a name and its value in the object, or else in the document.
func colonJSON(d *Document, n *node) string {
	for _, o := range []*node{n, d.root} {
		if o.sort == object && len(o.members) > 0 {
			m := o.members[0]
			lit := m.at + 1
			for d.body[lit] != '"' {
				if d.body[lit] == '\\' {
					lit++
				}
				lit++
			}
			if between := string(d.body[lit+1 : m.node.start]); strings.Trim(between, " :") == "" {
				return between
			}
		}
	}
	return ": "
}

// skipExtra is the length of white space and comments.
func skipExtra(b []byte) int {
	for i := 0; i < len(b); {
		switch {
		case strings.IndexByte(" \t\r\n", b[i]) >= 0:
			i++
		case bytes.HasPrefix(b[i:], []byte("//")):
			i += skipTo(b[i:], "\n")
		case bytes.HasPrefix(b[i:], []byte("/*")):
			i += min(skipTo(b[i:], "*/")+2, len(b)-i)
		default:
			return i
		}
	}
	return len(b)
}

// lineEndWithin is where a comment of the line of an offset ends; the offset itself where no comment follows.
func lineEndWithin(body []byte, from, to int) int {
	rest := body[from:to]
	blank := len(rest) - len(bytes.TrimLeft(rest, " \t"))
	switch {
	case bytes.HasPrefix(rest[blank:], []byte("//")):
		return from + len(bytes.TrimRight(rest[:skipTo(rest, "\n")], "\r"))
	case bytes.HasPrefix(rest[blank:], []byte("/*")):
		return from + min(blank+skipTo(rest[blank:], "*/")+2, len(rest))
	}
	return from
}
