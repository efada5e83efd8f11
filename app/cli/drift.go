package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

type driftDocument struct {
	Environments []app.DriftView `json:"environments"`
}

// drift needs no terminal, and asks nobody for anything: it is run by cron and systemd too.
func (p *program) drift() *cobra.Command {
	var code bool
	cmd := p.command("drift [ENV]", "Look for what was changed outside Lockstep, and keep it as a snapshot", 0, 1, func(c *call) (answer, error) {
		ref := ""
		if len(c.args) == 1 {
			ref = c.args[0]
		}
		found, err := c.lookForDrift(ref)
		if err != nil {
			return answer{}, reading(err)
		}
		return answer{document: driftDocument{found}, text: func(w page) { w.drift(found) }, exit: exitOfDrift(found, code)}, nil
	})
	cmd.Long = `Look at one environment, or at all of them, for what was changed there outside Lockstep since it knew it last. What is
found is kept as a snapshot, once. Where the key of the catalog is out of reach, as it may be for cron, it is only told
whether something changed; the next look that has the key takes the snapshot.

With --exit-code: 3 where something was changed, 0 where nothing was, 1 where an environment could not be looked at.`
	cmd.Flags().BoolVar(&code, "exit-code", false, "exit with 3 where something was changed outside Lockstep")
	return cmd
}

func (c *call) lookForDrift(ref string) ([]app.DriftView, error) {
	c.unattended = !c.asks()
	a, err := c.catalog()
	var without app.NoKey
	if errors.As(err, &without) && c.lookout != nil {
		l, err := c.lookout(c.options())
		if err != nil {
			return nil, err
		}
		return l.Drift(c.ctx, ref)
	}
	if err != nil {
		return nil, err
	}
	return a.Drift(ref)
}

// exitOfDrift is for scripts where they asked for it. Otherwise telling is all that was asked for, and it failed only where
// there is nothing to tell.
func exitOfDrift(found []app.DriftView, code bool) int {
	drifted, failed := false, 0
	for _, v := range found {
		drifted = drifted || v.Drifted
		if v.Code != "" {
			failed++
		}
	}
	switch {
	case code && drifted:
		return exitDifferences
	case failed > 0 && (code || failed == len(found)):
		return exitFailed
	}
	return exitDone
}

func (p page) drift(found []app.DriftView) {
	if len(found) == 0 {
		p.line("No environment to look at yet. Begin with: lockstep sample DIR, or lockstep project add NAME")
	}
	for _, v := range found {
		p.driftOf(v)
	}
}

func (p page) driftOf(v app.DriftView) {
	switch {
	case v.Drifted:
		what := "Something was"
		if v.Drift != nil {
			what = count(*v.Drift, "item") + " " + map[bool]string{true: "was", false: "were"}[*v.Drift == 1]
		}
		kept := ""
		switch {
		case v.Taken:
			kept = fmt.Sprintf(" The snapshot %s of it was taken.", v.Snapshot)
		case v.Snapshot != "":
			kept = fmt.Sprintf(" It is kept as %s.", v.Snapshot)
		}
		p.line("%s: %s changed outside Lockstep since %s, %s.%s", v.Ref, what, v.Since, when(v.SinceAt), kept)
	case v.Known:
		p.line("%s: as %s of %s.", v.Ref, v.Since, when(v.SinceAt))
	default:
		p.line("%s: %s", v.Ref, v.Message)
		return
	}
	var rows [][]string
	for _, item := range v.Items {
		rows = append(rows, []string{symbol(item.Op), short(item.Key)})
	}
	p.table("  ", rows[:shown(len(rows), mostRows)])
	if rest := len(rows) - mostRows; rest > 0 {
		p.line("  and %s more; lockstep compare shows them all", lockstep.Number(rest))
	}
	if v.Message != "" {
		p.line("  %s", v.Message)
	}
	if v.Snapshot != "" {
		p.line("  Keep it with: lockstep snapshot take %s. Put it back with: lockstep restore %s %s", word(v.Ref), word(v.Since), word(v.Ref))
	}
}
