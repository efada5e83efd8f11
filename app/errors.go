package app

import (
	"context"
	"encoding/json"
	"errors"

	"lockstep/app/lockstep"
)

// ErrorView is an error as the window and the command line show it.
type ErrorView struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Explain turns any error into a code and a sentence. It is the one place where that is done.
func Explain(err error) ErrorView {
	if errors.Is(err, context.Canceled) {
		return ErrorView{Code: string(lockstep.Conflict), Message: "Stopped. Nothing more was done."}
	}
	return ErrorView{Code: string(lockstep.CodeOf(err)), Message: message(err)}
}

// ExplainCommand is Explain with the command that is the way out, where there is one: the command line's own words.
func ExplainCommand(err error) ErrorView {
	v := Explain(err)
	var e *lockstep.Error
	if errors.As(err, &e) && e.Command != "" && v.Message == e.Message {
		v.Message += " " + e.Command
	}
	return v
}

// message is the sentence of the outermost error that has one; an error without a sentence is shown as it is.
func message(err error) string {
	var e *lockstep.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// ErrorText is an error as the window receives it: the JSON of its [ErrorView].
func ErrorText(err error) string {
	text, _ := json.Marshal(Explain(err)) // two strings always marshal
	return string(text)
}
