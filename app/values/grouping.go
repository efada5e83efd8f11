package values

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// leastGrouped is how many items must have a place before one rule is proposed for all of them.
const leastGrouped = 3

// kin is what suggestions for the same place of similar items have in common.
type kin struct {
	kind              lockstep.RuleKind
	slot, sort        string
	dir, ext, address string
}

// group puts one rule in place of those for the same place of several items in a folder, where it names nothing else.
func (d *detective) group() error {
	alike := map[kin][]Suggestion{}
	for _, s := range d.found {
		if s.Address != "" {
			dir, base := path.Split(s.Key.Name)
			of := kin{s.Rule.Kind, s.Key.Slot, s.Key.Kind, dir, path.Ext(base), s.Address}
			alike[of] = append(alike[of], s)
		}
	}
	grouped := map[string]bool{}
	var made []Suggestion
	for of, all := range alike {
		if len(all) < leastGrouped || of.ext == "" || strings.ContainsAny(of.dir+of.ext, `*?[]{}\#:`) {
			continue
		}
		one := together(all)
		one.Rule.Pattern = d.pattern(lockstep.Key{Slot: of.slot, Kind: of.sort, Name: of.dir + "*" + of.ext}, of.address)
		only, err := d.namesOnly(one.Rule.Pattern, of.slot, all)
		if err != nil {
			return err
		}
		if !only || d.no[one.Rule.Pattern] {
			continue
		}
		for _, s := range all {
			grouped[s.Rule.Pattern] = true
		}
		made = append(made, one)
	}
	d.found = append(slices.DeleteFunc(d.found, func(s Suggestion) bool { return grouped[s.Rule.Pattern] }), made...)
	return nil
}

// together is the suggestion for all: as sure as the least sure one is.
func together(all []Suggestion) Suggestion {
	slices.SortFunc(all, func(a, b Suggestion) int { return cmp.Or(cmp.Compare(a.Sure, b.Sure), a.Key.Compare(b.Key)) })
	one := all[0]
	for _, s := range all {
		if s.Key.Compare(one.Key) < 0 {
			one.Key = s.Key
		}
	}
	one.Evidence = append(slices.Clone(one.Evidence), fmt.Sprintf("is so in %d items", len(all)))
	return one
}

// namesOnly says that a pattern names no place but those that are suggested, in what the environments have now.
func (d *detective) namesOnly(pattern, slot string, all []Suggestion) (bool, error) {
	text, address, _ := SplitPattern(pattern)
	items, err := itemPatternOf(text)
	if err != nil {
		return false, err
	}
	place, err := placePatternOf(address)
	if err != nil {
		return false, err
	}
	suggested := map[lockstep.Key]bool{}
	for _, s := range all {
		suggested[s.Key] = true
	}
	asked := map[lockstep.Digest]bool{}
	for _, e := range d.environments {
		for _, item := range e.Now.All() {
			if !items.names(item.Key) || suggested[item.Key] || asked[item.Body.Digest] {
				continue
			}
			asked[item.Body.Digest] = true
			if item.Key.Slot != slot || item.Body.Size > largestAsked {
				return false, nil // what is in it is not known
			}
			body, err := item.Body.Bytes()
			if err != nil {
				return false, err
			}
			found := Found{name: documentName(item), body: body}
			if len(found.named(place, lockstep.Keep)) > 0 {
				return false, nil
			}
		}
	}
	return true, nil
}
