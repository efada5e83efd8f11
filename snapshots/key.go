package snapshots

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"

	"golang.org/x/crypto/chacha20poly1305"

	"lockstep/app/lockstep"
)

// keySize is the size of a key, and of every key made from it.
const keySize = 32

// tagSize is the size of a keyed tag: short, since every body in the vault has one, and long enough that no two meet.
const tagSize = 16

// Key is the key of one vault. It seals what the catalog must not reveal and makes the tags by which bodies are found.
type Key struct {
	raw  []byte
	aead cipher.AEAD
	tag  []byte
}

// NewKey makes a random key.
func NewKey() *Key {
	raw := make([]byte, keySize)
	rand.Read(raw) // never fails
	return keyFrom(raw)
}

// keyFrom makes the key of 32 bytes. Each use has a key of its own made from them.
func keyFrom(raw []byte) *Key {
	aead, err := chacha20poly1305.NewX(derived(raw, "lockstep seal 1"))
	if err != nil {
		panic(err) // the size is right
	}
	return &Key{raw: raw, aead: aead, tag: derived(raw, "lockstep tag 1")}
}

func derived(raw []byte, use string) []byte {
	key, err := hkdf.Key(sha256.New, raw, nil, use, keySize)
	if err != nil {
		panic(err) // only a size that is out of range fails
	}
	return key
}

// Seal encrypts plain as being about something.
func (k *Key) Seal(plain []byte, about string) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(plain)+chacha20poly1305.Overhead)
	rand.Read(nonce) // never fails
	return k.aead.Seal(nonce, nonce, plain, []byte(about))
}

// Unseal decrypts what was sealed about the same thing. Its error is Corrupt.
func (k *Key) Unseal(sealed []byte, about string) ([]byte, error) {
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return nil, lockstep.Errorf(lockstep.Corrupt, "What was stored is cut short.")
	}
	nonce, content := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	plain, err := k.aead.Open(nil, nonce, content, []byte(about))
	if err != nil {
		return nil, caused(err, lockstep.Corrupt, "What was stored is damaged, or was sealed with another key.")
	}
	return plain, nil
}

// Tag is the name by which the vault finds a body. Without the key it says nothing about the body, not even to someone
// who guesses its content.
func (k *Key) Tag(body lockstep.Digest) []byte { return k.mac("body", body.Raw())[:tagSize] }

// mac is the keyed checksum of content for one purpose.
func (k *Key) mac(purpose string, content []byte) []byte {
	h := hmac.New(sha256.New, k.tag)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write(content)
	return h.Sum(nil)
}
