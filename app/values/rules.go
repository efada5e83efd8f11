package values

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// Rules are the rules of a project in their order. The zero Rules names nothing.
type Rules struct {
	all    []rule
	digest lockstep.Digest
}

type rule struct {
	lockstep.Rule
	item  itemPattern
	place *placePattern // nil for the whole item
}

// Compile reads rules. The error is Invalid and says which pattern cannot be read.
func Compile(rules []lockstep.Rule) (Rules, error) {
	r := Rules{digest: lockstep.RulesDigest(rules)}
	for _, one := range rules {
		if !slices.Contains(lockstep.RuleKinds, one.Kind) {
			return r, lockstep.Errorf(lockstep.Invalid, "%q is no kind of rule. The kinds are keep, secret, own, ignore and share.", one.Kind)
		}
		if !utf8.ValidString(one.Pattern) || strings.ContainsFunc(one.Pattern, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			return r, lockstep.Errorf(lockstep.Invalid, "The pattern %q holds what cannot be seen. In an item's name * stands for it.", one.Pattern)
		}
		item, place, has := SplitPattern(one.Pattern)
		compiled := rule{Rule: one}
		var err error
		if !strings.Contains(item, "/") && !strings.HasPrefix(item, "**") {
			return r, lockstep.Errorf(lockstep.Invalid, "%q names no item. Write ITEM, or ITEM#PLACE; an item is kind/name, such as file/mail.json#/smtp/host.", one.Pattern)
		}
		if compiled.item, err = itemPatternOf(item); err != nil {
			return r, err
		}
		if has {
			p, err := placePatternOf(place)
			if err != nil {
				return r, err
			}
			compiled.place = &p
		}
		r.all = append(r.all, compiled)
	}
	return r, nil
}

// Digest names the rules.
func (r Rules) Digest() lockstep.Digest { return r.digest }

// None says that there is no rule.
func (r Rules) None() bool { return len(r.all) == 0 }

// Whole is what the rules say of an item as a whole, and which of them it is; "" where none does.
func (r Rules) Whole(k lockstep.Key) (kind lockstep.RuleKind, at int) {
	for i, one := range r.all {
		if one.place == nil && one.item.names(k) {
			return one.Kind, i
		}
	}
	return "", len(r.all)
}

// places are the rules for places in an item: those before one for the whole of it.
func (r Rules) places(k lockstep.Key) (named []int) {
	for i, one := range r.all {
		switch {
		case !one.item.names(k):
		case one.place == nil:
			return named
		default:
			named = append(named, i)
		}
	}
	return named
}

// Inside says that a rule may name places in an item, so that it must be read.
func (r Rules) Inside(k lockstep.Key) bool { return len(r.places(k)) > 0 }

// Ruled is a place that a rule names.
type Ruled struct {
	Place
	Kind lockstep.RuleKind
	Rule int // its index
}

// text says that the place was found by a pattern in the text, and not in the document.
func (p Ruled) text() bool { return patterned(p.Address) }

// Stays says that the place is a value that belongs to each environment.
func (p Ruled) Stays() bool { return p.Kind.Stays() }

// Found is what the rules name in one item.
type Found struct {
	Places []Ruled // in the order in which they stand; those that are shared are not among them
	Unread error   // why places could not be looked for in it, though rules ask for some; nil where they could
	Faults []Fault // rules that name something which cannot be told apart
	Rules  []int   // the rules that speak of places in it, whether they are there or not

	name string
	body []byte
	doc  *Document // nil for plain text, and what could not be read
	txt  *Document // nil where no pattern asks for the text
}

// Fault is why an address that a rule names is none.
type Fault struct {
	Address string
	Kind    lockstep.RuleKind
	Why     error
}

// documentName is the name by which the format of an item is told.
func documentName(item lockstep.Item) string {
	if item.Media == "application/json" && FormatOf(item.Key.Name) == Text {
		return item.Key.Name + ".json"
	}
	return item.Key.Name
}

// In finds what the rules name in an item. An item that is not written as its name promises has no places but those of
// patterns for text; Found says so. The error is that of reading its content.
func (r Rules) In(item lockstep.Item) (Found, error) {
	found := Found{Rules: r.places(item.Key), name: documentName(item)}
	if len(found.Rules) == 0 || item.Mode == lockstep.Link {
		return found, nil
	}
	var err error
	if found.body, err = item.Body.Bytes(); err != nil {
		return found, err
	}
	taken := map[int]bool{} // where places begin that an earlier rule has settled
	for _, i := range found.Rules {
		for _, p := range found.named(*r.all[i].place, r.all[i].Kind) {
			if taken[p.Start] {
				continue
			}
			taken[p.Start] = true
			found.Places = append(found.Places, Ruled{Place: p, Kind: r.all[i].Kind, Rule: i})
		}
	}
	found.Places = slices.DeleteFunc(found.Places, func(p Ruled) bool { return p.Kind == lockstep.Share })
	slices.SortStableFunc(found.Places, func(a, b Ruled) int { return a.Start - b.Start })
	return found, nil
}

// named gives the places that a pattern names.
func (f *Found) named(p placePattern, kind lockstep.RuleKind) []Place {
	if p.regexp {
		return f.matched(p, kind)
	}
	if !f.open() || !p.fits(!f.doc.format.flat()) {
		return nil
	}
	places := f.doc.named(p)
	if len(places) == 1 { // then there is no other of its address, or setting it says so
		return places
	}
	for i, place := range places {
		if place.Fixed != "" {
			continue
		}
		if _, err := f.doc.leaf(place.Address); err != nil && errors.Is(err, lockstep.Conflict) {
			places[i].Fixed = "its address is there more than once"
		}
	}
	return places
}

// open opens the document, once.
func (f *Found) open() bool {
	if f.doc == nil && f.Unread == nil && FormatOf(f.name) != Text {
		f.doc, f.Unread = Open(f.name, f.body)
	}
	return f.doc != nil
}

// matched gives the place of a pattern for text.
func (f *Found) matched(p placePattern, kind lockstep.RuleKind) []Place {
	if f.txt == nil {
		var err error
		if f.txt, err = OpenText(f.name, f.body); err != nil {
			f.Unread = errors.Join(f.Unread, err)
			return nil
		}
	}
	place, err := f.txt.Place(p.text)
	switch {
	case errors.Is(err, lockstep.NotFound):
		return nil
	case err != nil:
		f.Faults = append(f.Faults, Fault{p.text, kind, err})
		return nil
	}
	return []Place{place}
}

// Pattern is that of a rule, by its index.
func (r Rules) Pattern(i int) string { return r.all[i].Pattern }

// Exactly says that a rule speaks of places in this very item, and not only of many by a pattern.
func (r Rules) Exactly(k lockstep.Key) bool {
	return slices.ContainsFunc(r.places(k), func(i int) bool { return !r.all[i].item.glob })
}

// Of is what the rules say of an address in an item, without looking into it: as far as they name it without a list's
// selector. The address "" is the whole item.
func (r Rules) Of(k lockstep.Key, address string) (Ruled, bool) {
	if address == "" {
		kind, i := r.Whole(k)
		return Ruled{Kind: kind, Rule: i}, kind != "" && kind != lockstep.Share
	}
	for _, i := range r.places(k) {
		p := r.all[i].place
		same := func(pattern, part string) bool {
			return pattern == part || globbed(unescape(pattern), unescape(part))
		}
		if p.text == address || !p.regexp && p.fits(strings.HasPrefix(address, "/")) && p.names(splitAddress(strings.TrimPrefix(address, "/")), same) {
			return Ruled{Place: Place{Address: address}, Kind: r.all[i].Kind, Rule: i}, r.all[i].Kind != lockstep.Share
		}
	}
	return Ruled{}, false
}

// Says is what the rules say of an address in an item of a state: by looking into it, or, where the state does not have it,
// by the patterns alone. The address "" is the whole item.
func (r Rules) Says(s lockstep.State, k lockstep.Key, address string) lockstep.RuleKind {
	item, has := s.Get(k)
	if address == "" || !has {
		p, _ := r.Of(k, address)
		return p.Kind
	}
	found, err := r.In(item)
	if err != nil {
		return ""
	}
	place, err := found.place(address)
	if err != nil {
		p, _ := r.Of(k, address)
		return p.Kind
	}
	for _, p := range found.Places {
		if p.Start == place.Start && p.text() == patterned(address) {
			return p.Kind
		}
	}
	return ""
}

// place is that of an address.
func (f *Found) place(address string) (Place, error) {
	d, err := openAt(address, f.name, f.body)
	if err != nil {
		return Place{}, err
	}
	return d.Place(address)
}
