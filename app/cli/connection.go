package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) connection() *cobra.Command {
	return p.group("connection", "Say where the slots of an environment live", p.connectionSet(), p.connectionTest())
}

func (p *program) connectionSet() *cobra.Command {
	var f settingFlags
	cmd := p.command("set ENV SLOT --set name=value", "Say where a slot of an environment lives", 2, 2, func(c *call) (answer, error) {
		request := app.ConnectionRequest{Environment: c.args[0], Slot: c.args[1]}
		if err := c.fill(&request.Settings, &request.Secrets, &request.From, &f); err != nil {
			return answer{}, err
		}
		if len(request.Settings)+len(request.Secrets) == 0 {
			return answer{}, usage(c.cmd, "Say what to set: --set name=value or --secret name=@FILE.")
		}
		return c.onEnvironment(func(a *app.App) (app.EnvironmentView, error) {
			return a.SetConnection(request)
		}, page.environment)
	})
	f.add(cmd, true)
	return cmd
}

// tested is the test of one connection.
type tested struct {
	Slot string `json:"slot"`
	app.TestView
}

func (p *program) connectionTest() *cobra.Command {
	return p.command("test ENV", "Try the connections of an environment; nothing is changed", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.Environment(c.args[0])
		if err != nil {
			return answer{}, err
		}
		if len(v.Connections) == 0 {
			return answer{}, lockstep.Errorf(lockstep.NotFound, "%s has no connection yet. Make one with: lockstep connection set %s SLOT --set name=value.", v.Ref, word(v.Ref))
		}
		tests := []tested{}
		var wrong []string
		for _, connection := range v.Connections {
			found, err := a.TestConnection(app.ConnectionRequest{Environment: v.Ref, Slot: connection.Slot})
			if err != nil {
				return answer{}, reading(err)
			}
			tests = append(tests, tested{connection.Slot, found})
			if !found.Reachable {
				wrong = append(wrong, found.Message)
			}
		}
		document := map[string]any{"reachable": len(wrong) == 0, "connections": tests}
		got := answer{document: document, text: func(w page) { w.tests(tests) }}
		if len(wrong) > 0 {
			got.exit, got.sentence = exitFailed, strings.Join(wrong, " ")
			document["error"] = app.ErrorView{Code: string(lockstep.Unreachable), Message: got.sentence}
		}
		return got, nil
	})
}

// tests prints what each connection leads to, and what is to be known before it is relied on.
func (p page) tests(tests []tested) {
	for _, t := range tests {
		if !t.Reachable {
			p.line("%s  not reachable", t.Slot)
			continue
		}
		text := count(t.Items, "item")
		if len(t.Omitted) > 0 {
			text += fmt.Sprintf(", %d left out", len(t.Omitted))
		}
		p.line("%s  reachable  %s", t.Slot, text)
		p.facts("Version", t.Version, "Rights", rightsText(t), "Clock", clockText(t), "Free", freeText(t), "Coverage", t.NotHeld)
		for _, note := range t.Notes {
			p.facts("To know", note)
		}
		var rows [][]string
		for _, o := range t.Omitted[:min(len(t.Omitted), mostOmitted)] {
			rows = append(rows, []string{"left out", short(o.Key), o.Why})
		}
		p.table("  ", rows)
		if rest := len(t.Omitted) - len(rows); rest > 0 {
			p.line("  and %s more", lockstep.Number(rest))
		}
	}
}

// mostOmitted is how many of those that are left out a test names; its JSON names them all.
const mostOmitted = 10

func rightsText(t tested) string {
	switch {
	case t.RightsWhy != "":
		return t.RightsWhy
	case t.Rights == string(lockstep.MayWrite):
		return "It may be read and written."
	}
	return "It may be read. Whether it may be written to shows when one writes."
}

func clockText(t tested) string {
	ahead := time.Duration(t.ClockAhead) * time.Millisecond
	switch {
	case t.Clock == "own":
		return "This computer's."
	case t.Clock == "":
		return "Not known."
	case !t.ClockOff:
		return "As this computer's."
	case ahead < 0:
		return fmt.Sprintf("%s behind this computer's. Set the one that is wrong.", ahead.Abs().Round(time.Second))
	}
	return fmt.Sprintf("%s ahead of this computer's. Set the one that is wrong.", ahead.Round(time.Second))
}

func freeText(t tested) string {
	switch {
	case !t.FreeKnown:
		return "Not known."
	case t.NoFiles:
		return lockstep.Size(t.Free) + ", but it can take no more files. Remove some that nobody needs."
	}
	return lockstep.Size(t.Free)
}
