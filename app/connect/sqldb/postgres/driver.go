package postgres

import (
	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "postgres"

// Driver is the driver of PostgreSQL.
func Driver() lockstep.Driver {
	return lockstep.Driver{
		Kind:  Kind,
		Title: "PostgreSQL",
		SlotFields: append([]lockstep.Field{
			{Name: "schemas", Label: schemasLabel, Input: lockstep.LinesInput, Default: "public", Settles: true,
				Help: "One a line. What is in the first one goes by its name alone, what is in others by schema and name."},
		}, sqldb.SlotFields()...),
		Fields: []lockstep.Field{
			{Name: "host", Label: "Host", Input: lockstep.TextInput, Help: "Such as db.shop.example, 127.0.0.1, or the full path of the folder with the server's socket."},
			{Name: "port", Label: "Port", Input: lockstep.TextInput, Default: "5432"},
			{Name: "database", Label: "Database", Input: lockstep.TextInput},
			{Name: "user", Label: "User", Input: lockstep.TextInput, Help: "Who owns the tables: only their owner can change them."},
			{Name: "password", Label: "Password", Input: lockstep.TextInput, Secret: true, Help: "Of that user."},
			{Name: "url", Label: "URL", Input: lockstep.TextInput, Help: "Instead of the four above: postgres://user@db.shop.example:5432/shop, without the password."},
			{Name: "tls", Label: "Encryption", Input: lockstep.ChoiceInput, Help: "Off is for a server on this computer, or behind a tunnel.",
				Options: []lockstep.Option{
					{Value: "", Label: "Certificate verified (verify-full); off to this computer"},
					{Value: "verify-full", Label: "Certificate verified, always"},
					{Value: "require", Label: "Encrypted, certificate not verified"},
					{Value: "off", Label: "Off"},
				}},
			{Name: "ca", Label: "Certificate authority", Input: lockstep.TextInput, Help: "The full path of a PEM file, where its certificate is not from an authority that this computer knows."},
		},
		Traits: func(lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{CountsRows: true, Together: true, Script: "SQL", NotHeld: "Rows, other than those of settings tables, roles, grants, tablespaces and server settings are not held."}
		},
		Check:    func(slot lockstep.Slot) error { _, err := scopeOf(slot); return err },
		Open:     open,
		Prepare:  prepare,
		Between:  between,
		Match:    sqldb.Match,
		Noise:    noise,
		Describe: describe,
	}
}
