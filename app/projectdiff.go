package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// ProjectFileView is the settings of a project as text.
type ProjectFileView struct {
	Project string `json:"project"`
	Path    string `json:"path"` // the file that was written; "" for none
	Text    string `json:"text"`

	Notes []string `json:"notes"` // sentences: what in it others should perhaps not read
}

// ApplyRequest asks what a file with the settings of a project would change, or for that to be done.
type ApplyRequest struct {
	Path   string `json:"path"`
	Text   string `json:"text"`   // the file's text, where there is no path
	Remove bool   `json:"remove"` // what the file does not have is removed
	DryRun bool   `json:"dry_run"`
	Seen   string `json:"seen"` // what was looked at before: nothing else is applied; "" applies what there is
}

// AppliedView is what a file with the settings of a project changes.
type AppliedView struct {
	Project string         `json:"project"`
	New     bool           `json:"new"`     // this catalog does not have the project yet
	Applied bool           `json:"applied"` // it was done; false also where there is nothing to change
	Changes []SettingsView `json:"changes"`
	Kept    []string       `json:"kept"`  // what the file does not have, and stays
	Notes   []string       `json:"notes"` // sentences: what follows, and the file does not say
	Needs   []NeedView     `json:"needs"`
	Seen    string         `json:"seen"` // names what was looked at
}

// SettingsView is a change of something that has settings.
type SettingsView struct {
	Op       string              `json:"op"`   // add modify remove
	What     string              `json:"what"` // environment QA
	Settings []SettingChangeView `json:"settings"`
}

// SettingChangeView is a setting before and after; null where it is not set.
type SettingChangeView struct {
	Name   string  `json:"name"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// NeedView is a secret that a connection or a check needs, and no file holds.
type NeedView struct {
	Environment string `json:"environment"`
	Slot        string `json:"slot"`  // of a connection
	Check       string `json:"check"` // the check's name; "" for a connection
	Secret      string `json:"secret"`
	Forgotten   bool   `json:"forgotten"` // it was set for what the connection led to before
}

// appliedView says what a file of this text changes.
func (a *App) appliedView(s settled, text []byte) (AppliedView, error) {
	v := AppliedView{Project: s.project.Name, New: s.fresh, Changes: []SettingsView{}, Kept: s.kept, Notes: s.notes, Needs: s.needs}
	var before []part
	if !s.fresh {
		former, err := a.fileOf(s.former, s.before)
		if err != nil {
			return v, err
		}
		before = former.parts()
	}
	file, err := a.fileOf(s.project, s.after)
	if err != nil {
		return v, err
	}
	v.Changes = append(settingChanges(before, file.parts()), slotOrder(s)...)
	sum := sha256.New()
	sum.Write(text)
	_ = json.NewEncoder(sum).Encode(v) // strings alone always marshal
	v.Seen = hex.EncodeToString(sum.Sum(nil))
	return v, nil
}

// settingChanges says what differs between two files of one project.
func settingChanges(before, after []part) []SettingsView {
	changes := []SettingsView{}
	by := func(id string) func(part) bool { return func(p part) bool { return p.id == id } }
	for _, p := range after {
		i := slices.IndexFunc(before, by(p.id))
		if i < 0 {
			changes = append(changes, SettingsView{Op: string(lockstep.Add), What: p.title, Settings: differing(part{}, p)})
		} else if settings := differing(before[i], p); len(settings) > 0 {
			changes = append(changes, SettingsView{Op: string(lockstep.Modify), What: before[i].title, Settings: settings})
		}
	}
	for _, p := range before {
		if !slices.ContainsFunc(after, by(p.id)) {
			changes = append(changes, SettingsView{Op: string(lockstep.Remove), What: p.title, Settings: []SettingChangeView{}})
		}
	}
	return changes
}

func differing(before, after part) []SettingChangeView {
	all := []SettingChangeView{}
	was := map[string]string{}
	for _, s := range before.settings() {
		was[s.name] = s.value
	}
	for _, s := range after.settings() {
		former, had := was[s.name]
		delete(was, s.name)
		switch {
		case s.fixed || had && former == s.value:
		case had:
			all = append(all, SettingChangeView{Name: s.name, Before: &former, After: &s.value})
		default:
			all = append(all, SettingChangeView{Name: s.name, After: &s.value})
		}
	}
	for _, name := range sortedKeys(was) {
		former := was[name]
		all = append(all, SettingChangeView{Name: name, Before: &former})
	}
	return all
}

// slotOrder says that slots which were there change their order: systems are read and written in it.
func slotOrder(s settled) []SettingsView {
	names := func(slots []lockstep.Slot, others lockstep.Project) string {
		var all []string
		for _, slot := range slots {
			if _, has := others.Slot(slot.Name); has {
				all = append(all, slot.Name)
			}
		}
		return strings.Join(all, ", ")
	}
	before, after := names(s.former.Slots, s.project), names(s.project.Slots, s.former)
	if before == after {
		return nil
	}
	return []SettingsView{{Op: string(lockstep.Modify), What: "project " + s.former.Name,
		Settings: []SettingChangeView{{Name: "order of slots", Before: &before, After: &after}}}}
}
