package lockstep

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of failure an [Error] is. A Code is itself an error, so that a caller asks
// errors.Is(err, lockstep.NotFound) and never compares text.
type Code string

// The codes, each with the meaning that the command line and the window give it.
const (
	Invalid     Code = "invalid"     // what was given makes no sense as it stands
	NotFound    Code = "not-found"   // what was named does not exist
	Conflict    Code = "conflict"    // something else is there, or has changed, or is under way
	Blocked     Code = "blocked"     // a rule forbids it until an answer is given
	Unreachable Code = "unreachable" // the system did not answer
	Denied      Code = "denied"      // the system, or a role, does not allow it
	Corrupt     Code = "corrupt"     // stored data is not what was stored
	Unknown     Code = "unknown"     // the answer to a write was lost, so that nobody knows whether it took place
	Internal    Code = "internal"    // a fault of the program
)

// Error makes a Code usable as the target of errors.Is.
func (c Code) Error() string { return string(c) }

// Error is a failure with a sentence for the person, and the cause for the log.
type Error struct {
	Code    Code
	Message string // a sentence: what happened, what is the state now, the way out
	Cause   error  // nil, or what lies beneath; shown in logs only
	Command string // a sentence with the command that is the way out, for the command line alone; "" for none
}

// Error is the sentence, without the cause.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the code and the cause, so that errors.Is finds either.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Cause}
}

// Errorf makes an [Error]. An argument that is an error becomes its cause as well as part of the sentence.
func Errorf(code Code, format string, args ...any) error {
	e := &Error{Code: code, Message: fmt.Sprintf(format, args...)}
	for _, a := range args {
		if cause, ok := a.(error); ok {
			e.Cause = cause
		}
	}
	return e
}

// Suggest adds a sentence with the command that is the way out, which the command line says and the window does not: it
// has buttons. Each argument becomes a word as a shell reads it back.
func Suggest(err error, format string, args ...any) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	words := make([]any, len(args))
	for i, a := range args {
		words[i] = Word(fmt.Sprint(a))
	}
	with := *e
	with.Command = fmt.Sprintf(format, words...)
	return &with
}

// Word is an argument as a shell reads it back.
func Word(s string) string {
	plain := func(r rune) bool {
		return strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// CodeOf is the code of the outermost [Error] in err's chain; Internal where there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
