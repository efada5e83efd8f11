package snapshots

import (
	"context"

	"lockstep/app/lockstep"
)

// ReadArchive reads an archive of one snapshot that is whole.
func ReadArchive(ctx context.Context, path string) (Archive, error) {
	a, damaged, err := CheckArchive(ctx, path)
	if err == nil && len(damaged) > 0 {
		err = cut("%s: %s", damaged[0].Key, damaged[0].Why)
	}
	return a, err
}

// CheckArchive reads an archive of one snapshot, and what is damaged in it.
func CheckArchive(ctx context.Context, path string) (Archive, []ArchiveDamage, error) {
	c, err := Open(ctx, path, "")
	if err != nil {
		return Archive{}, nil, err
	}
	if c.backup != nil {
		return Archive{}, nil, lockstep.Errorf(lockstep.Invalid, "It is a backup, and none of one snapshot.")
	}
	return Archive{Format: c.Format, Project: c.Projects[0], Environment: c.Environments[0].Environment, Snapshot: c.Snapshots[0], State: c.single, NotHeld: c.NotHeld}, c.Damaged, nil
}
