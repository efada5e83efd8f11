package snapshots

import (
	"math"
	"strings"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// wordy says that text is 1 to 64 characters of those that are letters, digits or in others.
func wordy(text, others string) bool {
	if text == "" || len(text) > 64 {
		return false
	}
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(others, r) {
			return false
		}
	}
	return true
}

// wrongHead says why what an archive tells about its snapshot cannot be; "" where it can.
func wrongHead(a Archive) string {
	if why := wrongProject(a.Project); why != "" {
		return why
	}
	if why := wrongEnvironment(a.Environment); why != "" {
		return why
	}
	if why := wrongSnapshot(a.Snapshot); why != "" {
		return why
	}
	if a.Snapshot.Environment != a.Environment.UUID || !proper(a.NotHeld) {
		return "its snapshot is not of its environment, or a text about it is too long"
	}
	return wrongOmitted(a.State)
}

// wrongOmitted says why what a state left out and what its items need cannot be.
func wrongOmitted(s lockstep.State) string {
	if len(s.Omitted()) > maxArchiveOmitted {
		return "more was left out of it than an archive lists"
	}
	for _, o := range s.Omitted() {
		if why := wrongKey(o.Key); why != "" || len(o.Why) > maxArchiveText {
			return "what was left out of it has no proper name"
		}
	}
	needs := 0
	for _, item := range s.All() {
		if needs += len(item.Needs); needs > maxArchiveNeeds {
			return "its items need too many others"
		}
		for _, k := range item.Needs {
			if wrongKey(k) != "" {
				return "what one of its items needs has no proper name"
			}
		}
	}
	return ""
}

func wrongProject(p lockstep.Project) string {
	switch {
	case !wordy(p.UUID, "-_"):
		return "its project has no proper uuid"
	case lockstep.CheckName("project", p.Name) != nil:
		return "its project has no proper name"
	}
	names := map[string]bool{}
	for _, s := range p.Slots {
		if lockstep.CheckName("slot", s.Name) != nil || lockstep.CheckName("kind", s.Kind) != nil || names[s.Name] {
			return "a slot of its project has no proper name or kind"
		}
		names[s.Name] = true
		if wrongSettings(s.Settings) {
			return "a setting of its project is too long, or none"
		}
	}
	return ""
}

func wrongEnvironment(e lockstep.Environment) string {
	switch {
	case !wordy(e.UUID, "-_"):
		return "its environment has no proper uuid"
	case lockstep.CheckName("environment", e.Name) != nil:
		return "its environment has no proper name"
	case e.Role != lockstep.Development && e.Role != lockstep.Test && e.Role != lockstep.Live:
		return "the role of its environment is not known"
	}
	for slot, c := range e.Connections {
		if lockstep.CheckName("slot", slot) != nil || wrongSettings(c.Settings) || wrongSettings(c.Secrets) {
			return "a connection of its environment is none"
		}
	}
	if e.OnFailure != "" && e.OnFailure != lockstep.RollBackOnFailure || len(e.Checks) > lockstep.MostChecks {
		return "the policy of its environment is not known, or it has too many checks"
	}
	names := map[string]bool{}
	for _, c := range e.Checks {
		if name := strings.ToLower(c.Name); c.Fault() != nil || names[name] {
			return "a check of its environment is none, or is there twice"
		} else {
			names[name] = true
		}
	}
	return ""
}

func wrongSettings(s lockstep.Settings) bool {
	for name, value := range s {
		if !wordy(name, "-_.") || !proper(value) {
			return true
		}
	}
	return len(s) > maxArchiveFields
}

func wrongSnapshot(n lockstep.Snapshot) string {
	switch {
	case !wordy(string(n.Reason), "-"):
		return "the reason of its snapshot is not one"
	case n.Number < 0 || n.Number > math.MaxInt32 || n.ID.Raw() == nil || n.State.Raw() == nil:
		return "its snapshot has no proper number, id or state"
	case n.TakenAt.Year() < 1700 || n.TakenAt.Year() > 2261:
		return "its snapshot was taken at an impossible time"
	case n.Setup != "" && n.Setup.Raw() == nil:
		return "the settings of its snapshot have no proper digest"
	case !proper(n.Note) || !proper(n.By) || !proper(n.Nonce):
		return "a text about its snapshot is too long, or is none"
	}
	return ""
}

// proper says that text is text, and not too long.
func proper(text string) bool { return len(text) <= maxArchiveText && utf8.ValidString(text) }
