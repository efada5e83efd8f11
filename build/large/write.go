package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/connect/folder"
	"lockstep/app/lockstep"
)

func folderOf(o Options, environment string) string {
	return filepath.Join(o.Dir, "environments", strings.ToLower(environment))
}

// Make makes the project and says what there is now.
func Make(ctx context.Context, o Options) (made string, err error) {
	if entries, err := os.ReadDir(o.Dir); err == nil && len(entries) > 0 {
		return "", fmt.Errorf("%s is not empty: choose a new folder", o.Dir)
	}
	home := filepath.Join(o.Dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", err
	}
	m, err := newMaker(o)
	if err != nil {
		return "", err
	}
	if m.recorder, err = newRecorder(ctx, home); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, m.recorder.store.Close()) }()
	if err := m.recorder.begin(ctx, m); err != nil {
		return "", err
	}
	if err := m.tell(ctx); err != nil {
		return "", err
	}
	for _, s := range m.environments {
		if err := m.write(ctx, s); err != nil {
			return "", fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	if err := m.drift(); err != nil {
		return "", err
	}
	return m.report(ctx)
}

// write writes an environment's folder, and reads it back: its newest snapshot must be what is there.
func (m *maker) write(ctx context.Context, s *stage) error {
	dir := folderOf(m.Options, s.Name)
	for path, item := range s.holding.files() {
		content, err := item.Body.Bytes()
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		mode := os.FileMode(0o644)
		if item.Mode == lockstep.Executable {
			mode = 0o755
		}
		if err := os.WriteFile(to, content, mode); err != nil {
			return err
		}
	}
	c, err := folder.Driver(filepath.Join(m.Dir, "home")).Open(ctx, m.project.Slots[0], s.Connections[lockstep.DefaultSlot])
	if err != nil {
		return err
	}
	there, err := c.Capture(ctx)
	if err != nil {
		return errors.Join(err, c.Close())
	}
	if changes := lockstep.Diff(s.state, there); len(changes) > 0 {
		return fmt.Errorf("%d items are not as recorded, the first is %s", len(changes), changes[0].Key)
	}
	return c.Close()
}

// drift changes two files of the environment before the last where nobody looks.
func (m *maker) drift() error {
	s := m.environments[len(m.environments)-2]
	left := 2
	for _, v := range s.holding {
		if left == 0 {
			return nil
		}
		if v == nil || !strings.HasPrefix(v.path, "settings/") || v.own {
			continue
		}
		left--
		content, err := m.edited(v, 0).item.Body.Bytes()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folderOf(m.Options, s.Name), filepath.FromSlash(v.path)), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) report(ctx context.Context) (string, error) {
	var b strings.Builder
	for i, s := range m.environments {
		count, err := m.recorder.store.CountSnapshots(ctx, s.UUID)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s: %d items, %d snapshots", s.Name, s.state.Count(), count)
		if i > 0 {
			fmt.Fprintf(&b, ", %d items on their way from %s", len(differing(m.environments[i-1].holding, s.holding)), m.environments[i-1].Name)
		}
		b.WriteByte('\n')
	}
	var size int64
	for _, name := range []string{"catalog.db", "catalog.db-wal"} {
		if info, err := os.Stat(filepath.Join(m.Dir, "home", name)); err == nil {
			size += info.Size()
		}
	}
	fmt.Fprintf(&b, "%d runs, %d states, a catalog of %d MB", m.recorder.runs, len(m.recorder.kept), size>>20)
	return b.String(), nil
}
