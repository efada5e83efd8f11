package snapshots

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"lockstep/app/lockstep"
)

// A key file holds the key of one catalog, so that losing the keychain or vault.key does not lose the vault: a JSON document,
// sealed with a passphrase (age-encryption.org/v1, scrypt) and armoured, so that it is text.
type keyFile struct {
	Format  int    `json:"format"`
	Catalog string `json:"catalog"` // the id that the catalog's record of its key has
	Key     []byte `json:"key"`
}

const keyFileFormat = 1

// shortestPassphrase is how many characters a passphrase has at least.
const shortestPassphrase = 10

// scryptWork is the base-2 logarithm of the work that every guess of a passphrase takes, and of the memory (times 1 KiB).
const scryptWork = 16

// ExportKey gives the key of the catalog behind meta as a key file.
func (v *Vault) ExportKey(ctx context.Context, meta Meta, passphrase string) ([]byte, error) {
	if len([]rune(passphrase)) < shortestPassphrase {
		return nil, lockstep.Errorf(lockstep.Invalid, "The passphrase is too short to protect a key. Nothing was written. Choose one of %d characters or more, such as four words.", shortestPassphrase)
	}
	w, err := readWrap(ctx, meta)
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(scryptWork)
	document, err := json.Marshal(keyFile{keyFileFormat, w.ID, v.codec.key.raw})
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	armored := armor.NewWriter(&text)
	sealed, err := age.Encrypt(armored, recipient)
	if err != nil {
		return nil, err
	}
	_, err = sealed.Write(document)
	if err := errors.Join(err, sealed.Close(), armored.Close()); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// ImportKey gives the key of a key file, and wraps it anew for the catalog behind meta: by the keychain where there is
// one, otherwise by the file vault.key in the home folder. It gives what it is wrapped by. Nothing is changed where the file
// is another catalog's, or the passphrase is wrong.
func ImportKey(ctx context.Context, meta Meta, home string, keychain Keychain, content []byte, passphrase string) (key *Key, sealedBy string, err error) {
	w, err := readWrap(ctx, meta)
	if err != nil {
		return nil, "", err
	}
	file, err := openKeyFile(content, passphrase)
	if err != nil {
		return nil, "", err
	}
	if file.Catalog != w.ID {
		return nil, "", lockstep.Errorf(lockstep.Conflict, "This is the key of another catalog. Nothing was changed. Import the key that was exported from this one.")
	}
	key = keyFrom(file.Key)
	sealedBy, err = keepKey(ctx, meta, home, keychain, w.ID, key)
	return key, sealedBy, err
}

func openKeyFile(content []byte, passphrase string) (file keyFile, err error) {
	const largest = 64 << 10
	if len(content) > largest || !bytes.Contains(content, []byte(armor.Header)) {
		return file, lockstep.Errorf(lockstep.Invalid, "This is not a file with an exported key. Nothing was changed. Choose the one that an exported key was written to.")
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return file, lockstep.Errorf(lockstep.Invalid, "There is no passphrase. Nothing was changed. Give the one that the key was exported with.")
	}
	identity.SetMaxWorkFactor(scryptWork + 2)
	plain, err := age.Decrypt(armor.NewReader(strings.NewReader(strings.TrimSpace(string(content))+"\n")), identity)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return file, lockstep.Errorf(lockstep.Denied, "The passphrase does not open this key. Nothing was changed. Try again with the one that it was exported with.")
	}
	damaged := func(err error) error {
		return caused(err, lockstep.Corrupt, "The file with the key is damaged. Nothing was changed. Import another copy of it.")
	}
	if err != nil {
		return file, damaged(err)
	}
	document, err := io.ReadAll(io.LimitReader(plain, largest))
	if err != nil {
		return file, damaged(err)
	}
	if err := json.Unmarshal(document, &file); err != nil || file.Format < 1 || len(file.Key) != keySize && file.Format == keyFileFormat {
		return file, damaged(err)
	}
	if file.Format > keyFileFormat {
		return file, lockstep.Errorf(lockstep.Invalid, "A newer Lockstep has exported this key. Nothing was changed. Install the newer Lockstep.")
	}
	return file, nil
}
