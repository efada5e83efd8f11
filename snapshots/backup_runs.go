package snapshots

import (
	"encoding/json"
	"math"
	"time"

	"lockstep/app/lockstep"
)

type changeDocument struct {
	Op     string       `json:"op"`
	Key    keyDocument  `json:"key"`
	From   *keyDocument `json:"from,omitempty"`
	Part   string       `json:"part"`
	Before string       `json:"before,omitempty"`
	After  string       `json:"after,omitempty"`
	Side   string       `json:"side,omitempty"`
}

type problemDocument struct {
	Key     *keyDocument         `json:"key,omitempty"`
	Path    string               `json:"path,omitempty"`
	Message string               `json:"message"`
	Verdict string               `json:"verdict"`
	Needs   bounded[keyDocument] `json:"needs,omitempty"`
}

type stepDocument struct {
	Seq     int         `json:"seq"`
	Key     keyDocument `json:"key"`
	Before  string      `json:"before,omitempty"`
	After   string      `json:"after,omitempty"`
	Outcome string      `json:"outcome"`
	At      string      `json:"at,omitempty"`
}

type outcomeDocument struct {
	Name    string `json:"name"`
	Passed  bool   `json:"passed"`
	Message string `json:"message"`
	Took    int64  `json:"took_ms"`
}

// runRow is a run with its journal. Its lists are the last, and are read one by one.
type runRow struct {
	Number      int    `json:"number"`
	UUID        string `json:"uuid"`
	Act         string `json:"act"`
	Status      string `json:"status"`
	Undoing     bool   `json:"undoing,omitempty"`
	By          string `json:"by"`
	Why         string `json:"why,omitempty"`
	Environment string `json:"environment"`
	From        string `json:"from,omitempty"`
	Source      string `json:"source,omitempty"`
	Guard       string `json:"guard,omitempty"`
	Result      string `json:"result,omitempty"`
	Want        string `json:"want,omitempty"`
	BaseAfter   string `json:"base_after,omitempty"`
	TakesBack   int    `json:"takes_back,omitempty"`
	TakenBackBy int    `json:"taken_back_by,omitempty"`
	Failure     string `json:"failure,omitempty"`
	StartedAt   string `json:"started_at"`
	EndedAt     string `json:"ended_at,omitempty"`
	PastGate    bool   `json:"past_gate,omitempty"`
	ByPolicy    bool   `json:"by_policy,omitempty"`

	Checks   []outcomeDocument `json:"checks,omitempty"`
	Apart    []keyDocument     `json:"apart,omitempty"`
	Changes  []changeDocument  `json:"changes,omitempty"`
	Problems []problemDocument `json:"problems,omitempty"`
	Steps    []stepDocument    `json:"steps,omitempty"`
}

func rowOfRun(run lockstep.Run, steps []lockstep.Step) runRow {
	row := runRow{
		Number: run.Number, UUID: run.UUID, Act: string(run.Act), Status: string(run.Status), Undoing: run.Undoing, By: run.By, Why: run.Why,
		Environment: run.Environment, From: run.From, Source: string(run.Source), Guard: string(run.Guard), Result: string(run.Result),
		Want: string(run.Want), BaseAfter: string(run.BaseAfter), TakesBack: run.TakesBack, TakenBackBy: run.TakenBackBy,
		Failure: run.Failure, StartedAt: stamp(run.StartedAt), EndedAt: stamp(run.EndedAt), Apart: keyDocuments(run.Apart),
		PastGate: run.PastGate, ByPolicy: run.ByPolicy,
	}
	for _, o := range run.Checks {
		row.Checks = append(row.Checks, outcomeDocument{o.Name, o.Passed, o.Message, o.Took.Milliseconds()})
	}
	for _, c := range run.Changes {
		row.Changes = append(row.Changes, changeDocument{string(c.Op), keyDocumentOf(c.Key), keyOrNone(c.From), string(c.Part), string(c.Before), string(c.After), string(c.Side)})
	}
	for _, p := range run.Problems {
		row.Problems = append(row.Problems, problemDocument{keyOrNone(p.Key), p.Path, p.Message, string(p.Verdict), keyDocuments(p.Needs)})
	}
	for _, s := range steps {
		row.Steps = append(row.Steps, stepDocument{s.Seq, keyDocumentOf(s.Key), string(s.Before), string(s.After), string(s.Outcome), stamp(s.At)})
	}
	return row
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func keyOrNone(k lockstep.Key) *keyDocument {
	if k == (lockstep.Key{}) {
		return nil
	}
	d := keyDocumentOf(k)
	return &d
}

func keyDocuments(keys []lockstep.Key) (all []keyDocument) {
	for _, k := range keys {
		all = append(all, keyDocumentOf(k))
	}
	return all
}

// run reads a run with its steps.
func (r *rowReader) run() (run lockstep.Run, steps []lockstep.Step, err error) {
	var row runRow
	plain := row.fields()
	err = r.fields(func(name string) error {
		switch name {
		case "checks":
			return elements(r.json, lockstep.MostChecks, func(o outcomeDocument) error {
				run.Checks = append(run.Checks, lockstep.CheckOutcome{Name: r.text(o.Name), Passed: o.Passed, Message: r.text(o.Message), Took: time.Duration(o.Took) * time.Millisecond})
				return nil
			})
		case "apart":
			return elements(r.json, maxBackupSteps, func(k keyDocument) error {
				run.Apart = append(run.Apart, r.key(k))
				return nil
			})
		case "changes":
			return elements(r.json, maxBackupSteps, func(c changeDocument) error {
				run.Changes = append(run.Changes, lockstep.Change{Op: lockstep.Op(r.word(c.Op)), Key: r.key(c.Key), From: r.optional(c.From),
					Part: lockstep.Part(r.text(c.Part)), Before: r.digest(c.Before), After: r.digest(c.After), Side: lockstep.Side(r.text(c.Side))})
				return nil
			})
		case "problems":
			return elements(r.json, maxBackupSteps, func(p problemDocument) error {
				problem := lockstep.Problem{Key: r.about(p.Key), Path: r.text(p.Path), Message: r.text(p.Message), Verdict: lockstep.Verdict(r.text(p.Verdict))}
				for _, k := range p.Needs {
					problem.Needs = append(problem.Needs, r.key(k))
				}
				run.Problems = append(run.Problems, problem)
				return nil
			})
		case "steps":
			seen := map[int]bool{}
			return elements(r.json, maxBackupSteps, func(s stepDocument) error {
				if seen[s.Seq] || s.Seq < 1 || s.Seq > math.MaxInt32 {
					r.wrong("a step of a run is there twice, or has no proper number")
				}
				seen[s.Seq] = true
				steps = append(steps, lockstep.Step{Seq: s.Seq, Key: r.key(s.Key), Before: r.digest(s.Before), After: r.digest(s.After),
					Outcome: lockstep.Outcome(r.word(s.Outcome)), At: r.time(s.At)})
				return nil
			})
		}
		if at, ok := plain[name]; ok {
			return r.json.Decode(at)
		}
		var skipped json.RawMessage
		return r.json.Decode(&skipped)
	})
	if err != nil {
		return run, steps, unreadRow(err)
	}
	r.into(row, &run)
	return run, steps, nil
}

// fields are the places of what is no list.
func (row *runRow) fields() map[string]any {
	return map[string]any{
		"number": &row.Number, "uuid": &row.UUID, "act": &row.Act, "status": &row.Status, "undoing": &row.Undoing, "by": &row.By, "why": &row.Why,
		"environment": &row.Environment, "from": &row.From, "source": &row.Source, "guard": &row.Guard, "result": &row.Result,
		"want": &row.Want, "base_after": &row.BaseAfter, "takes_back": &row.TakesBack, "taken_back_by": &row.TakenBackBy,
		"failure": &row.Failure, "started_at": &row.StartedAt, "ended_at": &row.EndedAt,
		"past_gate": &row.PastGate, "by_policy": &row.ByPolicy,
	}
}

func (r *rowReader) into(row runRow, run *lockstep.Run) {
	run.Number, run.UUID, run.Act, run.Status, run.Undoing = row.Number, r.word(row.UUID), lockstep.Act(r.word(row.Act)), lockstep.Status(r.word(row.Status)), row.Undoing
	run.By, run.Why, run.Failure, run.Environment, run.From = r.text(row.By), r.text(row.Why), r.text(row.Failure), row.Environment, row.From
	run.Source, run.Guard, run.Result = r.digest(row.Source), r.digest(row.Guard), r.digest(row.Result)
	run.Want, run.BaseAfter, run.TakesBack, run.TakenBackBy = r.digest(row.Want), r.digest(row.BaseAfter), row.TakesBack, row.TakenBackBy
	run.PastGate, run.ByPolicy = row.PastGate, row.ByPolicy
	run.StartedAt, run.EndedAt = r.time(row.StartedAt), r.time(row.EndedAt)
	if row.StartedAt == "" || run.Number < 1 || run.Number > math.MaxInt32 || !acts[run.Act] || run.Status.Ending() == "" || run.Status == lockstep.Interrupted {
		r.wrong("a run in its tables has no proper number, act, status or time")
	}
}

var acts = map[lockstep.Act]bool{lockstep.Promote: true, lockstep.Restore: true, lockstep.Rollback: true, lockstep.Edit: true}
