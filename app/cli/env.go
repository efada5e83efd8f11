package cli

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

type oneEnvironment struct {
	Environment app.EnvironmentView `json:"environment"`
}

func unknownProject(name string, projects []app.ProjectView) error {
	if len(projects) == 0 {
		return lockstep.Errorf(lockstep.NotFound, "There is no project %q, nor any other yet. Begin with: lockstep project add NAME.", name)
	}
	var names []string
	for _, v := range projects {
		names = append(names, v.Name)
	}
	return lockstep.Errorf(lockstep.NotFound, "There is no project %q. There are: %s.", name, strings.Join(names, ", "))
}

func (p *program) env() *cobra.Command {
	return p.group("env", "Declare environments", p.envAdd(), p.envList(),
		p.command("show ENV", "Show an environment", 1, 1, func(c *call) (answer, error) {
			return c.onEnvironment(func(a *app.App) (app.EnvironmentView, error) { return a.Environment(c.args[0]) }, page.environment)
		}),
		p.envEdit(),
		p.command("remove ENV", "Hide an environment; its snapshots and runs stay", 1, 1, func(c *call) (answer, error) {
			a, err := c.catalog()
			if err != nil {
				return answer{}, err
			}
			v, err := a.Environment(c.args[0])
			if err != nil {
				return answer{}, err
			}
			return c.remove(v.Ref, a.RemoveEnvironment, "Remove %s? Its snapshots and runs stay.", "Removed %s. Its snapshots and runs stay.")
		}),
	)
}

func (c *call) onEnvironment(do func(*app.App) (app.EnvironmentView, error), text func(page, app.EnvironmentView)) (answer, error) {
	a, err := c.catalog()
	if err != nil {
		return answer{}, err
	}
	v, err := do(a)
	return answer{document: oneEnvironment{v}, text: func(w page) { text(w, v) }}, err
}

func (p *program) envAdd() *cobra.Command {
	var request app.EnvironmentRequest
	var f settingFlags
	cmd := p.command("add NAME --project PROJECT --role ROLE --kind KIND --set name=value", "Add an environment", 1, 1, func(c *call) (answer, error) {
		r := request
		r.Name, r.Upstream = c.args[0], upstream(request.Project, request.Upstream)
		if err := c.fill(&r.Settings, &r.Secrets, &r.From, &f); err != nil {
			return answer{}, err
		}
		if err := c.settleKind(&r); err != nil {
			return answer{}, err
		}
		return c.onEnvironment(func(a *app.App) (app.EnvironmentView, error) {
			return a.AddEnvironment(r)
		}, func(w page, v app.EnvironmentView) {
			w.line("Added %s.", v.Ref)
			w.environment(v)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&request.Project, "project", "", "the `PROJECT` that it belongs to")
	flags.StringVar(&request.Role, "role", "", "development, test or live")
	flags.StringVar(&request.Upstream, "after", "", "the `ENV` that it is promoted from")
	flags.StringVar(&request.Slot, "slot", "", "the slot to fill (default main)")
	flags.StringVar(&request.Kind, "kind", "", "the `KIND` of connector, such as folder")
	required(cmd, "project")
	required(cmd, "role")
	f.add(cmd, true)
	return cmd
}

// fill reads the settings and secrets that were given, and where their relative folders begin.
func (c *call) fill(settings, secrets *map[string]string, from *string, f *settingFlags) error {
	var err error
	if *from, err = os.Getwd(); err != nil {
		return lockstep.Errorf(lockstep.NotFound, "The folder that this command was started in is gone (%v). Start it in another one.", err)
	}
	if *settings, err = f.settings(c.cmd); err != nil {
		return err
	}
	*secrets, err = f.secrets(c.ctx, c.cmd)
	return err
}

// settleKind finds the kind of a slot that the project declared before. Settings without a kind would be dropped
// without a word.
func (c *call) settleKind(r *app.EnvironmentRequest) error {
	if r.Kind != "" || len(r.Settings)+len(r.Secrets) == 0 {
		return nil
	}
	v, err := c.findProject(r.Project)
	if err != nil {
		return err
	}
	for _, s := range v.Slots {
		if s.Name == slotName(r.Slot) {
			r.Kind = s.Kind
			return nil
		}
	}
	return usage(c.cmd, "--set needs --kind: "+v.Name+" has no slot "+slotName(r.Slot)+" yet.")
}

func slotName(name string) string {
	if name == "" {
		return lockstep.DefaultSlot
	}
	return name
}

// upstream is the plain name of an environment of the same project.
func upstream(project, ref string) string {
	if before, name, full := strings.Cut(ref, "/"); full && strings.EqualFold(before, project) {
		return name
	}
	return ref
}

func (p *program) envList() *cobra.Command {
	return p.command("list", "List the environments", 0, 0, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		projects, err := a.Projects()
		if err != nil {
			return answer{}, err
		}
		all := []app.EnvironmentView{}
		for _, v := range projects {
			all = append(all, v.Environments...)
		}
		document := struct {
			Environments []app.EnvironmentView `json:"environments"`
		}{all}
		return answer{document: document, text: func(w page) {
			if len(all) == 0 {
				w.line("No environment yet. Begin with: lockstep sample DIR, or lockstep project add NAME")
				return
			}
			rows := [][]string{{"ENVIRONMENT", "ROLE", "FROM", "SNAPSHOTS", "WHERE"}}
			for _, e := range all {
				rows = append(rows, []string{e.Ref, e.Role, dash(e.Upstream), strconv.Itoa(e.Snapshots), e.Address})
			}
			w.table("", rows)
		}}, nil
	})
}

func (p *program) envEdit() *cobra.Command {
	var name, role, after string
	var allow bool
	var watch time.Duration
	cmd := p.command("edit ENV", "Change an environment", 1, 1, func(c *call) (answer, error) {
		return c.onEnvironment(func(a *app.App) (app.EnvironmentView, error) {
			now, err := a.Environment(c.args[0])
			if err != nil {
				return now, err
			}
			r := app.EnvironmentRequest{Ref: now.Ref, Name: name, Role: role, Upstream: upstream(now.Project, after)}
			if c.cmd.Flags().Changed("allow-writing") {
				r.AllowWriting = &allow
			}
			if c.cmd.Flags().Changed("watch") {
				seconds := int(watch.Seconds())
				if watch != 0 && seconds == 0 {
					seconds = -1 // which is refused
				}
				r.Watch = &seconds
			}
			if name == "" && role == "" && after == "" && r.AllowWriting == nil && r.Watch == nil {
				return now, usage(c.cmd, "Say what to change: --name, --role, --after, --watch or --allow-writing.")
			}
			return a.EditEnvironment(r)
		}, page.environment)
	})
	flags := cmd.Flags()
	flags.BoolVar(&allow, "allow-writing", false, "allow a live environment to be written (=false forbids it again)")
	flags.StringVar(&name, "name", "", "a new `NAME`")
	flags.StringVar(&role, "role", "", "development, test or live")
	flags.StringVar(&after, "after", "", "the `ENV` that it is promoted from")
	flags.DurationVar(&watch, "watch", 0, "how often to look at it while a window is open, such as 10m; 0 for never")
	return cmd
}

func (p page) environment(v app.EnvironmentView) {
	p.line("%s (%s)", v.Ref, v.Role)
	writing := ""
	if !v.Writable {
		writing = "not allowed; allow it with: lockstep env edit " + word(v.Ref) + " --allow-writing"
	}
	latest, last := "", ""
	if v.Latest != nil {
		latest = v.Latest.Ref + ", " + when(v.Latest.TakenAt)
	}
	if v.LastRun != nil {
		last = "run " + strconv.Itoa(v.LastRun.Number) + ", " + v.LastRun.Status
	}
	gate := ""
	if v.PassedUpstream {
		gate = "only what passed all checks of " + dash(v.Upstream)
	}
	p.facts("Promoted from", v.Upstream, "Writing", writing, "Watched", watched(v.Watch), "Lets in", gate, "If it fails", v.OnFailure, "Snapshots", strconv.Itoa(v.Snapshots), "Latest", latest, "Last run", last)
	if v.OthersUnseen != "" {
		p.line("%s", v.OthersUnseen)
	}
	for _, c := range v.Connections {
		p.line("  %s: %s", c.Slot, c.Kind)
		p.settings(c.Settings)
		if len(c.Secrets) > 0 {
			p.line("    secrets: %s", strings.Join(c.Secrets, ", "))
		}
	}
	if len(v.Checks) > 0 {
		p.line("Checks")
		p.checks(v.Checks)
	}
}

// watched says how often an environment is looked at.
func watched(seconds int) string {
	if seconds == 0 {
		return "never"
	}
	return "every " + (time.Duration(seconds) * time.Second).String() + " while a window is open"
}

func (p page) settings(settings map[string]string) {
	var rows [][]string
	for name, value := range settings {
		rows = append(rows, []string{name, strings.ReplaceAll(value, "\n", " · ")})
	}
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	p.table("    ", rows)
}
