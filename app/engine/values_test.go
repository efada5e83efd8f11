package engine_test

import (
	"errors"
	"testing"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
	"lockstep/store"
	"lockstep/store/storetest"
)

// ruled gives the project of a bench rules.
func (b *bench) ruled(rules ...lockstep.Rule) {
	b.t.Helper()
	for name, at := range b.places {
		at.Project.Rules = at.Project.Rules.With(rules)
		b.places[name] = at
		storetest.Write(b.t, b.store, func(tx *store.Tx) error { return tx.UpdateProject(at.Project) })
	}
}

func keep(pattern string) lockstep.Rule { return lockstep.Rule{Kind: lockstep.Keep, Pattern: pattern} }

// sidesOf gives the sides of the differences of a promotion from Development to QA, by the items' names.
func (b *bench) sidesOf() map[string]lockstep.Side {
	b.t.Helper()
	_, plan := b.promotion(lockstep.Choices{})
	sides := map[string]lockstep.Side{}
	for _, d := range plan.Differences {
		sides[d.Key.Name] = d.Side
	}
	return sides
}

func mail(host, sender string) string {
	return "{\"host\": \"" + host + "\", \"sender\": \"" + sender + "\"}\n"
}

func TestThreeSidesAreComparedWithoutWhatBelongsToTheTarget(t *testing.T) {
	b := newBench(t)
	b.ruled(keep("file/*.json#/host"))
	for _, name := range []string{"a.json", "b.json", "c.json", "d.json"} {
		b.dev.Set("file", name, mail("dev", "one"))
		b.qa.Set("file", name, mail("qa", "older"))
	}
	b.wantStatus(b.promote(), lockstep.Done)
	b.want(b.qa, map[string]string{"file/a.json": mail("qa", "one"), "file/b.json": mail("qa", "one"), "file/c.json": mail("qa", "one"), "file/d.json": mail("qa", "one")})
	if sides := b.sidesOf(); len(sides) != 0 {
		t.Errorf("after a promotion there is still %v", sides)
	}
	b.dev.Set("file", "a.json", mail("dev", "two"))   // the source changed it
	b.qa.Set("file", "b.json", mail("qa", "hotfix"))  // the target did
	b.dev.Set("file", "c.json", mail("dev", "three")) // both did
	b.qa.Set("file", "c.json", mail("qa", "other"))
	b.qa.Set("file", "d.json", mail("moved", "one")) // the target's own value changed, which is nobody's change
	b.dev.Set("file", "d.json", mail("moved-too", "one"))
	want := map[string]lockstep.Side{"a.json": lockstep.Incoming, "b.json": lockstep.Outgoing, "c.json": lockstep.Clash}
	sides := b.sidesOf()
	for name, side := range want {
		if sides[name] != side {
			t.Errorf("%s is %q, want %q", name, sides[name], side)
		}
	}
	if len(sides) != len(want) {
		t.Errorf("the differences are %v", sides)
	}
	// The other way round, each keeps its own too.
	draft, err := b.engine.Promotion(t.Context(), b.places["QA"], b.places["Development"])
	b.must(err)
	plan, err := b.engine.Plan(draft, lockstep.Choices{Take: map[lockstep.Key]lockstep.Side{{Slot: "main", Kind: "file", Name: "c.json"}: lockstep.Outgoing}})
	b.must(err)
	b.wantStatus(b.start(draft, plan), lockstep.Done)
	if got, _ := b.dev.Get("file", "b.json"); got != mail("dev", "hotfix") {
		t.Errorf("the hotfix came down as %s", got)
	}
}

func TestAValueChangedByHandIsNoDrift(t *testing.T) {
	b := newBench(t)
	b.ruled(keep("file/a.json#/host"), lockstep.Rule{Kind: lockstep.Ignore, Pattern: "file/a.json#/built"}, lockstep.Rule{Kind: lockstep.Own, Pattern: "file/uploads/**"})
	b.qa.Set("file", "a.json", `{"host": "qa", "sender": "one", "built": 1}`)
	b.qa.Set("file", "uploads/one", "1")
	b.take("QA")
	b.qa.Set("file", "a.json", `{"host": "by hand", "sender": "one", "built": 2}`)
	b.qa.Set("file", "uploads/one", "2")
	b.qa.Set("file", "uploads/two", "2")
	if d := b.observe(b.engine, "QA"); !d.Known || len(d.Changes) > 0 {
		t.Errorf("drift is %+v", d.Changes)
	}
	b.qa.Set("file", "a.json", `{"host": "by hand", "sender": "two", "built": 3}`)
	if d := b.observe(b.engine, "QA"); len(d.Changes) != 1 {
		t.Errorf("drift is %+v", d.Changes)
	}
}

func TestWhatIsTheTargetsOwnIsNeverWritten(t *testing.T) {
	b := newBench(t)
	b.ruled(lockstep.Rule{Kind: lockstep.Own, Pattern: "file/uploads/**"}, lockstep.Rule{Kind: lockstep.Ignore, Pattern: "file/cache"}, lockstep.Rule{Kind: lockstep.Own, Pattern: "file/a.json#/local"})
	b.dev.Set("file", "uploads/dev", "1")
	b.dev.Set("file", "cache", "dev")
	b.dev.Set("file", "a.json", `{"sender": "two", "local": {"x": 1, "y": 2}}`)
	b.qa.Set("file", "uploads/qa", "1")
	b.qa.Set("file", "a.json", `{"sender": "one", "local": {"x": 7}}`)
	b.wantStatus(b.promote(), lockstep.Done)
	b.want(b.qa, map[string]string{"file/uploads/qa": "1", "file/a.json": `{"sender": "two", "local": {"x": 7}}`})
	// Nor is it restored, with its values or without.
	taken, err := b.store.Snapshots(t.Context(), b.places["QA"].Environment.UUID, 0, 0)
	b.must(err)
	b.qa.Set("file", "uploads/qa", "newer")
	for _, withValues := range []bool{false, true} {
		first := taken[len(taken)-1]
		state, err := snapshots.New(b.store, b.key).State(t.Context(), first.State)
		b.must(err)
		draft, err := b.engine.Restoration(t.Context(), first, state, "first", b.places["QA"], withValues)
		b.must(err)
		plan, err := b.engine.Plan(draft, lockstep.Choices{AcceptAll: true})
		b.must(err)
		if len(plan.Writes()) > 0 {
			b.wantStatus(b.start(draft, plan), lockstep.Done)
		}
		b.want(b.qa, map[string]string{"file/uploads/qa": "newer", "file/a.json": `{"sender": "one", "local": {"x": 7}}`})
	}
}

// What is noise may change between a plan and its run, and while the run goes on.
func TestNoiseStopsNoRun(t *testing.T) {
	b := newBench(t)
	b.ruled(lockstep.Rule{Kind: lockstep.Ignore, Pattern: "file/a.json#/built"}, lockstep.Rule{Kind: lockstep.Ignore, Pattern: "file/log"})
	b.dev.Set("file", "a.json", `{"sender": "two", "built": 1}`)
	b.dev.Set("file", "b", "two")
	b.qa.Set("file", "a.json", `{"sender": "one", "built": 1}`)
	b.qa.Set("file", "b", "one")
	draft, plan := b.promotion(lockstep.Choices{})
	b.qa.Set("file", "a.json", `{"sender": "one", "built": 2}`)
	b.qa.Set("file", "log", "a line")
	b.wantStatus(b.start(draft, plan), lockstep.Done)
	b.want(b.qa, map[string]string{"file/a.json": `{"sender": "two", "built": 2}`, "file/b": "two", "file/log": "a line"})
}

func TestAGateDoesNotJudgeWhatBelongsToEnvironments(t *testing.T) {
	b, _ := gated(t)
	b.ruled(keep("file/mail.json#/host"))
	live := b.world.System("Live")
	b.qa.Set("file", "mail.json", mail("qa", "one"))
	live.Set("file", "mail.json", mail("live", "older"))
	b.check("QA")
	b.wantOpen("QA")
	b.qa.Set("file", "mail.json", mail("qa, changed", "one")) // a value of QA's own
	b.wantOpen("QA")
	b.qa.Set("file", "mail.json", mail("qa", "two"))
	b.wantShut("QA", lockstep.Choices{}, "no result")
}

func TestASealedPlanLaysInTheValuesOfTheDayOfItsRun(t *testing.T) {
	b := newBench(t)
	b.ruled(keep("file/a.json#/host"))
	b.dev.Set("file", "a.json", mail("dev", "two"))
	b.qa.Set("file", "a.json", mail("qa", "one"))
	draft, plan := b.promotion(lockstep.Choices{})
	sealed, _, err := b.engine.Seal(t.Context(), draft, plan)
	b.must(err)
	b.qa.Set("file", "a.json", mail("moved", "one"))
	again, err := b.engine.Unseal(t.Context(), sealed, b.places["Development"], b.places["QA"])
	b.must(err)
	plan, err = b.engine.Plan(again, sealed.Choices)
	b.must(err)
	b.must(b.engine.StillMakes(sealed, again, plan))
	b.wantStatus(b.start(again, plan), lockstep.Done)
	b.want(b.qa, map[string]string{"file/a.json": mail("moved", "two")})

	b.dev.Set("file", "a.json", mail("dev", "three"))
	draft, plan = b.promotion(lockstep.Choices{})
	sealed, _, err = b.engine.Seal(t.Context(), draft, plan)
	b.must(err)
	b.ruled()
	if again, err = b.engine.Unseal(t.Context(), sealed, b.places["Development"], b.places["QA"]); err == nil {
		if plan, err = b.engine.Plan(again, sealed.Choices); err == nil {
			err = b.engine.StillMakes(sealed, again, plan)
		}
	}
	if !errors.Is(err, lockstep.Conflict) {
		t.Errorf("a plan that was reviewed with other rules: %v", err)
	}
}

func TestAHoleIsFilledByWhatIsKeptReady(t *testing.T) {
	b := newBench(t)
	b.ruled(lockstep.Rule{Kind: lockstep.Secret, Pattern: "file/.env#*_KEY"}, keep("file/key.pem"))
	b.dev.Set("file", ".env", "A_KEY=dev\nB=2\n")
	b.dev.Set("file", "key.pem", "dev")
	b.qa.Set("file", ".env", "B=1\n")
	_, plan := b.promotion(lockstep.Choices{})
	if err := plan.Refusal(); !errors.Is(err, lockstep.Blocked) || len(plan.Problems) != 2 {
		t.Fatalf("%v: %+v", err, plan.Problems)
	}
	env := lockstep.Key{Slot: "main", Kind: "file", Name: ".env"}
	b.must(b.engine.KeepReady(t.Context(), b.places["QA"], lockstep.ReadyValue{Key: env, Address: "A_KEY", Text: "qa's own"}))
	pem := lockstep.Key{Slot: "main", Kind: "file", Name: "key.pem"}
	b.must(b.engine.KeepReady(t.Context(), b.places["QA"], lockstep.ReadyValue{Key: pem, Text: "qa\n"}))
	draft, plan := b.promotion(lockstep.Choices{})
	b.must(plan.Refusal())
	b.wantStatus(b.start(draft, plan), lockstep.Done)
	b.want(b.qa, map[string]string{"file/.env": "A_KEY=\"qa's own\"\nB=2\n", "file/key.pem": "qa\n"})
}

// A version that came another way is known again, though its values are others.
func TestWhatTheSourceOnceHeldIsIncomingWithOtherValues(t *testing.T) {
	b := newBench(t)
	b.ruled(keep("file/a.json#/host"))
	b.dev.Set("file", "a.json", mail("dev", "one"))
	b.qa.Set("file", "a.json", mail("qa", "one"))
	b.qa.Set("file", "b", "1")
	b.dev.Set("file", "b", "2")
	b.promote()
	b.dev.Set("file", "a.json", mail("dev", "two"))
	b.take("Development")
	b.qa.Set("file", "a.json", mail("qa", "two")) // by another way than a promotion
	b.dev.Set("file", "a.json", mail("dev", "three"))
	if sides := b.sidesOf(); sides["a.json"] != lockstep.Incoming {
		t.Errorf("it is %q", sides["a.json"])
	}
}

func TestTheRulesOfAConnectorComeAfterTheProjectsOwn(t *testing.T) {
	b := newBench(t)
	driver := b.world.Driver()
	driver.Rules = func(lockstep.Slot) []lockstep.Rule {
		return []lockstep.Rule{keep("file/a.json#/host"), {Kind: lockstep.Ignore, Pattern: "file/a.json#/id"}}
	}
	b.engine = engine.New(engine.Config{Catalog: catalog{b.store}, Vault: snapshots.New(b.store, b.key), Drivers: []lockstep.Driver{driver}, Locks: b.locks, By: "ada@desk", Now: time.Now})
	b.dev.Set("file", "a.json", `{"host": "dev", "id": 1, "sender": "two"}`)
	b.qa.Set("file", "a.json", `{"host": "qa", "id": 2, "sender": "one"}`)
	b.wantStatus(b.promote(), lockstep.Done)
	b.want(b.qa, map[string]string{"file/a.json": `{"host": "qa", "id": 2, "sender": "two"}`})
	b.ruled(lockstep.Rule{Kind: lockstep.Share, Pattern: "file/a.json#/host"})
	b.wantStatus(b.promote(), lockstep.Done)
	b.want(b.qa, map[string]string{"file/a.json": `{"host": "dev", "id": 2, "sender": "two"}`})
}

// What an environment held before may come back, whatever it looks like; a mask may not.
func TestGoingBackIsNotGuarded(t *testing.T) {
	b := newBench(t)
	b.qa.Set("file", ".env", "API_KEY=sk_live_4eC39HqLyjWDarjtT1zdp7dc\nHOST=localhost\n")
	b.take("QA")
	b.qa.Set("file", ".env", "HOST=localhost\n")
	taken, err := b.store.Snapshots(t.Context(), b.places["QA"].Environment.UUID, 0, 1)
	b.must(err)
	state, err := snapshots.New(b.store, b.key).State(t.Context(), taken[0].State)
	b.must(err)
	leaks := func(s lockstep.State) (n int) {
		draft, err := b.engine.Restoration(t.Context(), taken[0], s, "first", b.places["QA"], true)
		b.must(err)
		plan, err := b.engine.Plan(draft, lockstep.Choices{})
		b.must(err)
		for _, p := range plan.Problems {
			if p.Verdict == lockstep.Leaks {
				n++
			}
		}
		return n
	}
	if n := leaks(state); n != 0 {
		t.Errorf("%d leaks are told of what was there before", n)
	}
	item, _ := state.Get(lockstep.Key{Slot: "main", Kind: "file", Name: ".env"})
	item.Body = lockstep.BodyOf([]byte("API_KEY=[secret left out]\nHOST=localhost\n"))
	masked, err := state.With([]lockstep.Item{item}, nil)
	b.must(err)
	if n := leaks(masked); n != 1 {
		t.Errorf("%d leaks are told of a mask", n)
	}
}
