package folder

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "folder"

// fileKind is the kind of the items that are files.
const fileKind = "file"

const (
	defaultModel = "model.json"
	defaultCache = "Clear the cache"
)

// What the forms call the settings: a refusal names them so.
const (
	includeLabel = "Include"
	excludeLabel = "Exclude"
	modelLabel   = "Model file"
	cacheLabel   = "After every change"
)

// patience is how long a command or a cache may take.
const patience = 2 * time.Minute

// Driver is the driver of folders. home is Lockstep's own folder, which it keeps out of; "" for none.
func Driver(home string) lockstep.Driver {
	return lockstep.Driver{
		Kind:  Kind,
		Title: "Folder of files",
		SlotFields: []lockstep.Field{
			{Name: "include", Label: includeLabel, Input: lockstep.LinesInput, Settles: true,
				Help: "Which files belong to it: patterns as in .gitignore, one a line. Empty: all."},
			{Name: "exclude", Label: excludeLabel, Input: lockstep.LinesInput, Settles: true,
				Help: "Which files are left out: patterns as in .gitignore, one a line."},
			{Name: "model", Label: modelLabel, Input: lockstep.TextInput, Default: defaultModel, Settles: true,
				Help: "The file that holds the objects and their fields as JSON. Empty: none."},
			{Name: "validate", Label: "Check before writing", Input: lockstep.TextInput, Runs: true,
				Help: "A command that is run in a copy of the folder as it would be, such as nginx -t -p . -c nginx.conf."},
			{Name: "clear_cache", Label: cacheLabel, Input: lockstep.TextInput, Runs: true,
				Help: "A command to run in the folder, or a URL to POST to, so that what was written is used."},
			{Name: "cache_name", Label: "Name of that step", Input: lockstep.TextInput, Default: defaultCache,
				Help: "Such as Reload nginx."},
		},
		Fields: []lockstep.Field{
			{Name: "path", Label: "Folder", Input: lockstep.FolderInput, Required: true,
				Help: "The full path of the folder, or of one file; ~/ is your home folder."},
			{Name: "marker", Label: "Marker for other computers", Input: lockstep.ChoiceInput,
				Help:    "Runs leave a small file, .lockstep-run, beside the others, by which other computers tell them from changes by hand.",
				Options: []lockstep.Option{{Value: "", Label: "On test and live"}, {Value: "on", Label: "On"}, {Value: "off", Label: "Off"}}},
		},
		Traits: traits,
		Check:  check,
		Open: func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
			return open(ctx, home, slot, connection)
		},
		Prepare:  prepare,
		Widens:   widens,
		Document: &lockstep.Document{Language: "json", Format: format, Parse: parse, Explain: explain},
		Describe: jsonmodel.Describe,
	}
}

// check refuses settings with which no folder could be read, or its cache not be cleared.
func check(slot lockstep.Slot) error {
	if _, err := readRules(slot); err != nil {
		return err
	}
	address := slot.Settings["clear_cache"]
	if u, err := url.Parse(address); isAddress(address) && (err != nil || u.Host == "") {
		return lockstep.Errorf(lockstep.Invalid, "%q of the slot is not an address that can be asked. Mend it, or leave it empty.", cacheLabel) // without it: it may hold a secret
	}
	return nil
}

// widens tells of a file that can be run where it could not before.
func widens(before, after lockstep.Item) string {
	if after.Mode == lockstep.Executable && before.Mode != lockstep.Executable {
		return "becomes executable"
	}
	return ""
}

func traits(s lockstep.Settings) lockstep.Traits {
	t := lockstep.Traits{Marked: true, NotHeld: "Empty folders, owners, file modes other than the executable bit, and what the settings leave out are not held."}
	if s["clear_cache"] != "" {
		t.Cache = cmp.Or(s["cache_name"], defaultCache)
	}
	return t
}

// connector connects one folder, or one file.
type connector struct {
	rules
	slot     string
	path     string
	home     string // Lockstep's own folder
	validate string
	cache    string // the command or the URL; "" for none
	called   string // what clearing the cache is called

	seen map[string]sight // what the last capture found, by path
}

func open(ctx context.Context, home string, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	r, err := readRules(slot)
	if err != nil {
		return nil, err
	}
	path := connection.Settings["path"]
	switch {
	case path == "":
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection does not say which folder it is. Set the folder's full path.")
	case !filepath.IsAbs(path):
		return nil, lockstep.Errorf(lockstep.Invalid, "The path %s is not a full path, so it would mean another folder elsewhere. Write it from the root on.", path)
	}
	if marker := connection.Settings["marker"]; marker != "" && marker != "on" && marker != "off" {
		return nil, lockstep.Errorf(lockstep.Invalid, "%q says nothing about the marker. Write on or off, or leave it empty.", marker)
	}
	return &connector{
		rules: r, slot: slot.Name, path: filepath.Clean(path), home: home,
		validate: slot.Settings["validate"], cache: slot.Settings["clear_cache"], called: traits(slot.Settings).Cache,
	}, ctx.Err()
}

func (c *connector) Close() error { return nil }

// model is where the model's items are in the slot's state.
func (c *connector) place() jsonmodel.Place { return jsonmodel.Place{Slot: c.slot, Frame: c.model} }

func (c *connector) key(name string) lockstep.Key {
	return lockstep.Key{Slot: c.slot, Kind: fileKind, Name: name}
}

func format(slot lockstep.Slot, s lockstep.State) ([]byte, bool, error) {
	r, err := readRules(slot)
	if err != nil || r.model == "" {
		return nil, false, err
	}
	text, err := jsonmodel.Place{Slot: slot.Name, Frame: r.model}.Text(s)
	if err != nil {
		return nil, true, fmt.Errorf("compose the model: %w", err)
	}
	return text, true, nil
}

func explain(slot lockstep.Slot, text []byte, p lockstep.Problem) lockstep.Hint {
	r, err := readRules(slot)
	if err != nil || r.model == "" {
		return lockstep.Hint{}
	}
	return jsonmodel.Place{Slot: slot.Name, Frame: r.model}.Explain(text, p)
}

func parse(slot lockstep.Slot, text []byte) ([]lockstep.Item, []lockstep.Problem) {
	r, err := readRules(slot)
	if err == nil && r.model == "" {
		err = lockstep.Errorf(lockstep.Invalid, "The model of this slot is turned off. Name its file as %q in the slot's settings first.", modelLabel)
	}
	if err != nil {
		return nil, []lockstep.Problem{{Key: lockstep.Key{Slot: slot.Name}, Message: err.Error(), Verdict: lockstep.Blocks}}
	}
	return jsonmodel.Place{Slot: slot.Name, Frame: r.model}.Read(text)
}
