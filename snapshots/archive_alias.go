package snapshots

import (
	"fmt"
	"path"
	"strings"

	"lockstep/app/lockstep"
)

// The bounds of an alias, within what every system can unpack.
const (
	maxAliasPart  = 80
	maxAliasDepth = 24
	maxAlias      = 180
)

// aliasesOf gives each item that is a file a path that every system can unpack: plain characters, no name that Windows
// keeps for itself, no two paths that differ in case alone. The path is close to the true name, but it is only a name
// for the content; what is true stands in the document.
func aliasesOf(s lockstep.State) map[lockstep.Key]string {
	a := aliaser{files: map[string]bool{}, folders: map[string]bool{}, twins: map[string]int{}}
	aliases := make(map[lockstep.Key]string, s.Len())
	for _, item := range s.All() {
		if item.Mode != lockstep.Link {
			aliases[item.Key] = a.alias(item.Key)
		}
	}
	return aliases
}

// aliaser remembers the paths that were given, in lower case.
type aliaser struct {
	files, folders map[string]bool
	twins          map[string]int // how many wanted the same path
}

func (a aliaser) alias(k lockstep.Key) string {
	within := itemsPath + portable(k.Slot) + "/" + portable(k.Kind) + "/"
	parts := strings.Split(k.Name, "/")
	for i := range parts {
		parts[i] = portable(parts[i])
	}
	wanted := within + strings.Join(parts, "/")
	if len(parts) > maxAliasDepth || len(wanted) > maxAlias || a.insideFile(wanted) {
		digest := lockstep.DigestOf([]byte(k.String()))
		wanted = within + "~" + string(digest[:16]) + "/" + parts[len(parts)-1]
	}
	alias := wanted
	for a.taken(alias) {
		a.twins[strings.ToLower(wanted)]++
		extension := path.Ext(wanted)
		alias = fmt.Sprintf("%s~%d%s", strings.TrimSuffix(wanted, extension), 1+a.twins[strings.ToLower(wanted)], extension)
	}
	lower := strings.ToLower(alias)
	a.files[lower] = true
	for folder := path.Dir(lower); folder != "."; folder = path.Dir(folder) {
		a.folders[folder] = true
	}
	return alias
}

func (a aliaser) taken(alias string) bool {
	lower := strings.ToLower(alias)
	return a.files[lower] || a.folders[lower]
}

// insideFile says that a folder of the path is a file already.
func (a aliaser) insideFile(alias string) bool {
	for folder := path.Dir(strings.ToLower(alias)); folder != "."; folder = path.Dir(folder) {
		if a.files[folder] {
			return true
		}
	}
	return false
}

// portable gives a part of a path that every system takes. A tilde never comes out of it, which leaves that for
// telling equal ones apart.
func portable(part string) string {
	part = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_', r == ' ':
			return r
		}
		return '_'
	}, part)
	if len(part) > maxAliasPart {
		extension := path.Ext(part)
		extension = extension[:min(len(extension), 12)]
		part = part[:maxAliasPart-len(extension)] + extension
	}
	trimmed := strings.TrimRight(part, ". ")
	part = trimmed + strings.Repeat("_", len(part)-len(trimmed))
	if strings.HasPrefix(part, " ") || part == "" {
		part = "_" + part
	}
	if reserved(part) {
		part = "_" + part
	}
	return part
}

// reserved says that Windows keeps the name for a device, whatever its extension.
func reserved(part string) bool {
	name, _, _ := strings.Cut(strings.ToUpper(part), ".")
	name = strings.TrimRight(name, " ")
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "COM") || strings.HasPrefix(name, "LPT")) && name[3] >= '0' && name[3] <= '9'
}
