package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) value() *cobra.Command {
	commands := []*cobra.Command{p.valueList(), p.valueSet(), p.valueDrop()}
	for _, kind := range []struct {
		kind  lockstep.RuleKind
		short string
	}{
		{lockstep.Keep, "What belongs to each environment: a target keeps its own"},
		{lockstep.Secret, "As keep, and never shown"},
		{lockstep.Own, "What is compared, and never written"},
		{lockstep.Ignore, "What is noise, and never a difference"},
		{lockstep.Share, "What travels, whatever a later rule says"},
	} {
		commands = append(commands, p.valueRule(kind.kind, kind.short))
	}
	group := p.group("value", "Say what belongs to each environment, and set its values", append(commands, p.valueRemove(), p.valueMove(), p.valueUndo(), p.valueTest(), p.valueSuggest(), p.valueDecline())...)
	group.Long = `Say what belongs to each environment, and set its values. A promotion and a restore leave such values of their target
as they are; the first rule that names a place counts.

  PATTERN  ITEM, or ITEM#PLACE; * and ** match
  PLACE    a JSON pointer in JSON, YAML and TOML (/smtp/host, /users/[name=admin]/mail), the key in .env and properties,
           section/key in INI, the path of elements in XML (config/add[key=X]@value), ~REGEX with one group in any text`
	return group
}

// projectFlag is --project, which may be left out where there is one project.
type projectFlag struct{ name string }

func (f *projectFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.name, "project", "", "the `NAME` of the project, where there are several")
}

func (f *projectFlag) project(c *call) (*app.App, string, error) {
	a, err := c.catalog()
	if err != nil || f.name != "" {
		return a, f.name, err
	}
	projects, err := a.Projects()
	if err != nil {
		return nil, "", err
	}
	if len(projects) == 1 {
		return a, projects[0].Name, nil
	}
	var names []string
	for _, p := range projects {
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return nil, "", lockstep.Errorf(lockstep.NotFound, "There is no project yet. Make it first.")
	}
	return nil, "", usage(c.cmd, "There are several projects: "+strings.Join(names, ", ")+". Say which one is meant with --project NAME.")
}

func (p *program) valueList() *cobra.Command {
	var f projectFlag
	var env string
	cmd := p.command("list [PATTERN]", "List the rules, and what each environment has at their places", 0, 1, func(c *call) (answer, error) {
		a, project, v, err := c.listed(&f, env)
		if err != nil {
			return answer{}, err
		}
		if len(c.args) == 1 {
			only, err := a.TestRule(project, c.args[0])
			if err != nil {
				return answer{}, err
			}
			v.Places = slices.DeleteFunc(v.Places, func(row app.ValuePlaceView) bool {
				return !slices.ContainsFunc(only.Places, func(other app.ValuePlaceView) bool { return other.Place == row.Place })
			})
		}
		return answer{document: v, text: func(w page) {
			w.rules(v.Rules)
			w.values(v)
			w.since(v)
		}}, nil
	})
	f.add(cmd)
	cmd.Flags().StringVar(&env, "env", "", "say since when each value of `ENV` has been what it is")
	return cmd
}

// listed gives the matrix of a project; with an environment also the times of that one's values.
func (c *call) listed(f *projectFlag, env string) (a *app.App, project string, v app.ValuesView, err error) {
	if env == "" {
		if a, project, err = f.project(c); err == nil {
			v, err = a.Values(project)
		}
		return a, project, v, err
	}
	if a, err = c.catalog(); err == nil {
		v, err = a.ValueChanges(env)
	}
	return a, v.Project, v, err
}

// rulesOf is the document of a command that changes rules.
type rulesOf struct {
	app.RulesView
	Touches *app.ValuesView `json:"touches,omitempty"`
}

func (p *program) valueRule(kind lockstep.RuleKind, short string) *cobra.Command {
	var f projectFlag
	var at int
	cmd := p.command(string(kind)+" PATTERN", short, 1, 1, func(c *call) (answer, error) {
		a, project, err := f.project(c)
		if err != nil {
			return answer{}, err
		}
		v, err := a.AddRule(project, app.RuleView{Kind: string(kind), Pattern: c.args[0]}, at)
		if err != nil {
			return answer{}, err
		}
		touches, err := a.TestRule(project, c.args[0])
		if err != nil {
			return answer{}, err
		}
		return answer{document: rulesOf{v, &touches}, text: func(w page) {
			w.line("%s %s: %s.", kind, c.args[0], touched(touches, c.args[0]))
		}}, nil
	})
	f.add(cmd)
	cmd.Flags().IntVar(&at, "at", 0, "make it the rule of this `NUMBER`, from 1; the last where it is left out")
	return cmd
}

// touched says what a rule names.
func touched(v app.ValuesView, pattern string) string {
	if len(v.Places) == 0 {
		return "it names nothing that is there now"
	}
	said := "it names " + count(len(v.Places), "place")
	if len(v.Places) == 1 {
		said = "it names " + v.Places[0].Place
	}
	settled := 0 // by a rule before it
	for _, row := range v.Places {
		if pattern != "" && row.Rule != "" && row.Rule != pattern {
			settled++
		}
	}
	switch {
	case settled == 0:
		return said
	case settled == len(v.Places):
		return said + ", which an earlier rule settles, so that it does nothing; move it before that one"
	}
	return fmt.Sprintf("%s, of which earlier rules settle %d", said, settled)
}

func (p *program) valueRemove() *cobra.Command {
	var f projectFlag
	cmd := p.command("remove PATTERN", "Take a rule away", 1, 1, func(c *call) (answer, error) {
		return c.onRules(f, func(a *app.App, project string) (app.RulesView, error) { return a.RemoveRule(project, c.args[0]) }, "Took the rule "+c.args[0]+" away.")
	})
	f.add(cmd)
	return cmd
}

func (p *program) valueMove() *cobra.Command {
	var f projectFlag
	cmd := p.command("move PATTERN NUMBER", "Make a rule the one of a number, from 1", 2, 2, func(c *call) (answer, error) {
		to, err := strconv.Atoi(c.args[1])
		if err != nil {
			return answer{}, usage(c.cmd, quoted(c.args[1])+" is no number.")
		}
		return c.onRules(f, func(a *app.App, project string) (app.RulesView, error) { return a.MoveRule(project, c.args[0], to) }, "")
	})
	f.add(cmd)
	return cmd
}

func (p *program) valueUndo() *cobra.Command {
	var f projectFlag
	cmd := p.command("undo", "Bring the rules back as they were before they were changed last", 0, 0, func(c *call) (answer, error) {
		return c.onRules(f, func(a *app.App, project string) (app.RulesView, error) { return a.UndoRules(project) }, "")
	})
	f.add(cmd)
	return cmd
}

func (c *call) onRules(f projectFlag, do func(*app.App, string) (app.RulesView, error), said string) (answer, error) {
	a, project, err := f.project(c)
	if err != nil {
		return answer{}, err
	}
	v, err := do(a, project)
	return answer{document: rulesOf{RulesView: v}, text: func(w page) {
		if said != "" {
			w.line("%s", said)
		}
		w.rules(v.Rules)
	}}, err
}

func (p *program) valueTest() *cobra.Command {
	var f projectFlag
	cmd := p.command("test PATTERN", "Say what a rule with this pattern would touch; changes nothing", 1, 1, func(c *call) (answer, error) {
		a, project, err := f.project(c)
		if err != nil {
			return answer{}, err
		}
		v, err := a.TestRule(project, c.args[0])
		return answer{document: v, text: func(w page) {
			w.line("%s: %s.", c.args[0], touched(v, ""))
			w.values(v)
			for _, row := range v.Places {
				if row.Rule != "" && row.Rule != c.args[0] {
					w.line("%s is named by the rule %s %s now.", row.Place, row.Kind, row.Rule)
				}
			}
		}}, err
	})
	f.add(cmd)
	return cmd
}

func (p *program) valueSuggest() *cobra.Command {
	var f projectFlag
	var apply bool
	cmd := p.command("suggest", "Propose rules for what seems to belong to each environment; changes nothing", 0, 0, func(c *call) (answer, error) {
		a, project, err := f.project(c)
		if err != nil {
			return answer{}, err
		}
		found, err := a.SuggestRules(project)
		if err != nil {
			return answer{}, err
		}
		document := struct {
			Suggestions []app.SuggestionView `json:"suggestions"`
			Applied     *app.RulesView       `json:"applied,omitempty"`
		}{Suggestions: list(found)}
		if apply {
			var rules []app.RuleView
			for _, s := range found {
				if s.Ticked {
					rules = append(rules, app.RuleView{Kind: s.Kind, Pattern: s.Pattern})
				}
			}
			v, err := a.AddRules(project, rules)
			if err != nil {
				return answer{}, err
			}
			document.Applied = &v
		}
		return answer{document: document, text: func(w page) { w.suggestions(found, apply) }}, nil
	})
	f.add(cmd)
	cmd.Flags().BoolVar(&apply, "apply", false, "make rules of those that are marked with *")
	return cmd
}

// suggestions prints proposed rules with what speaks for them.
func (p page) suggestions(found []app.SuggestionView, applied bool) {
	if len(found) == 0 {
		p.line("Nothing that no rule names seems to belong to an environment.")
		return
	}
	var rows [][]string
	sure := 0
	for _, s := range found {
		mark := " "
		if s.Ticked {
			mark = "*"
			sure++
		}
		rows = append(rows, []string{mark, s.Kind, s.Pattern, strings.Join(s.Evidence, "; ")})
	}
	p.table("  ", rows)
	switch {
	case applied:
		p.line("Made rules of the %d marked with *. Take them back with: lockstep value undo", sure)
	case sure > 0:
		p.line("Make rules of the %d marked with *: lockstep value suggest --apply. One alone: lockstep value keep PATTERN. Never again: lockstep value decline PATTERN.", sure)
	}
}

func (p *program) valueDecline() *cobra.Command {
	var f projectFlag
	cmd := p.command("decline PATTERN...", "Turn proposed rules down, so that they are not proposed again", 1, -1, func(c *call) (answer, error) {
		return c.onRules(f, func(a *app.App, project string) (app.RulesView, error) { return a.DeclineRules(project, c.args) }, "Will not propose it again.")
	})
	f.add(cmd)
	return cmd
}

func (p *program) valueSet() *cobra.Command {
	var f actFlags
	var ready bool
	cmd := p.command("set ENV PLACE VALUE|@FILE|-", "Set a value of an environment, as a run that can be taken back", 3, 3, func(c *call) (answer, error) {
		value, err := c.readValue(c.args[2], strings.Contains(c.args[1], "#"))
		if err != nil {
			return answer{}, err
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		if !ready {
			got, err := c.act(f, app.PlanRequest{Act: string(lockstep.Edit), Target: c.args[0], Place: c.args[1], Value: value})
			if err == nil || !app.NoPlace(err) {
				return c.warned(a, got, err)
			}
			if f.plan {
				return nothing(true, fmt.Sprintf("%s does not have %s yet; without --plan the value would be kept ready for it.", c.args[0], c.args[1])), nil
			}
		}
		if err := a.KeepValue(c.args[0], c.args[1], value); err != nil {
			return answer{}, err
		}
		got := answer{document: map[string]any{"run": nil, "ready": true}, text: func(w page) {
			w.line("%s does not have %s yet. The value is kept ready, and laid in once the place arrives.", c.args[0], c.args[1])
		}}
		return c.warned(a, got, nil)
	})
	f.addAnswers(cmd)
	cmd.Flags().BoolVar(&ready, "ready", false, "only keep the value ready, for a place that the environment does not have yet")
	return cmd
}

// warned says what a person should know who wrote a secret on the command line.
func (c *call) warned(a *app.App, got answer, err error) (answer, error) {
	if value := c.args[2]; err == nil && value != "-" && !strings.HasPrefix(value, "@") && app.IsSecret(a, c.args[0], c.args[1]) {
		got.sentence = strings.TrimSpace(got.sentence + "\nA secret that stands on the command line can be seen by others on this computer, and stays in the history of a shell. Take it from @FILE or, with -, from standard input.")
	}
	return got, err
}

// readValue reads a value; of one that came from a file or from standard input the last line break belongs to the file.
func (c *call) readValue(from string, inDocument bool) (string, error) {
	path, file := strings.CutPrefix(from, "@")
	if !file && from != "-" {
		return from, nil
	}
	text, err := c.readText(path)
	if inDocument {
		text = trimNewline(text)
	}
	return text, err
}

func (p *program) valueDrop() *cobra.Command {
	return p.command("drop ENV PLACE", "Forget a value that was kept ready", 2, 2, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		err = a.DropValue(c.args[0], c.args[1])
		return answer{document: map[string]any{"dropped": c.args[1]}, text: func(w page) { w.line("Forgot the value that was kept ready for %s.", c.args[1]) }}, err
	})
}

// rules prints rules in their order.
func (p page) rules(rules []app.RuleView) {
	if len(rules) == 0 {
		p.line("No rules: everything travels. Add one with: lockstep value keep PATTERN")
		return
	}
	p.line("Rules, of which the first that names something counts")
	var rows [][]string
	for i, r := range rules {
		from := ""
		if r.Default {
			from = "comes with the connector"
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), r.Kind, r.Pattern, from})
	}
	p.table("  ", rows)
}

// values prints a matrix: a row a place, a column an environment.
func (p page) values(v app.ValuesView) {
	if len(v.Places) == 0 {
		return
	}
	head := []string{"PLACE", ""}
	for _, e := range v.Environments {
		head = append(head, strings.ToUpper(e.Name))
	}
	rows := [][]string{head}
	for _, row := range v.Places {
		cells := []string{row.Place, row.Kind}
		for _, one := range row.Values {
			cells = append(cells, valueCell(row, one))
		}
		rows = append(rows, cells)
	}
	p.table("  ", rows[:1+shown(len(rows)-1, mostRows)])
	for _, e := range v.Environments {
		if !e.Reachable {
			p.line("%s could not be read: %s", e.Ref, e.Problem)
		}
	}
	p.problems(v.Unread)
}

// since prints since when values have been what they are, of the environment of which that is known.
func (p page) since(v app.ValuesView) {
	var rows [][]string
	for _, row := range v.Places {
		for _, one := range row.Values {
			if one.ChangedAt != "" && one.Status == "set" {
				rows = append(rows, []string{row.Place, one.Environment, when(one.ChangedAt)})
			}
		}
	}
	if len(rows) > 0 {
		p.line("Since when")
		p.table("  ", rows[:shown(len(rows), mostRows)])
	}
}

// valueCell is what one environment has, on one line. Of a secret it is whether it is the same as others.
func valueCell(row app.ValuePlaceView, v app.ValueView) string {
	const most = 40
	text := v.Value
	switch {
	case v.Status == "unread":
		return "?"
	case v.Status == "not-set":
		return "not set"
	case row.Kind == string(lockstep.Secret):
		text = "set"
		if row.Differ {
			text = "set, " + letter(v.Group)
		}
	case row.Address == "":
		text = "set, " + letter(v.Group)
	case text == "":
		text = `""`
	}
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most-1]) + "…"
	}
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
	if v.Status == "ready" {
		text += " (kept ready)"
	}
	return text
}

// letter names a group of equal values.
func letter(group int) string {
	if group < 1 || group > 26 {
		return strconv.Itoa(group)
	}
	return string(rune('A' + group - 1))
}
