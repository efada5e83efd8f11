package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"lockstep/app/lockstep"
	"lockstep/store"
)

// LossView is what a change takes from rows, where it can be saved before.
type LossView struct {
	Columns []string `json:"columns"` // whose values are lost
	Whole   bool     `json:"whole"`   // whole rows are
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"` // before compression, about
	Saved   bool     `json:"saved"` // they will be saved
}

// SavedView is values that a run saved before it took them.
type SavedView struct {
	ID      string   `json:"id"`
	Run     int      `json:"run"`
	Item    string   `json:"item"`
	Columns []string `json:"columns"`
	Whole   bool     `json:"whole"`
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"`
	At      string   `json:"at"`
}

func lossView(p lockstep.Problem, c lockstep.Choices) *LossView {
	if p.Loss == nil {
		return nil
	}
	return &LossView{Columns: p.Loss.Columns, Whole: p.Loss.Whole(), Rows: p.Loss.Rows, Bytes: p.Loss.Bytes, Saved: c.Saves(p)}
}

func savedViews(saved []lockstep.Saved) []SavedView {
	views := []SavedView{}
	for _, s := range saved {
		views = append(views, SavedView{ID: s.ID, Run: s.Run, Item: s.Key.String(), Columns: s.Columns, Whole: s.Whole(), Rows: s.Rows, Bytes: s.Bytes, At: timeText(s.At)})
	}
	return views
}

// ExportSaved writes saved values of a run to a file, each row as a JSON object on a line. They are open there: whoever reads the
// file sees them.
func (a *App) ExportSaved(run int, id, path string) (v ExportView, err error) {
	defer recovered(&err)
	s, err := a.saved(run, id)
	if err != nil {
		return v, err
	}
	if err := a.notOurs(path); err != nil {
		return v, err
	}
	size, err := a.writeFile("The file", path, nothingNew, func(w io.Writer) error { return writeSaved(w, s) })
	return ExportView{Path: path, Bytes: size}, err
}

func writeSaved(w io.Writer, s lockstep.Saved) error {
	out := bufio.NewWriter(w)
	names := s.Row()
	err := s.Each(func(row []byte) error {
		var values []json.RawMessage
		if err := json.Unmarshal(row, &values); err != nil || len(values) != len(names) {
			return lockstep.Errorf(lockstep.Corrupt, "Saved values cannot be read. Nothing was changed.")
		}
		var line bytes.Buffer
		for i, name := range names {
			text, err := json.Marshal(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(&line, "%s%s:%s", []string{"{", ","}[min(i, 1)], text, values[i])
		}
		line.WriteString("}\n")
		_, err := out.Write(line.Bytes())
		return err
	})
	return errors.Join(err, out.Flush())
}

// DropSaved forgets saved values of a run. They cannot be put back any more.
func (a *App) DropSaved(run int, id string) (err error) {
	defer recovered(&err)
	s, err := a.saved(run, id)
	if err != nil {
		return err
	}
	from, err := a.engine.Run(a.reading, run)
	if err != nil {
		return err
	}
	if from.Status == lockstep.Running || from.Status.Open() {
		return lockstep.Errorf(lockstep.Conflict, "Run %d was not brought to its end, and may need these values. Nothing was changed. Continue it, undo it or leave it first.", run)
	}
	at, err := a.placeOf(from.Environment)
	if err != nil {
		return err
	}
	if err := a.config.Store.Write(a.work(), func(tx *store.Tx) error { return tx.DropSaved(s.ID) }); err != nil {
		return err
	}
	a.changed(refOf(at))
	return nil
}

// saved finds saved values of a run by their id.
func (a *App) saved(run int, id string) (lockstep.Saved, error) {
	if _, err := a.engine.Run(a.reading, run); err != nil {
		return lockstep.Saved{}, err
	}
	all, err := a.engine.Saved(a.work(), run)
	if err != nil {
		return lockstep.Saved{}, err
	}
	i := slices.IndexFunc(all, func(s lockstep.Saved) bool { return s.ID == id })
	if i < 0 {
		return lockstep.Saved{}, lockstep.Errorf(lockstep.NotFound, "Run %d has no such saved values. Nothing was changed.", run)
	}
	return all[i], nil
}
