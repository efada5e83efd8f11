package values

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// alias is the style of a leaf that refers to another.
const alias = '*'

// yamlReader makes nodes of those of the parser, which knows where each begins, by line and character. Where a scalar
// ends is found by its style and by what the parser read there.
type yamlReader struct {
	d       *Document
	lines   []int // where each line begins
	built   map[*yaml.Node]*node
	aliases []*yaml.Node

	line, column, at int // what was found last: nodes come in order, and a line may be long
}

// parseYAML reads one document, or several as a list of them.
func parseYAML(d *Document) (*node, error) {
	r := &yamlReader{d: d, lines: lineStarts(d.body, d.begin()), built: map[*yaml.Node]*node{}}
	body := d.body
	if directive := []byte("%YAML 1.2"); bytes.HasPrefix(body[d.begin():], directive) { // the parser reads it, but under 1.1 alone
		body = bytes.Replace(body, directive, []byte("%YAML 1.1"), 1)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	stream := &node{sort: list, end: len(d.body), fixed: "it is a stream of documents"}
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault("%s", strings.TrimPrefix(err.Error(), "yaml: "))
		}
		n, err := r.node(document.Content[0], -1, false, 0)
		if err != nil {
			return nil, err
		}
		stream.members = append(stream.members, member{at: n.start, node: n})
	}
	for _, a := range r.aliases {
		if n := r.built[a.Alias]; n != nil && n.fixed == "" {
			n.fix(fault("line %d refers to it as *%s, and would change too", a.Line, a.Value).Error())
		}
	}
	switch len(stream.members) {
	case 0:
		return &node{sort: object, start: len(d.body), end: len(d.body)}, nil
	case 1:
		return stream.members[0].node, nil
	}
	return stream, nil
}

// node makes a node of one that lies in a block whose keys or dashes stand at the column indent; -1 for none.
func (r *yamlReader) node(y *yaml.Node, indent int, flow bool, depth int) (*node, error) {
	if depth > deepest {
		return nil, fault("line %d: its values lie more than %d deep in each other", y.Line, deepest)
	}
	n := r.d.nodes.add(node{start: r.offset(y.Line, y.Column)})
	n.start = r.skipProperties(n.start, y)
	n.end = n.start
	switch y.Kind {
	case yaml.ScalarNode:
		r.scalar(n, y, indent)
		n.flow = flow
	case yaml.AliasNode:
		r.alias(n, y)
	case yaml.MappingNode, yaml.SequenceNode:
		n.sort, n.flow = list, flow || y.Style&yaml.FlowStyle != 0
		n.indent = y.Column - 1
		if y.Kind == yaml.MappingNode {
			n.sort = object
			if len(y.Content) > 0 {
				n.indent = y.Content[0].Column - 1
			}
		}
		if n.flow {
			n.indent = indent
		}
		if err := r.members(n, y, depth); err != nil {
			return nil, err
		}
		if n.flow && n.start < len(r.d.body) && (r.d.body[n.start] == '{' || r.d.body[n.start] == '[') {
			n.end = min(skipHash(r.d.body, max(n.end, n.start+1))+1, len(r.d.body))
		}
	}
	if y.Anchor != "" {
		r.built[y] = n
	}
	return n, nil
}

func (r *yamlReader) members(n *node, y *yaml.Node, depth int) error {
	step := 1
	if n.sort == object {
		step = 2
	}
	n.members = make([]member, 0, len(y.Content)/step)
	for i := 0; i < len(y.Content); i += step {
		key := y.Content[i]
		at := r.offset(key.Line, key.Column)
		held, err := r.node(y.Content[i+step-1], n.indent, n.flow, depth+1)
		if err != nil {
			return err
		}
		m := member{at: held.start, node: held}
		if n.sort == object {
			m.name, m.at = key.Value, at
			if key.Kind != yaml.ScalarNode {
				m.name = "?" + m.name
				held.fix("its key is no plain text")
				r.refers(key)
			}
		}
		n.members = append(n.members, m)
		n.end = max(n.end, held.end)
	}
	return nil
}

// refers notes the aliases in a key that is no scalar.
func (r *yamlReader) refers(key *yaml.Node) {
	if key.Kind == yaml.AliasNode {
		r.aliases = append(r.aliases, key)
	}
	for _, held := range key.Content {
		r.refers(held)
	}
}

// alias makes a leaf that shows what it refers to, where that is one value.
func (r *yamlReader) alias(n *node, y *yaml.Node) {
	n.end += len(y.Value) + 1
	n.style = alias
	n.fixed = fault("it is an alias of *%s, which line %d holds. Set it there, or write the value here", y.Value, y.Alias.Line).Error()
	n.hidden = y.Alias.Kind != yaml.ScalarNode
	n.text = "*" + y.Value
	if !n.hidden {
		n.kind, n.text = kindYAML(y.Alias.ShortTag()), textYAML(y.Alias)
	}
	r.aliases = append(r.aliases, y)
}

func (r *yamlReader) scalar(n *node, y *yaml.Node, indent int) {
	n.kind, n.text = kindYAML(y.ShortTag()), textYAML(y)
	n.tagged = y.Style&yaml.TaggedStyle != 0
	n.indent = indent + 2
	if indent < 0 {
		n.indent = 2
	}
	body, ok := r.d.body, true
	switch {
	case y.Style&yaml.DoubleQuotedStyle != 0:
		n.style = '"'
		n.end, ok = quotedEnd(body, n.start, '"', '\\')
	case y.Style&yaml.SingleQuotedStyle != 0:
		n.style = '\''
		n.end, ok = quotedEnd(body, n.start, '\'', 0)
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		ok = r.block(n, y, indent)
	case y.Value != "":
		n.end, ok = plainEnd(body, n.start, y.Value)
	}
	n.quoted = n.style == '"' || n.style == '\''
	bare := y.Anchor == "" && !n.tagged
	switch {
	case !ok:
		n.end, n.fixed = n.start, "where it ends is not certain"
	case y.ShortTag() == "!!binary":
		n.fixed = "it is binary"
	case n.start == n.end && bare && (n.start == 0 || body[n.start-1] != ':' && body[n.start-1] != '-'):
		n.fixed = "it has a key, but neither a colon nor a value"
	}
}

func kindYAML(tag string) Kind {
	switch tag {
	case "!!int", "!!float":
		return Number
	case "!!bool":
		return Bool
	case "!!null":
		return Null
	case "!!timestamp":
		return Time
	}
	return String
}

func textYAML(y *yaml.Node) string {
	if y.ShortTag() == "!!null" {
		return "null"
	}
	return y.Value
}

// lineStarts are the offsets of lines as the parser counts them: besides LF it knows CR, NEL, LS and PS (YAML 1.1 §4.2).
func lineStarts(body []byte, begin int) []int {
	starts := []int{begin}
	for i := begin; i < len(body); i++ {
		switch b := body[i]; {
		case b == '\n', b == '\r' && (i+1 == len(body) || body[i+1] != '\n'):
			starts = append(starts, i+1)
		case b == 0xC2 && i+1 < len(body) && body[i+1] == 0x85:
			starts = append(starts, i+2)
		case b == 0xE2 && i+2 < len(body) && body[i+1] == 0x80 && (body[i+2] == 0xA8 || body[i+2] == 0xA9):
			starts = append(starts, i+3)
		}
	}
	return starts
}

// offset is where a line and a character, both from 1, are in the body.
func (r *yamlReader) offset(line, column int) int {
	if line < 1 || line > len(r.lines) {
		return len(r.d.body)
	}
	at, i := r.lines[line-1], 1
	if line == r.line && column >= r.column {
		at, i = r.at, r.column
	}
	for ; i < column && at < len(r.d.body); i++ {
		if r.d.body[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, n := utf8.DecodeRune(r.d.body[at:])
		at += n
	}
	r.line, r.column, r.at = line, column, at
	return at
}

// skipProperties goes past a node's anchor and tag (YAML 1.2 §6.9).
func (r *yamlReader) skipProperties(at int, y *yaml.Node) int {
	body := r.d.body
	if y.Kind == yaml.AliasNode {
		return at
	}
	for at < len(body) && (body[at] == '&' || body[at] == '!') {
		end := at + 1
		for end < len(body) && strings.IndexByte(" \t\r\n", body[end]) < 0 && (!strings.ContainsRune(",[]{}", rune(body[end])) || body[at] == '!' && body[at+1] == '<') {
			end++
		}
		next := skipBlank(body, end)
		if y.Kind == yaml.ScalarNode && y.Value == "" && y.Style&^yaml.TaggedStyle == 0 { // nothing is written behind it
			if next >= len(body) || body[next] != '&' && body[next] != '!' || bytes.ContainsAny(body[end:next], "\r\n") {
				return end
			}
		}
		at = next
	}
	return at
}

// skipBlank goes past white space, line breaks and comments.
func skipBlank(body []byte, at int) int {
	for at < len(body) {
		switch {
		case strings.IndexByte(" \t\r\n", body[at]) >= 0:
			at++
		case body[at] == '#' && at > 0 && strings.IndexByte(" \t\r\n", body[at-1]) >= 0:
			at += skipTo(body[at:], "\n")
		default:
			return at
		}
	}
	return at
}
