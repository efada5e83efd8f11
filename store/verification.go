package store

import (
	"context"
	"time"

	"lockstep/app/lockstep"
)

// Verification is when all that the catalog keeps was last read and checked, and what was damaged then.
type Verification struct {
	At      time.Time `json:"at"` // zero for never
	Damaged []Damaged `json:"damaged"`
}

// Damaged is an item of a state that could not be read.
type Damaged struct {
	State lockstep.Digest `json:"state"` // "" where it is of no state that is known
	Key   string          `json:"key"`   // "" for the whole state
	Why   string          `json:"why"`
}

const verification = "verification"

// Verification gives what the last one found.
func (s *Store) Verification(ctx context.Context) (v Verification, err error) {
	content, err := meta{s}.Get(ctx, verification)
	if err != nil || content == nil {
		return v, err
	}
	return v, s.unseal(content, verification, &v)
}

// KeepVerification puts a verification in place of the last one.
func (s *Store) KeepVerification(ctx context.Context, v Verification) error {
	content, err := s.seal(v, verification)
	if err != nil {
		return err
	}
	return meta{s}.Put(ctx, verification, content)
}
