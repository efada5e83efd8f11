package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) model() *cobra.Command {
	return p.group("model", "Read and set the model of an environment", p.modelGet(), p.modelSet())
}

const slotHelp = "the slot that the model is in (default main)"

func (p *program) modelGet() *cobra.Command {
	var slot string
	cmd := p.command("get ENV", "Print the model of an environment", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		model, err := a.Model(c.args[0], slotName(slot))
		document := struct {
			Model app.ModelView `json:"model"`
		}{model}
		return answer{document: document, text: func(w page) { _, _ = fmt.Fprint(w.w, model.Text) }}, reading(err)
	})
	cmd.Flags().StringVar(&slot, "slot", "", slotHelp)
	return cmd
}

func (p *program) modelSet() *cobra.Command {
	var f actFlags
	var slot string
	var check bool
	cmd := p.command("set ENV FILE", "Set the model of an environment; - reads standard input", 2, 2, func(c *call) (answer, error) {
		text, err := c.readText(c.args[1])
		if err != nil {
			return answer{}, err
		}
		if check {
			return c.checkModel(f, slotName(slot), text)
		}
		return c.act(f, app.PlanRequest{Act: string(lockstep.Edit), Target: c.args[0], Slot: slotName(slot), Model: text})
	})
	f.addAnswers(cmd)
	cmd.Flags().BoolVar(&check, "check", false, "only say whether the model could be set")
	cmd.Flags().StringVar(&slot, "slot", "", slotHelp)
	return cmd
}

// checked is the document of model set --check.
type checked struct {
	Error    *app.ErrorView    `json:"error,omitempty"`
	Problems []app.ProblemView `json:"problems"`
}

// checkModel refuses what setting the model would refuse. Where a model is not edited in place, its text alone is
// checked: that is asked for before it is changed elsewhere and promoted.
func (c *call) checkModel(f actFlags, slot, text string) (answer, error) {
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	if err := f.remember(a, c.args[0]); err != nil {
		return answer{}, err
	}
	problems, err := a.CheckModel(c.args[0], slot, text)
	if err != nil {
		return answer{}, err
	}
	if slices.ContainsFunc(problems, blocks) {
		return unfit(problems, "The model cannot be set as it stands. Nothing was changed."), nil
	}
	plan, err := a.Plan(app.PlanRequest{Act: string(lockstep.Edit), Target: c.args[0], Slot: slot, Model: text, Choices: f.choices})
	switch {
	case errors.Is(err, lockstep.Denied):
	case err != nil:
		return answer{}, err
	case plan.Refusal != "":
		return unfit(plan.Problems, plan.Refusal), nil
	default:
		problems = plan.Problems
	}
	return answer{document: checked{Problems: list(problems)}, text: func(w page) {
		w.problems(problems)
		w.line("It is a valid model.")
	}}, nil
}

func blocks(p app.ProblemView) bool { return p.Verdict == string(lockstep.Blocks) }

func unfit(problems []app.ProblemView, why string) answer {
	return answer{
		document: checked{Error: &app.ErrorView{Code: string(lockstep.Blocked), Message: why}, Problems: list(problems)},
		text:     func(w page) { w.problems(problems) },
		exit:     exitRefused,
		sentence: why,
	}
}
