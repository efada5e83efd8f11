package cli

import (
	"fmt"

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

// checkModel refuses what setting the model would refuse.
func (c *call) checkModel(f actFlags, slot, text string) (answer, error) {
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	problems, err := a.CheckModel(c.args[0], slot, text)
	if err != nil {
		return answer{}, err
	}
	blocks, losses := 0, 0
	for _, problem := range problems {
		switch lockstep.Verdict(problem.Verdict) {
		case lockstep.Blocks:
			blocks++
		case lockstep.Loses:
			losses++
		}
	}
	if f.choices.AcceptAll {
		losses = 0
	}
	document := checked{Problems: list(problems)}
	got := answer{text: func(w page) {
		w.problems(problems)
		if blocks+losses == 0 {
			w.line("The model can be set.")
		}
	}}
	if blocks+losses > 0 {
		got.exit = exitRefused
		got.sentence = fmt.Sprintf("The model cannot be set as it stands: %s. Nothing was changed.", count(blocks+losses, "problem"))
		document.Error = &app.ErrorView{Code: string(lockstep.Blocked), Message: got.sentence}
	}
	got.document = document
	return got, nil
}
