package snapshots

import (
	"context"

	"lockstep/app/lockstep"
)

// checkRuns reads every run once, and gives the states that they name.
func (b *backupReader) checkRuns(ctx context.Context, c *Carried) (named map[lockstep.Digest]bool, err error) {
	named = map[lockstep.Digest]bool{}
	ids, environments, uuids := map[lockstep.Digest]bool{"": true}, map[string]bool{}, map[string]bool{}
	for _, n := range c.Snapshots {
		ids[n.ID], named[n.State] = true, true
	}
	for _, e := range c.Environments {
		environments[e.UUID] = true
	}
	last := 0
	return named, b.runs(ctx, func(run lockstep.Run, _ []lockstep.Step) error {
		switch {
		case uuids[run.UUID], run.Number <= last:
			return harmful("it holds a run twice, or in no order")
		case !environments[run.Environment], run.From != "" && !environments[run.From]:
			return harmful("a run is of an environment that it does not hold")
		case !ids[run.Source] || !ids[run.Guard] || !ids[run.Result]:
			return harmful("a run names a snapshot that it does not hold")
		}
		if c.RunCount++; c.RunCount > maxBackupRuns {
			return harmful("it holds more than %d runs", maxBackupRuns)
		}
		uuids[run.UUID], last = true, run.Number
		named[run.Want], named[run.BaseAfter] = true, true
		return nil
	})
}

// checkStates reads every state once: each is what its digest says, but for contents that are damaged, and is named, as
// every content is.
func (b *backupReader) checkStates(ctx context.Context, c *Carried, named map[lockstep.Digest]bool, runsTorn bool) error {
	total, gone := 0, 0
	err := b.rowsOf(ctx, func(digest lockstep.Digest, s lockstep.State) error {
		if b.known[digest] || !named[digest] && !runsTorn {
			return harmful("it holds the state %s twice, or for nothing", digest.Short())
		}
		b.known[digest] = true
		if total += s.Len(); total > maxBackupItems || len(b.known) > maxBackupStates {
			return harmful("it holds more states than any archive does")
		}
		var lost []lockstep.Key
		for _, item := range s.All() {
			one, ok := b.blobs[item.Body.Digest]
			if !ok || one.damaged || one.size != item.Body.Size {
				lost = append(lost, item.Key)
			}
			if ok && !one.named {
				one.named = true
				b.blobs[item.Body.Digest] = one
			}
		}
		if len(lost) == 0 {
			return nil
		}
		if gone += len(lost); gone > maxBackupLost {
			return cut("more than %s of its items are not what was exported", lockstep.Number(maxBackupLost))
		}
		left, err := b.mend(s, lost)
		c.mended[digest] = mendedOf(left, lost)
		return err
	})
	if err != nil {
		return err
	}
	for digest, one := range b.blobs {
		if !one.named && !b.torn {
			return harmful("it holds %q, which no snapshot names", blobsPath+string(digest))
		}
	}
	return b.nameDamages(c)
}

// nameDamages says of every snapshot what is damaged in it.
func (b *backupReader) nameDamages(c *Carried) error {
	for _, n := range c.Snapshots {
		lost, name := c.mended[n.State].lost, ""
		if (len(lost) > 0 || !b.known[n.State]) && len(c.Damaged) < mostDamages { // which is named
			name = c.nameOf(n)
		}
		if !b.known[n.State] {
			if !b.torn {
				return cut("the items of a snapshot are missing")
			}
			c.lost[n.State] = true
			c.damage(ArchiveDamage{Snapshot: name, Why: "The list of its items is not what was exported."})
			continue
		}
		for _, key := range lost {
			c.damage(ArchiveDamage{Snapshot: name, Key: key, Why: notExported})
		}
	}
	if len(c.mended) > 0 && c.Damages == 0 { // of a state that runs alone name
		c.damage(ArchiveDamage{Why: "A content that a run needs is not what was exported."})
	}
	return nil
}
