package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lockstep/app"
)

// spanFlags choose what of the record is asked for.
type spanFlags struct {
	env          string
	since, until string
	limit        int
}

func (f *spanFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.env, "env", "", "only on this `ENV`")
	cmd.Flags().StringVar(&f.since, "since", "", "from this `TIME` on: 2026-03, 2026-03-01, \"2026-03-01 16:20\", or RFC 3339")
	cmd.Flags().StringVar(&f.until, "until", "", "up to this `TIME`; a day or a month up to its end")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "only the newest `N`")
}

func (f *spanFlags) request(cmd *cobra.Command) (r app.LogRequest, err error) {
	r.Environment, r.Limit = f.env, f.limit
	if f.limit < 0 {
		return r, usage(cmd, "--limit takes a number of 0 or more.")
	}
	if r.Since, _, err = moment(cmd, "since", f.since); err != nil {
		return r, err
	}
	_, r.Until, err = moment(cmd, "until", f.until)
	return r, err
}

// moment reads a time as people write it, in the zone of the computer: when it begins, and when it is over.
func moment(cmd *cobra.Command, flag, text string) (begins, over time.Time, err error) {
	if text == "" {
		return begins, over, nil
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{time.RFC3339, 0, 0, 0}, {"2006-01-02 15:04", 0, 0, 0}, {time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.ParseInLocation(form.layout, text, time.Local); err == nil {
			return t, t.AddDate(form.years, form.months, form.days), nil
		}
	}
	return begins, over, usage(cmd, "--"+flag+" takes a time such as 2026-03, 2026-03-01 or 2026-03-01T16:20:00Z, not "+quoted(text)+".")
}

// log is the command that tells who changed an item and when.
func (p *program) log() *cobra.Command {
	var f spanFlags
	cmd := p.command("log [ITEM]", "Show what changed an item, or everything, and who and when", 0, 1, func(c *call) (answer, error) {
		r, err := f.request(c.cmd)
		if err != nil {
			return answer{}, err
		}
		if len(c.args) == 1 {
			r.Item = c.args[0]
		}
		a, err := c.catalog()
		if err != nil {
			return answer{}, err
		}
		entries, err := a.Log(r)
		if err != nil {
			return answer{}, err
		}
		return answer{document: map[string]any{"log": entries}, text: func(w page) { w.log(entries) }}, nil
	})
	f.add(cmd)
	return cmd
}

func (p page) log(entries []app.LogEntryView) {
	if len(entries) == 0 {
		p.line("Nothing that is recorded changed it.")
		return
	}
	for _, e := range entries {
		p.line("%s  %s  %s", when(e.At), e.Environment, told(e))
		const most = 10
		for i, c := range e.Changes {
			if i == most {
				p.line("  and %d more", len(e.Changes)-most)
				break
			}
			p.line("  %s", changeLine(c))
		}
	}
}

// told says in a line what an entry of the log is.
func told(e app.LogEntryView) string {
	switch e.Kind {
	case "run":
		text := fmt.Sprintf("run %d: %s by %s", e.Run, e.Act, e.By)
		if e.From != "" {
			text = fmt.Sprintf("run %d: %s from %s by %s", e.Run, e.Act, e.From, e.By)
		}
		if e.Status != "done" {
			text += ", " + e.Status
		}
		if e.Why != "" {
			text += ": " + e.Why
		}
		return text
	case "first":
		return "first seen by " + e.By
	}
	return fmt.Sprintf("changed outside Lockstep since %s, found by %s", when(e.Since), e.By)
}

// record prints runs, and what was changed outside them.
func (p page) record(v app.RecordView) {
	if len(v.Runs) == 0 {
		p.line("No run yet.")
	} else {
		rows := [][]string{{"RUN", "STARTED", "WHAT", "WHERE", "CHANGES", "STATUS", "BY"}}
		for _, run := range v.Runs {
			rows = append(rows, []string{strconv.Itoa(run.Number), when(run.StartedAt), run.Act, run.Environment,
				strconv.Itoa(run.Applied), statusWord(run), run.By})
		}
		p.table("", rows)
	}
	if len(v.Outside) == 0 {
		return
	}
	p.line("")
	p.line("Changed outside Lockstep")
	rows := [][]string{{"WHERE", "SINCE", "FOUND", "CHANGES", "BY"}}
	for _, e := range v.Outside {
		rows = append(rows, []string{e.Environment, when(e.Since), when(e.At), strconv.Itoa(len(e.Changes)), e.By})
	}
	p.table("", rows)
}

// recordMarkdown prints the record as a document.
func (p page) recordMarkdown(v app.RecordView, f spanFlags) {
	p.line("# What was changed%s", strings.Join(nonempty(" on "+f.env, f.env, " since "+f.since, f.since, " until "+f.until, f.until), ""))
	p.line("")
	if len(v.Runs) == 0 {
		p.line("No run.")
	} else {
		p.line("| Run | Began | What | Where | From | Changes | Status | By | Why | Before | After |")
		p.line("| ---: | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
		for _, run := range v.Runs {
			p.cells(strconv.Itoa(run.Number), run.StartedAt, run.Act, run.Environment, run.Source, changed(run.Changes), statusWord(run), run.By, run.Why, run.Guard, run.Result)
		}
	}
	p.line("")
	p.line("## Changed outside Lockstep")
	p.line("")
	if len(v.Outside) == 0 {
		p.line("Nothing was found.")
		return
	}
	p.line("Each happened at some time between the two, when nobody looked.")
	p.line("")
	p.line("| Where | Last seen otherwise | Found | Changes | Found by | Before | After |")
	p.line("| --- | --- | --- | --- | --- | --- | --- |")
	for _, e := range v.Outside {
		p.cells(e.Environment, e.Since, e.At, changed(e.Changes), e.By, e.Before, e.After)
	}
}

// nonempty keeps each first of two where the second is not empty.
func nonempty(pairs ...string) (kept []string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			kept = append(kept, pairs[i])
		}
	}
	return kept
}

// changed lists changes in one line.
func changed(changes []app.ChangeView) string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, changeLine(c))
	}
	return strings.Join(lines, ", ")
}

// cells prints a row of a table in Markdown.
func (p page) cells(cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ", "`", "\\`", "*", "\\*", "_", "\\_", "<", "&lt;", "[", "\\[").Replace(cell)
	}
	p.line("| %s |", strings.Join(cells, " | "))
}
