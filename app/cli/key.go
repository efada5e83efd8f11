package cli

import (
	"os"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// key is for the day on which the keychain, or the file vault.key, is lost.
func (p *program) key() *cobra.Command {
	return p.group("key", "Keep a copy of the catalog's key, sealed with a passphrase", p.keyExport(), p.keyImport())
}

func (p *program) keyExport() *cobra.Command {
	var path, phrase string
	cmd := p.command("export -o FILE", "Write the catalog's key to a file, sealed with a passphrase", 0, 0, func(c *call) (answer, error) {
		passphrase, err := readPassphrase(phrase)
		if err != nil {
			return answer{}, err
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		done, err := a.ExportKey(path, passphrase)
		return answer{document: done, text: func(w page) {
			w.line("Wrote %s. Keep it apart from this computer, and the passphrase apart from it.", done.Path)
		}}, err
	})
	cmd.Flags().StringVarP(&path, "output", "o", "", "the `FILE` to write")
	passphraseFlag(cmd, &phrase)
	required(cmd, "output")
	return cmd
}

func (p *program) keyImport() *cobra.Command {
	var phrase string
	cmd := p.command("import FILE", "Open the catalog with an exported key, and keep that key here", 1, 1, func(c *call) (answer, error) {
		passphrase, err := readPassphrase(phrase)
		if err != nil {
			return answer{}, err
		}
		if p.keyFile, err = os.ReadFile(c.args[0]); err != nil {
			return answer{}, lockstep.Errorf(lockstep.NotFound, "The file with the key cannot be read (%v). Nothing was changed.", lockstep.DiskReason(err))
		}
		p.passphrase = passphrase
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		about, err := a.About()
		return answer{document: map[string]string{"sealed_by": about.SealedBy}, text: func(w page) { w.line("The catalog opens again. %s", about.SealedText) }}, err
	})
	passphraseFlag(cmd, &phrase)
	return cmd
}

func passphraseFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "passphrase-file", "", "the `FILE` whose text is the passphrase")
	required(cmd, "passphrase-file")
}

func readPassphrase(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", lockstep.Errorf(lockstep.NotFound, "The passphrase cannot be read (%v). Nothing was changed.", lockstep.DiskReason(err))
	}
	return trimNewline(string(content)), nil
}

// keyText says whether losing this computer loses the key of the catalog.
func keyText(about app.AboutView) string {
	if about.KeySavedAt == "" {
		return "No copy of its key was saved. Save one with: lockstep key export -o FILE --passphrase-file FILE"
	}
	return "A copy of its key was saved " + when(about.KeySavedAt) + " by " + about.KeySavedBy + "."
}
