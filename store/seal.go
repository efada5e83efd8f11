package store

import (
	"encoding/json"

	"lockstep/app/lockstep"
)

// sealed reads and writes what the catalog holds encrypted: JSON, sealed.
type sealed struct{ sealer Sealer }

// seal encrypts v as being about something.
func (s sealed) seal(v any, about string) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Internal, "A row of the catalog cannot be written (%v). This is a fault of the program; report it.", err)
	}
	return s.sealer.Seal(plain, about), nil
}

// unseal decrypts into v what was sealed about the same thing.
func (s sealed) unseal(content []byte, about string, v any) error {
	plain, err := s.sealer.Unseal(content, about)
	if err == nil {
		err = json.Unmarshal(plain, v)
	}
	if err == nil {
		return nil
	}
	return caused(err, lockstep.Corrupt,
		"A row of the catalog is damaged (%s), or was sealed with another key. Nothing was changed. Put a copy of the home folder back from a backup.", about)
}
