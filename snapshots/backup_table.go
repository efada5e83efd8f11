package snapshots

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
)

// tableWriter writes rows into tables, which it compresses as they come.
type tableWriter struct {
	out     archiveWriter
	name    func(int) string
	written int // tables

	packed  bytes.Buffer
	deflate *flate.Writer
	crc     uint32
	size    int // what the table unfolds to
	first   int // the size of its first row
}

// Write writes a part of a row.
func (t *tableWriter) Write(b []byte) (int, error) {
	if t.size == 0 {
		var err error
		if t.deflate, err = flate.NewWriter(&t.packed, flate.DefaultCompression); err != nil {
			return 0, err
		}
	}
	t.crc = crc32.Update(t.crc, crc32.IEEETable, b)
	t.size += len(b)
	return t.deflate.Write(b)
}

// end ends a row that began at a place, and begins another table where this one is long: a few times what a whole state
// takes, so that what a table holds twice is little, and what is lost with it too.
func (t *tableWriter) end(began int) error {
	const least, times, most = 64 << 10, 4, maxBackupTable / 2 // of a table, to which a row is added, and of that row
	if began == 0 {
		t.first = t.size
	}
	if t.size-began > most {
		return tooMuch()
	}
	if t.size > min(least+times*t.first, most) {
		return t.flush()
	}
	return nil
}

// flush ends the table.
func (t *tableWriter) flush() error {
	if t.size == 0 {
		return nil
	}
	if t.written++; t.written > maxBackupTables {
		return tooMuch()
	}
	if err := t.deflate.Close(); err != nil {
		return err
	}
	err := t.out.raw(packedEntry{path: t.name(t.written), method: zip.Deflate, crc: t.crc, size: int64(t.size)}, t.packed.Bytes())
	*t = tableWriter{out: t.out, name: t.name, written: t.written}
	return err
}
