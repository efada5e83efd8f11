package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"lockstep/app"
)

func (p *program) projectExport() *cobra.Command {
	var path string
	cmd := p.command("export NAME -o FILE", "Write the settings of a project, without secrets, as text for git", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		if path == "-" {
			path = ""
		}
		done, err := a.ExportProject(c.args[0], path)
		return answer{document: done, sentence: strings.Join(done.Notes, " "), text: func(w page) {
			if done.Path == "" {
				_, _ = fmt.Fprint(w.w, done.Text)
				return
			}
			w.line("Wrote the settings of %s to %s, without the secrets of its connections.", done.Project, done.Path)
		}}, err
	})
	cmd.Flags().StringVarP(&path, "output", "o", "", "the `FILE` to write; none, or -, prints it")
	return cmd
}

func (p *program) projectApply() *cobra.Command {
	var request app.ApplyRequest
	cmd := p.command("apply FILE", "Make a project what a file of its settings says; - reads standard input", 1, 1, func(c *call) (answer, error) {
		r := request
		if r.Path = c.args[0]; r.Path == "-" {
			text, err := io.ReadAll(io.LimitReader(c.in, app.LargestProjectFile+1))
			if err != nil {
				return answer{}, fmt.Errorf("read standard input: %w", err)
			}
			c.inRead, r.Path, r.Text = true, "", string(text)
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		done, err := a.ApplyProject(r)
		got := answer{document: done, text: func(w page) { w.applied(done, r.DryRun) }}
		if r.DryRun && len(done.Changes) > 0 {
			got.exit = exitDifferences
		}
		return got, err
	})
	flags := cmd.Flags()
	flags.BoolVar(&request.DryRun, "dry-run", false, "say what would change and change nothing; exits 3 where there is something to do")
	flags.BoolVar(&request.Remove, "remove", false, "remove what the file does not have; snapshots and runs stay")
	return cmd
}

func (p page) applied(v app.AppliedView, dry bool) {
	switch {
	case len(v.Changes) == 0:
		p.line("Nothing to change: %s is what the file says.", v.Project)
	case dry && v.New:
		p.line("It would make the project %s:", v.Project)
	case dry:
		p.line("It would change %s:", v.Project)
	case v.New:
		p.line("Made the project %s:", v.Project)
	default:
		p.line("Changed %s:", v.Project)
	}
	for _, change := range v.Changes {
		p.line("%s %s", map[string]string{"add": "+", "modify": "~", "remove": "−"}[change.Op], change.What)
		var rows [][]string
		for _, s := range change.Settings {
			switch {
			case s.Before == nil:
				rows = append(rows, []string{s.Name, settingText(*s.After)})
			case s.After == nil:
				rows = append(rows, []string{s.Name, settingText(*s.Before) + " → not set"})
			default:
				rows = append(rows, []string{s.Name, settingText(*s.Before) + " → " + settingText(*s.After)})
			}
		}
		p.table("    ", rows)
	}
	for _, kept := range v.Kept {
		p.line("Kept, though the file does not have it: %s. To remove it: --remove", kept)
	}
	for _, note := range v.Notes {
		p.line("%s", note)
	}
	for _, need := range v.Needs {
		if need.Check != "" {
			p.line("Needs a secret: %s. Give it with: lockstep check edit %s %s --secret %s=@FILE", needText(need), word(need.Environment), word(need.Check), word(need.Secret))
			continue
		}
		p.line("Needs a secret: %s. Give it with: lockstep connection set %s %s --secret %s=@FILE", needText(need), word(need.Environment), word(need.Slot), word(need.Secret))
	}
}

func needText(need app.NeedView) string {
	of := need.Slot
	if need.Check != "" {
		of = "the check " + need.Check
	}
	text := need.Secret + " of " + of + " on " + need.Environment
	if need.Forgotten {
		text += ", since the one that was set is for another address and is forgotten"
	}
	return text
}

// settingText is a setting on one line, with nothing in it that a terminal would act on or not show.
func settingText(value string) string {
	value = strings.ReplaceAll(value, "\n", " · ")
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(value)
	}
	return value
}
