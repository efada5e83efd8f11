package snapshots

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/lockstep"
)

// What a vault's key is wrapped by. The choice is made when the catalog is made, and recorded in it.
const (
	SealedByKeychain = "keychain"
	SealedByFile     = "vault.key"
)

// keychainService is the name under which the keychain lists Lockstep's secrets.
const keychainService = "Lockstep"

// wrapName is the name of the wrapped key among the catalog's named values.
const wrapName = "vault"

// Meta keeps named values in the catalog.
type Meta interface {
	Get(ctx context.Context, name string) ([]byte, error) // nil where there is none
	Put(ctx context.Context, name string, value []byte) error
}

// Keychain is the operating system's store of secrets.
type Keychain interface {
	Available() bool
	Get(service, name string) (string, error)
	Set(service, name, secret string) error
}

// wrap is the record of a vault's key in the catalog: how it is wrapped, and the key in its wrapping.
type wrap struct {
	By  string `json:"by"`
	ID  string `json:"id"` // names the catalog in the keychain
	Key []byte `json:"key"`
}

func (w wrap) about() string { return "vault key " + w.ID }

// Unlock gives the key of the catalog behind meta, and what it is wrapped by. A new catalog gets a new key, wrapped by
// the keychain where there is one, otherwise by the file vault.key in the home folder. The caller sees to it that only
// one process at a time is in here.
func Unlock(ctx context.Context, meta Meta, home string, keychain Keychain) (key *Key, sealedBy string, err error) {
	w, err := readWrap(ctx, meta)
	if errors.Is(err, lockstep.NotFound) {
		return lock(ctx, meta, home, keychain)
	}
	if err != nil {
		return nil, "", err
	}
	secret, err := w.secret(home, keychain)
	if err != nil {
		return nil, "", err
	}
	raw, err := keyFrom(secret).Unseal(w.Key, w.about())
	if err != nil || len(raw) != keySize {
		return nil, "", caused(err, lockstep.Corrupt, "The key in the %s is not the one that this catalog was sealed with. Nothing was changed. Put the catalog and its key back from the same backup.", w.place(home))
	}
	return keyFrom(raw), w.By, nil
}

// readWrap reads the record of the catalog's key.
func readWrap(ctx context.Context, meta Meta) (w wrap, err error) {
	content, err := meta.Get(ctx, wrapName)
	if err != nil {
		return w, err
	}
	if content == nil {
		return w, lockstep.Errorf(lockstep.NotFound, "There is no catalog here yet, so there is no key either. Put the catalog back into the home folder first.")
	}
	if err := json.Unmarshal(content, &w); err != nil {
		return w, caused(err, lockstep.Corrupt, "The catalog's record of its key is damaged. Nothing was changed. Put a copy of the home folder back from a backup.")
	}
	return w, nil
}

// lock makes the key of a new catalog.
func lock(ctx context.Context, meta Meta, home string, keychain Keychain) (*Key, string, error) {
	id := make([]byte, 8)
	rand.Read(id) // never fails
	key := NewKey()
	by, err := keepKey(ctx, meta, home, keychain, hex.EncodeToString(id), key)
	return key, by, err
}

// keepKey wraps a key, and says by what.
func keepKey(ctx context.Context, meta Meta, home string, keychain Keychain, id string, key *Key) (by string, err error) {
	w := wrap{By: SealedByKeychain, ID: id}
	secret, ok := keepInKeychain(keychain, w.ID)
	if !ok {
		if secret, err = keepInFile(home); err != nil {
			return "", err
		}
		w.By = SealedByFile
	}
	w.Key = keyFrom(secret).Seal(key.raw, w.about())
	content, err := json.Marshal(w)
	if err != nil {
		return "", err
	}
	return w.By, meta.Put(ctx, wrapName, content)
}

// keepInKeychain puts a new secret into the keychain and reads it back; a keychain that does not give back what it was
// given is none.
func keepInKeychain(keychain Keychain, id string) ([]byte, bool) {
	if keychain == nil || !keychain.Available() {
		return nil, false
	}
	secret := newSecret()
	text := encode(secret)
	if err := keychain.Set(keychainService, id, text); err != nil {
		return nil, false
	}
	if back, err := keychain.Get(keychainService, id); err != nil || back != text {
		return nil, false
	}
	return secret, true
}

// keepInFile gives the secret in the file of the home folder, and makes it where there is none. One that is there is
// kept: another catalog in the same home may need it.
func keepInFile(home string) ([]byte, error) {
	path := filepath.Join(home, SealedByFile)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return readSecret(path)
	}
	secret := newSecret()
	if err := writeSecret(path, encode(secret)+"\n"); err != nil {
		return nil, lockstep.Errorf(lockstep.Denied, "The key file %s cannot be written (%v). Nothing was changed. Make space, or give yourself the right to write there, and try again.", path, err)
	}
	return secret, nil
}

// writeSecret makes the file whole or not at all, and on the disk before the catalog counts on it.
func writeSecret(path, text string) error {
	draft := path + ".new"
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	if err := os.Rename(draft, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every system syncs folders
	return folder.Close()
}

// secret gets what the key is wrapped by.
func (w wrap) secret(home string, keychain Keychain) ([]byte, error) {
	switch w.By {
	case SealedByFile:
		return readSecret(filepath.Join(home, SealedByFile))
	case SealedByKeychain:
	default:
		return nil, lockstep.Errorf(lockstep.Conflict, "The catalog's key is kept in a way that this Lockstep does not know (%s). Nothing was changed. Install a newer Lockstep.", w.By)
	}
	if keychain == nil || !keychain.Available() {
		return nil, lockstep.Errorf(lockstep.Unreachable, "The key of this catalog is in the keychain of this computer, and no keychain answers here. Nothing was changed. Log in to your desktop, or unlock the keychain, and try again.")
	}
	text, err := keychain.Get(keychainService, w.ID)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Denied, "The key of this catalog is in the keychain of this computer, which does not give it (%v). Nothing was changed. Unlock the keychain and try again.", err)
	}
	return decode(text, "keychain")
}

// place says where the secret is, for people.
func (w wrap) place(home string) string {
	if w.By == SealedByFile {
		return "file " + filepath.Join(home, SealedByFile)
	}
	return "keychain"
}

func readSecret(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, caused(err, lockstep.NotFound, "The key file %s is gone, and without it the catalog cannot be read. Nothing was changed. Put it back from a backup of the home folder.", path)
	case err != nil:
		return nil, lockstep.Errorf(lockstep.Denied, "The key file %s cannot be read (%v). Nothing was changed. Give yourself the right to read it.", path, err)
	}
	return decode(string(content), "file "+path)
}

func newSecret() []byte {
	secret := make([]byte, keySize)
	rand.Read(secret) // never fails
	return secret
}

func encode(secret []byte) string { return base64.RawURLEncoding.EncodeToString(secret) }

func decode(text, place string) ([]byte, error) {
	secret, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(secret) != keySize {
		return nil, caused(err, lockstep.Corrupt, "The key in the %s is not one that Lockstep made. Nothing was changed. Put it back from a backup.", place)
	}
	return secret, nil
}
