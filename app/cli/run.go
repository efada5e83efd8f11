package cli

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) runs() *cobra.Command {
	return p.group("run", "Look at runs, and answer one that did not come to its end", p.runList(),
		p.command("show N", "Show a run", 1, 1, func(c *call) (answer, error) {
			return c.onRun(func(a *app.App, n int) (answer, error) {
				run, err := a.Run(n)
				return answer{document: ran{Run: &run}, text: func(w page) { w.run(run) }}, err
			})
		}),
		p.answering("continue N", "Go on with an open run", lockstep.Done, (*app.App).ContinueRun),
		p.answering("undo N", "Take an open run back", lockstep.Undone, (*app.App).UndoRun),
		p.runSaved(),
		p.answering("leave N", "Leave the environment as an open run left it", lockstep.Left, (*app.App).LeaveRun),
	)
}

// answering is a command that answers an open run. Where the run is already what the answer makes of it, there is
// nothing to do.
func (p *program) answering(use, short string, made lockstep.Status, do func(*app.App, int) (app.RunView, error)) *cobra.Command {
	return p.command(use, short, 1, 1, func(c *call) (answer, error) {
		return c.onRun(func(a *app.App, n int) (answer, error) {
			run, err := a.Run(n)
			if err != nil {
				return answer{}, err
			}
			if run.Status == string(made) {
				return nothing(false, fmt.Sprintf("Run %d is %s already.", n, made)), nil
			}
			if !run.Open {
				return answer{}, lockstep.Errorf(lockstep.Conflict, "Run %d is %s: it waits for no answer. Nothing was changed.", n, run.Status)
			}
			ended, err := do(a, n)
			if err == nil {
				return outcome(ended), nil
			}
			if exitOf(err) == exitRefused {
				return answer{}, err
			}
			if now, lost := a.Run(n); lost == nil {
				run = now
			}
			return broken(run, err), nil
		})
	})
}

func (c *call) onRun(do func(*app.App, int) (answer, error)) (answer, error) {
	n, err := strconv.Atoi(c.args[0])
	if err != nil || n < 1 {
		return answer{}, usage(c.cmd, quoted(c.args[0])+" is not the number of a run. See: lockstep run list.")
	}
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	return do(a, n)
}

func (p *program) runList() *cobra.Command {
	var f spanFlags
	var markdown bool
	cmd := p.command("list", "List runs, newest first, and what was changed outside them", 0, 0, func(c *call) (answer, error) {
		r, err := f.request(c.cmd)
		if err != nil {
			return answer{}, err
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.Record(r)
		if err != nil {
			return answer{}, err
		}
		return answer{document: v, text: func(w page) {
			if markdown {
				w.recordMarkdown(v, f)
				return
			}
			w.record(v)
		}}, nil
	})
	f.add(cmd)
	cmd.Flags().BoolVar(&markdown, "md", false, "as a document in Markdown")
	return cmd
}

func statusWord(run app.RunView) string {
	if run.TakenBackBy != 0 && run.ByPolicy {
		return fmt.Sprintf("%s, taken back by run %d as is the policy", run.Status, run.TakenBackBy)
	}
	if run.TakenBackBy != 0 {
		return fmt.Sprintf("%s, taken back by run %d", run.Status, run.TakenBackBy)
	}
	return run.Status
}

func (p page) run(run app.RunView) {
	p.line("Run %d: %s on %s, %s", run.Number, run.Act, run.Environment, statusWord(run))
	takesBack := ""
	if run.TakesBack != 0 {
		takesBack = fmt.Sprintf("run %d", run.TakesBack)
	}
	gate := ""
	if run.PastGate {
		gate = "gone past, though it was not met"
	}
	p.facts("Why", run.Why, "Gate", gate, "By", run.By, "Started", when(run.StartedAt), "Ended", when(run.EndedAt), "Took back", takesBack,
		"Source", run.Source, "Before", run.Guard, "After", run.Result)
	p.parts(0, run.Changes, func(c app.ChangeView) []string { return []string{changeLine(c)} })
	p.outcomes(run.Checks)
	if len(run.Problems) > 0 {
		p.line("To know")
		p.problems(run.Problems)
	}
	if len(run.Saved) > 0 {
		p.line("Saved before it was lost")
		p.table("  ", savedRows(run.Saved))
	}
	if text := stopped(run); text != "" {
		p.line("%s", text)
	}
}

// list is never null in a document.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}
