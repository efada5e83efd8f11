package sqldb

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// rename is one column of a table under two names. Which of them is the newer one does not matter: a roll back goes the other way.
type rename struct {
	table string // the name of its item
	names [2]string
}

// renames reads the setting of a slot.
func renames(slot lockstep.Slot) ([]rename, error) {
	var all []rename
	for _, line := range lines(slot.Settings["renames"]) {
		left, right, ok := strings.Cut(line, "=")
		left, right = strings.TrimSpace(left), strings.TrimSpace(right)
		at := strings.LastIndexByte(left, '.')
		if !ok || at <= 0 || at == len(left)-1 || right == "" {
			return nil, lockstep.Errorf(lockstep.Invalid, "The line %q of %q does not name a column. Write it as product.note = remark.", line, RenamesLabel)
		}
		all = append(all, rename{left[:at], [2]string{fromName.Replace(left[at+1:]), fromName.Replace(right)}})
	}
	return all, nil
}

// Renamed gives the other name of a column of a table, among names that it may have; ok is false where it is not renamed.
func (s Scope) Renamed(table, column string, among []string) (other string, ok bool) {
	for _, r := range s.renames {
		for i, name := range r.names {
			if r.table == table && name == column && slices.Contains(among, r.names[1-i]) {
				return r.names[1-i], true
			}
		}
	}
	return "", false
}

// Column is one that goes or comes, by what tells whether it is another one under a new name.
type Column struct{ Name, Type string }

// Likely is the column among those that come which is the most like one that goes: of the same type, and with the most in
// common of its name, or the only one. ok is false where there is none.
func Likely(goes Column, come []Column) (name string, ok bool) {
	best := 0
	alike := slices.DeleteFunc(slices.Clone(come), func(c Column) bool { return !strings.EqualFold(c.Type, goes.Type) })
	for _, c := range alike {
		if n := common(strings.ToLower(goes.Name), strings.ToLower(c.Name)); n > best {
			name, best = c.Name, n
		}
	}
	const enough = 3
	if best >= enough {
		return name, true
	}
	if len(alike) == 1 && len(come) == 1 {
		return alike[0].Name, true
	}
	return "", false
}

// common is the length of the longest stretch that two names have in common, in bytes.
func common(a, b string) int {
	longest := 0
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}

// RenameHint says how to say that a column which goes is one that comes.
func RenameHint(table, goes, comes string) string {
	return "If it is " + comes + " under another name, write " + table + "." + toName.Replace(goes) + " = " + toName.Replace(comes) + " into \"" + RenamesLabel + "\" of the slot, and its values stay."
}
