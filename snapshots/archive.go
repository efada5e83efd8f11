package snapshots

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"lockstep/app/lockstep"
)

// The formats of the archives that this program writes and reads: each number is a kind of document of its own.
const (
	ArchiveFormat = 1 // one snapshot
	BackupFormat  = 2 // many, with what belongs to them
	newestFormat  = BackupFormat
)

// The bounds of an archive. They hold for writing too, so that whatever was written can be read.
const (
	maxArchiveItems    = 100_000
	maxArchiveBytes    = 4 << 30  // all bodies together
	maxArchiveDocument = 48 << 20 // lockstep.json
	maxArchiveText     = 64 << 10 // any one text in it
)

// The entries of an archive that are not items.
const (
	documentPath = "lockstep.json"
	readmePath   = "README.txt"
	itemsPath    = "items/"
)

// Archive is a snapshot on its way between computers: a plain ZIP file with the items as files and all that is true
// about them in lockstep.json.
type Archive struct {
	Format      int
	Project     lockstep.Project     // without the settings of its slots
	Environment lockstep.Environment // UUID, name and role
	Snapshot    lockstep.Snapshot
	State       lockstep.State
	NotHeld     string // what the snapshot does not hold, as sentences; "" where it holds all
}

// WriteArchive writes an archive. The same archive gives the same bytes.
func WriteArchive(w io.Writer, a Archive) error {
	aliases, err := checkArchive(a)
	if err != nil {
		return err
	}
	document, err := encodeDocument(a, aliases)
	if err != nil {
		return err
	}
	deflate, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
	if err != nil {
		return err
	}
	z := archiveWriter{zip: zip.NewWriter(w), deflate: deflate, at: a.Snapshot.TakenAt.UTC()}
	if err := z.add(readmePath, []byte(readme(a)), false); err != nil {
		return err
	}
	if err := z.add(documentPath, document, false); err != nil {
		return err
	}
	for _, item := range a.State.All() {
		if item.Mode == lockstep.Link {
			continue // a link is text in the document, so that no tool ever follows it
		}
		content, err := item.Body.Bytes()
		if err != nil {
			return fmt.Errorf("export %s: %w", item.Key, err)
		}
		if err := z.add(aliases[item.Key], content, item.Mode == lockstep.Executable); err != nil {
			return err
		}
	}
	return z.zip.Close()
}

// checkArchive refuses what could not be read again, and gives the paths of the items.
func checkArchive(a Archive) (map[lockstep.Key]string, error) {
	if a.State.Digest() != a.Snapshot.State || a.Snapshot.Identify() != a.Snapshot.ID {
		return nil, lockstep.Errorf(lockstep.Corrupt, "The snapshot is not what its id says, so it is not exported. Verify the catalog to see what is damaged.")
	}
	if a.State.Len() > maxArchiveItems || a.State.Size() > maxArchiveBytes {
		return nil, lockstep.Errorf(lockstep.Invalid, "The snapshot is too large for one archive, which holds up to %d items and %d GiB. Nothing was exported. Exclude what is large from the slot.", maxArchiveItems, maxArchiveBytes>>30)
	}
	if why := wrongHead(a); why != "" {
		return nil, lockstep.Errorf(lockstep.Invalid, "The snapshot cannot be exported: %s. Nothing was exported.", why)
	}
	for _, item := range a.State.All() {
		if why := wrongItem(item); why != "" {
			return nil, lockstep.Errorf(lockstep.Invalid, "%q cannot be exported: %s. Nothing was exported. Rename it, or exclude it from the slot.", item.Key, why)
		}
	}
	return aliasesOf(a.State), nil
}

// archiveWriter adds files to a ZIP file with all their sizes ahead of them, so that a reader can hold them to these.
type archiveWriter struct {
	zip     *zip.Writer
	deflate *flate.Writer // one for all files: making one takes longer than deflating a small file
	at      time.Time
}

func (z archiveWriter) add(path string, content []byte, executable bool) error {
	packed, method, err := z.deflated(content)
	if err != nil {
		return err
	}
	return z.raw(packedEntry{path, method, crc32.ChecksumIEEE(content), int64(len(content)), executable}, packed)
}

// packedEntry is what is true of a content that is compressed already.
type packedEntry struct {
	path       string
	method     uint16
	crc        uint32
	size       int64
	executable bool
}

func (z archiveWriter) raw(e packedEntry, packed []byte) error {
	header := &zip.FileHeader{
		Name:               e.path,
		Method:             e.method,
		CRC32:              e.crc,
		CompressedSize64:   uint64(len(packed)),
		UncompressedSize64: uint64(e.size),
	}
	//lint:ignore SA1019 CreateRaw writes these two and does not look at Modified
	header.ModifiedDate, header.ModifiedTime = dosTime(z.at)
	header.SetMode(0o644)
	if e.executable {
		header.SetMode(0o755)
	}
	entry, err := z.zip.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = entry.Write(packed)
	return err
}

// deflated compresses what gets smaller by it.
func (z archiveWriter) deflated(content []byte) (packed []byte, method uint16, err error) {
	var b bytes.Buffer
	z.deflate.Reset(&b)
	if _, err := z.deflate.Write(content); err != nil {
		return nil, 0, err
	}
	if err := z.deflate.Close(); err != nil {
		return nil, 0, err
	}
	if b.Len() >= len(content) {
		return content, zip.Store, nil
	}
	return b.Bytes(), zip.Deflate, nil
}

// dosTime is a time as ZIP files have it; they begin in 1980 and end in 2107.
func dosTime(t time.Time) (date, clock uint16) {
	if t.Year() < 1980 || t.Year() > 2107 {
		return 1<<5 | 1, 0
	}
	return uint16(t.Year()-1980)<<9 | uint16(t.Month())<<5 | uint16(t.Day()),
		uint16(t.Hour())<<11 | uint16(t.Minute())<<5 | uint16(t.Second()/2)
}

// readme is what a person finds who opens the archive without Lockstep.
func readme(a Archive) string {
	notHeld := ""
	if a.NotHeld != "" {
		notHeld = "\nWhat this snapshot does not hold: " + a.NotHeld + "\n"
	}
	return fmt.Sprintf(`This is a Lockstep archive: one snapshot of an environment.

Project:      %s
Environment:  %s (%s)
Taken:        %s by %s

The files are under items/, some with a changed name where the true one would not do on every computer.
lockstep.json says the true name of each, whether it is executable or a link, and its SHA-256.
%s
To use it, import this file with Lockstep: lockstep import FILE
`, a.Project.Name, a.Environment.Name, a.Environment.Role, a.Snapshot.TakenAt.UTC().Format("2006-01-02 15:04:05 UTC"), a.Snapshot.By, notHeld)
}
