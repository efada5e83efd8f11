package app

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"lockstep/app/lockstep"
)

// LargestProjectFile is how many bytes a file with the settings of a project has at most.
const LargestProjectFile = 256 << 10

// mostProjectKeys bounds the time to read one, which grows with the square of its keys.
const mostProjectKeys = 10_000

const correctFile = "Nothing was changed. Correct the file, or export the project anew."

// refusedFile says what is wrong with a file of settings.
func refusedFile(format string, args ...any) error {
	return lockstep.Errorf(lockstep.Invalid, "%s %s", fmt.Sprintf(format, args...), correctFile)
}

// readProjectFile reads the text of a project's settings. One that is of a newer format, says what is not known, or cannot
// be true as it stands is Invalid. What needs the catalog or a connector to be judged is not judged here.
func readProjectFile(text []byte) (f projectFile, err error) {
	if len(text) > LargestProjectFile || strings.Count(string(text), "=") > mostProjectKeys {
		return f, refusedFile("This file is too large to be the settings of a project: %d KB and %d settings are the most.", LargestProjectFile>>10, mostProjectKeys)
	}
	whole := map[string]any{}
	text = []byte(strings.TrimPrefix(string(text), "\ufeff")) // some editors begin a file with it
	if err := toml.Unmarshal(text, &whole); err != nil {
		return f, unreadable(err)
	}
	top := fileTable{"The file", whole}
	switch format, is := whole["format"].(int64); {
	case !is || format < 1:
		return f, refusedFile("This file does not say which format it has, so it is no file with the settings of a project.")
	case format > projectFormat:
		return f, lockstep.Errorf(lockstep.Invalid, "A newer Lockstep has written this file (format %d; this one knows %d). Nothing was changed. Install the newer Lockstep.", format, projectFormat)
	}
	if err := top.only("format", "project", "slot", "environment"); err != nil {
		return f, err
	}
	own, is := whole["project"].(map[string]any)
	if !is {
		return f, refusedFile("The file has no [project], so it is not known whose settings these are.")
	}
	project := fileTable{"The project", own}
	if err := project.only("name", "uuid"); err != nil {
		return f, err
	}
	if f.name, f.uuid, err = project.identity("project"); err != nil {
		return f, err
	}
	if err := f.readSlots(top); err != nil {
		return f, err
	}
	if err := f.readEnvironments(top); err != nil {
		return f, err
	}
	return f, f.checkPipeline()
}

func unreadable(err error) error {
	var at *toml.DecodeError
	if !errors.As(err, &at) {
		return refusedFile("The file is no TOML (%v).", err)
	}
	line, _ := at.Position()
	return refusedFile("The file is no TOML: line %d, %s.", line, strings.TrimPrefix(at.Error(), "toml: "))
}

func (f *projectFile) readSlots(top fileTable) error {
	tables, err := top.tables("slot")
	if err != nil {
		return err
	}
	for i, of := range tables {
		t := fileTable{fmt.Sprintf("Slot %d of the file", i+1), of}
		if err := t.only("name", "kind", "settings"); err != nil {
			return err
		}
		var s lockstep.Slot
		if s.Name, err = t.text("name"); err != nil {
			return err
		}
		if err := lockstep.CheckName("slot", s.Name); err != nil {
			return refusedFile("%s", message(err))
		}
		if slices.ContainsFunc(f.slots, func(o lockstep.Slot) bool { return o.Name == s.Name }) {
			return refusedFile("The file has the slot %s twice.", s.Name)
		}
		if s.Kind, err = t.text("kind"); err != nil {
			return err
		}
		if s.Settings, err = t.settings("settings"); err != nil {
			return err
		}
		f.slots = append(f.slots, s)
	}
	return nil
}

func (f *projectFile) readEnvironments(top fileTable) error {
	tables, err := top.tables("environment")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, of := range tables {
		t := fileTable{fmt.Sprintf("Environment %d of the file", i+1), of}
		if err := t.only("name", "uuid", "role", "upstream", "connection"); err != nil {
			return err
		}
		e := fileEnvironment{connections: map[string]lockstep.Settings{}}
		if e.name, e.uuid, err = t.identity("environment"); err != nil {
			return err
		}
		if seen["name "+fold(e.name)] || e.uuid != "" && seen["uuid "+e.uuid] {
			return refusedFile("The file has the environment %s twice, by its name or its uuid.", e.name)
		}
		seen["name "+fold(e.name)], seen["uuid "+e.uuid] = true, true
		role, err := t.text("role")
		if err != nil {
			return err
		}
		if e.role = lockstep.Role(role); !slices.Contains([]lockstep.Role{lockstep.Development, lockstep.Test, lockstep.Live}, e.role) {
			return refusedFile("The role of %s is %q. The roles are development, test and live.", e.name, role)
		}
		if e.upstream, err = t.text("upstream"); err != nil {
			return err
		}
		connections, err := t.table("connection")
		if err != nil {
			return err
		}
		for _, slot := range sortedKeys(connections.of) {
			if e.connections[slot], err = connections.settings(slot); err != nil {
				return err
			}
		}
		f.environments = append(f.environments, e)
	}
	return nil
}

// checkPipeline refuses an upstream that the file does not have, and a circle of them.
func (f *projectFile) checkPipeline() error {
	at := map[string]int{}
	for i, e := range f.environments {
		at[fold(e.name)] = i
	}
	for i, e := range f.environments {
		if e.upstream == "" {
			continue
		}
		j, has := at[fold(e.upstream)]
		if !has {
			return refusedFile("%s is promoted from %q, which is no environment of the file.", e.name, e.upstream)
		}
		f.environments[i].upstream = f.environments[j].name
	}
	ends := map[string]bool{} // those from which the way up was gone to its end
	for _, e := range f.environments {
		way := map[string]bool{}
		for up := fold(e.name); up != "" && !ends[up]; up = fold(f.environments[at[up]].upstream) {
			if way[up] {
				return refusedFile("%s would be promoted from itself in the end: the pipeline runs in a circle.", f.environments[at[up]].name)
			}
			way[up] = true
		}
		maps.Copy(ends, way)
	}
	return nil
}

// fileTable is a table of the file, and what it is called in sentences.
type fileTable struct {
	what string
	of   map[string]any
}

// only refuses a key that is none of the known ones, however it is spelled.
func (t fileTable) only(known ...string) error {
	for _, key := range sortedKeys(t.of) {
		if !slices.Contains(known, key) {
			return refusedFile("%s has %q, which this version of Lockstep does not know. It knows %s; a newer one may know more.", t.what, key, strings.Join(known, ", "))
		}
	}
	return nil
}

// text is the string of a key; "" where there is none.
func (t fileTable) text(key string) (string, error) {
	value, has := t.of[key]
	if !has {
		return "", nil
	}
	return plainText(t.what, key, value)
}

// plainText is a string without characters that a terminal would act on.
func plainText(what, key string, value any) (string, error) {
	s, is := value.(string)
	if !is {
		return "", refusedFile("%s has no text as its %q.", what, key)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
		return "", refusedFile("%s has a control character in its %q. What has several lines is an array of them.", what, key)
	}
	return s, nil
}

// identity gives the name, which follows the rules, and the uuid, which may be missing.
func (t fileTable) identity(noun string) (name, uuid string, err error) {
	if name, err = t.text("name"); err != nil {
		return "", "", err
	}
	if err := lockstep.CheckName(noun, name); err != nil {
		return "", "", refusedFile("%s", message(err))
	}
	if uuid, err = t.text("uuid"); err != nil {
		return "", "", err
	}
	// A uuid names files, such as that of an environment's lock.
	if _, given := t.of["uuid"]; given && (len(uuid) != 32 || strings.Trim(uuid, "0123456789abcdef") != "") {
		return "", "", refusedFile("The uuid of %s is not one of 32 digits, 0 to 9 and a to f. Leave it out for one that is new.", name)
	}
	return name, uuid, nil
}

// table is the table of a key; an empty one where there is none.
func (t fileTable) table(key string) (fileTable, error) {
	value, has := t.of[key]
	of, is := value.(map[string]any)
	if has && !is {
		return fileTable{}, refusedFile("%s has no table as its %q.", t.what, key)
	}
	return fileTable{t.what, of}, nil
}

func (t fileTable) tables(key string) (all []map[string]any, err error) {
	value, has := t.of[key]
	list, is := value.([]any)
	if has && !is {
		return nil, refusedFile("%s has a %q that is no list of tables: each begins with [[%s]].", t.what, key, key)
	}
	for _, one := range list {
		of, is := one.(map[string]any)
		if !is {
			return nil, refusedFile("%s has a %q that is no list of tables: each begins with [[%s]].", t.what, key, key)
		}
		all = append(all, of)
	}
	return all, nil
}

// settings are the strings of a table of settings. An array is a text of several lines.
func (t fileTable) settings(key string) (lockstep.Settings, error) {
	from, err := t.table(key)
	if err != nil {
		return nil, err
	}
	settings := lockstep.Settings{}
	for _, name := range sortedKeys(from.of) {
		lines, several := from.of[name].([]any)
		if !several {
			lines = []any{from.of[name]}
		}
		var texts []string
		for _, line := range lines {
			text, err := plainText(t.what, name, line)
			if err != nil {
				return nil, err
			}
			texts = append(texts, text)
		}
		settings[name] = strings.Join(texts, "\n")
	}
	return settings, nil
}
