package store

import (
	"context"
	"time"

	"lockstep/app/lockstep"
)

// checksRecord is the checks of an environment, its gate and its policy, as they lie sealed in the catalog.
type checksRecord struct {
	Checks    []checkRecord `json:"checks,omitempty"`
	Gated     bool          `json:"gated,omitempty"`
	OnFailure string        `json:"on_failure,omitempty"`
}

type checkRecord struct {
	Name     string            `json:"name"`
	URL      string            `json:"url,omitempty"`
	Method   string            `json:"method,omitempty"`
	Status   int               `json:"status,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"`
	Body     string            `json:"body,omitempty"`
	JSONPath string            `json:"json_path,omitempty"`
	Equals   string            `json:"equals,omitempty"`
	Argv     []string          `json:"argv,omitempty"`
	Shell    string            `json:"shell,omitempty"`
	Dir      string            `json:"dir,omitempty"`
	Env      map[string]string `json:"env,omitempty"`
	Secrets  map[string]string `json:"secrets,omitempty"`
	Timeout  time.Duration     `json:"timeout"`
	Retries  int               `json:"retries,omitempty"`
}

func (r checkRecord) check() lockstep.Check {
	return lockstep.Check{Name: r.Name, URL: r.URL, Method: r.Method, Status: r.Status, Headers: r.Headers, Body: r.Body, JSONPath: r.JSONPath, Equals: r.Equals,
		Argv: r.Argv, Shell: r.Shell, Dir: r.Dir, Env: r.Env, Secrets: r.Secrets, Timeout: r.Timeout, Retries: r.Retries}
}

func checkRecordOf(c lockstep.Check) checkRecord {
	return checkRecord{Name: c.Name, URL: c.URL, Method: c.Method, Status: c.Status, Headers: c.Headers, Body: c.Body, JSONPath: c.JSONPath, Equals: c.Equals,
		Argv: c.Argv, Shell: c.Shell, Dir: c.Dir, Env: c.Env, Secrets: c.Secrets, Timeout: c.Timeout, Retries: c.Retries}
}

// sealChecks gives the checks, the gate and the policy of an environment sealed; NULL where it has none of them.
func (s sealed) sealChecks(e lockstep.Environment) (any, error) {
	if len(e.Checks) == 0 && !e.Gated && e.OnFailure == "" {
		return nil, nil
	}
	record := checksRecord{Gated: e.Gated, OnFailure: string(e.OnFailure)}
	for _, c := range e.Checks {
		record.Checks = append(record.Checks, checkRecordOf(c))
	}
	return s.seal(record, aboutChecks(e.UUID))
}

func (s sealed) unsealChecks(content []byte, e *lockstep.Environment) error {
	if content == nil {
		return nil
	}
	var record checksRecord
	if err := s.unseal(content, aboutChecks(e.UUID), &record); err != nil {
		return err
	}
	e.Gated, e.OnFailure = record.Gated, lockstep.Policy(record.OnFailure)
	for _, c := range record.Checks {
		e.Checks = append(e.Checks, c.check())
	}
	return nil
}

func aboutChecks(uuid string) string { return "checks of environment " + uuid }

// resultRecord is the result of a check as it lies sealed in the catalog.
type resultRecord struct {
	Name    string                     `json:"name"`
	Passed  bool                       `json:"passed"`
	Message string                     `json:"message"`
	Output  string                     `json:"output,omitempty"`
	Took    time.Duration              `json:"took"`
	At      time.Time                  `json:"at"`
	Slots   map[string]lockstep.Digest `json:"slots"`
	Seq     int64                      `json:"seq,omitempty"`
}

// CheckResults gives the newest result of each check of an environment with each state that it was checked with.
func (r reader) CheckResults(ctx context.Context, environment string) ([]lockstep.CheckResult, error) {
	return list(ctx, r, func(row scanner) (result lockstep.CheckResult, err error) {
		var check, state, content []byte
		if err := row.Scan(&check, &state, &content); err != nil {
			return result, err
		}
		result.Check, result.State = lockstep.DigestFromRaw(check), lockstep.DigestFromRaw(state)
		var record resultRecord
		if err := r.unseal(content, aboutResult(environment, result), &record); err != nil {
			return result, err
		}
		result.CheckOutcome = lockstep.CheckOutcome{Name: record.Name, Passed: record.Passed, Message: record.Message, Took: record.Took}
		result.Output, result.At, result.Slots, result.Seq = record.Output, record.At, record.Slots, record.Seq
		return result, nil
	}, `
		SELECT c."check", c.state, c.record
		FROM check_result c
		JOIN environment e ON e.id = c.environment
		WHERE e.uuid = ?`, environment)
}

// AddCheckResults puts results in place of those that the same checks gave with the same state.
func (tx *Tx) AddCheckResults(environment string, results []lockstep.CheckResult) error {
	id, err := tx.environmentID(environment)
	if err != nil {
		return err
	}
	if len(results) == 0 {
		return nil
	}
	known, err := tx.CheckResults(tx.ctx, environment)
	if err != nil {
		return err
	}
	var seq int64
	for _, result := range known {
		seq = max(seq, result.Seq)
	}
	for _, result := range results {
		seq++
		content, err := tx.seal(resultRecord{Name: result.Name, Passed: result.Passed, Message: result.Message, Output: result.Output,
			Took: result.Took, At: result.At.UTC(), Slots: result.Slots, Seq: seq}, aboutResult(environment, result))
		if err != nil {
			return err
		}
		_, err = tx.exec(`
			INSERT INTO check_result (environment, "check", state, record)
			VALUES (?, ?, ?, ?)
			ON CONFLICT (environment, "check", state) DO UPDATE SET record = excluded.record`, id, result.Check.Raw(), result.State.Raw(), content)
		if err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}

// ForgetCheckResults forgets what checks gave that an environment has no more.
func (tx *Tx) ForgetCheckResults(e lockstep.Environment) error {
	id, err := tx.environmentID(e.UUID)
	if err != nil {
		return err
	}
	stays := map[string]bool{}
	for _, c := range e.Checks {
		stays[string(c.Digest().Raw())] = true
	}
	kept, err := list(tx.ctx, tx.reader, func(row scanner) (check []byte, err error) {
		err = row.Scan(&check)
		return check, err
	}, `SELECT DISTINCT "check" FROM check_result WHERE environment = ?`, id)
	if err != nil {
		return err
	}
	for _, check := range kept {
		if stays[string(check)] {
			continue
		}
		if _, err := tx.exec(`DELETE FROM check_result WHERE environment = ? AND "check" = ?`, id, check); err != nil {
			return tx.mapped(tx.ctx, err)
		}
	}
	return nil
}

func aboutResult(environment string, r lockstep.CheckResult) string {
	return "result of check " + string(r.Check) + " of environment " + environment + " with state " + string(r.State)
}
