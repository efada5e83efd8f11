package connecttest

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

// Memory is the kind of the systems of a [World].
const Memory = "memory"

// Driver is the driver of this world's systems. A connection's setting `name` says which system it is; the slot's
// setting `cache_name` is what clearing the cache is called.
func (w *World) Driver() lockstep.Driver {
	return lockstep.Driver{
		Kind:  Memory,
		Title: "System in memory",
		SlotFields: []lockstep.Field{
			{Name: "cache_name", Label: "Name of the cache's button", Default: "Clear the cache", Input: lockstep.TextInput},
		},
		Fields: []lockstep.Field{
			{Name: "name", Label: "Name", Help: "Which system it is.", Input: lockstep.TextInput, Required: true},
		},
		Traits: func(s lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{Cache: cmp.Or(s["cache_name"], "Clear the cache"), NotHeld: "Rows are not held."}
		},
		Open:     w.open,
		Prepare:  prepare,
		Document: &lockstep.Document{Language: "json", Format: format, Parse: parse},
		Describe: describe,
	}
}

func (w *World) open(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
	name := connection.Settings["name"]
	if name == "" {
		return nil, lockstep.Errorf(lockstep.Invalid, "The connection does not say which system it is. Set name.")
	}
	return &memory{slot: slot.Name, system: w.System(name)}, ctx.Err()
}

// prepare leaves want as it is: there is no frame to settle and nothing to be lost.
func prepare(_ lockstep.Slot, _, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	return want, nil, nil
}

// memory connects one slot to one system.
type memory struct {
	slot   string
	system *System
}

func (m *memory) Fingerprint(ctx context.Context) (string, error) {
	m.panics("Fingerprint")
	s, err := m.Capture(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(s.Digest(), s.Omitted()), nil
}

func (m *memory) panics(method string) {
	if m.system.Panics == method {
		panic("a fault in " + method)
	}
}

func (m *memory) Capture(ctx context.Context) (lockstep.State, error) {
	m.panics("Capture")
	if err := ctx.Err(); err != nil {
		return lockstep.State{}, fmt.Errorf("capture memory: %w", err)
	}
	if m.system.CaptureError != nil {
		return lockstep.State{}, m.system.CaptureError
	}
	read, err := m.system.state(m.slot)
	if err == nil && m.system.Captured != nil {
		return m.system.Captured(ctx, read)
	}
	return read, err
}

// Survey gives what the system was set to tell.
func (m *memory) Survey(ctx context.Context) (lockstep.Survey, error) {
	return m.system.Survey, ctx.Err()
}

func (m *memory) Validate(ctx context.Context, _ lockstep.State, _ []lockstep.Change) ([]lockstep.Problem, error) {
	m.panics("Validate")
	if m.system.ValidateError != nil {
		return nil, m.system.ValidateError
	}
	return slices.Clone(m.system.Problems), ctx.Err()
}

func (m *memory) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, journal lockstep.Journal) error {
	m.panics("Apply")
	if m.system.ApplyError != nil && len(changes) > 0 {
		return m.system.ApplyError
	}
	if m.system.Journal != nil {
		journal = m.system.Journal(journal)
	}
	ordered := slices.Clone(changes)
	slices.SortStableFunc(ordered, func(a, b lockstep.Change) int { return cmp.Compare(rank(a), rank(b)) })
	for i, c := range ordered {
		if err := m.change(ctx, want, c, i+1, journal); err != nil {
			return err
		}
	}
	if m.system.AfterApply != nil && len(changes) > 0 {
		m.system.AfterApply()
	}
	return nil
}

// rank puts the model before the configuration.
func rank(c lockstep.Change) int {
	if c.Part == lockstep.Model {
		return 0
	}
	return 1
}

func (m *memory) change(ctx context.Context, want lockstep.State, c lockstep.Change, n int, journal lockstep.Journal) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("apply to memory: %w", err)
	}
	if err := journal.Begin(c.Key); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if m.system.BeforeChange != nil {
		m.system.BeforeChange(n, c)
	}
	if n == m.system.FailAt {
		return lockstep.Errorf(lockstep.Unreachable, "The system stopped answering at %s. Look at it, then continue.", c.Key.Name)
	}
	item, ok := want.Get(c.Key)
	if !ok && c.After != "" {
		return lockstep.Errorf(lockstep.Internal, "%s is to be written and is not in the wanted state.", c.Key)
	}
	if err := m.system.replace(c, item, n == m.system.LieAt); err != nil {
		return err
	}
	if m.system.AfterChange != nil {
		if err := m.system.AfterChange(n, c); err != nil {
			return err
		}
	}
	if err := journal.Done(c.Key); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

func (m *memory) ClearCache(ctx context.Context) error {
	m.panics("ClearCache")
	if m.system.CacheError != nil {
		return m.system.CacheError
	}
	m.system.mu.Lock()
	defer m.system.mu.Unlock()
	m.system.cleared++
	return ctx.Err()
}

func (m *memory) Close() error {
	m.panics("Close")
	return nil
}
