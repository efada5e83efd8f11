package connecttest

import (
	"bytes"
	"strings"

	"lockstep/app/lockstep"
)

// Saving is a journal that saves every loss, and keeps what is noted.
type Saving struct {
	NoJournal
	Saved []lockstep.Saved
	Notes []string
}

// Save implements [lockstep.Saver].
func (s *Saving) Save(loss lockstep.Loss, rows func(row func([]byte) error) error) error {
	var all [][]byte
	if err := rows(func(row []byte) error { all = append(all, bytes.Clone(row)); return nil }); err != nil {
		return err
	}
	loss.Rows = int64(len(all))
	each := func(row func([]byte) error) error {
		for _, one := range all {
			if err := row(one); err != nil {
				return err
			}
		}
		return nil
	}
	s.Saved = append(s.Saved, lockstep.Saved{Loss: loss, Each: each})
	return nil
}

// Note implements [lockstep.Noter].
func (s *Saving) Note(p lockstep.Problem) { s.Notes = append(s.Notes, p.Message) }

// Rows are the saved rows of an item as text, a line each.
func (s *Saving) Rows(name string) string {
	var lines []string
	for _, saved := range s.Saved {
		if saved.Key.Name == name {
			_ = saved.Each(func(row []byte) error { lines = append(lines, string(row)); return nil }) // fails where that does
		}
	}
	return strings.Join(lines, "\n")
}
