package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) export() *cobra.Command {
	var path string
	cmd := p.command("export REF -o FILE", "Write a snapshot to an archive that any tool opens", 1, -1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		for _, ref := range c.args {
			if v, err := a.Environment(ref); err == nil {
				return answer{}, lockstep.Errorf(lockstep.Invalid, "%s is an environment as it is now, and an archive holds snapshots. Take one with: lockstep snapshot take %s. Or export its latest: %s@latest.", v.Ref, word(v.Ref), v.Ref)
			}
		}
		done, err := a.Export(c.args, path)
		return answer{document: done, text: func(w page) {
			w.line("Wrote %s: %s, %s.", done.Path, count(done.Items, "item"), size(done.Bytes))
		}}, err
	})
	cmd.Flags().StringVarP(&path, "output", "o", "", "the `FILE` to write")
	required(cmd, "output")
	return cmd
}

func (p *program) importer() *cobra.Command {
	return p.command("import FILE", "Put the snapshots of an archive into the catalog", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		done, err := a.Import(c.args[0])
		return answer{document: done, text: func(w page) {
			w.line("%s added, %d here already.", count(done.Added, "snapshot"), done.Already)
			if len(done.Snapshots) > 0 {
				w.history(done.Snapshots)
			}
		}}, err
	})
}

func (p *program) clearCache() *cobra.Command {
	return p.command("clear-cache ENV", "Make an environment use what it holds", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		v, err := a.Environment(c.args[0])
		if err != nil {
			return answer{}, err
		}
		err = a.ClearCache(v.Ref)
		return answer{document: map[string]string{"cleared": v.Ref}, text: func(w page) { w.line("Cleared the cache of %s.", v.Ref) }}, err
	})
}

func (p *program) verify() *cobra.Command {
	return p.command("verify", "Read every snapshot back and check it", 0, 0, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		found, err := a.Verify()
		if err != nil {
			return answer{}, err
		}
		found.Damaged = list(found.Damaged)
		got := answer{document: found, text: func(w page) { w.verified(found) }}
		if len(found.Damaged) > 0 {
			got.exit = exitFailed
			got.sentence = fmt.Sprintf("%s damaged. Bring the catalog back from a backup, or delete the snapshots that are named.", areIs(len(found.Damaged), "item"))
		}
		return got, nil
	})
}

func areIs(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return fmt.Sprintf("%d %ss are", n, noun)
}

func (p page) verified(found app.VerifyView) {
	var rows [][]string
	for _, d := range found.Damaged {
		rows = append(rows, []string{d.Snapshot, short(d.Key), d.Why})
	}
	p.table("  ", rows)
	if len(rows) == 0 {
		bodies := fmt.Sprintf("%d bodies", found.Bodies)
		if found.Bodies == 1 {
			bodies = "1 body"
		}
		p.line("All is well: %s, %s, %s.", count(found.Snapshots, "snapshot"), bodies, size(found.Bytes))
	}
}

func (p *program) version() *cobra.Command {
	return p.command("version", "Say which version this is", 0, 0, func(c *call) (answer, error) {
		version := c.stdio.Version
		if version == "" {
			a, err := c.catalog()
			if err != nil {
				return answer{}, err
			}
			about, err := a.About()
			if err != nil {
				return answer{}, err
			}
			version = about.Version
		}
		return answer{document: map[string]string{"version": version}, text: func(w page) { w.line("lockstep %s", version) }}, nil
	})
}
