package snapshots

import (
	"bytes"
	"errors"
	"io"
	"os"
	"regexp"
	"strconv"

	"filippo.io/age"

	"lockstep/app/lockstep"
)

// An archive may be sealed with a passphrase: then the ZIP file lies in an age file (age-encryption.org/v1, scrypt), whose
// pieces are opened one by one where they are asked for. What was sealed is never written to the disk in the open.

// mostScryptWork bounds the work, and the memory (128 MiB), that a sealed archive may ask for.
const mostScryptWork = scryptWork + 1

const (
	sealedBegins = "age-encryption.org/"
	sealedHeader = 16 << 10 // far more than a header with one passphrase takes
)

// CheckPassphrase refuses a passphrase that is too short to protect anything.
func CheckPassphrase(passphrase string) error {
	if len([]rune(passphrase)) < shortestPassphrase {
		return lockstep.Errorf(lockstep.Invalid, "The passphrase is too short to protect what it seals. Nothing was written. Choose one of %d characters or more, such as four words.", shortestPassphrase)
	}
	return nil
}

// WriteSealed writes what write writes, sealed with the passphrase; without one as it is.
func WriteSealed(w io.Writer, passphrase string, write func(io.Writer) error) error {
	if passphrase == "" {
		return write(w)
	}
	if err := CheckPassphrase(passphrase); err != nil {
		return err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(scryptWork)
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return err
	}
	if err := write(sealed); err != nil {
		return err
	}
	return sealed.Close()
}

// IsSealed says that a file is sealed with a passphrase. One that cannot be read is not.
func IsSealed(path string) bool {
	f, _, err := openFile(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(sealedBegins))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == sealedBegins
}

// archiveFile is where an archive lies; of a sealed one also its key, which the passphrase gave.
type archiveFile struct {
	path string
	key  []byte // nil where it is not sealed
}

// unlock finds the key of an archive that is sealed; one that is not needs none.
func unlock(path, passphrase string) (archiveFile, error) {
	at := archiveFile{path: path}
	if !IsSealed(path) {
		return at, nil
	}
	if passphrase == "" {
		return at, lockstep.Suggest(lockstep.Errorf(lockstep.Denied, "The archive is sealed with a passphrase. Nothing was taken from it. Give the passphrase that it was exported with."),
			"Give it with: lockstep import FILE --passphrase-file FILE.")
	}
	f, _, err := openFile(path)
	if err != nil {
		return at, err
	}
	defer f.Close()
	header, err := age.ExtractHeader(io.LimitReader(f, sealedHeader))
	if err != nil {
		return at, sealedDamaged(err)
	}
	if work := workOf(header); work > mostScryptWork {
		return at, harmful("opening its seal would take more work than any seal of Lockstep's (2^%d)", work)
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return at, err
	}
	identity.SetMaxWorkFactor(mostScryptWork)
	at.key, err = age.DecryptHeader(header, identity)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return at, lockstep.Errorf(lockstep.Denied, "The passphrase does not open this archive. Nothing was taken from it. Try again with the one that it was exported with.")
	}
	if err != nil {
		return at, sealedDamaged(err)
	}
	return at, nil
}

var scryptLine = regexp.MustCompile(`(?m)^-> scrypt \S+ ([0-9]+)$`)

// workOf is the work that a header asks for; 0 where it does not say.
func workOf(header []byte) int {
	found := scryptLine.FindSubmatch(header)
	if found == nil {
		return 0
	}
	work, err := strconv.Atoi(string(bytes.TrimSpace(found[1])))
	if err != nil {
		return 1 << 30
	}
	return work
}

func sealedDamaged(cause error) error {
	return caused(cause, lockstep.Corrupt, "The sealed archive is damaged, was cut short, or was altered. Nothing was taken from it. Get the file again.")
}

// open opens the ZIP file, through its seal where it has one.
func (at archiveFile) open() (zipFile, *os.File, error) {
	f, size, err := openFile(at.path)
	if err != nil {
		return zipFile{}, nil, err
	}
	if at.key == nil {
		return zipFile{f, size}, f, nil
	}
	plain, size, err := age.DecryptReaderAt(f, size, age.NewInjectedFileKeyIdentity(at.key))
	if err != nil {
		_ = f.Close()
		return zipFile{}, nil, sealedDamaged(err)
	}
	return zipFile{plain, size}, f, nil
}
