package postgres

import (
	"context"
	"database/sql"
	"slices"

	"lockstep/app/lockstep"
)

// Script makes the statements in a transaction that is rolled back, and gives them, since some hang on what others made; then those that
// are made when that is committed. The values
// of rows are their parameters.
func (c *connector) Script(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Statement, error) {
	var all []lockstep.Statement
	err := c.in(ctx, writes, func(tx *sql.Tx) error {
		now, err := c.all(ctx, tx)
		if err != nil {
			return err
		}
		var m making
		err = c.watched(ctx, tx, changes[0].Key, func() (err error) {
			m, err = c.make(ctx, new(holding).within(tx), now, want, changes, nil)
			return err
		})
		if err != nil {
			return c.said(ctx, err, "Nothing was changed.")
		}
		for _, s := range slices.Concat(m.renames.steps, m.model.ran, m.rows.ran, m.rows.moves(), m.model.after) {
			all = append(all, lockstep.Statement{Key: s.key, Text: s.sql})
		}
		return nil
	})
	return all, err
}
