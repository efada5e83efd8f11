package snapshots_test

import (
	"bytes"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

func TestWhatIsWholeInADamagedArchiveCanBeLookedAt(t *testing.T) {
	files := unzipped(t, simple(t))
	for i, f := range files {
		if bytes.Equal(f.content, []byte("alpha")) {
			files[i].content = []byte("alphb")
		}
	}
	path := saved(t, zipped(t, files))
	_, err := snapshots.ReadArchive(t.Context(), path)
	sentence(t, err, lockstep.Corrupt)

	archive, damaged, err := snapshots.CheckArchive(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if len(damaged) != 1 || damaged[0].Key.Name != "a.txt" {
		t.Errorf("damaged is %v, want a.txt alone", damaged)
	}
	if omitted := archive.State.Omitted(); len(omitted) != 1 || omitted[0].Key.Name != "a.txt" {
		t.Errorf("what is damaged is not left out: %v", omitted)
	}
	same(t, archive.State.Len(), 1)
	for _, item := range archive.State.All() {
		if _, err := item.Body.Bytes(); err != nil {
			t.Errorf("%s: %v", item.Key, err)
		}
	}
}

func TestCheckingFindsNothingInAWholeArchive(t *testing.T) {
	want := archiveOf(various(t))
	got, damaged, err := snapshots.CheckArchive(t.Context(), saved(t, written(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	same(t, len(damaged), 0)
	sameArchive(t, got, want)
}

func TestAnArchiveDamagedBeyondItsContentsIsRefused(t *testing.T) {
	whole := simple(t)
	files := unzipped(t, whole)
	for i := range files {
		files[i].content = bytes.Replace(files[i].content, []byte(`"format": 1`), []byte(`"format": x`), 1)
	}
	for name, content := range map[string][]byte{
		"cut short":                 whole[:len(whole)-30],
		"its document is no such":   zipped(t, files),
		"its head says another one": bytes.Replace(whole, []byte("PK\x01\x02"), []byte("PK\x01\x03"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := snapshots.CheckArchive(t.Context(), saved(t, content))
			sentence(t, err, lockstep.Corrupt)
		})
	}
}
