package values

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"lockstep/app/lockstep"
)

// Side is one environment of a promotion as the leak guard sees it: with its raw state, its own values in it.
type Side struct {
	Name  string
	Role  lockstep.Role
	State lockstep.State
}

// Leak is something that is about to be written and should not travel.
type Leak struct {
	Key     lockstep.Key
	Address string // the place; "" in plain text, and for a whole item
	Line    int    // from 1; 0 for a whole item
	Why     string // a sentence, in which the value is not shown
	Mask    bool   // it is a mask that stands for a value
}

// The bounds of what is looked for.
const (
	largestGuarded = 4 << 20 // bytes of an item
	mostLeaks      = 1000
)

// Leaks finds in what a plan writes what should not travel: values of the source's own, hosts and keys of another stage,
// masks, and secrets that no rule names. want has the items as they are to be, the target's values in them; what the
// target's item holds already is no leak. Items of more than 4 MB and what is not text are left out, and no more than
// 1,000 leaks are given, in the order of the items. The error is that of reading a content, or of the context.
func (r Rules) Leaks(ctx context.Context, source, target Side, writes []lockstep.Change, want lockstep.State) ([]Leak, error) {
	g := &guard{rules: r, source: source, target: target, same: source.Name == target.Name, stopped: ctx.Err}
	if !g.same {
		g.names = namesOf(source.Name, source.Role)
		for word := range namesOf(target.Name, target.Role) {
			delete(g.names, word)
		}
		if err := g.learn(); err != nil {
			return nil, err
		}
	}
	err := each(writes, func(c lockstep.Change) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		item, ok := want.Get(c.Key)
		if !ok || c.Op == lockstep.Remove || c.Key.Quiet() || item.Mode == lockstep.Link || item.Body.Size > largestGuarded {
			return nil
		}
		from := c.Key
		if c.Op == lockstep.Rename {
			from = c.From
		}
		before, _ := target.State.Get(from)
		if before.Body.Digest == item.Body.Digest {
			return nil
		}
		return g.item(item, before)
	})
	if err != nil {
		return nil, err
	}
	if g.unread != nil {
		return nil, g.unread
	}
	slices.SortFunc(g.found, func(a, b Leak) int {
		return cmp.Or(a.Key.Compare(b.Key), cmp.Compare(a.Line, b.Line), strings.Compare(a.Address, b.Address))
	})
	return g.found[:min(len(g.found), mostLeaks)], nil
}

// guard looks at what is written, item by item.
type guard struct {
	rules          Rules
	source, target Side
	same           bool            // an environment gets back what it had
	names          map[string]bool // the words for the source that are none for the target
	stopped        func() error
	foreign        strangers

	once   sync.Once
	own    string // the target's own values, once theirs was asked
	unread error  // why they are not all of them

	mu    sync.Mutex
	found []Leak
}

// guarded is an item that is looked at.
type guarded struct {
	*guard
	item   lockstep.Item
	name   string
	body   []byte
	before []byte // what the target holds

	opened bool
	held   map[string]bool // the values of the target's item, once they were asked for
}

func (g *guard) item(item, before lockstep.Item) error {
	whole, _ := g.rules.Whole(item.Key)
	if whole == lockstep.Own || whole == lockstep.Ignore {
		return nil
	}
	one := &guarded{guard: g, item: item, name: documentName(item)}
	var err error
	if one.body, err = item.Body.Bytes(); err != nil || len(one.body) == 0 {
		return err
	}
	if before.Mode != lockstep.Link && before.Body.Size <= largestGuarded {
		if one.before, err = before.Body.Bytes(); err != nil {
			return err
		}
	}
	switch text := strings.TrimSpace(string(one.body[:min(len(one.body), 300)])); {
	case masked(text):
		one.leak("", 0, g.maskedWhy())
		return nil
	case whole != "" || lockstep.Binary(one.body): // the target's own, or shared on purpose
		return nil
	}
	if secretByName(item.Key.Name) > 0 {
		one.leak("", 0, g.secretWhy())
		return nil
	}
	found := Found{name: one.name, body: one.body}
	if found.open() {
		one.document(&found)
		return nil
	}
	one.text(&found)
	return nil
}

// document looks at the places of a document.
func (g *guarded) document(found *Found) {
	ruled := map[int]lockstep.RuleKind{}
	for _, i := range g.rules.places(g.item.Key) {
		for _, p := range found.named(*g.rules.all[i].place, g.rules.all[i].Kind) {
			if _, settled := ruled[p.Start]; !settled {
				ruled[p.Start] = g.rules.all[i].Kind
			}
		}
	}
	line, at := 1, 0
	s := &series{key: g.item.Key, readings: []*reading{{Found: *found}}, complete: true}
	s.places(func(p place) {
		n := p.leaves[0]
		if n.kind != String && !(found.doc.format.flat() && n.kind != Null) || len(n.text) < 3 {
			return
		}
		kind := ruled[n.start]
		why := ""
		if text := n.text; kind == "" {
			why = g.suspect(p, n.value())
		} else if kind != lockstep.Own && kind != lockstep.Ignore && maskedAnywhere(text) {
			why = g.maskedWhy()
		}
		if why == "" || g.holds(n.text) {
			return
		}
		if n.start < at {
			line, at = 1, 0
		}
		line, at = line+bytes.Count(g.body[at:n.start], []byte("\n")), n.start
		g.leak(p.address, line, why)
	})
}

// holds says that the target's item has a value already.
func (g *guarded) holds(text string) bool {
	if len(g.before) == 0 {
		return false
	}
	if !g.opened {
		g.opened = true
		g.held = map[string]bool{}
		if d, err := Open(g.name, g.before); err == nil && d.format != Text {
			for _, p := range d.Places() {
				g.held[p.Value.Text] = true
			}
		}
	}
	return g.held[text]
}

// mentions says that the target's item has a text in it anywhere.
func (g *guarded) mentions(text string) bool { return bytes.Contains(g.before, []byte(text)) }

func (g *guarded) leak(address string, line int, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.found = append(g.found, Leak{Key: g.item.Key, Address: address, Line: line, Why: why, Mask: why == g.maskedWhy()})
}

func (g *guard) maskedWhy() string {
	return fmt.Sprintf("It is a mask that stands for a secret, and would be written to %s in place of it. Write the value itself, or give the place a rule, so that %s keeps its own.", g.target.Name, g.target.Name)
}

func (g *guard) secretWhy() string {
	return "It looks like a secret, and no rule says that it is one."
}

func (g *guard) keptWhy(what string) string {
	return fmt.Sprintf("It %s, and would be written to %s.", what, g.target.Name)
}
