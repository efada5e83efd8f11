package values

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// How a table of TOML came to be: by a header, by dotted keys in another table, in braces; 0 for one that only the
// headers of its sub-tables name, and for the list of an array of tables.
const (
	headed = 't'
	dotted = '.'
	inline = '{'
)

// The styles of texts over several lines.
const (
	multiBasic   = 'B' // """
	multiLiteral = 'L' // '''
)

// tomlReader lays the expressions of the parser, which have ranges, into one tree of tables.
type tomlReader struct {
	d       *Document
	p       unstable.Parser
	root    *node
	current *node // the table that keys go into
	names   map[*node]map[string]*node
}

func parseTOML(d *Document) (*node, error) {
	r := &tomlReader{d: d, names: map[*node]map[string]*node{}, root: &node{sort: object, start: d.begin(), end: d.begin(), style: headed}}
	r.current = r.root
	r.p.Reset(d.body[d.begin():])
	for r.p.NextExpression() {
		if err := r.expression(r.p.Expression()); err != nil {
			return nil, err
		}
	}
	if err := r.p.Error(); err != nil {
		var at *unstable.ParserError
		if errors.As(err, &at) && len(at.Highlight) > 0 {
			return nil, d.faultAt(r.offset(r.p.Range(at.Highlight)), "%s", at.Message)
		}
		return nil, err
	}
	return r.root, nil
}

func (r *tomlReader) offset(of unstable.Range) int { return int(of.Offset) + r.d.begin() }

func (r *tomlReader) end(of unstable.Range) int { return r.offset(of) + int(of.Length) }

func (r *tomlReader) expression(e *unstable.Node) error {
	var keys []*unstable.Node
	for it := e.Key(); it.Next(); {
		keys = append(keys, it.Node())
	}
	if len(keys) > deepest {
		return r.d.faultAt(r.offset(keys[0].Raw), "its tables lie more than %d deep in each other", deepest)
	}
	last := keys[len(keys)-1]
	if e.Kind == unstable.KeyValue {
		return r.pair(r.current, keys, e)
	}
	parent, err := r.down(r.root, keys[:len(keys)-1], 0)
	if err != nil {
		return err
	}
	at := r.offset(keys[0].Raw)
	end := r.end(last.Raw) + skipTo(r.d.body[r.end(last.Raw):], "]") + 1
	held := r.held(parent, string(last.Data))
	table := r.d.nodes.add(node{sort: object, start: at, end: end, style: headed})
	switch {
	case e.Kind == unstable.ArrayTable:
		table.end++
		if held == nil {
			held = r.d.nodes.add(node{sort: list, start: at})
			r.add(parent, member{name: string(last.Data), at: at, node: held})
		}
		if held.sort != list || held.flow {
			return r.twice(last)
		}
		held.members = append(held.members, member{at: at, node: table})
	case held == nil:
		r.add(parent, member{name: string(last.Data), at: at, node: table})
	case held.sort != object || held.style != 0:
		return r.twice(last)
	default:
		table, held.style = held, headed
		table.start, table.end = at, end
	}
	r.current = table
	return nil
}

func (r *tomlReader) twice(key *unstable.Node) error {
	return r.d.faultAt(r.offset(key.Raw), "%s is there already", key.Data)
}

// add puts a member into a table, and notes its name where the table is large.
func (r *tomlReader) add(n *node, m member) {
	if n.members == nil {
		n.members = make([]member, 0, few)
	}
	n.members = append(n.members, m)
	const many = 32
	if len(n.members) < many {
		return
	}
	if r.names[n] == nil {
		r.names[n] = map[string]*node{}
		for _, m := range n.members {
			r.names[n][m.name] = m.node
		}
	}
	r.names[n][m.name] = m.node
}

// held is the member of a table that has a name.
func (r *tomlReader) held(n *node, name string) *node {
	if names := r.names[n]; names != nil {
		return names[name]
	}
	return n.first(name)
}

// down goes from a table along keys, and makes the tables that are not there.
func (r *tomlReader) down(n *node, keys []*unstable.Node, style byte) (*node, error) {
	for _, key := range keys {
		held := r.held(n, string(key.Data))
		if held == nil {
			held = r.d.nodes.add(node{sort: object, start: r.offset(key.Raw), end: r.offset(key.Raw), style: style})
			r.add(n, member{name: string(key.Data), at: r.offset(key.Raw), node: held})
			n = held
			continue
		}
		n = held
		if n.sort == list && !n.flow && len(n.members) > 0 {
			n = n.members[len(n.members)-1].node
		}
		if n.sort != object || n.style == inline {
			return nil, r.twice(key)
		}
	}
	return n, nil
}

// pair lays a key and its value into a table.
func (r *tomlReader) pair(into *node, keys []*unstable.Node, e *unstable.Node) error {
	parent, err := r.down(into, keys[:len(keys)-1], dotted)
	if err != nil {
		return err
	}
	last := keys[len(keys)-1]
	at := r.skip(r.end(last.Raw))
	value, err := r.value(e.Value(), r.skip(at+1), 0)
	if err != nil {
		return err
	}
	r.add(parent, member{name: string(last.Data), at: r.offset(keys[0].Raw), node: value})
	if parent.style == dotted {
		parent.end = value.end
	}
	if into.style == headed {
		into.end = value.end
	}
	return nil
}

// skip goes past white space, comments and commas.
func (r *tomlReader) skip(at int) int { return skipHash(r.d.body, at) }

// value makes a node of one that begins at an offset.
func (r *tomlReader) value(v *unstable.Node, at, depth int) (*node, error) {
	if depth > deepest {
		return nil, r.d.faultAt(at, "its values lie more than %d deep in each other", deepest)
	}
	n := r.d.nodes.add(node{start: at})
	if v.Kind != unstable.Array && v.Kind != unstable.InlineTable {
		n.start, n.end = r.offset(v.Raw), r.end(v.Raw)
		n.kind, n.text = kindTOML(v.Kind), string(v.Data)
		if n.kind == String {
			n.quoted, n.style = true, r.d.body[n.start]
			if bytes.HasPrefix(r.d.body[n.start:n.end], []byte(`"""`)) {
				n.style = multiBasic
			} else if bytes.HasPrefix(r.d.body[n.start:n.end], []byte("'''")) {
				n.style = multiLiteral
			}
		}
		return n, nil
	}
	n.sort, n.flow, n.style = list, true, inline
	if v.Kind == unstable.InlineTable {
		n.sort = object
	}
	end := at + 1
	for it := v.Children(); it.Next(); {
		start := r.skip(end)
		if v.Kind == unstable.InlineTable {
			var keys []*unstable.Node
			for k := it.Node().Key(); k.Next(); {
				keys = append(keys, k.Node())
			}
			n.style = 0 // open while it is read: dotted keys may go into one another
			if err := r.pair(n, keys, it.Node()); err != nil {
				return nil, err
			}
			n.style = inline
			end = r.end(it.Node().Raw)
			continue
		}
		held, err := r.value(it.Node(), start, depth+1)
		if err != nil {
			return nil, err
		}
		n.members = append(n.members, member{at: start, node: held})
		end = held.end
	}
	n.end = r.skip(end) + 1
	return n, nil
}

func kindTOML(k unstable.Kind) Kind {
	switch k {
	case unstable.String:
		return String
	case unstable.Bool:
		return Bool
	case unstable.Integer, unstable.Float:
		return Number
	}
	return Time
}

// skipHash goes past white space, line breaks, commas, and comments that begin with #.
func skipHash(body []byte, at int) int {
	for at < len(body) {
		switch {
		case strings.IndexByte(" \t\r\n,", body[at]) >= 0:
			at++
		case body[at] == '#':
			at += skipTo(body[at:], "\n")
		default:
			return at
		}
	}
	return at
}
