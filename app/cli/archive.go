package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) export() *cobra.Command {
	var path, phrase string
	var r app.ExportRequest
	cmd := p.command("export [REF…] -o FILE", "Write snapshots to an archive that any tool opens", 0, -1, func(c *call) (answer, error) {
		if r.Refs = c.args; r.All == (len(r.Refs) > 0) {
			return answer{}, usage(c.cmd, "Name the snapshots to export, or everything with --all.")
		}
		var err error
		if r.Passphrase, err = c.newPassphrase(phrase, path); err != nil {
			return answer{}, err
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		for _, ref := range r.Refs {
			if v, err := a.Environment(ref); err == nil {
				return answer{}, lockstep.Errorf(lockstep.Invalid, "%s is an environment as it is now, and an archive holds snapshots. Take one with: lockstep snapshot take %s. Or export its latest: %s@latest.", v.Ref, word(v.Ref), v.Ref)
			}
		}
		done, err := a.Export(r, path)
		return answer{document: done, text: func(w page) {
			held := count(done.Items, "item")
			if done.Snapshots != 1 || r.All {
				held = count(done.Snapshots, "snapshot") + ", " + count(done.Runs, "run")
			}
			w.line("Wrote %s: %s, %s.", done.Path, held, size(done.Bytes))
			switch {
			case done.Sealed:
				w.line("It opens with the passphrase alone. Keep that apart from it.")
			case r.All:
				w.line("No secrets are in it. They are asked for again where it is imported.")
			case done.Secrets > 0:
				w.line("%s left out of it. One that is sealed with a passphrase holds them.", count(done.Secrets, "secret"))
			}
		}}, err
	})
	cmd.Flags().StringVarP(&path, "output", "o", "", "the `FILE` to write; one that ends in .age is sealed")
	cmd.Flags().BoolVar(&r.All, "all", false, "everything: all snapshots, runs and settings; secrets too where it is sealed")
	cmd.Flags().StringVar(&phrase, "passphrase-file", "", "seal it with the text of this `FILE` as the passphrase")
	required(cmd, "output")
	return cmd
}

func (p *program) importer() *cobra.Command {
	var phrase string
	var dry bool
	var r app.ImportRequest
	cmd := p.command("import FILE", "Put what an archive holds into the catalog", 1, 1, func(c *call) (answer, error) {
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		r.Path = c.args[0]
		if r.Passphrase, err = c.givenPassphrase(a, phrase, r.Path); err != nil {
			return answer{}, err
		}
		act := a.Import
		if dry {
			act = a.PreviewImport
		}
		done, err := act(r)
		if err != nil {
			return answer{}, err
		}
		got := answer{document: done, text: func(w page) { w.imported(done, dry) }}
		if done.Refusal != "" {
			got.exit = exitFailed
		}
		return got, nil
	})
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be added and what is damaged, and add nothing; exits 1 where it would be refused")
	cmd.Flags().BoolVar(&r.Salvage, "salvage", false, "of a damaged archive, add what is whole")
	cmd.Flags().StringVar(&phrase, "passphrase-file", "", "the `FILE` whose text is the passphrase of a sealed archive")
	return cmd
}

// imported says what was added, or what would be.
func (p page) imported(v app.ImportView, dry bool) {
	would := ""
	if dry {
		would = "would be "
	}
	p.line("%s %sadded, %d here already.", count(v.Added, "snapshot"), would, v.Already)
	if v.Runs+v.RunsAlready+v.RunsOlder > 0 {
		p.line("%s %sadded, %d here already.", count(v.Runs, "run"), would, v.RunsAlready)
	}
	if v.RunsOlder > 0 {
		p.line("%s left out: newer runs of the same environments are here, and theirs is the last word.", areIs(v.RunsOlder, "run"))
	}
	for _, name := range v.Projects {
		p.line("New project: %s.", name)
	}
	for _, e := range v.Environments {
		if !e.New {
			continue
		}
		how := "shown as history, without a connection"
		if e.Connected {
			how = "with its connections; secrets that are not in the archive are to be entered again"
			if v.Sealed {
				how = "with its connections"
			}
		}
		p.line("New environment: %s, %s.", e.Ref, how)
	}
	if len(v.Commands) > 0 {
		p.line("Commands that Lockstep runs for it on this computer (look at them first; change one with slot edit):")
		var rows [][]string
		for _, c := range v.Commands {
			rows = append(rows, []string{c.Project + "/" + c.Slot, c.Label, c.Command})
		}
		p.table("  ", rows)
	}
	var rows [][]string
	for _, d := range v.Damaged {
		rows = append(rows, []string{dash(d.Snapshot), short(d.Key), d.Why})
	}
	p.table("  ", rows)
	if more := v.Damages - len(v.Damaged); more > 0 {
		p.line("  and %s more", lockstep.Number(more))
	}
	if v.Refusal != "" {
		p.line("It is damaged, and would be refused. To take what is whole: --salvage.")
	}
	if len(v.Snapshots) > 0 && len(v.Snapshots) <= mostRows {
		p.history(v.Snapshots)
	}
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
		if found.Record.Links > 0 {
			p.line("The record of runs is unbroken and ends in %s.", found.Record.Head[:16])
		}
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
