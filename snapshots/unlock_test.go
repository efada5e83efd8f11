package snapshots_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
)

// keychain is one that the test can take away.
type keychain struct {
	gone, deaf, forgets bool
	secrets             map[string]string
}

func (k *keychain) Available() bool { return !k.gone }

func (k *keychain) Get(service, name string) (string, error) {
	secret, ok := k.secrets[service+"/"+name]
	if !ok || k.deaf {
		return "", errors.New("secret not found in keyring")
	}
	return secret, nil
}

func (k *keychain) Set(service, name, secret string) error {
	if k.deaf {
		return errors.New("the collection is locked")
	}
	if !k.forgets {
		k.secrets[service+"/"+name] = secret
	}
	return nil
}

// unlocked opens the catalog of a home and gives the key, and what it is wrapped by.
func unlocked(t testing.TB, home string, k snapshots.Keychain) (key *snapshots.Key, by string, err error) {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(home, "catalog.db"), func(ctx context.Context, meta store.Meta) (sealer store.Sealer, err error) {
		key, by, err = snapshots.Unlock(ctx, meta, home, k)
		return key, err
	})
	if err != nil {
		return nil, "", err
	}
	return key, by, s.Close()
}

// one asserts that two keys are the same.
func one(t testing.TB, a, b *snapshots.Key) {
	t.Helper()
	plain, err := b.Unseal(a.Seal([]byte("plain"), "x"), "x")
	if err != nil || string(plain) != "plain" {
		t.Errorf("the keys differ: %v", err)
	}
}

func TestUnlock(t *testing.T) {
	t.Run("keeps the key in the keychain where there is one", func(t *testing.T) {
		home, chain := t.TempDir(), &keychain{secrets: map[string]string{}}
		first, by, err := unlocked(t, home, chain)
		if err != nil {
			t.Fatal(err)
		}
		same(t, by, snapshots.SealedByKeychain)
		second, by, err := unlocked(t, home, chain)
		if err != nil {
			t.Fatal(err)
		}
		same(t, by, snapshots.SealedByKeychain)
		one(t, first, second)
		if _, err := os.Stat(filepath.Join(home, "vault.key")); err == nil {
			t.Error("there is a key file as well")
		}
	})
	t.Run("keeps the keys of two homes apart in one keychain", func(t *testing.T) {
		a, b, chain := t.TempDir(), t.TempDir(), &keychain{secrets: map[string]string{}}
		first, _, err := unlocked(t, a, chain)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := unlocked(t, b, chain); err != nil {
			t.Fatal(err)
		}
		again, _, err := unlocked(t, a, chain)
		if err != nil {
			t.Fatal(err)
		}
		one(t, first, again)
	})
	t.Run("keeps the key in a file where there is no keychain, and stays with that", func(t *testing.T) {
		for name, chain := range map[string]*keychain{"none": {gone: true}, "locked": {deaf: true}, "forgetful": {forgets: true, secrets: map[string]string{}}} {
			home := t.TempDir()
			first, by, err := unlocked(t, home, chain)
			if err != nil {
				t.Fatal(name, err)
			}
			same(t, by, snapshots.SealedByFile)
			info, err := os.Stat(filepath.Join(home, "vault.key"))
			if err != nil {
				t.Fatal(err)
			}
			if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("the key file has mode %v", info.Mode())
			}
			second, by, err := unlocked(t, home, &keychain{secrets: map[string]string{}})
			if err != nil {
				t.Fatal(err)
			}
			same(t, by, snapshots.SealedByFile)
			one(t, first, second)
		}
	})
	t.Run("uses the key file of the home for another catalog", func(t *testing.T) {
		home := t.TempDir()
		if _, _, err := unlocked(t, home, nil); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(filepath.Join(home, "vault.key"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(home, "catalog.db"), filepath.Join(home, "old.db")); err != nil {
			t.Fatal(err)
		}
		if _, _, err := unlocked(t, home, nil); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(filepath.Join(home, "vault.key"))
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("the key of the old catalog is gone: %v", err)
		}
	})
	t.Run("says what is wrong with the key file", func(t *testing.T) {
		for name, c := range map[string]struct {
			harm func(path string) error
			code lockstep.Code
		}{
			"gone":    {os.Remove, lockstep.NotFound},
			"empty":   {func(path string) error { return os.Truncate(path, 0) }, lockstep.Corrupt},
			"another": {func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("A"), 43), 0o600) }, lockstep.Corrupt},
			"text":    {func(path string) error { return os.WriteFile(path, []byte("not a key"), 0o600) }, lockstep.Corrupt},
			"folder":  {func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, lockstep.Denied},
		} {
			t.Run(name, func(t *testing.T) {
				home := t.TempDir()
				if _, _, err := unlocked(t, home, nil); err != nil {
					t.Fatal(err)
				}
				if err := c.harm(filepath.Join(home, "vault.key")); err != nil {
					t.Fatal(err)
				}
				_, _, err := unlocked(t, home, nil)
				sentence(t, err, c.code)
			})
		}
	})
	t.Run("says what is wrong with the keychain, and makes no other key", func(t *testing.T) {
		home, chain := t.TempDir(), &keychain{secrets: map[string]string{}}
		first, _, err := unlocked(t, home, chain)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = unlocked(t, home, &keychain{gone: true})
		sentence(t, err, lockstep.Unreachable)
		_, _, err = unlocked(t, home, &keychain{deaf: true})
		sentence(t, err, lockstep.Denied)
		_, _, err = unlocked(t, home, &keychain{secrets: map[string]string{}})
		sentence(t, err, lockstep.Denied)
		again, _, err := unlocked(t, home, chain)
		if err != nil {
			t.Fatal(err)
		}
		one(t, first, again)
	})
}

func TestKey(t *testing.T) {
	k := snapshots.NewKey()
	t.Run("opens only what was sealed about the same", func(t *testing.T) {
		sealed := k.Seal([]byte("secret"), "note 1")
		if _, err := k.Unseal(sealed, "note 2"); !errors.Is(err, lockstep.Corrupt) {
			t.Errorf("opened as being about something else: %v", err)
		}
		for i := range sealed {
			hurt := bytes.Clone(sealed)
			hurt[i] ^= 1
			if _, err := k.Unseal(hurt, "note 1"); !errors.Is(err, lockstep.Corrupt) {
				t.Fatalf("opened with byte %d changed: %v", i, err)
			}
			if _, err := k.Unseal(sealed[:i], "note 1"); !errors.Is(err, lockstep.Corrupt) {
				t.Fatalf("opened when cut to %d bytes: %v", i, err)
			}
		}
	})
	t.Run("seals the same thing differently each time", func(t *testing.T) {
		if bytes.Equal(k.Seal([]byte("secret"), "x"), k.Seal([]byte("secret"), "x")) {
			t.Error("two seals are equal")
		}
	})
	t.Run("tags differ from key to key", func(t *testing.T) {
		d := lockstep.DigestOf([]byte("secret"))
		if bytes.Equal(k.Tag(d), snapshots.NewKey().Tag(d)) || !bytes.Equal(k.Tag(d), k.Tag(d)) {
			t.Error("tags do not depend on key and content alone")
		}
	})
}
