package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// preflown is a plan of one change with what the target tells of itself; home is this computer's own disk.
func preflown(t *testing.T, survey lockstep.Survey, home lockstep.Room) (*bench, engine.Draft, lockstep.Plan, engine.Preflight) {
	t.Helper()
	b := newBench(t)
	set(b.dev, "file/mail", "new", "object/order", "new")
	set(b.qa, "file/mail", "old", "object/order", "old")
	b.qa.Survey = survey
	b.engine.Room = func() lockstep.Room { return home }
	draft, plan := b.promotion(lockstep.Choices{AcceptAll: true})
	found, err := b.engine.Validate(t.Context(), draft, &plan)
	if err != nil {
		t.Fatal(err)
	}
	return b, draft, plan, found
}

func TestWhatStandsInTheWayIsInThePlan(t *testing.T) {
	plenty := lockstep.Room{Known: true, Bytes: 1 << 40, Files: -1}
	for name, row := range map[string]struct {
		survey  lockstep.Survey
		home    lockstep.Room
		verdict lockstep.Verdict
		says    string // "" for no problem
	}{
		"nothing":                  {survey: lockstep.Survey{Rights: lockstep.MayWrite, Room: plenty, Clock: lockstep.Clock{Known: true, Own: true}}, home: plenty},
		"nothing that is known":    {},
		"it may only be read":      {survey: lockstep.Survey{Rights: lockstep.MayRead, Why: "It is a replica."}, verdict: lockstep.Blocks, says: "It is a replica. Allow writing there."},
		"its clock is a bit off":   {survey: lockstep.Survey{Clock: lockstep.Clock{Known: true, Ahead: 2 * time.Minute}}},
		"its clock is ahead":       {survey: lockstep.Survey{Clock: lockstep.Clock{Known: true, Ahead: 3 * time.Minute}}, verdict: lockstep.Note, says: "QA is 3 minutes ahead of this computer's"},
		"its clock is behind":      {survey: lockstep.Survey{Clock: lockstep.Clock{Known: true, Ahead: -61 * time.Minute}}, verdict: lockstep.Note, says: "QA is 61 minutes behind this computer's"},
		"its disk is full":         {survey: lockstep.Survey{Room: lockstep.Room{Known: true, Bytes: 1000, Files: -1}}, verdict: lockstep.Blocks, says: "QA needs 65.5 KB of room on its disk for what would be written, and 1.0 KB are free there. Make room."},
		"its disk takes one file":  {survey: lockstep.Survey{Room: lockstep.Room{Known: true, Bytes: 1 << 40, Files: 1}}, verdict: lockstep.Blocks, says: "QA needs 2 files more on its disk, and it can take 1."},
		"the same disk as ours":    {survey: lockstep.Survey{Room: lockstep.Room{Known: true, Bytes: 2 << 20, Files: -1, Disk: "one"}}, home: lockstep.Room{Known: true, Bytes: 1 << 40, Disk: "one"}, verdict: lockstep.Blocks, says: "2.2 MB of room"},
		"another disk than ours":   {survey: lockstep.Survey{Room: lockstep.Room{Known: true, Bytes: 2 << 20, Files: -1, Disk: "one"}}, home: lockstep.Room{Known: true, Bytes: 1 << 40, Disk: "two"}},
		"our own disk is full":     {home: lockstep.Room{Known: true, Bytes: 1 << 20}, verdict: lockstep.Blocks, says: "1.0 MB are free, and the snapshot that is taken first needs up to 2.1 MB"},
		"our own disk nearly full": {home: lockstep.Room{Known: true, Bytes: 50 << 20}, verdict: lockstep.Note, says: "nearly full"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, plan, _ := preflown(t, row.survey, row.home)
			switch {
			case row.says == "" && len(plan.Problems) > 0:
				t.Errorf("got %+v", plan.Problems)
			case row.says != "" && (len(plan.Problems) != 1 || plan.Problems[0].Verdict != row.verdict || !strings.Contains(plan.Problems[0].Message, row.says)):
				t.Errorf("got %+v, want %s: %s", plan.Problems, row.verdict, row.says)
			}
		})
	}
}

func TestAFolderThatIsShutItemByItemIsNotToldTwice(t *testing.T) {
	b := newBench(t)
	set(b.dev, "file/mail", "new")
	b.qa.Survey = lockstep.Survey{Rights: lockstep.MayRead, Why: "It may be read."}
	b.qa.Problems = []lockstep.Problem{{Key: lockstep.Key{Slot: lockstep.DefaultSlot, Kind: connecttest.FileKind, Name: "mail"}, Verdict: lockstep.Blocks, Message: "mail cannot be written.", Cause: "it is shut."}}
	draft, plan := b.promotion(lockstep.Choices{})
	if _, err := b.engine.Validate(t.Context(), draft, &plan); err != nil || len(plan.Problems) != 1 {
		t.Errorf("got %+v, %v", plan.Problems, err)
	}
}

func TestTheDiskIsJudgedByWhatIsChosen(t *testing.T) {
	b, draft, whole, found := preflown(t, lockstep.Survey{Room: lockstep.Room{Known: true, Bytes: 70_000, Block: 4096, Files: -1}}, lockstep.Room{})
	if whole.Refusal() == nil {
		t.Error("two files found room")
	}
	plan, err := b.engine.Plan(draft, lockstep.Choices{Only: map[lockstep.Key]bool{whole.Differences[0].Key: true}})
	if err != nil {
		t.Fatal(err)
	}
	found.Judge(&plan, "QA")
	if err := plan.Refusal(); err != nil {
		t.Errorf("one file found no room: %v", err)
	}
	if plan, err = b.engine.Plan(draft, lockstep.Choices{Only: map[lockstep.Key]bool{}}); err != nil {
		t.Fatal(err)
	}
	if found.Judge(&plan, "QA"); len(plan.Problems) > 0 {
		t.Errorf("nothing is written, and there is %+v", plan.Problems)
	}
}

// What a plan saw may be over when it is carried out: the systems are asked again before anything is written.
func TestARunAsksTheSystemsAgain(t *testing.T) {
	for name, change := range map[string]func(*bench){
		"shut":           func(b *bench) { b.qa.Survey = lockstep.Survey{Rights: lockstep.MayRead, Why: "It is a replica."} },
		"full":           func(b *bench) { b.qa.Survey = lockstep.Survey{Room: lockstep.Room{Known: true, Files: -1}} },
		"full here":      func(b *bench) { b.engine.Room = func() lockstep.Room { return lockstep.Room{Known: true} } },
		"without answer": func(b *bench) { b.qa.ValidateError = lockstep.Errorf(lockstep.Blocked, "It does not answer.") },
	} {
		t.Run(name, func(t *testing.T) {
			b, draft, plan, _ := preflown(t, lockstep.Survey{Rights: lockstep.MayWrite}, lockstep.Room{})
			if err := plan.Refusal(); err != nil {
				t.Fatal(err)
			}
			change(b)
			_, ok, err := b.engine.Start(t.Context(), draft, plan, "", func(engine.Progress) {})
			if ok || !errors.Is(err, lockstep.Blocked) {
				t.Errorf("got %t, %v, want that it is refused", ok, err)
			}
			b.want(b.qa, map[string]string{"file/mail": "old", "object/order": "old"})
			if runs, err := b.engine.Runs(t.Context(), "", 0); err != nil || len(runs) > 0 {
				t.Errorf("a run began: %v, %v", runs, err)
			}
		})
	}
}

// A note that the plan had is not noted again by its run.
func TestANoteIsNotedOnce(t *testing.T) {
	b, draft, plan, _ := preflown(t, lockstep.Survey{Clock: lockstep.Clock{Known: true, Ahead: time.Hour}}, lockstep.Room{Known: true, Bytes: 50 << 20})
	if len(plan.Problems) != 2 {
		t.Fatalf("got %+v, want two", plan.Problems)
	}
	b.engine.Room = func() lockstep.Room { return lockstep.Room{Known: true, Bytes: 49 << 20} }
	if run := b.start(draft, plan); len(run.Problems) != 2 {
		t.Errorf("the run has %+v", run.Problems)
	}
}

// Values that are saved before they are lost need room on this computer's disk.
func TestValuesThatAreSavedNeedRoomHere(t *testing.T) {
	_, _, plan, found := preflown(t, lockstep.Survey{}, lockstep.Room{Known: true, Bytes: 1 << 30})
	k := plan.Moved()[0].Key
	plan.Problems = append(plan.Problems, lockstep.Problem{Key: k, Verdict: lockstep.Loses, Message: "Its rows go.", Loss: &lockstep.Loss{Key: k, Rows: 9, Bytes: 2 << 30}})
	for saved, want := range map[bool]bool{true: true, false: false} {
		judged := plan
		judged.Choices.SaveAll, judged.Choices.AcceptAll = saved, true
		found.Judge(&judged, "QA")
		if err := judged.Refusal(); (err != nil) != want {
			t.Errorf("saved %t: got %v", saved, err)
		}
	}
}
