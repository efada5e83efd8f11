package lockstep

import (
	"cmp"
	"strings"
)

// DefaultSlot is the name of the slot that a project has when it names none.
const DefaultSlot = "main"

// FrameKind is the kind of quiet items. A quiet item holds what surrounds other items of its slot (their order and
// white space in a shared document). It is part of a state, so that a restore is byte for byte, but it is never
// counted, never part of the shared digest, and never moved alone. One that is named after an item, such as
// frame/table/orders, belongs to that item alone, and moves with it.
const FrameKind = "frame"

// Key names an item: the slot it is in, its kind, and its name within the kind.
type Key struct{ Slot, Kind, Name string }

// String is the key as people write it: slot:kind/name.
func (k Key) String() string { return k.Slot + ":" + k.Kind + "/" + k.Name }

// Quiet says that k names a frame.
func (k Key) Quiet() bool { return k.Kind == FrameKind }

// FrameOf is the frame of one item.
func FrameOf(item Key) Key {
	return Key{Slot: item.Slot, Kind: FrameKind, Name: item.Kind + "/" + item.Name}
}

// Framed is the item whose frame k is; ok is false where k is none, or that of a whole slot.
func (k Key) Framed() (item Key, ok bool) {
	kind, name, ok := strings.Cut(k.Name, "/")
	return Key{Slot: k.Slot, Kind: kind, Name: name}, ok && k.Quiet()
}

// Compare orders keys by slot, kind and name.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Slot, o.Slot), cmp.Compare(k.Kind, o.Kind), cmp.Compare(k.Name, o.Name))
}

// ParseKey reads kind/name or slot:kind/name; without a slot it is [DefaultSlot].
// A name may hold slashes and colons, a slot and a kind hold neither.
func ParseKey(s string) (Key, error) {
	kind, name, ok := strings.Cut(s, "/")
	if !ok || kind == "" || name == "" {
		return Key{}, Errorf(Invalid, "%q does not name an item. An item is written kind/name, or slot:kind/name.", s)
	}
	slot := DefaultSlot
	if before, after, has := strings.Cut(kind, ":"); has {
		slot, kind = before, after
	}
	if slot == "" || kind == "" {
		return Key{}, Errorf(Invalid, "%q does not name an item. An item is written kind/name, or slot:kind/name.", s)
	}
	return Key{Slot: slot, Kind: kind, Name: name}, nil
}
