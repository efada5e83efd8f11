package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
)

type oneProject struct {
	Project app.ProjectView `json:"project"`
}

func (p *program) sample() *cobra.Command {
	return p.command("sample DIR", "Make the sample project: a shop in three folders", 1, 1, func(c *call) (answer, error) {
		dir, err := filepath.Abs(c.args[0])
		if err != nil {
			return answer{}, err
		}
		return c.onProject(func(a *app.App) (app.ProjectView, error) { return a.CreateSample(dir) }, func(w page, v app.ProjectView) {
			w.line("The sample project %s is in %s.", v.Name, dir)
			w.project(v)
			w.line("Look around with: lockstep status")
		})
	})
}

func (p *program) project() *cobra.Command {
	return p.group("project", "Declare the apps that have environments",
		p.command("add NAME", "Add a project", 1, 1, func(c *call) (answer, error) {
			return c.onProject(func(a *app.App) (app.ProjectView, error) { return a.AddProject(c.args[0]) }, func(w page, v app.ProjectView) {
				w.line("Added the project %s. Add its first environment with: lockstep env add NAME --project %s --role development --kind folder --set path=DIR", v.Name, word(v.Name))
			})
		}),
		p.command("list", "List the projects", 0, 0, func(c *call) (answer, error) {
			a, err := c.catalog()
			if err != nil {
				return answer{}, err
			}
			projects, err := a.Projects()
			document := struct {
				Projects []app.ProjectView `json:"projects"`
			}{list(projects)}
			return answer{document: document, text: func(w page) {
				if len(projects) == 0 {
					w.line("No project yet. Begin with: lockstep sample DIR, or lockstep project add NAME")
				}
				for _, v := range projects {
					w.line("%s", v.Name)
					w.project(v)
				}
			}}, err
		}),
		p.command("rename NAME TO", "Rename a project", 2, 2, func(c *call) (answer, error) {
			return c.onProject(func(a *app.App) (app.ProjectView, error) { return a.RenameProject(c.args[0], c.args[1]) }, func(w page, v app.ProjectView) {
				w.line("The project %s is now %s.", c.args[0], v.Name)
			})
		}),
		p.keep(),
		p.command("remove NAME", "Remove a project that has no snapshots", 1, 1, func(c *call) (answer, error) {
			a, err := c.catalog()
			if err != nil {
				return answer{}, err
			}
			return c.remove(c.args[0], a.RemoveProject, "Remove the project %s?", "Removed the project %s.")
		}),
		p.projectExport(),
		p.projectApply(),
	)
}

// remove asks before it removes what has a name, and says that it is gone. The question and what is said have a %s for
// the name.
func (c *call) remove(name string, remove func(string) error, question, said string) (answer, error) {
	if err := c.agree(fmt.Sprintf(question, name) + " [y/N] "); err != nil {
		return answer{}, err
	}
	if err := remove(name); err != nil {
		return answer{}, err
	}
	return answer{document: map[string]string{"removed": name}, text: func(w page) { w.line(said, name) }}, nil
}

func (c *call) onProject(do func(*app.App) (app.ProjectView, error), text func(page, app.ProjectView)) (answer, error) {
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	v, err := do(a)
	return answer{document: oneProject{v}, text: func(w page) { text(w, v) }}, err
}

func (p page) project(v app.ProjectView) {
	var rows [][]string
	for _, e := range v.Environments {
		from := ""
		if e.Upstream != "" {
			from = "from " + e.Upstream
		}
		rows = append(rows, []string{e.Name, e.Role, from, e.Address})
	}
	p.table("  ", rows)
}

func (p *program) slot() *cobra.Command {
	return p.group("slot", "Declare the parts that every environment of a project has", p.slotAdd(), p.slotList(), p.slotEdit())
}

func (p *program) slotAdd() *cobra.Command {
	var kind string
	var f settingFlags
	cmd := p.command("add PROJECT NAME --kind KIND", "Add a slot", 2, 2, func(c *call) (answer, error) {
		settings, err := f.settings(c.cmd)
		if err != nil {
			return answer{}, err
		}
		return c.onProject(func(a *app.App) (app.ProjectView, error) { return a.AddSlot(c.args[0], c.args[1], kind, settings) }, func(w page, v app.ProjectView) {
			w.line("Added the slot %s. Each environment says where its own is with: lockstep connection set ENV %s --set name=value", c.args[1], word(c.args[1]))
		})
	})
	cmd.Flags().StringVar(&kind, "kind", "", "the `KIND` of connector, such as folder")
	required(cmd, "kind")
	f.add(cmd, false)
	return cmd
}

func (p *program) slotList() *cobra.Command {
	return p.command("list PROJECT", "List the slots of a project", 1, 1, func(c *call) (answer, error) {
		v, err := c.findProject(c.args[0])
		if err != nil {
			return answer{}, err
		}
		document := struct {
			Slots []app.SlotView `json:"slots"`
		}{list(v.Slots)}
		return answer{document: document, text: func(w page) {
			if len(v.Slots) == 0 {
				w.line("%s has no slot yet. The first environment declares the slot main.", v.Name)
			}
			for _, s := range v.Slots {
				w.line("%s (%s)", s.Name, s.Kind)
				w.settings(s.Settings)
			}
		}}, nil
	})
}

func (p *program) slotEdit() *cobra.Command {
	var f settingFlags
	cmd := p.command("edit PROJECT NAME --set name=value", "Change the settings of a slot", 2, 2, func(c *call) (answer, error) {
		settings, err := f.settings(c.cmd)
		if err != nil {
			return answer{}, err
		}
		return c.onProject(func(a *app.App) (app.ProjectView, error) { return a.EditSlot(c.args[0], c.args[1], settings) }, func(w page, v app.ProjectView) {
			for _, s := range v.Slots {
				if s.Name == c.args[1] {
					w.line("The slot %s of %s is now:", s.Name, v.Name)
					w.settings(s.Settings)
				}
			}
		})
	})
	f.add(cmd, false)
	required(cmd, "set")
	return cmd
}

// required makes cobra refuse a command without the flag.
func required(cmd *cobra.Command, flag string) {
	_ = cmd.MarkFlagRequired(flag) // it fails only for a flag that was not declared just before
}

// findProject finds a project by name.
func (c *call) findProject(name string) (app.ProjectView, error) {
	a, err := c.catalog()
	if err != nil {
		return app.ProjectView{}, err
	}
	projects, err := a.Projects()
	if err != nil {
		return app.ProjectView{}, err
	}
	for _, v := range projects {
		if strings.EqualFold(v.Name, name) {
			return v, nil
		}
	}
	return app.ProjectView{}, unknownProject(name, projects)
}
