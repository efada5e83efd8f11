package app

import (
	"fmt"
	"io"
	"path/filepath"
)

// KeyFileView is an exported key.
type KeyFileView struct {
	Path string `json:"path"`
}

// ExportKey writes the key of the catalog to a file, sealed with a passphrase: who has both can read a copy of the catalog
// without this computer's keychain. A file that is there already is replaced.
func (a *App) ExportKey(path, passphrase string) (v KeyFileView, err error) {
	defer recovered(&err)
	content, err := a.config.Vault.ExportKey(a.work(), a.config.Store.Meta(), passphrase)
	if err != nil {
		return v, err
	}
	if v.Path, err = filepath.Abs(path); err != nil {
		return v, fmt.Errorf("make the path absolute: %w", err)
	}
	_, err = a.writeFile("The key", v.Path, nothingNew, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	return v, err
}
