package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lockstep/app"
)

// compared is the document of compare.
type compared struct {
	app.CompareView
	Stat  []statView `json:"stat,omitempty"`
	Patch *string    `json:"patch,omitempty"`
}

// statView counts the lines of one change.
type statView struct {
	Key     string `json:"key"`
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
	Binary  bool   `json:"binary"`
}

func (p *program) compare() *cobra.Command {
	var stat, patch, exitCode, withValues bool
	cmd := p.command("compare A B", "Say what differs between two environments, snapshots or archives", 2, 2, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		view, err := a.Compare(c.args[0], c.args[1], withValues)
		if err != nil {
			return answer{}, reading(err)
		}
		document := compared{CompareView: view}
		if stat {
			if document.Stat, err = counts(a, view); err != nil {
				return answer{}, err
			}
		}
		if patch {
			text, err := a.PatchOf(view.ID)
			if err != nil {
				return answer{}, reading(err)
			}
			document.Patch = &text
		}
		got := answer{document: document, text: func(w page) { w.compared(document) }}
		if exitCode && len(view.Changes) > 0 {
			got.exit = exitDifferences
		}
		return got, nil
	})
	cmd.Flags().BoolVar(&stat, "stat", false, "count the lines that differ")
	cmd.Flags().BoolVar(&patch, "patch", false, "print a patch")
	cmd.Flags().BoolVar(&withValues, "with-values", false, "compare the values that belong to the environments, too")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit 3 where anything differs")
	return cmd
}

func counts(a *app.App, view app.CompareView) ([]statView, error) {
	stats := []statView{}
	for _, change := range view.Changes {
		diff, err := a.ItemDiff(app.DiffRequest{Session: view.ID, Item: change.Key, Large: true})
		if err != nil {
			return nil, err
		}
		stats = append(stats, statView{Key: change.Key, Added: diff.Added, Removed: diff.Removed, Binary: diff.Binary})
	}
	return stats, nil
}

func (p page) compared(c compared) {
	if c.Patch != nil {
		_, _ = fmt.Fprint(p.w, *c.Patch)
		if c.Stat == nil {
			return
		}
	}
	p.line("%s → %s", c.A.Title, c.B.Title)
	lines := map[string]string{}
	for _, s := range c.Stat {
		lines[s.Key] = fmt.Sprintf("+%d −%d", s.Added, s.Removed)
		if s.Binary {
			lines[s.Key] = "binary"
		}
	}
	p.parts(0, c.Changes, func(change app.ChangeView) []string { return []string{changeLine(change), lines[change.Key]} })
	p.line("%s", c.summary())
}

func (c compared) summary() string {
	if len(c.Changes) == 0 {
		return fmt.Sprintf("No difference in %s.", count(c.Same, "item")) + c.aside()
	}
	var parts []string
	for _, part := range []struct {
		n    int
		word string
	}{{c.Added, "added"}, {c.Modified, "modified"}, {c.Removed, "removed"}, {c.Renamed, "renamed"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	return fmt.Sprintf("%s; %d the same.", strings.Join(parts, ", "), c.Same) + c.aside()
}

// aside says which values do not count.
func (c compared) aside() string {
	if c.IgnoredValues == 0 {
		return ""
	}
	return fmt.Sprintf(" %s that belong to the environments differ, and are left aside; --with-values compares them.", count(c.IgnoredValues, "value"))
}
