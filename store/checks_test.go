package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lockstep/app/lockstep"
	"lockstep/store"
	"lockstep/store/storetest"
)

func TestChecksAndTheirResultsAreKeptSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	_, all := storetest.Stock(t, s)
	qa := all[1]
	qa.Connections = map[string]lockstep.Connection{}
	qa.Gated, qa.OnFailure = true, lockstep.RollBackOnFailure
	qa.Checks = []lockstep.Check{
		{Name: "health", URL: "https://shop.example/secretpath", Method: "POST", Status: 204, Headers: lockstep.Settings{"Accept": "text/html"}, Body: "^up$", JSONPath: "$.a", Equals: "b",
			Secrets: lockstep.Settings{"Authorization": "secretvalue"}, Timeout: time.Minute, Retries: 3},
		{Name: "syntax", Argv: []string{"nginx", "-t"}, Shell: "true", Dir: "/srv", Env: lockstep.Settings{"SHOP": "7"}, Timeout: lockstep.CheckTimeout},
	}
	result := func(c lockstep.Check, state string, passed bool) lockstep.CheckResult {
		return lockstep.CheckResult{CheckOutcome: lockstep.CheckOutcome{Name: c.Name, Passed: passed, Message: "secretmessage", Took: time.Second}, Check: c.Digest(),
			State: lockstep.DigestOf([]byte(state)), Slots: map[string]lockstep.Digest{"main": lockstep.DigestOf([]byte(state))}, Output: "out", At: time.Unix(7, 7).UTC()}
	}
	want := []lockstep.CheckResult{result(qa.Checks[0], "a", false)}
	storetest.Write(t, s, func(tx *store.Tx) error {
		if err := tx.UpdateEnvironment(qa); err != nil {
			return err
		}
		return tx.AddCheckResults(qa.UUID, []lockstep.CheckResult{result(qa.Checks[0], "a", true), result(qa.Checks[1], "a", true)})
	})
	storetest.Write(t, s, func(tx *store.Tx) error {
		qa.Checks = qa.Checks[:1]
		if err := tx.UpdateEnvironment(qa); err != nil {
			return err
		}
		if err := tx.ForgetCheckResults(qa); err != nil {
			return err
		}
		return tx.AddCheckResults(qa.UUID, want)
	})
	again := storetest.OpenAt(t, path)
	got, err := again.Environment(t.Context(), qa.UUID)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, qa)
	results, err := again.CheckResults(t.Context(), qa.UUID)
	if err != nil {
		t.Fatal(err)
	}
	want[0].Seq = 2 // the one before, of the same state, is replaced, and that of the other check is forgotten
	equal(t, results, want)
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"secretpath", "secretvalue", "secretmessage"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
	storetest.Write(t, s, func(tx *store.Tx) error { return tx.RemoveProject("shop") })
}

func TestTheResultOfOneCheckIsNotThatOfAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	s := storetest.OpenAt(t, path)
	storetest.Stock(t, s)
	storetest.Write(t, s, func(tx *store.Tx) error {
		return tx.AddCheckResults("qa", []lockstep.CheckResult{{Check: lockstep.DigestOf([]byte("check")), State: lockstep.DigestOf([]byte("state"))}})
	})
	run(t, path, `UPDATE check_result SET state = zeroblob(32)`)
	if results, err := s.CheckResults(t.Context(), "qa"); err == nil {
		t.Errorf("a result that was moved is believed: %+v", results)
	}
}
