package cli

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// statusView is the document of status.
type statusView struct {
	SealedBy   string          `json:"sealed_by"`
	KeySavedAt string          `json:"key_saved_at"` // "" for never
	Projects   []projectStatus `json:"projects"`
	text       string          // how the catalog is sealed, and whether its key can be lost, as sentences
}

type projectStatus struct {
	Name         string              `json:"name"`
	Environments []environmentStatus `json:"environments"`
}

type environmentStatus struct {
	Name      string       `json:"name"`
	Ref       string       `json:"ref"`
	Role      string       `json:"role"`
	Upstream  string       `json:"upstream"`
	Writable  bool         `json:"writable"`
	Behind    *int         `json:"behind"`
	Drift     *int         `json:"drift"`
	Reachable bool         `json:"reachable"`
	Problem   string       `json:"problem"`
	Code      string       `json:"code"`   // the problem's; "" for none
	Damage    string       `json:"damage"` // what could not be told because the catalog is damaged
	Snapshots int          `json:"snapshots"`
	LastRun   *app.RunView `json:"last_run"`
	OpenRun   *app.RunView `json:"open_run"`

	Checks         []app.CheckView `json:"checks"`
	PassedUpstream bool            `json:"passed_upstream"`
	OnFailure      string          `json:"on_failure"`
}

func (p *program) status() *cobra.Command {
	return p.command("status [ENV]", "Look at the environments: who is behind whom, and who was changed elsewhere", 0, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		only := ""
		if len(c.args) == 1 {
			v, err := a.Environment(c.args[0])
			if err != nil {
				return answer{}, err
			}
			only = v.UUID
		}
		view, err := look(a, only)
		return answer{document: view, text: func(w page) { w.status(view) }}, err
	})
}

// look asks the systems of all environments, or of one, at once.
func look(a *app.App, only string) (statusView, error) {
	about, err := a.About()
	if err != nil {
		return statusView{}, err
	}
	projects, err := a.Projects()
	if err != nil {
		return statusView{}, err
	}
	view := statusView{SealedBy: about.SealedBy, KeySavedAt: about.KeySavedAt, Projects: []projectStatus{}, text: about.SealedText + " " + keyText(about)}
	var asking sync.WaitGroup
	turns := make(chan struct{}, 4) // so many are asked at a time
	for _, v := range projects {
		project := projectStatus{Name: v.Name, Environments: []environmentStatus{}}
		for _, e := range v.Environments {
			if only == "" || only == e.UUID {
				project.Environments = append(project.Environments, environmentStatus{Name: e.Name, Ref: e.Ref, Role: e.Role, Upstream: e.Upstream,
					Writable: e.Writable, Snapshots: e.Snapshots, LastRun: e.LastRun, OpenRun: e.OpenRun,
					Checks: list(e.Checks), PassedUpstream: e.PassedUpstream, OnFailure: e.OnFailure})
			}
		}
		for i := range project.Environments {
			asking.Go(func() {
				turns <- struct{}{}
				defer func() { <-turns }()
				project.Environments[i].ask(a)
			})
		}
		if only == "" || len(project.Environments) > 0 {
			view.Projects = append(view.Projects, project)
		}
	}
	asking.Wait()
	return view, nil
}

// ask fills in what only the systems know. One that cannot be read is not reachable, and the status goes on.
func (e *environmentStatus) ask(a *app.App) {
	found, err := a.Look(e.Ref)
	if err != nil {
		said := app.ExplainCommand(err)
		e.Problem, e.Code = said.Message, said.Code
		return
	}
	e.Reachable, e.Problem, e.Code, e.Damage = found.Reachable, found.Problem, found.Code, found.Damage
	e.Behind, e.Drift = found.Behind, found.Drift
}

func (p page) status(view statusView) {
	if len(view.Projects) == 0 {
		p.line("No project yet. Begin with: lockstep sample DIR, or lockstep project add NAME")
	}
	for _, project := range view.Projects {
		p.line("%s", project.Name)
		var rows [][]string
		for _, e := range project.Environments {
			rows = append(rows, []string{e.Name, e.Role, e.behind(), e.drift(), count(e.Snapshots, "snapshot"), e.checks(), lastRun(e.LastRun)})
		}
		p.table("  ", rows)
		for _, e := range project.Environments {
			e.explain(p)
		}
	}
	p.line("%s", view.text)
}

func (e environmentStatus) behind() string {
	switch {
	case e.Code == string(lockstep.Corrupt), e.Code == string(lockstep.Internal):
		return "unknown" // the fault is the catalog's or the program's, and not that system's
	case !e.Reachable:
		return "not reachable"
	case e.Upstream == "":
		return "the first"
	case e.Behind == nil:
		return "unknown against " + e.Upstream
	case *e.Behind == 0:
		return "as " + e.Upstream
	}
	return fmt.Sprintf("%d behind %s", *e.Behind, e.Upstream)
}

func (e environmentStatus) drift() string {
	switch {
	case e.Drift == nil:
		return "–"
	case *e.Drift == 0:
		return "as last seen"
	}
	return fmt.Sprintf("%d changed elsewhere", *e.Drift)
}

// checks says how many of the checks passed when they ran last.
func (e environmentStatus) checks() string {
	good := 0
	for _, c := range e.Checks {
		if c.Result != nil && c.Result.Passed {
			good++
		}
	}
	if len(e.Checks) == 0 {
		return "no check"
	}
	return fmt.Sprintf("%d of %s passed", good, count(len(e.Checks), "check"))
}

func lastRun(run *app.RunView) string {
	if run == nil {
		return "no run"
	}
	return "run " + strconv.Itoa(run.Number) + " " + run.Status
}

// explain prints what wants an answer.
func (e environmentStatus) explain(p page) {
	if e.Problem != "" {
		p.line("  %s: %s", e.Name, e.Problem)
	}
	if e.Damage != "" {
		p.line("  %s: %s", e.Name, e.Damage)
	}
	if e.OpenRun != nil {
		n := e.OpenRun.Number
		p.line("  %s: run %d is %s. Answer it with: lockstep run continue %d, run undo %d or run leave %d", e.Name, n, e.OpenRun.Status, n, n, n)
	}
	for _, c := range e.Checks {
		if c.Result != nil && !c.Result.Passed {
			p.line("  %s: the check %s failed (%s): %s", e.Name, c.Name, when(c.Result.At), c.Result.Message)
		}
	}
	if e.Role == string(lockstep.Live) && !e.Writable {
		p.line("  %s: read-only. Allow writing with: lockstep env edit %s --allow-writing", e.Name, word(strings.TrimSpace(e.Ref)))
	}
}
