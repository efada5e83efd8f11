package app

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// The names under which the catalog knows that its key was exported, and when its owner wants to be asked for it again.
const (
	keySavedName = "key-saved"
	keyLaterName = "key-later"
)

// The key is asked for when there is something to lose, and after a "later" when a week has gone.
const (
	snapshotsWorthAKey = 3
	untilKeyIsAskedFor = 7 * 24 * time.Hour
)

// keySaved is when the key was last exported, and by whom.
type keySaved struct {
	At string `json:"at"`
	By string `json:"by"`
}

// KeyFileView is an exported key.
type KeyFileView struct {
	Path string `json:"path"`
}

// ExportKey writes the key of the catalog to a file, sealed with a passphrase: who has both can read a copy of the catalog
// without this computer's keychain. A file that is there already is replaced. The catalog remembers that it was done.
func (a *App) ExportKey(path, passphrase string) (v KeyFileView, err error) {
	defer recovered(&err)
	content, err := a.config.Vault.ExportKey(a.work(), a.config.Store.Meta(), passphrase)
	if err != nil {
		return v, err
	}
	if v.Path, err = filepath.Abs(path); err != nil {
		return v, fmt.Errorf("make the path absolute: %w", err)
	}
	_, err = a.writeFile("The key", v.Path, nothingNew, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		return v, err
	}
	done, err := json.Marshal(keySaved{At: timeText(a.config.Now()), By: a.config.Person})
	if err != nil {
		return v, err
	}
	return v, a.config.Store.Meta().Put(a.work(), keySavedName, done)
}

// AskForKeyLater keeps the window from asking for a copy of the key for a week.
func (a *App) AskForKeyLater() (err error) {
	defer recovered(&err)
	return a.config.Store.Meta().Put(a.work(), keyLaterName, []byte(timeText(a.config.Now().Add(untilKeyIsAskedFor))))
}

// aboutKey says whether a copy of the key was saved, and whether it is time to ask for one.
func (a *App) aboutKey(v *AboutView) error {
	done, err := a.config.Store.Meta().Get(a.reading, keySavedName)
	if err != nil {
		return err
	}
	if done != nil {
		var saved keySaved
		if err := json.Unmarshal(done, &saved); err != nil {
			return err
		}
		v.KeySavedAt, v.KeySavedBy = saved.At, saved.By
		return nil
	}
	later, err := a.config.Store.Meta().Get(a.reading, keyLaterName)
	v.KeyDue = v.Snapshots >= snapshotsWorthAKey && timeText(a.config.Now()) >= string(later)
	return err
}
