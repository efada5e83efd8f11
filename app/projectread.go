package app

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lockstep/app/lockstep"
	"lockstep/app/values"
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
	if err := top.only("format", "project", "keep", "values", "slot", "environment"); err != nil {
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
	if err := f.readKeep(top); err != nil {
		return f, err
	}
	if err := f.readRules(top); err != nil {
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

func (f *projectFile) readKeep(top fileTable) error {
	of, err := top.table("keep")
	if err != nil || of.of == nil {
		return err
	}
	t := fileTable{"What pruning keeps", of.of}
	if err := t.only("last", "daily", "weekly", "monthly"); err != nil {
		return err
	}
	f.keep = &lockstep.Retention{}
	for name, n := range map[string]*int{"last": &f.keep.Last, "daily": &f.keep.Daily, "weekly": &f.keep.Weekly, "monthly": &f.keep.Monthly} {
		value, has := t.of[name]
		count, is := value.(int64)
		if has && (!is || count < 0 || count > math.MaxInt32) {
			return refusedFile("%s has no whole number as its %q, or one that is none of snapshots.", t.what, name)
		}
		*n = int(count)
	}
	return nil
}

// readRules reads the rules, each a line of its kind and its pattern.
func (f *projectFile) readRules(top fileTable) error {
	if _, has := top.of["values"]; !has {
		return nil
	}
	of, err := top.table("values")
	if err != nil {
		return err
	}
	if err := (fileTable{"What belongs to the environments", of.of}).only("rules"); err != nil {
		return err
	}
	lines, err := top.settings("values")
	if err != nil {
		return err
	}
	f.rules = []lockstep.Rule{}
	for line := range strings.Lines(lines["rules"]) {
		kind, pattern, _ := strings.Cut(strings.TrimSpace(line), " ")
		f.rules = append(f.rules, lockstep.Rule{Kind: lockstep.RuleKind(kind), Pattern: strings.TrimSpace(pattern)})
	}
	if _, err := values.Compile(f.rules); err != nil {
		return refusedFile("The rules of the file: %s", message(err))
	}
	return nil
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
		if err := t.only("name", "uuid", "role", "upstream", "connection", "gate", "on_failure", "check"); err != nil {
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
		if err := e.readChecks(t); err != nil {
			return err
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
