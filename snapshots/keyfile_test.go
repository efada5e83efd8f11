package snapshots

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
)

// values are named values in memory.
type values map[string][]byte

func (v values) Get(_ context.Context, name string) ([]byte, error) { return v[name], nil }
func (v values) Put(_ context.Context, name string, value []byte) error {
	v[name] = value
	return nil
}

const phrase = "correct horse battery staple"

// sealedIn makes a catalog's key in a home, and gives what exports it.
func sealedIn(t *testing.T, home string) (values, *Vault) {
	t.Helper()
	meta := values{}
	key, _, err := Unlock(t.Context(), meta, home, nil)
	if err != nil {
		t.Fatal(err)
	}
	return meta, New(nil, key)
}

func TestAnExportedKeyOpensItsCatalog(t *testing.T) {
	home := t.TempDir()
	meta, v := sealedIn(t, home)
	file, err := v.ExportKey(t.Context(), meta, phrase)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(home, SealedByFile)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Unlock(t.Context(), meta, home, nil); !errors.Is(err, lockstep.NotFound) && !errors.Is(err, lockstep.Corrupt) {
		t.Fatalf("it opens without its key: %v", err)
	}
	key, by, err := ImportKey(t.Context(), meta, home, nil, file, phrase)
	if err != nil || by != SealedByFile || !bytes.Equal(key.raw, v.codec.key.raw) {
		t.Fatalf("by %q: %v", by, err)
	}
	again, _, err := Unlock(t.Context(), meta, home, nil)
	if err != nil || !bytes.Equal(again.raw, key.raw) {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAKeyThatIsRefusedChangesNothing(t *testing.T) {
	home := t.TempDir()
	meta, v := sealedIn(t, home)
	file, err := v.ExportKey(t.Context(), meta, phrase)
	if err != nil {
		t.Fatal(err)
	}
	_, stranger := sealedIn(t, t.TempDir())
	other, _ := sealedIn(t, t.TempDir())
	foreign, err := stranger.ExportKey(t.Context(), other, phrase)
	if err != nil {
		t.Fatal(err)
	}
	before := string(meta[wrapName])
	for name, c := range map[string]struct {
		file   []byte
		phrase string
		code   lockstep.Code
	}{
		"a wrong passphrase":    {file, phrase + "!", lockstep.Denied},
		"no passphrase":         {file, "", lockstep.Invalid},
		"another catalog's key": {foreign, phrase, lockstep.Conflict},
		"a damaged file":        {bytes.Replace(file, file[200:210], []byte("AAAAAAAAAA"), 1), phrase, lockstep.Corrupt},
		"a file cut short":      {file[:len(file)/2], phrase, lockstep.Corrupt},
		"something else":        {[]byte("hello"), phrase, lockstep.Invalid},
		"something very large":  {bytes.Repeat(file, 1000), phrase, lockstep.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := ImportKey(t.Context(), meta, home, nil, c.file, c.phrase)
			if !errors.Is(err, c.code) || !strings.HasSuffix(err.Error(), ".") {
				t.Errorf("got %v, want %s", err, c.code)
			}
			if string(meta[wrapName]) != before {
				t.Error("the record of the key was changed")
			}
		})
	}
}

// A key file of the first format is read for ever.
func TestTheFirstKeyFile(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "key-1.age"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := openKeyFile(content, phrase)
	if err != nil || file.Catalog != "00112233aabbccdd" || !bytes.Equal(file.Key, bytes.Repeat([]byte{7}, keySize)) {
		t.Errorf("%+v, %v", file, err)
	}
}
