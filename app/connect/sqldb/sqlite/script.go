package sqlite

import (
	"context"

	"lockstep/app/lockstep"
)

// Script gives the statements of the transaction, with a mark for each value of a row.
func (c *connector) Script(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Statement, error) {
	s, err := c.file.open(ctx, reading)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := s.begin(ctx, reading); err != nil {
		return nil, err
	}
	d, err := c.change(ctx, s, want, changes)
	if err != nil {
		return nil, err
	}
	var all []lockstep.Statement
	for _, w := range d.all {
		statement, _, err := w.statement()
		if err != nil {
			return nil, err
		}
		all = append(all, lockstep.Statement{Key: w.key, Text: statement})
	}
	return all, nil
}
