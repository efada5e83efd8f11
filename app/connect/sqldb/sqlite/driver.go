package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "sqlite"

// dialect is how SQLite writes SQL: https://www.sqlite.org/lang_keywords.html.
var dialect = sqldb.Dialect{Backticks: true, Brackets: true, KeepsCase: true}

// Driver is the driver of SQLite. home is Lockstep's own folder, which it keeps out of; "" for none.
func Driver(home string) lockstep.Driver {
	return lockstep.Driver{
		Kind:       Kind,
		Title:      "SQLite",
		SlotFields: sqldb.SlotFields(),
		Fields: []lockstep.Field{
			{Name: "path", Label: "Database file", Input: lockstep.TextInput, Required: true, Help: "The full path of the file; ~/ is your home folder."},
		},
		Traits: func(lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{CountsRows: true, Together: true, Script: "SQL",
				NotHeld: "Rows, other than those of settings tables, and the settings of the file itself (its PRAGMAs) are not held."}
		},
		Check: func(slot lockstep.Slot) error { _, err := sqldb.ScopeOf(slot); return err },
		Open: func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
			return open(ctx, home, slot, connection)
		},
		Prepare:  prepare,
		Match:    sqldb.Match,
		Document: &lockstep.Document{Language: "sql", Format: format, Parse: parse},
		Noise:    noise,
		Describe: describe,
	}
}

// connector connects one file.
type connector struct {
	slot  string
	scope sqldb.Scope
	file  file
	saved []lockstep.Saved // what is put back
}

func open(ctx context.Context, home string, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	scope, err := sqldb.ScopeOf(slot)
	if err != nil {
		return nil, err
	}
	path, err := pathOf(connection.Settings["path"])
	if err != nil {
		return nil, err
	}
	if err := outside(home, path); err != nil {
		return nil, err
	}
	return &connector{slot: slot.Name, scope: scope, file: file{path}}, ctx.Err()
}

// pathOf is the full path of a setting.
func pathOf(setting string) (string, error) {
	path := strings.TrimSpace(setting)
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		own, err := os.UserHomeDir()
		if err != nil {
			return "", lockstep.Errorf(lockstep.Invalid, "The path %s begins with ~/, and this computer does not say what your home folder is. Write the full path.", path)
		}
		path = filepath.Join(own, rest)
	}
	switch {
	case path == "":
		return "", lockstep.Errorf(lockstep.Invalid, "The connection does not say which file it is. Set the database file.")
	case !filepath.IsAbs(path):
		return "", lockstep.Errorf(lockstep.Invalid, "The path %s is not a full one. Write it from the root on.", path)
	}
	return filepath.Clean(path), nil
}

// outside refuses what lies in Lockstep's own folder, and what is no file.
func outside(home, path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lockstep.Errorf(lockstep.NotFound, "There is no database file %s. Look whether the path is right. Lockstep makes none.", path)
	case err != nil:
		return lockstep.Errorf(lockstep.Unreachable, "The database file %s cannot be reached. Look whether the path is right. (%v)", path, lockstep.DiskReason(err))
	case !info.Mode().IsRegular():
		return lockstep.Errorf(lockstep.Invalid, "%s is no file. Set the file that the database is in.", path)
	}
	own, err := os.Stat(home)
	if home == "" || err != nil {
		return nil
	}
	real, err := filepath.EvalSymlinks(path)
	for err == nil && real != filepath.Dir(real) {
		real = filepath.Dir(real)
		if above, err := os.Stat(real); err == nil && os.SameFile(above, own) {
			return lockstep.Errorf(lockstep.Invalid, "%s lies in Lockstep's own folder, with its catalog and its key. Nothing of it was read or written. Set another file.", path)
		}
	}
	return nil
}

// ClearCache does nothing: SQLite's readers see what was committed.
func (c *connector) ClearCache(ctx context.Context) error { return ctx.Err() }

// Close does nothing: a file is open only while it is read or written.
func (c *connector) Close() error { return nil }
