package cli

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// newPassphrase is the passphrase that a file is to be sealed with: of --passphrase-file, or, for a file whose name says
// that it is sealed, the one that a person types twice. "" leaves the file open.
func (c *call) newPassphrase(from, path string) (string, error) {
	if from != "" {
		return readPassphrase(from)
	}
	if !strings.HasSuffix(strings.ToLower(path), ".age") {
		return "", nil
	}
	if !c.asks() {
		return "", usage(c.cmd, path+" is to be sealed, as its name says: give the passphrase with --passphrase-file.")
	}
	first, err := c.hidden("Passphrase for " + path + ": ")
	if err != nil {
		return "", err
	}
	second, err := c.hidden("Once more: ")
	if err != nil {
		return "", err
	}
	if first != second || first == "" {
		return "", lockstep.Errorf(lockstep.Invalid, "The two passphrases are not the same, or empty. Nothing was written. Try again.")
	}
	return first, nil
}

// givenPassphrase is the passphrase that a file was sealed with: of --passphrase-file, or typed where a person can be
// asked. "" where the file is not sealed, or nobody says.
func (c *call) givenPassphrase(a *app.App, from, path string) (string, error) {
	if from != "" {
		return readPassphrase(from)
	}
	if !c.asks() {
		return "", nil
	}
	if sealed, err := a.Sealed(path); err != nil || !sealed {
		return "", err
	}
	return c.hidden("Passphrase of " + path + ": ")
}

// hidden reads a line that is not shown while it is typed.
func (c *call) hidden(question string) (string, error) {
	file, ok := c.stdio.In.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return c.ask(question)
	}
	c.progress.clear()
	fmt.Fprint(c.stdio.Err, question)
	line, err := term.ReadPassword(int(file.Fd()))
	fmt.Fprintln(c.stdio.Err)
	return string(line), err
}
