package cli

import (
	"fmt"
	"strings"

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

func (p page) tests(tests []tested) {
	var rows [][]string
	for _, t := range tests {
		if !t.Reachable {
			rows = append(rows, []string{t.Slot, "not reachable"})
			continue
		}
		text := count(t.Items, "item")
		if len(t.Omitted) > 0 {
			text += fmt.Sprintf(", %d left out", len(t.Omitted))
		}
		rows = append(rows, []string{t.Slot, "reachable", text})
	}
	p.table("", rows)
}
