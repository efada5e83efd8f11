package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// keepFlags are how many snapshots are kept.
func keepFlags(cmd *cobra.Command, keep *app.KeepView) {
	flags := cmd.Flags()
	flags.IntVar(&keep.Last, "keep-last", 0, "keep the newest `N` of each environment")
	flags.IntVar(&keep.Daily, "keep-daily", 0, "keep the newest of each of the last `N` days that have one")
	flags.IntVar(&keep.Weekly, "keep-weekly", 0, "keep the newest of each of the last `N` weeks that have one")
	flags.IntVar(&keep.Monthly, "keep-monthly", 0, "keep the newest of each of the last `N` months that have one")
}

func keepAsked(cmd *cobra.Command) bool {
	for _, name := range []string{"keep-last", "keep-daily", "keep-weekly", "keep-monthly"} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

func keepText(keep app.KeepView) string {
	if keep == (app.KeepView{}) {
		return "everything"
	}
	var parts []string
	for _, one := range []struct {
		n    int
		what string
	}{{keep.Last, "the newest %d"}, {keep.Daily, "one of each of %d days"}, {keep.Weekly, "one of each of %d weeks"}, {keep.Monthly, "one of each of %d months"}} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprintf(one.what, one.n))
		}
	}
	return strings.Join(parts, ", ")
}

// keep settles what pruning keeps of a project.
func (p *program) keep() *cobra.Command {
	var keep app.KeepView
	everything := false
	cmd := p.command("keep NAME", "Settle which snapshots pruning keeps of a project; without flags, say it", 1, 1, func(c *call) (answer, error) {
		return c.onProject(func(a *app.App) (app.ProjectView, error) {
			switch {
			case everything && keepAsked(c.cmd):
				return app.ProjectView{}, lockstep.Errorf(lockstep.Invalid, "Everything is kept, or so many: both make no sense. Nothing was changed. Leave out --everything, or the others.")
			case everything || keepAsked(c.cmd):
				return a.KeepInProject(c.args[0], keep)
			}
			return a.Project(c.args[0])
		}, func(w page, v app.ProjectView) {
			w.line("Of %s pruning keeps %s.", v.Name, keepText(v.Keep))
		})
	})
	keepFlags(cmd, &keep)
	cmd.Flags().BoolVar(&everything, "everything", false, "keep every snapshot")
	return cmd
}

func (p *program) prune() *cobra.Command {
	var request app.PruneRequest
	var keep app.KeepView
	cmd := p.command("prune", "Take out the snapshots that no rule keeps, and give back their room", 0, 0, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		if keepAsked(c.cmd) {
			if keep == (app.KeepView{}) {
				return answer{}, lockstep.Errorf(lockstep.Invalid, "With nothing to keep, everything would be kept. Nothing was changed. Say how many to keep: --keep-last 1.")
			}
			request.Keep = &keep
		}
		dry := request
		dry.DryRun = true
		plan, err := a.Prune(dry)
		if err != nil {
			return answer{}, err
		}
		if request.DryRun {
			return pruned(plan), nil
		}
		if plan.Dropped > 0 {
			if err := c.agree(fmt.Sprintf("Take out %s of %d? [y/N] ", count(plan.Dropped, "snapshot"), plan.Dropped+plan.Kept)); err != nil {
				return answer{}, err
			}
		}
		if c.asks() && !c.yes { // what a person has agreed to, and nothing else
			request.Seen = plan.Seen
		}
		done, err := a.Prune(request)
		return pruned(done), err
	})
	keepFlags(cmd, &keep)
	cmd.Flags().BoolVar(&request.DryRun, "dry-run", false, "say what would be taken out, and change nothing")
	cmd.Flags().StringVar(&request.Project, "project", "", "only the snapshots of the project `P`")
	return cmd
}

func pruned(v app.PruneView) answer {
	document := struct {
		Prune app.PruneView `json:"prune"`
	}{v}
	return answer{document: document, text: func(w page) {
		if len(v.Snapshots) > 0 {
			rows := [][]string{{"SNAPSHOT", "TAKEN", "REASON", "", "WHY"}}
			for _, s := range v.Snapshots {
				verdict := "goes"
				if s.Keep {
					verdict = "stays"
				}
				rows = append(rows, []string{s.Ref, when(s.TakenAt), s.Reason, verdict, strings.Join(s.Why, ", ")})
			}
			w.table("", rows)
		}
		if v.DryRun {
			w.line("%s would go, %d would stay. Nothing was changed.", count(v.Dropped, "snapshot"), v.Kept)
			return
		}
		w.line("%s went, %d stay. The catalog takes %s now, and took %s.", count(v.Dropped, "snapshot"), v.Kept, size(v.After), size(v.Before))
	}}
}
