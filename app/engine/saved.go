package engine

import (
	"context"
	"fmt"

	"lockstep/app/lockstep"
)

// Save saves what is about to be lost, where a person asked for it, durably and a part at a time.
func (j *journal) Save(loss lockstep.Loss, rows func(row func([]byte) error) error) error {
	if !j.saves[loss.Key] {
		return nil
	}
	j.tell(Progress{Run: j.run, Phase: j.phase, Key: loss.Key, Done: j.done, Total: j.total, Message: fmt.Sprintf("Saving what %s loses.", loss.Key.Name)})
	return j.engine.save(j.ctx, j.run, loss, rows)
}

func (e *Engine) save(ctx context.Context, run int, loss lockstep.Loss, rows func(row func([]byte) error) error) error {
	id, parts := Nonce(), 0
	if err := e.Catalog.Write(ctx, func(tx Tx) error { return tx.BeginSaved(run, id) }); err != nil {
		return err
	}
	taken := e.Vault.Rows(func(part []byte) error {
		seq := parts
		parts++
		return e.Catalog.Write(ctx, func(tx Tx) error { return tx.AddSavedPart(id, seq, part) })
	})
	if err := rows(taken.Add); err != nil {
		return err
	}
	if err := taken.Flush(); err != nil {
		return err
	}
	loss.Rows, loss.Bytes = taken.Count, taken.Bytes
	return e.Catalog.Write(ctx, func(tx Tx) error {
		if loss.Rows == 0 {
			return tx.DropSaved(id)
		}
		return tx.EndSaved(lockstep.Saved{Loss: loss, ID: id, Run: run, At: e.Now()}, parts)
	})
}

// Saved gives the values that a run saved, with their rows. The error is Corrupt where they cannot be read.
func (e *Engine) Saved(ctx context.Context, run int) ([]lockstep.Saved, error) {
	saved, err := e.Catalog.Saved(ctx, run)
	for i := range saved {
		saved[i].Each = e.eachSaved(ctx, saved[i].ID)
	}
	return saved, err
}

func (e *Engine) eachSaved(ctx context.Context, id string) func(func([]byte) error) error {
	return func(row func([]byte) error) error {
		return e.Catalog.SavedParts(ctx, id, func(part []byte) error { return e.Vault.EachRow(part, row) })
	}
}

// refill hands saved values to the connectors that can put them back.
func refill(open []connection, saved []lockstep.Saved) {
	for _, c := range open {
		if r, ok := c.connector.(lockstep.Refiller); ok {
			r.Refill(where(saved, func(s lockstep.Saved) bool { return s.Key.Slot == c.slot.Name }))
		}
	}
}

// refilled is connect for a plan: the connectors put back what was saved of the run that it takes back.
func (e *Engine) refilled(ctx context.Context, d Draft, plan lockstep.Plan) ([]connection, func(), error) {
	open, closeAll, err := e.connect(ctx, d.At)
	if err == nil && !plan.Choices.Emptied {
		refill(open, d.Saved)
	}
	return open, closeAll, err
}

// putBack gives the values that a run which is taken up again puts back: its own where it is undone, and those of the run that it
// takes back where it goes on.
func (e *Engine) putBack(ctx context.Context, run lockstep.Run, undo bool) ([]lockstep.Saved, error) {
	switch {
	case undo:
		return e.Saved(ctx, run.Number)
	case run.TakesBack != 0 && !run.Emptied:
		return e.Saved(ctx, run.TakesBack)
	}
	return nil, nil
}

// savedItems are the items of a plan whose values are saved before they are lost.
func savedItems(plan lockstep.Plan) (keys []lockstep.Key) {
	for _, p := range plan.Problems {
		if plan.Choices.Saves(p) {
			keys = append(keys, p.Loss.Key)
		}
	}
	return keys
}

func setOf(keys []lockstep.Key) map[lockstep.Key]bool {
	set := make(map[lockstep.Key]bool, len(keys))
	for _, k := range keys {
		set[k] = true
	}
	return set
}
