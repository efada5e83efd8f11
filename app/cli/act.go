package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) promote() *cobra.Command {
	var f actFlags
	cmd := p.command("promote SOURCE TARGET", "Bring the changes of one environment to another", 0, 2, func(c *call) (answer, error) {
		if f.sealed != "" {
			return c.unseal(f)
		}
		if len(c.args) < 2 {
			return answer{}, usage(c.cmd, "Something is missing. Write: lockstep promote SOURCE TARGET, or lockstep promote --sealed FILE.")
		}
		if f.output != "" && !f.plan {
			return answer{}, usage(c.cmd, "-o keeps a plan in a file, to be run later: it goes with --plan.")
		}
		return c.act(f, app.PlanRequest{Act: string(lockstep.Promote), Source: c.args[0], Target: c.args[1]})
	})
	f.add(cmd)
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "with --plan: keep the plan in `FILE`, to be run later")
	cmd.Flags().StringVar(&f.sealed, "sealed", "", "run the plan that was kept in `FILE`")
	return cmd
}

// unseal runs a plan that was kept in a file. Its choices were made when it was.
func (c *call) unseal(f actFlags) (answer, error) {
	if len(c.args) > 0 {
		return answer{}, usage(c.cmd, "The plan of --sealed says from where to where. Write: lockstep promote --sealed FILE.")
	}
	for _, name := range []string{"only", "except", "take", "accept-loss", "save-loss", "accept-leak", "past-gate", "rename", "output"} {
		if c.cmd.Flags().Changed(name) {
			return answer{}, usage(c.cmd, "--"+name+" was settled when the plan was kept; it does not go with --sealed.")
		}
	}
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	plan, err := a.OpenSealedPlan(f.sealed)
	if err != nil {
		return answer{}, err
	}
	return c.carryOut(a, f, plan)
}

func (p *program) restore() *cobra.Command {
	var f actFlags
	var withValues bool
	cmd := p.command("restore REF ENV", "Bring a snapshot back to an environment", 2, 2, func(c *call) (answer, error) {
		return c.act(f, app.PlanRequest{Act: string(lockstep.Restore), Source: c.args[0], Target: c.args[1], WithValues: withValues})
	})
	f.add(cmd)
	cmd.Flags().BoolVar(&withValues, "with-values", false, "bring the environment values of the snapshot back too")
	return cmd
}

func (p *program) rollback() *cobra.Command {
	var f actFlags
	cmd := p.command("rollback ENV", "Take back the newest run on an environment", 1, 1, func(c *call) (answer, error) {
		a, err := c.act(f, app.PlanRequest{Act: string(lockstep.Rollback), Target: c.args[0]})
		if err != nil && c.nothingToTakeBack(err) {
			return nothing(f.plan, app.ExplainCommand(err).Message), nil
		}
		return a, err
	})
	f.add(cmd)
	cmd.Flags().BoolVar(&f.choices.Emptied, "without-saved", false, "leave empty what the run had saved before it was lost")
	return cmd
}

// nothingToTakeBack tells that the environment has no run left to roll back from something else not being found.
func (c *call) nothingToTakeBack(err error) bool {
	if lockstep.CodeOf(err) != lockstep.NotFound || c.app == nil {
		return false
	}
	if _, err := c.app.Environment(c.args[0]); err != nil {
		return false
	}
	runs, err := c.app.Runs(c.args[0], 0)
	if err != nil {
		return false
	}
	for _, run := range runs {
		ended := run.Status == string(lockstep.Done) || run.Status == string(lockstep.Left)
		if ended && run.Act != string(lockstep.Rollback) && run.TakenBackBy == 0 {
			return false
		}
	}
	return true
}

// planned is the document of --plan and of a refusal.
type planned struct {
	Error *app.ErrorView `json:"error,omitempty"`
	Plan  *app.PlanView  `json:"plan,omitempty"`

	Kept *app.SealedPlanView `json:"kept,omitempty"`

	Statements []app.StatementView `json:"statements,omitempty"`
}

// ran is the document of what a run did; null where there was nothing to do.
type ran struct {
	Run   *app.RunView   `json:"run"`
	Error *app.ErrorView `json:"error,omitempty"`
}

func nothing(plan bool, why string) answer {
	a := answer{document: ran{}, text: func(w page) { w.line("Nothing to do. %s", why) }}
	if plan {
		a.document = map[string]any{"plan": nil, "run": nil}
	}
	return a
}

// act makes a plan, and keeps it or carries it out.
func (c *call) act(f actFlags, request app.PlanRequest) (answer, error) {
	choices, err := f.request(c.cmd)
	if err != nil {
		return answer{}, err
	}
	request.Choices, request.Wait = choices, !f.plan
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	if err := f.remember(a, request.Target); err != nil {
		return answer{}, err
	}
	plan, err := a.Plan(request)
	if err != nil {
		return answer{}, err
	}
	if f.output != "" {
		return keep(a, plan, f.output)
	}
	return c.carryOut(a, f, plan)
}

// remember answers what a plan asked of renames.
func (f *actFlags) remember(a *app.App, target string) error {
	for _, answer := range f.renames {
		if err := a.AnswerRename(target, answer); err != nil {
			return err
		}
	}
	return nil
}

// keep keeps a plan in a file. One that cannot run, or has nothing to do, is not kept.
func keep(a *app.App, plan app.PlanView, path string) (answer, error) {
	if plan.Refusal != "" {
		return refused(plan), nil
	}
	if idle(plan) {
		return foreseen(plan), nil
	}
	kept, err := a.SealPlan(plan.ID, path)
	if err != nil {
		return answer{}, err
	}
	seen := foreseen(plan)
	seen.document = planned{Plan: &plan, Kept: &kept}
	seen.text = func(w page) {
		w.plan(plan)
		w.line("Kept in %s, with a snapshot of the source (%s). Run it with: lockstep promote --sealed %s", kept.Path, kept.Source, kept.Path)
	}
	return seen, nil
}

// carryOut shows a plan, asks what must be asked, and runs it.
func (c *call) carryOut(a *app.App, f actFlags, plan app.PlanView) (answer, error) {
	if f.plan && f.sql && plan.Script != "" && plan.Refusal == "" {
		return spelled(a, plan)
	}
	if f.plan {
		return foreseen(plan), nil
	}
	if plan.Refusal != "" {
		return refused(plan), nil
	}
	if idle(plan) {
		return nothing(false, kept(plan)), nil
	}
	c.say(func(w page) { w.plan(plan) })
	if err := c.confirm(&f, plan); err != nil {
		return answer{}, err
	}
	run, err := a.Start(app.StartRequest{Plan: plan.ID, Confirm: f.confirm, Why: f.why})
	if err == nil {
		return outcome(run), nil
	}
	if run.Number != 0 {
		return broken(run, err), nil
	}
	return answer{}, err // which came before any change
}

// say prints text for a person at once, before the command has ended.
func (p *program) say(text func(page)) {
	if !p.json {
		text(page{p.stdio.Out})
	}
}

// idle says that a plan that may run would write nothing at all.
func idle(plan app.PlanView) bool { return plan.Writes == 0 && plan.Want == plan.Target }

// foreseen answers --plan. A plan that is refused as it stands has differences too.
func foreseen(plan app.PlanView) answer {
	a := answer{document: planned{Plan: &plan}, sentence: refusal(plan)}
	if idle(plan) && plan.Refusal == "" {
		a.text = func(w page) {
			if len(plan.Changes) > 0 {
				w.plan(plan)
			}
			w.line("Nothing to do. %s", kept(plan))
		}
		return a
	}
	a.exit = exitDifferences
	a.text = func(w page) { w.plan(plan) }
	return a
}

// spelled is a plan with the statements that it would run.
func spelled(a *app.App, plan app.PlanView) (answer, error) {
	script, err := a.Script(plan.ID)
	if err != nil {
		return answer{}, err
	}
	seen := foreseen(plan)
	seen.document = planned{Plan: &plan, Statements: script.Statements}
	before := seen.text
	seen.text = func(w page) {
		before(w)
		w.line("%s", plan.Script)
		for _, s := range script.Statements {
			w.line("%s;", s.Text)
		}
	}
	return seen, nil
}

// refused answers a plan that cannot run as it stands.
func refused(plan app.PlanView) answer {
	return answer{
		document: planned{Error: &app.ErrorView{Code: plan.Code, Message: plan.Refusal}, Plan: &plan},
		text:     func(w page) { w.plan(plan) },
		exit:     exitRefused,
		sentence: refusal(plan),
	}
}

// refusal is why a plan cannot run as it stands, with the command that is the way out.
func refusal(plan app.PlanView) string {
	if plan.Gate.Required && !plan.Gate.Met && strings.HasPrefix(plan.Refusal, plan.Gate.Why) {
		return plan.Refusal + " Or go past the gate with: --past-gate -m WHY --confirm NAME."
	}
	return plan.Refusal
}

// kept says why a plan without writes has nothing to do.
func kept(plan app.PlanView) string {
	if len(plan.Changes) == 0 {
		return plan.TargetRef + " is as it should be."
	}
	return fmt.Sprintf("What differs on %s is left as it is (%s). See it with --plan; bring it along with --take source=ITEM.",
		plan.TargetRef, count(len(plan.Changes), "item"))
}

// confirm asks the person, where there is one. A typed name is never stood for by --yes; where nobody can be asked, the
// app itself refuses.
func (c *call) confirm(f *actFlags, plan app.PlanView) error {
	if !c.asks() {
		return nil
	}
	if plan.Confirm != "" && f.confirm == "" {
		what := "is " + plan.TargetRole
		if plan.Gate.Required && !plan.Gate.Met {
			what = "has a gate that is not met"
		}
		typed, err := c.ask(fmt.Sprintf("%s %s. Type its name to go on: ", plan.TargetRef, what))
		if err != nil {
			return err
		}
		if typed != plan.Confirm {
			return notConfirmed()
		}
		f.confirm = typed
	}
	if plan.Confirm != "" {
		var err error
		if strings.TrimSpace(f.why) == "" {
			f.why, err = c.ask("Why, for the record: ")
		}
		return err
	}
	return c.agree(fmt.Sprintf("Make these changes on %s? [y/N] ", plan.TargetRef))
}

// agree asks for a yes, where there is a person and --yes did not say it.
func (p *program) agree(question string) error {
	if p.yes || !p.asks() {
		return nil
	}
	typed, err := p.ask(question)
	if err != nil {
		return err
	}
	if typed != "y" && typed != "Y" && typed != "yes" {
		return notConfirmed()
	}
	return nil
}

func notConfirmed() error {
	return lockstep.Errorf(lockstep.Blocked, "Not confirmed. Nothing was changed.")
}

// outcome is the answer about a run that ended, however it did.
func outcome(run app.RunView) answer {
	if run.Number == 0 {
		return nothing(false, "Everything is as it should be.")
	}
	return answer{document: ran{Run: &run}, exit: exitOfRun(run), text: func(w page) { w.outcome(run) }, sentence: stopped(run)}
}

// broken is the answer about a run that began and could not be brought to its end, as err says.
func broken(run app.RunView, err error) answer {
	if errors.Is(err, context.Canceled) {
		return outcome(run) // it was stopped, and how to go on is all there is to say
	}
	said := app.ExplainCommand(err)
	return answer{document: ran{Run: &run, Error: &said}, exit: exitFailed, sentence: strings.TrimSpace(said.Message + "\n" + stopped(run))}
}

func exitOfRun(run app.RunView) int {
	if takenBackByPolicy(run) {
		return exitRolledBack
	}
	switch lockstep.Status(run.Status) {
	case lockstep.Diverged:
		return exitUnverified
	case lockstep.Done, lockstep.Undone:
		if run.Failure != "" {
			return exitUnverified
		}
		return exitDone
	case lockstep.Left:
		return exitDone
	}
	return exitFailed
}

// takenBackByPolicy says that a run went wrong, and its environment is as it was before.
func takenBackByPolicy(run app.RunView) bool {
	return run.ByPolicy && (run.Status == string(lockstep.Undone) || run.TakenBackBy != 0)
}

// readText reads a file, or standard input for "-".
func (p *program) readText(path string) (string, error) {
	if path == "-" {
		p.inRead = true
		text, err := io.ReadAll(p.in)
		if err != nil {
			return "", fmt.Errorf("read standard input: %w", err)
		}
		return string(text), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", lockstep.Errorf(lockstep.NotFound, "The file could not be read: %v. Nothing was changed.", err)
	}
	return string(text), nil
}
