package cli

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// failure is an error that knows its exit code.
type failure struct {
	exit  int
	cause error
	hint  string // for a person only: where to read on
}

func (f failure) Error() string { return f.cause.Error() }

func (f failure) Unwrap() error { return f.cause }

// usage is the failure of words that make no command.
func usage(cmd *cobra.Command, message string) error {
	return failure{
		exit:  exitUsage,
		cause: lockstep.Errorf(lockstep.Invalid, "%s", sentence(message)),
		hint:  "See: " + cmd.CommandPath() + " --help",
	}
}

// misused is an error that cobra found in the words, as the usage failure that it is.
func misused(cmd *cobra.Command, err error) error {
	var f failure
	if errors.As(err, &f) {
		return err
	}
	return usage(cmd, err.Error())
}

// sentence makes one of a message that a library gave.
func sentence(message string) string {
	message = strings.TrimSpace(message)
	first, size := utf8.DecodeRuneInString(message)
	message = string(unicode.ToUpper(first)) + message[size:]
	if strings.ContainsRune(".!?", rune(message[len(message)-1])) || strings.Contains(message, "Write: ") {
		return message
	}
	return message + "."
}

// exitOf is the exit code of an error that came before any change: refused where a rule or another's work forbade it,
// failed otherwise.
func exitOf(err error) int {
	var f failure
	if errors.As(err, &f) {
		return f.exit
	}
	switch lockstep.CodeOf(err) {
	case lockstep.Blocked, lockstep.Conflict, lockstep.Denied:
		return exitRefused
	}
	return exitFailed
}

// reading is for commands that only look: being denied a look is a failure, as nothing was to be changed.
func reading(err error) error {
	if err != nil && errors.Is(err, lockstep.Denied) {
		return failure{exit: exitFailed, cause: err}
	}
	return err
}

// fail prints an error and settles the exit code.
func (p *program) fail(err error) {
	p.exit = exitOf(err)
	said := app.ExplainCommand(err)
	if p.json {
		p.document(map[string]app.ErrorView{"error": said})
		return
	}
	p.complain(said.Message)
	var f failure
	if errors.As(err, &f) && f.hint != "" {
		fmt.Fprintln(p.stdio.Err, f.hint)
	}
}

// complain says a sentence on standard error.
func (p *program) complain(message string) {
	p.progress.clear()
	fmt.Fprintf(p.stdio.Err, "lockstep: %s\n", message)
}
