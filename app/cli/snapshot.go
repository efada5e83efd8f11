package cli

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

type oneSnapshot struct {
	Snapshot app.SnapshotView `json:"snapshot"`
}

func (p *program) snapshot() *cobra.Command {
	return p.group("snapshot", "Take, list and keep snapshots", p.snapshotTake(), p.snapshotList(),
		p.command("show REF", "Show a snapshot", 1, 1, func(c *call) (answer, error) {
			return c.onSnapshot(func(a *app.App) (app.SnapshotView, error) { return a.Snapshot(c.args[0]) }, page.snapshot)
		}),
		p.command("note REF TEXT", "Write a note to a snapshot", 2, 2, func(c *call) (answer, error) {
			return c.onSnapshot(func(a *app.App) (app.SnapshotView, error) { return a.NoteSnapshot(c.args[0], c.args[1]) }, page.snapshot)
		}),
		p.command("pin REF", "Keep a snapshot whatever else is cleared away", 1, 1, func(c *call) (answer, error) {
			return c.onSnapshot(func(a *app.App) (app.SnapshotView, error) { return a.PinSnapshot(c.args[0], true) }, page.snapshot)
		}),
		p.command("unpin REF", "Take the pin off a snapshot", 1, 1, func(c *call) (answer, error) {
			return c.onSnapshot(func(a *app.App) (app.SnapshotView, error) { return a.PinSnapshot(c.args[0], false) }, page.snapshot)
		}),
		p.command("delete REF", "Delete a snapshot that no run needs", 1, 1, func(c *call) (answer, error) {
			a, err := c.catalog()
			if err != nil {
				return answer{}, err
			}
			v, err := a.Snapshot(c.args[0])
			if err != nil {
				return answer{}, err
			}
			return c.remove(v.Ref, a.DeleteSnapshot, "Delete the snapshot %s for good?", "Deleted the snapshot %s.")
		}),
	)
}

func (c *call) onSnapshot(do func(*app.App) (app.SnapshotView, error), text func(page, app.SnapshotView)) (answer, error) {
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	v, err := do(a)
	return answer{document: oneSnapshot{v}, text: func(w page) { text(w, v) }}, reading(err)
}

func (p *program) snapshotTake() *cobra.Command {
	var note string
	cmd := p.command("take ENV", "Take a snapshot of an environment", 1, 1, func(c *call) (answer, error) {
		return c.onSnapshot(func(a *app.App) (app.SnapshotView, error) { return a.TakeSnapshot(c.args[0], note) }, func(w page, v app.SnapshotView) {
			w.line("Took %s: %s, %s.", v.Ref, count(v.Items, "item"), size(v.Bytes))
			w.omitted(v.Omitted)
		})
	})
	cmd.Flags().StringVarP(&note, "message", "m", "", "a `NOTE`")
	return cmd
}

func (p page) omitted(omitted []app.OmittedView) {
	if len(omitted) == 0 {
		return
	}
	p.line("Left out")
	var rows [][]string
	for _, o := range omitted {
		rows = append(rows, []string{short(o.Key), o.Why})
	}
	p.table("  ", rows)
}

func (p page) snapshot(v app.SnapshotView) {
	p.line("%s", v.Ref)
	pinned, imported := "", ""
	if v.Pinned {
		pinned = "yes"
	}
	if v.Imported {
		imported = "yes"
	}
	p.facts("Taken", when(v.TakenAt), "By", v.By, "Why", v.Reason, "Note", v.Note, "Pinned", pinned, "Imported", imported,
		"Items", strconv.Itoa(v.Items), "Size", size(v.Bytes), "Id", v.ID, "State", v.State, "Coverage", v.NotHeld)
	p.omitted(v.Omitted)
}

func (p *program) snapshotList() *cobra.Command {
	var limit int
	cmd := p.command("list [ENV]", "List snapshots, newest first", 0, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		all, err := c.history(a, limit)
		if err != nil {
			return answer{}, err
		}
		document := struct {
			Snapshots []app.SnapshotView `json:"snapshots"`
		}{all}
		return answer{document: document, text: func(w page) { w.history(all) }}, nil
	})
	cmd.Flags().IntVar(&limit, "limit", 0, "only the newest `N`")
	return cmd
}

// history gives the snapshots of one environment by number, or those of all by time.
func (c *call) history(a *app.App, limit int) ([]app.SnapshotView, error) {
	if len(c.args) == 1 {
		found, err := a.Snapshots(c.args[0], 0, limit)
		return list(found.Snapshots), err
	}
	projects, err := a.Projects()
	if err != nil {
		return nil, err
	}
	all := []app.SnapshotView{}
	for _, v := range projects {
		for _, e := range v.Environments {
			found, err := a.Snapshots(e.Ref, 0, limit)
			if err != nil {
				return nil, err
			}
			all = append(all, found.Snapshots...)
		}
	}
	slices.SortStableFunc(all, func(a, b app.SnapshotView) int { return strings.Compare(b.TakenAt, a.TakenAt) })
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all, nil
}

func (p page) history(snapshots []app.SnapshotView) {
	if len(snapshots) == 0 {
		p.line("No snapshot yet. Take one with: lockstep snapshot take ENV")
		return
	}
	rows := [][]string{{"SNAPSHOT", "TAKEN", "WHY", "ITEMS", "SIZE", "BY", "NOTE"}}
	for _, s := range snapshots {
		why := s.Reason
		if s.Imported {
			why += ", imported"
		}
		note := s.Note
		if s.Pinned {
			note = strings.TrimSpace("pinned " + note)
		}
		rows = append(rows, []string{s.Ref, when(s.TakenAt), why, strconv.Itoa(s.Items), size(s.Bytes), s.By, note})
	}
	p.table("", rows)
}

func (p *program) show() *cobra.Command {
	return p.command("show REF ITEM", "Print an item of an environment or a snapshot", 2, 2, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		item, err := a.Item(c.args[0], c.args[1])
		if err != nil {
			return answer{}, reading(err)
		}
		content := []byte(item.Text)
		if item.Binary {
			if content, err = base64.StdEncoding.DecodeString(item.Base64); err != nil {
				return answer{}, lockstep.Errorf(lockstep.Internal, "The item %s could not be read: %v.", item.Key, err)
			}
		}
		document := struct {
			Item app.ItemView `json:"item"`
		}{item}
		return answer{document: document, text: func(w page) { _, _ = w.w.Write(content) }}, nil
	})
}
