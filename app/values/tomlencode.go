package values

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/tailscale/hujson"
)

var (
	bareTOML  = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	wholeTOML = regexp.MustCompile(`^-?[0-9]+$`)
)

// encodeTOML writes a value as TOML, a text in the style that its place has.
func encodeTOML(style byte, v Value) (string, error) {
	switch v.Kind {
	case Null:
		return "", fault("TOML has no null")
	case Number:
		text, ok := decimal(v.Text)
		if whole, _ := new(big.Int).SetString(text, 10); ok && wholeTOML.MatchString(text) && !whole.IsInt64() {
			ok = false // TOML 1.0: readers take 64 bits
		}
		if !ok {
			return "", fault("TOML has no such number")
		}
		return text, nil
	case Bool:
		return strings.ToLower(v.Text), nil
	case Time:
		if !timeLike.MatchString(v.Text) {
			return "", fault("TOML has no such time")
		}
		return v.Text, nil
	}
	basic := strings.ReplaceAll(string(hujson.String(v.Text)), "\x7f", `\u007f`)
	lines := strings.Contains(v.Text, "\n")
	switch {
	case style == '\'' && !strings.ContainsFunc(v.Text, func(r rune) bool { return r == '\'' || control(r) }):
		return "'" + v.Text + "'", nil
	case style == multiLiteral && lines && !strings.Contains(v.Text, "''") && !strings.HasSuffix(v.Text, "'") && !strings.ContainsFunc(v.Text, func(r rune) bool { return r != '\n' && control(r) }):
		return "'''\n" + v.Text + "'''", nil
	case (style == multiBasic || style == multiLiteral) && lines:
		return `"""` + "\n" + strings.ReplaceAll(basic[1:len(basic)-1], `\n`, "\n") + `"""`, nil
	}
	return basic, nil
}

// control says that a character stands in no literal text of TOML.
func control(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

func keyTOML(key string) string {
	if bareTOML.MatchString(key) {
		return key
	}
	return strings.ReplaceAll(string(hujson.String(key)), "\x7f", `\u007f`)
}

// insertTOML adds a key: to the table that an address has reached, or below a header of its own at the end.
func insertTOML(d *Document, w way, names []string, v Value) ([]splice, error) {
	text, err := d.written(v, func(v Value) (string, error) { return encodeTOML('"', v) })
	if err != nil {
		return nil, err
	}
	n := w.node
	if n.sort == list || n.flow {
		return insertFlow(d, w, func(rest []string) (string, error) { return dottedTOML(rest) + " = " + text, nil }, text)
	}
	if n.sort == leaf {
		return nil, fault("what would hold it is a single value")
	}
	path := append(w.path, n)
	owner := len(path) - 1
	for owner > 0 && path[owner].style == dotted {
		owner--
	}
	table := path[owner]
	if table.style == headed && (len(w.rest) == 1 || owner < len(path)-1) {
		line := dottedTOML(append(names[owner:len(names)-len(w.rest):len(names)-len(w.rest)], w.rest...)) + equals(d, n, " = ") + text
		if table == d.root && len(table.members) == 0 || table.end == d.begin() {
			return d.heading(line), nil
		}
		end := table.end
		if n.style == dotted {
			end = n.end
		}
		indent := indentOf(d.body, end)
		if len(n.members) > 0 && n.members[0].node.sort == leaf {
			indent = indentOf(d.body, n.members[0].at)
		}
		at := lineEnd(d.body, end)
		return []splice{{at, at, d.newline() + indent + line}}, nil
	}
	var header []string
	for _, name := range names[:len(names)-1] {
		if _, is := index(name); !is {
			header = append(header, name)
		}
	}
	nl := d.newline()
	return d.appendix(nl + "[" + dottedTOML(header) + "]" + nl + dottedTOML(names[len(names)-1:]) + equals(d, d.root, " = ") + text), nil
}

// dottedTOML writes segments of an address as a dotted key.
func dottedTOML(segments []string) string {
	keys := make([]string, len(segments))
	for i, s := range segments {
		keys[i] = keyTOML(unescape(s))
	}
	return strings.Join(keys, ".")
}
