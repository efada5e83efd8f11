package snapshots

import (
	"archive/zip"
	"bytes"
	"testing"
)

// Rows are as large as the states that they are of; a table is no larger than one may be that is read.
func TestATableOfLargeRowsIsNoLargerThanIsRead(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	tables := tableWriter{out: archiveWriter{zip: z}, name: statesTable}
	row := make([]byte, 34<<20)
	for range 5 {
		began := tables.size
		if _, err := tables.Write(row); err != nil {
			t.Fatal(err)
		}
		if err := tables.end(began); err != nil {
			t.Fatal(err)
		}
	}
	if err := tables.flush(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if f.UncompressedSize64 > maxBackupTable {
			t.Errorf("%s unfolds to %d MiB", f.Name, f.UncompressedSize64>>20)
		}
	}
}
