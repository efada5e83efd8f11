package store

import (
	"time"

	"lockstep/app/lockstep"
)

// The records are what lies sealed in the catalog. Their JSON names are its format: they outlive the names of the
// domain's fields.

type keyRecord struct {
	Slot string `json:"slot,omitempty"`
	Kind string `json:"kind,omitempty"`
	Name string `json:"name,omitempty"`
}

type changeRecord struct {
	Op     string    `json:"op"`
	Key    keyRecord `json:"key"`
	From   keyRecord `json:"from,omitzero"`
	Part   string    `json:"part"`
	Before string    `json:"before,omitempty"`
	After  string    `json:"after,omitempty"`
	Side   string    `json:"side,omitempty"`
}

type problemRecord struct {
	Key     keyRecord   `json:"key,omitzero"`
	Path    string      `json:"path,omitempty"`
	Message string      `json:"message"`
	Verdict string      `json:"verdict"`
	Needs   []keyRecord `json:"needs,omitempty"`
}

type outcomeRecord struct {
	Name    string        `json:"name"`
	Passed  bool          `json:"passed"`
	Message string        `json:"message"`
	Took    time.Duration `json:"took"`
}

type runRecord struct {
	Why      string          `json:"why,omitempty"`
	Failure  string          `json:"failure,omitempty"`
	Changes  []changeRecord  `json:"changes,omitempty"`
	Problems []problemRecord `json:"problems,omitempty"`
	Apart    []keyRecord     `json:"apart,omitempty"`
	Saves    []keyRecord     `json:"saves,omitempty"`
	Emptied  bool            `json:"emptied,omitempty"`
	Checks   []outcomeRecord `json:"checks,omitempty"`
	PastGate bool            `json:"past_gate,omitempty"`
	ByPolicy bool            `json:"by_policy,omitempty"`
}

func recordOf(run lockstep.Run) runRecord {
	record := runRecord{Why: run.Why, Failure: run.Failure, PastGate: run.PastGate, ByPolicy: run.ByPolicy, Emptied: run.Emptied}
	for _, o := range run.Checks {
		record.Checks = append(record.Checks, outcomeRecord(o))
	}
	for _, c := range run.Changes {
		record.Changes = append(record.Changes, changeRecord{
			Op: string(c.Op), Key: keyRecord(c.Key), From: keyRecord(c.From), Part: string(c.Part),
			Before: string(c.Before), After: string(c.After), Side: string(c.Side),
		})
	}
	for _, p := range run.Problems {
		problem := problemRecord{Key: keyRecord(p.Key), Path: p.Path, Message: p.Message, Verdict: string(p.Verdict)}
		for _, k := range p.Needs {
			problem.Needs = append(problem.Needs, keyRecord(k))
		}
		record.Problems = append(record.Problems, problem)
	}
	for _, k := range run.Apart {
		record.Apart = append(record.Apart, keyRecord(k))
	}
	for _, k := range run.Saves {
		record.Saves = append(record.Saves, keyRecord(k))
	}
	return record
}

func (record runRecord) into(run *lockstep.Run) {
	run.Why, run.Failure, run.PastGate, run.ByPolicy, run.Emptied = record.Why, record.Failure, record.PastGate, record.ByPolicy, record.Emptied
	for _, o := range record.Checks {
		run.Checks = append(run.Checks, lockstep.CheckOutcome(o))
	}
	for _, c := range record.Changes {
		run.Changes = append(run.Changes, lockstep.Change{
			Op: lockstep.Op(c.Op), Key: lockstep.Key(c.Key), From: lockstep.Key(c.From), Part: lockstep.Part(c.Part),
			Before: lockstep.Digest(c.Before), After: lockstep.Digest(c.After), Side: lockstep.Side(c.Side),
		})
	}
	for _, p := range record.Problems {
		problem := lockstep.Problem{Key: lockstep.Key(p.Key), Path: p.Path, Message: p.Message, Verdict: lockstep.Verdict(p.Verdict)}
		for _, k := range p.Needs {
			problem.Needs = append(problem.Needs, lockstep.Key(k))
		}
		run.Problems = append(run.Problems, problem)
	}
	for _, k := range record.Apart {
		run.Apart = append(run.Apart, lockstep.Key(k))
	}
	for _, k := range record.Saves {
		run.Saves = append(run.Saves, lockstep.Key(k))
	}
}

type stepRecord struct {
	Seq    int       `json:"seq"`
	Key    keyRecord `json:"key"`
	Before string    `json:"before,omitempty"`
	After  string    `json:"after,omitempty"`
}

func stepRecords(steps []lockstep.Step) []stepRecord {
	records := make([]stepRecord, len(steps))
	for i, s := range steps {
		records[i] = stepRecord{Seq: s.Seq, Key: keyRecord(s.Key), Before: string(s.Before), After: string(s.After)}
	}
	return records
}
