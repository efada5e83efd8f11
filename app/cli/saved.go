package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// runSaved looks at what a run saved before it was lost, writes it out, or forgets it.
func (p *program) runSaved() *cobra.Command {
	var item, output string
	var forget bool
	cmd := p.command("saved N", "What a run saved before it was lost: list it, write it to a file, or forget it", 1, 1, func(c *call) (answer, error) {
		if forget && output != "" {
			return answer{}, usage(c.cmd, "--forget does not go with -o: write it to a file first, look at that, and then forget it.")
		}
		return c.onRun(func(a *app.App, n int) (answer, error) {
			run, err := a.Run(n)
			if err != nil {
				return answer{}, err
			}
			chosen, err := savedOf(run, item)
			switch {
			case err != nil:
				return answer{}, err
			case output != "":
				return writeSaved(c, a, chosen, output)
			case forget:
				return forgetSaved(a, n, chosen)
			}
			return answer{document: saved{chosen}, text: func(w page) { w.table("", savedRows(chosen)) }}, nil
		})
	})
	cmd.Flags().StringVar(&item, "item", "", "only what was saved of this `ITEM`, such as table/orders")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write the rows to `FILE`, a JSON object on each line")
	cmd.Flags().BoolVar(&forget, "forget", false, "delete it from the catalog; it cannot be put back then")
	return cmd
}

// saved is the document of what a run saved.
type saved struct {
	Saved []app.SavedView `json:"saved"`
}

// savedOf is what a run saved of an item; of all for "". The error is NotFound where that is nothing.
func savedOf(run app.RunView, item string) ([]app.SavedView, error) {
	chosen := []app.SavedView{}
	for _, s := range run.Saved {
		if item == "" || s.Item == item || short(s.Item) == item {
			chosen = append(chosen, s)
		}
	}
	if item != "" && len(chosen) == 0 {
		return nil, lockstep.Errorf(lockstep.NotFound, "Run %d saved nothing of %s. See what it saved with: lockstep run saved %d.", run.Number, item, run.Number)
	}
	return chosen, nil
}

func writeSaved(c *call, a *app.App, chosen []app.SavedView, output string) (answer, error) {
	if len(chosen) != 1 {
		return answer{}, usage(c.cmd, fmt.Sprintf("The run saved %s. Say with --item whose are to be written; those of one go into one file.", count(len(chosen), "kind of value")))
	}
	one := chosen[0]
	v, err := a.ExportSaved(one.Run, one.ID, output)
	return answer{document: v, text: func(w page) {
		w.line("Written to %s: %s of %s. They are open there for whoever reads the file.", v.Path, count(int(one.Rows), "row"), short(one.Item))
	}}, err
}

func forgetSaved(a *app.App, run int, chosen []app.SavedView) (answer, error) {
	if len(chosen) == 0 {
		return nothing(false, fmt.Sprintf("Run %d has no saved values.", run)), nil
	}
	for _, one := range chosen {
		if err := a.DropSaved(run, one.ID); err != nil {
			return answer{}, err
		}
	}
	return answer{document: saved{chosen}, text: func(w page) { w.line("Forgotten: %s of run %d.", savedWords(chosen), run) }}, nil
}

// savedRows are saved values as lines of a table.
func savedRows(all []app.SavedView) (rows [][]string) {
	for _, s := range all {
		rows = append(rows, []string{short(s.Item), columnWords(s.Whole, s.Columns), count(int(s.Rows), "row"), size(s.Bytes)})
	}
	return rows
}

func columnWords(whole bool, columns []string) string {
	if whole {
		return "whole rows"
	}
	return strings.Join(columns, ", ")
}

func savedWords(all []app.SavedView) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = columnWords(s.Whole, s.Columns) + " of " + short(s.Item)
	}
	return strings.Join(words, "; ")
}

// saveable says what a plan can save before it is lost, and how large that is.
func (p page) saveable(plan app.PlanView) {
	var bytes int64
	open := 0
	for _, problem := range plan.Problems {
		switch {
		case problem.Loss == nil:
		case problem.Loss.Saved:
			p.line("Saved first: %s of %s, about %s.", columnWords(problem.Loss.Whole, problem.Loss.Columns), short(problem.Key), size(problem.Loss.Bytes))
		default:
			bytes += problem.Loss.Bytes
			open++
		}
	}
	if open > 0 {
		p.line("What rows lose can be saved into the catalog first, about %s: --save-loss, or --save-loss=ITEM.", size(bytes))
	}
}

// putBack says what a roll back does with values that were saved.
func (p page) putBack(plan app.PlanView) {
	if len(plan.Saved) == 0 {
		return
	}
	what := "Put back what was saved"
	if plan.Emptied {
		what = "Not put back, though it was saved"
	}
	p.line("%s", what)
	p.table("  ", savedRows(plan.Saved))
}
