package lockstep

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Project is one app with its environments and its slots.
type Project struct {
	UUID  string
	Name  string
	Slots []Slot // in the order they were declared
	Keep  Retention
	Rules Ruling
}

// Slot finds the slot of a name.
func (p Project) Slot(name string) (Slot, bool) {
	for _, s := range p.Slots {
		if s.Name == name {
			return s, true
		}
	}
	return Slot{}, false
}

// Slot is a part of the app that every environment has in its own place.
type Slot struct {
	Name     string
	Kind     string // the kind of connector
	Settings Settings
}

// Setup names the settings that settle which items a capture of some slots holds. What is not set counts as its default.
func Setup(slots []Slot, fields func(kind string) []Field) Digest {
	h := newHasher()
	for _, slot := range slots {
		h.text(slot.Name)
		h.text(slot.Kind)
		for _, f := range fields(slot.Kind) {
			if !f.Settles {
				continue
			}
			value, set := slot.Settings[f.Name]
			if !set {
				value = f.Default
			}
			h.text(f.Name)
			h.text(value)
		}
	}
	return h.digest()
}

// Role is what an environment is for.
type Role string

// The roles.
const (
	Development Role = "development" // may be edited, may receive
	Test        Role = "test"        // receives
	Live        Role = "live"        // receives, once writing was allowed, and asks for its name
)

// Environment is one running stage.
type Environment struct {
	UUID        string
	Project     string // the project's UUID
	Name        string
	Role        Role
	Upstream    string                // the UUID of the environment that this one is promoted from; "" for a root
	Connections map[string]Connection // by slot name; a slot that is not here is skipped
	Writable    bool                  // writing was allowed; only live environments start without it
	Removed     bool                  // hidden; its snapshots and runs stay
	Checks      []Check               // by name, which is the order in which they run
	Gated       bool                  // only what passed the checks of its upstream may come here
	OnFailure   Policy                // "" is StopOnFailure
	Watch       time.Duration         // how often it is looked at, in whole seconds; 0 as often as is usual, or Unwatched
}

// Check finds the check of a name, in whatever case.
func (e Environment) Check(name string) (at int, ok bool) {
	at = slices.IndexFunc(e.Checks, func(c Check) bool { return strings.EqualFold(c.Name, name) })
	return at, at >= 0
}

// PutCheck puts a check in its place among the others, or in that of the one of its name.
func (e *Environment) PutCheck(c Check) {
	all := slices.DeleteFunc(slices.Clone(e.Checks), func(o Check) bool { return strings.EqualFold(o.Name, c.Name) })
	e.Checks = append(all, c)
	slices.SortFunc(e.Checks, func(a, b Check) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
	})
}

// Policy is what is done where a run on the environment goes wrong.
func (e Environment) Policy() Policy {
	if e.OnFailure == "" {
		return StopOnFailure
	}
	return e.OnFailure
}

// Fills says that a slot has a connection here.
func (e Environment) Fills(slot string) bool {
	_, ok := e.Connections[slot]
	return ok
}

// Unwatched is the [Environment.Watch] of one that is looked at only when somebody asks.
const Unwatched time.Duration = -1

// Connection is where a slot of one environment lives.
type Connection struct {
	Settings Settings
	Secrets  Settings
}

// LongestName is how many characters a name may have.
const LongestName = 64

// CheckName says whether name may name a project, a slot or an environment: 1 to 64 printable characters, without
// those that the command line gives a meaning.
func CheckName(noun, name string) error {
	switch {
	case name == "":
		return Errorf(Invalid, "The %s needs a name.", noun)
	case utf8.RuneCountInString(name) > LongestName:
		return Errorf(Invalid, "The name of the %s is longer than %d characters. Choose a shorter one.", noun, LongestName)
	case strings.ContainsAny(name, "@/:#*"):
		return Errorf(Invalid, "%q cannot name the %s: a name holds none of @ / : # and *.", name, noun)
	case strings.TrimSpace(name) != name, strings.HasPrefix(name, "-"):
		return Errorf(Invalid, "%q cannot name the %s: a name begins and ends with neither a space nor, at its start, a dash.", name, noun)
	}
	for _, r := range name {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return Errorf(Invalid, "%q cannot name the %s: it holds a character that cannot be seen.", name, noun)
		}
	}
	return nil
}
