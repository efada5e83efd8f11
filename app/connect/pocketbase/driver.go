package pocketbase

import (
	"context"
	"path"
	"strings"

	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "pocketbase"

const excludeLabel = "Left out"

// Driver is the driver of PocketBase.
func Driver() lockstep.Driver {
	return lockstep.Driver{
		Kind:  Kind,
		Title: "PocketBase",
		SlotFields: []lockstep.Field{
			{Name: "exclude", Label: excludeLabel, Input: lockstep.LinesInput, Settles: true,
				Help: "Collections that are left out, one a line; * stands for any part of a name."},
		},
		Fields: []lockstep.Field{
			{Name: "url", Label: "URL", Input: lockstep.TextInput, Required: true, Help: "Such as https://shop.example or http://127.0.0.1:8090."},
			{Name: "identity", Label: "Superuser", Input: lockstep.TextInput, Help: "The mail address that the password belongs to. Not needed with a token."},
			{Name: "password", Label: "Password", Input: lockstep.TextInput, Secret: true, Help: "Of that superuser."},
			{Name: "token", Label: "Token", Input: lockstep.TextInput, Secret: true, Help: "Of a superuser, instead of a password: PocketBase makes one that lasts under Impersonate."},
			{Name: "backup", Label: "Its own backup", Input: lockstep.ChoiceInput, Help: "PocketBase can back itself up, with all rows and files. Its name is kept with the run.",
				Options: []lockstep.Option{{Value: "", Label: "None"}, {Value: "losses", Label: "Before something is dropped"}}},
			{Name: "ca", Label: "Certificate authority", Input: lockstep.TextInput, Help: "The full path of a PEM file, where its certificate is not from an authority that this computer knows."},
		},
		Traits: func(lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{CountsRows: true,
				NotHeld: "Records, files, superusers, hooks, migrations, and passwords and keys that PocketBase does not show are not held."}
		},
		Check:    func(slot lockstep.Slot) error { _, err := excluded(slot); return err },
		Open:     open,
		Prepare:  prepare,
		Match:    match,
		Rules:    rules,
		Document: &lockstep.Document{Language: "json", Format: format, Parse: parse},
		Describe: describe,
	}
}

// rules are what of any PocketBase belongs to its environment. Ids differ where collections were made independently.
func rules(slot lockstep.Slot) []lockstep.Rule {
	var all []lockstep.Rule
	for _, r := range []struct {
		kind     lockstep.RuleKind
		patterns []string
	}{
		{lockstep.Ignore, []string{collectionKind + "/*#/id", collectionKind + "/*#/fields/[name=*]/id"}},
		{lockstep.Own, []string{oauth2Kind + "/*"}},
		{lockstep.Keep, []string{
			settingsKind + "/meta#/appURL", settingsKind + "/meta#/senderName", settingsKind + "/meta#/senderAddress",
			settingsKind + "/smtp#/**", settingsKind + "/s3#/**", settingsKind + "/backups#/s3/**", settingsKind + "/trustedProxy#/**",
		}},
	} {
		for _, pattern := range r.patterns {
			all = append(all, lockstep.Rule{Kind: r.kind, Pattern: slot.Name + ":" + pattern})
		}
	}
	return all
}

// excluded are the patterns of the collections that a slot leaves out.
func excluded(slot lockstep.Slot) ([]string, error) {
	var all []string
	for line := range strings.Lines(slot.Settings["exclude"]) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if _, err := path.Match(line, ""); err != nil || strings.Contains(line, "/") {
			return nil, lockstep.Errorf(lockstep.Invalid, "The line %q of %q does not name collections. Write a name, in which * stands for any part.", line, excludeLabel)
		}
		all = append(all, line)
	}
	return all, nil
}

// counts says that none of the patterns leaves a collection out.
func counts(patterns []string, name string) bool {
	for _, p := range patterns {
		if match, _ := path.Match(p, name); match {
			return false
		}
	}
	return true
}

// connector connects one instance.
type connector struct {
	slot    string
	exclude []string
	backup  bool
	client  *client
}

func (c *connector) counts(name string) bool { return counts(c.exclude, name) }

func open(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	exclude, err := excluded(slot)
	if err != nil {
		return nil, err
	}
	backup := connection.Settings["backup"]
	if backup != "" && backup != "losses" {
		return nil, lockstep.Errorf(lockstep.Invalid, "%q says nothing about the backup. Write losses, or leave it empty.", backup)
	}
	asks, err := newClient(connection)
	if err != nil {
		return nil, err
	}
	return &connector{slot: slot.Name, exclude: exclude, backup: backup != "", client: asks}, ctx.Err()
}

// ClearCache does nothing: what PocketBase caches it renews itself.
func (c *connector) ClearCache(ctx context.Context) error { return ctx.Err() }

// Close ends the connections that are kept open for another request.
func (c *connector) Close() error {
	c.client.CloseIdleConnections()
	return nil
}
