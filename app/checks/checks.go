// Package checks runs one check of an environment and says what it saw. Whatever the other side does, it ends in time, reads
// no more than it may, and shows no secret.
package checks

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"lockstep/app/lockstep"
)

// The bounds of what is read and shown.
const (
	mostOutput  = 64 << 10 // of a command, from its end
	mostBody    = 1 << 20  // of an answer
	mostExcerpt = 300      // characters in a sentence
)

// pause is how long to wait before another attempt: what was just written to may still be starting.
var pause = time.Second

// Result is what was seen: a sentence, and of what failed the output of the command or the answer, as far as it was read.
type Result struct {
	lockstep.CheckOutcome
	Output string
}

// Run runs a check, again where it fails and may be retried. Cancelling ctx ends it; then it did not pass.
func Run(ctx context.Context, c lockstep.Check) Result {
	began := time.Now()
	r := Result{CheckOutcome: lockstep.CheckOutcome{Name: c.Name}}
	attempts := 0
	for {
		attempts++
		if r.Message, r.Output, r.Passed = attempt(ctx, c); r.Passed || attempts > c.Retries || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	if r.Passed {
		r.Output = ""
	} else if attempts > 1 {
		r.Message += fmt.Sprintf(" It was tried %d times.", attempts)
	}
	hide := mask(c.Secrets)
	r.Message, r.Output, r.Took = hide(r.Message), hide(r.Output), time.Since(began)
	return r
}

// attempt tries once.
func attempt(ctx context.Context, c lockstep.Check) (message, output string, passed bool) {
	for name, value := range c.Secrets {
		if value == "" {
			return fmt.Sprintf("Its secret %s is not set, so nothing was sent. Give it.", name), "", false
		}
	}
	if c.Request() {
		return request(ctx, c)
	}
	return command(ctx, c)
}

// mask takes secrets out of a text, in whatever was answered or printed.
func mask(secrets lockstep.Settings) func(string) string {
	var pairs []string
	for _, value := range secrets {
		hidden := []string{value, strings.TrimSpace(strings.TrimPrefix(value, "Bearer "))}
		for _, one := range hidden {
			if one != "" {
				pairs = append(pairs, one, "•••")
			}
		}
	}
	return strings.NewReplacer(pairs...).Replace
}

// excerpt is one line of a text, fit for a sentence.
func excerpt(text string) string {
	line := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(line); len(runes) > mostExcerpt {
		return string(runes[:mostExcerpt]) + "…"
	}
	return line
}
