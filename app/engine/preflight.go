package engine

import (
	"context"
	"fmt"
	"slices"

	"lockstep/app/lockstep"
)

const (
	homeLeast  = 2 << 20  // the catalog takes no snapshot with less
	homeLittle = 64 << 20 // and with less it is said
)

// Preflight is what the systems of an environment, and this computer's disk, told before a run. It is asked once for a plan,
// and judged anew with each choice.
type Preflight struct {
	slots []surveyed
	home  lockstep.Room
	notes []lockstep.Problem // whatever is chosen

	counted map[asked][]lockstep.Problem // what the systems that count rows said of each wanted state
}

type surveyed struct {
	slot   lockstep.Slot
	whole  bool // the model is written as one document
	survey lockstep.Survey
}

// survey asks the systems, and changes nothing.
func (e *Engine) survey(ctx context.Context, open []connection) (Preflight, error) {
	var f Preflight
	if e.Room != nil {
		f.home = e.Room()
	}
	for _, c := range open {
		one := surveyed{slot: c.slot, whole: c.driver.Document != nil}
		var err error
		if one.survey, err = c.survey(ctx); err != nil {
			return f, fmt.Errorf("survey %s: %w", c.slot.Name, err)
		}
		f.slots = append(f.slots, one)
	}
	return f, nil
}

// Judge adds to a plan what stands in the way of it, and what is to be known of where it writes.
func (f Preflight) Judge(plan *lockstep.Plan, target string) {
	written := map[string][]lockstep.Change{}
	for _, c := range plan.Writes() {
		written[c.Key.Slot] = append(written[c.Key.Slot], c)
	}
	if len(written) == 0 {
		return
	}
	found := slices.Clone(f.notes)
	for _, one := range f.slots {
		if len(written[one.slot.Name]) > 0 {
			found = append(found, one.rights(plan)...)
			found = append(found, one.clock(target)...)
		}
	}
	found = append(found, f.room(plan, written, target)...)
	plan.AddProblems(append(found, f.homeRoom(*plan)...), func(string) bool { return false })
}

// rights blocks where nothing may be written, unless each item was refused already.
func (s surveyed) rights(plan *lockstep.Plan) []lockstep.Problem {
	refused := slices.ContainsFunc(plan.Problems, func(p lockstep.Problem) bool {
		return p.Key.Slot == s.slot.Name && p.Cause != "" && p.Verdict == lockstep.Blocks
	})
	if s.survey.Rights != lockstep.MayRead || refused {
		return nil
	}
	return []lockstep.Problem{{Key: lockstep.Key{Slot: s.slot.Name}, Verdict: lockstep.Blocks, Message: s.survey.Why + " Allow writing there."}}
}

func (s surveyed) clock(target string) []lockstep.Problem {
	c := s.survey.Clock
	if !c.Off() {
		return nil
	}
	way := "ahead of"
	if c.Ahead < 0 {
		way = "behind"
	}
	return []lockstep.Problem{{Key: lockstep.Key{Slot: s.slot.Name}, Verdict: lockstep.Note,
		Message: fmt.Sprintf("The clock of %s is %s %s this computer's, so its times do not fit those that are kept here. Set the clock that is wrong.", target, lockstep.Count(int(c.Ahead.Abs().Minutes()), "minute"), way)}}
}

// disk is one disk that a plan writes to, by several slots perhaps.
type disk struct {
	slot  string // the first of them
	room  lockstep.Room
	sizes []int64
}

// room blocks where a disk cannot take what is written: a new version lies beside the former one until all of them are there.
func (f Preflight) room(plan *lockstep.Plan, written map[string][]lockstep.Change, target string) []lockstep.Problem {
	var disks []*disk
	for _, one := range f.slots {
		room, changes := one.survey.Room, written[one.slot.Name]
		if !room.Known || len(changes) == 0 {
			continue
		}
		i := slices.IndexFunc(disks, func(d *disk) bool { return room.Disk != "" && d.room.Disk == room.Disk })
		if i < 0 {
			i = len(disks)
			disks = append(disks, &disk{slot: one.slot.Name, room: room})
		}
		disks[i].sizes = append(disks[i].sizes, one.incoming(plan.Want, changes)...)
	}
	var problems []lockstep.Problem
	block := func(slot, format string, args ...any) {
		problems = append(problems, lockstep.Problem{Key: lockstep.Key{Slot: slot}, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)})
	}
	for _, d := range disks {
		if len(d.sizes) == 0 {
			continue
		}
		need := d.room.Take(d.sizes)
		if f.home.Known && d.room.Disk != "" && d.room.Disk == f.home.Disk {
			need += homeLeast
		}
		switch {
		case need > d.room.Bytes:
			block(d.slot, "%s needs %s of room on its disk for what would be written, and %s are free there. Make room.", target, lockstep.Size(need), lockstep.Size(d.room.Bytes))
		case d.room.Files >= 0 && int64(len(d.sizes)) > d.room.Files:
			block(d.slot, "%s needs %s more on its disk, and it can take %s. Remove files there that nobody needs.", target, lockstep.Count(len(d.sizes), "file"), lockstep.Number(int(d.room.Files)))
		}
	}
	return problems
}

// incoming are the sizes of what changes write. A model that is one document is written whole.
func (s surveyed) incoming(want lockstep.State, changes []lockstep.Change) []int64 {
	var sizes []int64
	var model bool
	for _, c := range changes {
		item, ok := want.Get(c.Key)
		switch {
		case s.whole && c.Part == lockstep.Model:
			model = true
		case ok:
			sizes = append(sizes, item.Body.Size)
		}
	}
	if !model {
		return sizes
	}
	var document int64
	for _, item := range want.Slot(s.slot.Name).All() {
		if item.Part == lockstep.Model {
			document += item.Body.Size
		}
	}
	return append(sizes, document)
}

// homeRoom says that this computer's own disk is nearly full: without the snapshot that is taken first, and the values that are to be
// saved, nothing may be changed.
func (f Preflight) homeRoom(plan lockstep.Plan) []lockstep.Problem {
	least, is, what := int64(homeLeast), "is full", "the snapshot that is taken first needs"
	for _, p := range plan.Problems {
		if plan.Choices.Saves(p) {
			least, is, what = least+p.Loss.Bytes, "has too little room", "the snapshot and the values that are saved first need"
		}
	}
	if !f.home.Known || f.home.Bytes >= least-homeLeast+homeLittle {
		return nil
	}
	free := lockstep.Size(f.home.Bytes)
	if f.home.Bytes >= least {
		return []lockstep.Problem{{Verdict: lockstep.Note, Message: fmt.Sprintf("The disk of Lockstep's own folder is nearly full: less than %s are free. Make room there soon.", lockstep.Size(least-homeLeast+homeLittle))}}
	}
	return []lockstep.Problem{{Verdict: lockstep.Blocks,
		Message: fmt.Sprintf("The disk of Lockstep's own folder %s: %s are free, and %s up to %s. Make room there.", is, free, what, lockstep.Size(least))}}
}
