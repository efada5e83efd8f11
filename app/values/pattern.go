package values

import (
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"lockstep/app/lockstep"
)

// MatchItem says that a pattern names an item: kind/name in any slot, or slot:kind/name, each part with * for any
// characters but a slash and ** for any. What is an item's own name is no glob.
func MatchItem(pattern string, k lockstep.Key) (bool, error) {
	p, err := itemPatternOf(pattern)
	return err == nil && p.names(k), err
}

// itemPattern is a pattern of items.
type itemPattern struct {
	text       string
	glob       bool
	slot, rest string // of a glob
}

func itemPatternOf(text string) (itemPattern, error) {
	p := itemPattern{text: PlainItem(text), glob: strings.ContainsAny(text, "*?[{")}
	if !p.glob {
		return p, nil
	}
	if !doublestar.ValidatePattern(text) {
		return p, lockstep.Errorf(lockstep.Invalid, "%q is no pattern of items. Write kind/name, with * for any characters but a slash and ** for any.", text)
	}
	slot, rest, ok := strings.Cut(text, ":")
	if !ok || strings.Contains(slot, "/") { // the colon is part of a name
		slot, rest = "*", text
	}
	p.slot, p.rest = slot, rest
	return p, nil
}

func (p itemPattern) names(k lockstep.Key) bool {
	item := k.Kind + "/" + k.Name
	if p.text == item || p.text == k.Slot+":"+item {
		return true
	}
	if !p.glob {
		return false
	}
	inSlot, _ := doublestar.Match(p.slot, k.Slot) // a valid pattern gives no error
	named, _ := doublestar.Match(p.rest, item)
	return inSlot && named
}

// JoinPattern is the pattern of one place of one item, or of the whole item for "".
func JoinPattern(k lockstep.Key, address string) string {
	item := k.Kind + "/" + k.Name
	if k.Slot != lockstep.DefaultSlot {
		item = k.String()
	}
	item = strings.ReplaceAll(item, "#", `\#`)
	if address == "" {
		return item
	}
	return item + "#" + address
}

// SplitPattern takes ITEM#PLACE apart: at the first # that no backslash stands before. has is false for ITEM alone.
func SplitPattern(text string) (item, place string, has bool) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '#':
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// placePattern is a pattern of places in an item. One of the form /a/b is for documents of objects and lists, one that
// begins with * for any document, one with ~ for the text of any item, and others for documents of keys. It names what is
// below what it names, too.
type placePattern struct {
	text   string
	regexp bool // it is for text
	parts  []string
}

func placePatternOf(text string) (placePattern, error) {
	p := placePattern{text: text, regexp: patterned(text)}
	switch {
	case text == "":
		return p, lockstep.Errorf(lockstep.Invalid, "A place is missing behind the #. Write ITEM#PLACE, or ITEM alone for the whole item.")
	case len(text) > longestPattern:
		return p, lockstep.Errorf(lockstep.Invalid, "The place %s… is longer than %d bytes.", text[:40], longestPattern)
	case p.regexp:
		return p, checkRegexp(text)
	}
	p.parts = splitAddress(strings.TrimPrefix(text, "/"))
	for _, part := range p.parts {
		if strings.Contains(part, "~") && strings.Contains(escapes.Replace(part), "~") {
			return p, lockstep.Errorf(lockstep.Invalid, "The place %s cannot be read: a ~ is written as ~0 in it, and a / as ~1. A regular expression has its ~ in front.", text)
		}
	}
	return p, nil
}

// checkRegexp refuses a pattern place that could match nothing.
func checkRegexp(address string) error {
	pattern, err := regexp.Compile("(?m)" + address[1:])
	if err != nil {
		return lockstep.Errorf(lockstep.Invalid, "%s is no regular expression behind its ~ (%s).", address, err)
	}
	if n := pattern.NumSubexp(); n != 1 {
		return lockstep.Errorf(lockstep.Invalid, "%s has %s in parentheses instead of one, which is the value. Write (?:…) for those that are not.", address, lockstep.Count(n, "group"))
	}
	return nil
}

// splitAddress cuts an address at its slashes.
func splitAddress(address string) []string { return strings.Split(address, "/") }

// fits says whether the pattern may name places whose addresses are JSON pointers, or those whose are not.
func (p placePattern) fits(pointers bool) bool {
	return strings.HasPrefix(p.text, "*") || strings.HasPrefix(p.text, "/") == pointers
}

// names says that the parts of an address, or the first of them, are what the pattern says.
func (p placePattern) names(address []string, same func(pattern, part string) bool) bool {
	at := make([]bool, len(address)+1) // where in the address the pattern has come so far
	at[0] = true
	for _, part := range p.parts {
		next := make([]bool, len(address)+1)
		if part == "**" {
			on := false
			for i := range at {
				on = on || at[i]
				next[i] = on
			}
		} else {
			for i := range address {
				next[i+1] = at[i] && same(part, address[i])
			}
		}
		at = next
	}
	for _, on := range at {
		if on {
			return true
		}
	}
	return false
}

// namesKey is names for an address in a document of keys.
func (p placePattern) namesKey(address string) bool {
	if strings.Contains(p.text, "*") {
		return p.names(splitAddress(address), globbed)
	}
	below, is := strings.CutPrefix(address, p.text) // nearly all patterns are of one key, and few keys are what they say
	return is && (below == "" || below[0] == '/')
}

// globbed says that a text is what a pattern with * for any characters says.
func globbed(pattern, text string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == text
	}
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// PlainItem is the item of a pattern that is no glob.
func PlainItem(item string) string { return strings.ReplaceAll(item, `\#`, "#") }
