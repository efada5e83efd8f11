package lockstep

import (
	"slices"
	"strings"
)

// Omitted is an item that a capture left out, and why.
type Omitted struct {
	Key Key
	Why string
}

// State is a whole set of items at one moment. It is immutable; the zero State is empty.
type State struct {
	items   []Item // sorted by key, unique
	sums    []Digest
	omitted []Omitted
	digest  Digest
}

// NewState makes a state of items in any order. Two items of one key are an Internal error: a connector's fault.
func NewState(items []Item, omitted []Omitted) (State, error) {
	s := State{items: slices.Clone(items), omitted: slices.Clone(omitted)}
	slices.SortFunc(s.items, func(a, b Item) int { return a.Key.Compare(b.Key) })
	slices.SortFunc(s.omitted, func(a, b Omitted) int { return a.Key.Compare(b.Key) })
	s.sums = make([]Digest, len(s.items))
	for i, item := range s.items {
		if i > 0 && s.items[i-1].Key == item.Key {
			return State{}, Errorf(Internal, "The item %s was captured twice.", item.Key)
		}
		s.sums[i] = item.Digest()
	}
	s.digest = s.digestWhere(func(Key) bool { return true })
	return s, nil
}

func (s State) digestWhere(keep func(Key) bool) Digest {
	h := newHasher()
	for i, item := range s.items {
		if keep(item.Key) {
			h.text(item.Key.Slot)
			h.text(item.Key.Kind)
			h.text(item.Key.Name)
			h.raw(s.sums[i])
		}
	}
	return h.digest()
}

// All gives the items sorted by key. The slice must not be changed.
func (s State) All() []Item { return s.items }

// Omitted gives what the capture left out, sorted by key. The slice must not be changed.
func (s State) Omitted() []Omitted { return s.omitted }

// Len counts the items, frames included.
func (s State) Len() int { return len(s.items) }

// Count counts the items that people see: all but the quiet ones.
func (s State) Count() int {
	n := 0
	for _, item := range s.items {
		if !item.Key.Quiet() {
			n++
		}
	}
	return n
}

// Size is the sum of the bodies' sizes in bytes.
func (s State) Size() int64 {
	var n int64
	for _, item := range s.items {
		n += item.Body.Size
	}
	return n
}

func (s State) find(k Key) (int, bool) {
	return slices.BinarySearchFunc(s.items, k, func(i Item, k Key) int { return i.Key.Compare(k) })
}

// Get gives the item of key k.
func (s State) Get(k Key) (Item, bool) {
	if i, ok := s.find(k); ok {
		return s.items[i], true
	}
	return Item{}, false
}

// Sum is the item digest of key k; "" where the state has no such item.
func (s State) Sum(k Key) Digest {
	if i, ok := s.find(k); ok {
		return s.sums[i]
	}
	return ""
}

// Omits says that the capture left k out, and why. A directory that was left out stands for all below it.
func (s State) Omits(k Key) (why string, ok bool) {
	if len(s.omitted) == 0 {
		return "", false
	}
	for {
		i, ok := slices.BinarySearchFunc(s.omitted, k, func(o Omitted, k Key) int { return o.Key.Compare(k) })
		if ok {
			return s.omitted[i].Why, true
		}
		above := strings.LastIndexByte(k.Name, '/')
		if above < 0 {
			return "", false
		}
		k.Name = k.Name[:above]
	}
}

// Digest names the state: SHA-256 over its items in order, each as length-prefixed slot, kind, name and item digest.
// Needs, omitted items, time and environment are not part of it.
func (s State) Digest() Digest {
	if s.digest == "" { // the zero State
		return newHasher().digest()
	}
	return s.digest
}

// Shared is the digest over what environments have in common: the state without its quiet items.
func (s State) Shared() Digest { return s.digestWhere(func(k Key) bool { return !k.Quiet() }) }

// With is the state with items put in place of those of the same keys, and without the items of the removed keys.
func (s State) With(put []Item, remove []Key) (State, error) {
	drop := make(map[Key]bool, len(put)+len(remove))
	for _, k := range remove {
		drop[k] = true
	}
	for _, item := range put {
		drop[item.Key] = true
	}
	items := make([]Item, 0, len(s.items)+len(put))
	for _, item := range s.items {
		if !drop[item.Key] {
			items = append(items, item)
		}
	}
	return NewState(append(items, put...), s.omitted)
}

// Without is the state with the items of the keys left out, and why.
func (s State) Without(keys []Key, why string) (State, error) {
	if len(keys) == 0 {
		return s, nil
	}
	rest, err := s.With(nil, keys)
	if err != nil {
		return s, err
	}
	omitted := slices.Clone(s.omitted)
	for _, k := range keys {
		omitted = append(omitted, Omitted{Key: k, Why: why})
	}
	return NewState(rest.items, omitted)
}

// Slot is the part of the state that is in one slot.
func (s State) Slot(name string) State {
	return s.Where(func(k Key) bool { return k.Slot == name })
}

// Where is the part of the state whose keys keep says to keep.
func (s State) Where(keep func(Key) bool) State {
	var part State
	for i, item := range s.items {
		if keep(item.Key) {
			part.items, part.sums = append(part.items, item), append(part.sums, s.sums[i])
		}
	}
	for _, o := range s.omitted {
		if keep(o.Key) {
			part.omitted = append(part.omitted, o)
		}
	}
	if len(part.items) == len(s.items) && len(part.omitted) == len(s.omitted) {
		return s
	}
	part.digest = part.digestWhere(func(Key) bool { return true })
	return part
}

// Join is the state of all the given states' items; their keys must not meet.
func Join(states ...State) (State, error) {
	if len(states) == 1 {
		return states[0], nil
	}
	var items []Item
	var omitted []Omitted
	for _, s := range states {
		items = append(items, s.items...)
		omitted = append(omitted, s.omitted...)
	}
	return NewState(items, omitted)
}
