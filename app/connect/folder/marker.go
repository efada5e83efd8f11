package folder

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lockstep/app/lockstep"
)

// The names of the markers and of the lease, beside the files. Of a slot that is one file, its name follows.
const (
	markerName = ownPrefix + "run"
	leaseName  = ownPrefix + "lease"
)

// largestNote is the size in bytes of the largest file of markers or lease that is read.
const largestNote = 256 << 10

// notes is what the marker's file holds.
type notes struct {
	Runs []lockstep.Marker `json:"runs"`
}

// Markers gives what the last runs left.
func (c *connector) Markers(context.Context) ([]lockstep.Marker, error) {
	t, err := c.noteTarget()
	if err != nil {
		return nil, err
	}
	defer t.root.Close()
	var left notes
	if ok, err := t.readNote(t.note(markerName), &left); err != nil || !ok {
		return nil, err
	}
	return left.Runs, nil
}

// SetMarkers leaves markers.
func (c *connector) SetMarkers(_ context.Context, markers []lockstep.Marker) error {
	t, err := c.noteTarget()
	if err != nil {
		return err
	}
	defer t.root.Close()
	return t.writeNote(t.note(markerName), notes{markers})
}

// TakeLease takes the lease.
func (c *connector) TakeLease(_ context.Context, l lockstep.Lease, now time.Time) (before lockstep.Lease, err error) {
	t, err := c.noteTarget()
	if err != nil {
		return before, err
	}
	defer t.root.Close()
	name := t.note(leaseName)
	// Of several that find none, one makes the file.
	made, err := t.makeNote(name, l)
	if made || err != nil {
		return before, err
	}
	if before, err = t.lease(name, l, now); err != nil {
		return before, err
	}
	if err = t.writeNote(name, l); err == nil {
		_, err = t.lease(name, l, now) // of several that find one that has expired, the last has it
	}
	return before, err
}

// lease gives the lease that is there. That another run has it is a Conflict.
func (t target) lease(name string, l lockstep.Lease, now time.Time) (there lockstep.Lease, err error) {
	ok, err := t.readNote(name, &there)
	if err == nil && ok && there.Run != l.Run && !there.Expired(now) {
		err = lockstep.Errorf(lockstep.Conflict, "A run by %s has been under way on %s since %s. Nothing was changed. Wait until it has ended.", there.By, filepath.Join(t.dir, t.file), there.Since.Local().Format("15:04"))
	}
	return there, err
}

// DropLease gives a lease back.
func (c *connector) DropLease(_ context.Context, run string) error {
	t, err := c.noteTarget()
	if err != nil {
		return err
	}
	defer t.root.Close()
	var holder lockstep.Lease
	if ok, err := t.readNote(t.note(leaseName), &holder); err != nil || !ok || holder.Run != run {
		return err
	}
	if err := t.root.Remove(t.note(leaseName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(t.full(t.note(leaseName)), err)
	}
	return nil
}

func (c *connector) noteTarget() (target, error) {
	s, err := c.site()
	if err != nil {
		return target{}, err
	}
	return s.openTarget()
}

func (s site) note(name string) string {
	if s.file == "" {
		return name
	}
	return name + "-" + s.file
}

// readNote reads markers or a lease; ok is false where there is none, or something else. No link is followed.
func (t target) readNote(name string, into any) (ok bool, err error) {
	if info, err := t.lstat(name); err != nil || !info.Mode().IsRegular() || info.Size() > largestNote {
		return false, gone(true, err, unreadable(t.full(name), err))
	}
	f, err := t.disk().open(name)
	if err != nil {
		return false, gone(true, err, unreadable(t.full(name), err))
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, largestNote))
	if err != nil {
		return false, unreadable(t.full(name), err)
	}
	return json.Unmarshal(content, into) == nil, nil
}

// makeNote writes a note where there is none; made is false where there is one.
func (t target) makeNote(name string, note any) (made bool, err error) {
	f, err := t.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, unwritable(t.full(name), err)
	}
	if err := errors.Join(json.NewEncoder(f).Encode(note), f.Close()); err != nil {
		return false, unwritable(t.full(name), err)
	}
	return true, nil
}

// writeNote writes a note in the place of the one that is there.
func (t target) writeNote(name string, note any) error {
	draft := tempPrefix + rand.Text()
	if _, err := t.makeNote(draft, note); err != nil {
		return err
	}
	if err := t.root.Rename(draft, name); err != nil {
		return errors.Join(unwritable(t.full(name), err), t.root.Remove(draft))
	}
	return nil
}
