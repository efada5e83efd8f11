package snapshots

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lockstep/app/lockstep"
)

// LookKeyFile is the file in the home folder with the key of what is needed to look at environments while the catalog's
// own key is out of reach. It opens nothing else.
const LookKeyFile = "look.key"

// LookKey gives the key of the file look.key in the home folder; without one it is NotFound.
func LookKey(home string) (*Key, error) {
	path := filepath.Join(home, LookKeyFile)
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, caused(err, lockstep.NotFound, "There is no file %s yet. Look once with the catalog's key.", path)
	case err != nil:
		return nil, lockstep.Errorf(lockstep.Denied, "The file %s cannot be read (%v). Give yourself the right to read it.", path, err)
	}
	secret, err := decode(string(content), "file "+path)
	if err != nil {
		return nil, err
	}
	return keyFrom(secret), nil
}

// MakeLookKey is LookKey, and makes the file where there is none, or none that can be read. What it sealed can be sealed
// anew at any time.
func MakeLookKey(home string) (*Key, error) {
	key, err := LookKey(home)
	if err == nil || errors.Is(err, lockstep.Denied) {
		return key, err
	}
	secret, path := newSecret(), filepath.Join(home, LookKeyFile)
	if err := writeSecret(path, encode(secret)+"\n"); err != nil {
		return nil, lockstep.Errorf(lockstep.Denied, "The file %s cannot be written (%v). Make space, or give yourself the right to write there.", path, err)
	}
	return keyFrom(secret), nil
}
