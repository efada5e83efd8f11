package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// document prints the one JSON document of a command.
func (p *program) document(v any) {
	encoder := json.NewEncoder(p.stdio.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		p.complain("The answer could not be written: " + err.Error())
		p.exit = max(p.exit, exitFailed)
	}
}

// print prints an answer and settles the exit code.
func (p *program) print(a answer) {
	p.exit = a.exit
	if p.json {
		p.document(a.document)
		return
	}
	if a.text != nil {
		a.text(page{p.stdio.Out})
	}
	if a.sentence != "" {
		p.complain(a.sentence)
	}
}

// page is text for a person.
type page struct{ w io.Writer }

// line prints one line. A write that fails has nobody left to tell.
func (p page) line(format string, args ...any) { _, _ = fmt.Fprintf(p.w, format+"\n", args...) }

// table prints rows with their columns aligned. A first row in capitals serves as its head.
func (p page) table(indent string, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		p.line("%s", indent+strings.TrimRight(b.String(), " "))
	}
}

// facts prints names and values, leaving out those without a value.
func (p page) facts(pairs ...string) {
	var rows [][]string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{pairs[i], pairs[i+1]})
		}
	}
	p.table("  ", rows)
}

// symbol is how an operation is drawn.
func symbol(op string) string {
	switch lockstep.Op(op) {
	case lockstep.Add:
		return "+"
	case lockstep.Remove:
		return "−"
	case lockstep.Rename:
		return "→"
	}
	return "~"
}

// short is a key without the slot that goes without saying.
func short(key string) string { return strings.TrimPrefix(key, lockstep.DefaultSlot+":") }

func changeLine(c app.ChangeView) string {
	text := symbol(c.Op) + " " + short(c.Key)
	if c.From != "" {
		text += " (was " + short(c.From) + ")"
	}
	return text
}

// mostRows is how many changes of one part a plan shows; a comparison shows them all.
const mostRows = 100

// parts prints changes under a heading for the model and one for the configuration; of each the first most, 0 for all.
func (p page) parts(most int, changes []app.ChangeView, cells func(app.ChangeView) []string) {
	for _, part := range []struct {
		name  lockstep.Part
		title string
	}{{lockstep.Model, "Model"}, {lockstep.Configuration, "Configuration"}} {
		var rows [][]string
		for _, c := range changes {
			if c.Part == string(part.name) {
				rows = append(rows, cells(c))
			}
		}
		if len(rows) == 0 {
			continue
		}
		p.line("%s", part.title)
		p.table("  ", rows[:shown(len(rows), most)])
		if rest := len(rows) - shown(len(rows), most); rest > 0 {
			p.line("  and %s more; lockstep compare shows them all", lockstep.Number(rest))
		}
	}
}

func shown(rows, most int) int {
	if most == 0 {
		return rows
	}
	return min(rows, most)
}

func (p page) problems(problems []app.ProblemView) {
	var rows [][]string
	for _, problem := range problems {
		word := problem.Verdict
		if problem.Accepted {
			word = "accepted"
		}
		place := short(problem.Key)
		if problem.Path != "" {
			place = strings.TrimPrefix(place+" "+problem.Path, " ")
		}
		rows = append(rows, []string{word, place, problem.Message})
	}
	p.table("  ", rows)
	for _, problem := range problems {
		if r := problem.Rename; r != nil {
			p.line("  Is %s called %s from now on? If so, its values stay with --rename %s. If not, say --rename %s.", r.From, r.To, lockstep.Word(short(r.Same)), lockstep.Word(short(r.Other)))
		}
	}
}

// count is a number with its noun.
func count(n int, noun string) string { return lockstep.Count(n, noun) }

func size(n int64) string {
	const unit = 1024
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	value, units := float64(n)/unit, "KMGT"
	for value >= unit && len(units) > 1 {
		value, units = value/unit, units[1:]
	}
	return fmt.Sprintf("%.1f %ciB", value, units[0])
}

// when is a time in the person's own zone.
func when(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return t.Local().Format("2006-01-02 15:04")
}

func word(s string) string { return lockstep.Word(s) }

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// dash stands for what is not there.
func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func trimNewline(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r") }
