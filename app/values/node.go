package values

import "fmt"

// sort is what a node is.
type sort byte

const (
	leaf sort = iota
	object
	list
)

// node is a value with the place where it stands.
type node struct {
	sort       sort
	style      byte // how a leaf is written, for its format's encoder
	quoted     bool
	flow       bool   // YAML and TOML: in brackets
	tagged     bool   // YAML: a tag says what it is
	hidden     bool   // it is followed, and is no place of its own
	start, end int    // of a leaf, its token; of an object or a list, from its first byte to behind its last
	indent     int    // YAML: the column of keys, or of a block's lines, from 0
	kind       Kind   // of a leaf's value
	text       string // of it, decoded
	fixed      string // why it cannot be set
	members    []member
}

// member is a value of an object or a list.
type member struct {
	name string // of an object's; for XML @name of an attribute, and "" of an element's text
	at   int    // where it begins: its key, or the value itself
	node *node
}

// value is a leaf's, without the bytes that it is written as: a document has more nodes than are ever lifted out of it.
func (n *node) value() Value { return Value{Kind: n.kind, Text: n.text} }

// few members have room in what is made for those of an object from the start.
const few = 4

// first gives the first member of a name.
func (n *node) first(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return n.members[i].node
		}
	}
	return nil
}

// all gives the members of a name.
func (n *node) all(name string) (found []member) {
	if n.sort != object {
		return nil
	}
	for _, m := range n.members {
		if m.name == name {
			found = append(found, m)
		}
	}
	return found
}

// nodes are given out from chunks: a document has many, which live as long as it does.
type nodes struct {
	free  []node
	count int
}

// add makes a node.
func (s *nodes) add(n node) *node {
	if len(s.free) == 0 {
		s.free = make([]node, 32)
	}
	s.count++
	made := &s.free[0]
	s.free = s.free[1:]
	*made = n
	return made
}

// fix says of a node, and of all below it that has no reason of its own, why it cannot be set.
func (n *node) fix(why string) {
	if n.fixed == "" {
		n.fixed = why
	}
	for _, m := range n.members {
		m.node.fix(why)
	}
}

// equal says that two documents hold the same, but for what was set.
func equal(before, after *node, set map[*node]Value) bool {
	if v, ok := set[before]; ok {
		return after.sort == leaf && after.value().is(v)
	}
	if before.sort != after.sort || len(before.members) != len(after.members) || before.kind != after.kind || before.text != after.text {
		return false
	}
	for i, m := range before.members {
		if m.name != after.members[i].name || !equal(m.node, after.members[i].node, set) {
			return false
		}
	}
	return true
}

// fault is why a document cannot be read, as words that follow a colon.
func fault(format string, args ...any) error { return fmt.Errorf(format, args...) }

func (d *Document) faultAt(at int, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", d.line(min(at, len(d.body))), fault(format, args...))
}
