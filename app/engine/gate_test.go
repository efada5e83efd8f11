package engine_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// gated is a shop whose live environment lets in only what passed the one check of QA.
func gated(t *testing.T) (*bench, *shop) {
	b, shop := newBench(t), newShop(t)
	b.edit("Live", func(e *lockstep.Environment) { e.Gated = true })
	b.edit("QA", func(e *lockstep.Environment) { e.Checks = []lockstep.Check{shop.check("health")} })
	return b, shop
}

func (b *bench) toLive(from string, choices lockstep.Choices) (engine.Draft, lockstep.Plan) {
	b.t.Helper()
	draft, err := b.engine.Promotion(b.t.Context(), b.places[from], b.places["Live"])
	if err != nil {
		b.t.Fatal(err)
	}
	choices.AcceptAll = true
	plan, err := b.engine.Plan(draft, choices)
	if err != nil {
		b.t.Fatal(err)
	}
	return draft, plan
}

func (b *bench) check(name string) engine.Checked {
	b.t.Helper()
	found, err := b.engine.RunChecks(b.t.Context(), b.places[name], quiet)
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// wantShut expects a gate that is not met, and a plan that neither is let in nor gets in.
func (b *bench) wantShut(from string, choices lockstep.Choices, why string) {
	b.t.Helper()
	draft, plan := b.toLive(from, choices)
	if !plan.Gate.Shut() || !strings.Contains(plan.Gate.Why, why) || !errors.Is(plan.Refusal(), lockstep.Blocked) {
		b.t.Errorf("the gate is %+v, the refusal %v", plan.Gate, plan.Refusal())
	}
	plan.Gate = lockstep.Gate{Required: true, Met: true} // as an older plan may say
	before := b.world.System("Live").Items()
	if _, ok, err := b.engine.Start(b.t.Context(), draft, plan, "", quiet); ok || !errors.Is(err, lockstep.Blocked) {
		b.t.Errorf("it began (%v): %v", ok, err)
	}
	b.want(b.world.System("Live"), before)
}

func (b *bench) wantOpen(from string) {
	b.t.Helper()
	_, plan := b.toLive(from, lockstep.Choices{})
	if plan.Gate.Shut() || plan.Refusal() != nil {
		b.t.Errorf("the gate is %+v, the refusal %v", plan.Gate, plan.Refusal())
	}
}

func TestAGateLetsInOnlyWhatPassedTheChecksOfTheUpstream(t *testing.T) {
	b, shop := gated(t)
	set(b.qa, "object/orders", "1", "file/a", "1", "file/b", "1")
	b.wantShut("QA", lockstep.Choices{}, "The check health of QA has no result for what would come to Live.")
	b.check("QA")
	b.wantOpen("QA")

	// A plus one changed value is not A.
	set(b.qa, "file/a", "2")
	b.wantShut("QA", lockstep.Choices{}, "has no result")
	set(b.qa, "file/a", "1")
	b.wantOpen("QA")

	// The same state by another way is.
	set(b.dev, "object/orders", "1", "file/a", "1", "file/b", "1")
	b.wantOpen("Development")
	set(b.dev, "file/b", "2")
	b.wantShut("Development", lockstep.Choices{}, "has no result")

	// A part of it is not, and neither is what keeps something of Live.
	only := lockstep.Choices{Only: map[lockstep.Key]bool{{Slot: "main", Kind: "file", Name: "a"}: true}}
	b.wantShut("QA", only, "What would be on Live is not what passed the checks of QA")

	// A later failure revokes it, and a later success brings it back.
	shop.ill.Store(true)
	b.check("QA")
	b.wantShut("QA", lockstep.Choices{}, "The check health of QA failed with what would come to Live: GET "+shop.url+" answered 500")
	shop.ill.Store(false)
	b.check("QA")
	b.wantOpen("QA")

	// So does a check that is new, or was edited.
	b.edit("QA", func(e *lockstep.Environment) { e.Checks[0].Status = 200 })
	b.wantShut("QA", lockstep.Choices{}, "has no result")
	b.check("QA")
	b.wantOpen("QA")
	b.edit("QA", func(e *lockstep.Environment) { e.Checks = append(e.Checks, shop.check("other")) })
	b.wantShut("QA", lockstep.Choices{}, "The check other of QA has no result")

	b.edit("QA", func(e *lockstep.Environment) { e.Checks = nil })
	b.wantShut("QA", lockstep.Choices{}, "QA has no checks")
	b.edit("Live", func(e *lockstep.Environment) { e.Upstream = "" })
	b.wantShut("QA", lockstep.Choices{}, "it has no upstream")
	b.edit("Live", func(e *lockstep.Environment) { e.Gated = false })
	b.wantOpen("QA")
}

func TestAGateIsJudgedAgainWhenTheRunBegins(t *testing.T) {
	b, shop := gated(t)
	set(b.qa, "file/a", "1")
	b.check("QA")
	draft, plan := b.toLive("QA", lockstep.Choices{})
	shop.ill.Store(true)
	b.check("QA")
	if _, ok, err := b.engine.Start(t.Context(), draft, plan, "", quiet); ok || !errors.Is(err, lockstep.Blocked) {
		t.Errorf("it began (%v): %v", ok, err)
	}
	b.want(b.world.System("Live"), map[string]string{})
}

func TestGoingPastAGateIsRecorded(t *testing.T) {
	b, _ := gated(t)
	set(b.qa, "file/a", "1")
	draft, plan := b.toLive("QA", lockstep.Choices{PastGate: true})
	run := b.run(b.start(draft, plan).Number)
	if !run.PastGate || run.Why != "because" || len(run.Problems) != 1 || !strings.Contains(run.Problems[0].Message, "It went past the gate. The check health of QA has no result") {
		t.Errorf("the run is %+v", run)
	}
	// Going back is no coming in.
	back, err := b.engine.Rollback(t.Context(), b.places["Live"])
	if err != nil {
		t.Fatal(err)
	}
	plan, err = b.engine.Plan(back, lockstep.Choices{})
	if err != nil || plan.Refusal() != nil {
		t.Errorf("%v, %v", err, plan.Refusal())
	}
	guard, err := b.store.Snapshot(t.Context(), run.Guard)
	if err != nil {
		t.Fatal(err)
	}
	state, err := b.engine.Vault.State(t.Context(), guard.State)
	if err != nil {
		t.Fatal(err)
	}
	own, err := b.engine.Restoration(t.Context(), guard, state, "before", b.places["Live"], false)
	if err != nil {
		t.Fatal(err)
	}
	if plan, err = b.engine.Plan(own, lockstep.Choices{}); err != nil || plan.Gate.Required {
		t.Errorf("%v, the gate is %+v", err, plan.Gate)
	}
	source, err := b.store.Snapshot(t.Context(), run.Source)
	if err != nil {
		t.Fatal(err)
	}
	if state, err = b.engine.Vault.State(t.Context(), source.State); err != nil {
		t.Fatal(err)
	}
	set(b.world.System("Live"), "file/a", "0")
	foreign, err := b.engine.Restoration(t.Context(), source, state, "QA 1", b.places["Live"], false)
	if err != nil {
		t.Fatal(err)
	}
	if plan, err = b.engine.Plan(foreign, lockstep.Choices{}); err != nil || !plan.Gate.Shut() {
		t.Errorf("%v, the gate is %+v", err, plan.Gate)
	}
}

func TestWhoSawAGateOpenDoesNotGoPastItWhenItIsShut(t *testing.T) {
	b, shop := gated(t)
	set(b.qa, "file/a", "1")
	b.check("QA")
	draft, plan := b.toLive("QA", lockstep.Choices{PastGate: true})
	shop.ill.Store(true)
	b.check("QA")
	if _, ok, err := b.engine.Start(t.Context(), draft, plan, "because", quiet); ok || !errors.Is(err, lockstep.Blocked) {
		t.Errorf("it began (%v): %v", ok, err)
	}
}
