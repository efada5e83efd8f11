package lockstep

import "time"

// Act is what a plan or a run is for.
type Act string

// The acts.
const (
	Promote  Act = "promote"
	Restore  Act = "restore"
	Rollback Act = "rollback"
	Edit     Act = "edit"
)

// Guard is the reason of the snapshot that is taken before the act.
func (a Act) Guard() Reason {
	switch a {
	case Promote:
		return BeforePromotion
	case Rollback:
		return BeforeRollback
	case Edit:
		return BeforeEdit
	}
	return BeforeRestore
}

// Status is how far a run has come.
type Status string

// The statuses. Interrupted is not stored: it is a running one whose process is gone.
const (
	Running     Status = "running"
	Done        Status = "done"
	Failed      Status = "failed"
	Diverged    Status = "diverged"
	Interrupted Status = "interrupted"
	Undone      Status = "undone"
	Left        Status = "left"
)

// Open says that a run of this status waits for an answer: continue, undo or leave.
func (s Status) Open() bool { return s == Interrupted || s == Failed || s == Diverged }

// Ending says in a few words how a run of this status came to its end, for the last line of a log.
func (s Status) Ending() string { return endings[s] }

var endings = map[Status]string{
	Done:        "Done",
	Failed:      "Failed",
	Diverged:    "Ended apart from its plan",
	Interrupted: "Interrupted",
	Undone:      "Undone",
	Left:        "Left as it is",
	Running:     "Taken up again",
}

// Run is the record of carrying out a plan.
type Run struct {
	Number      int // counts per catalog
	UUID        string
	Act         Act
	Status      Status
	Undoing     bool // its direction was flipped: it goes back to its guard
	By          string
	Why         string
	Environment string // UUID of the target
	From        string // UUID of the environment promoted from; "" for other acts
	Source      Digest // id of the snapshot it takes from; "" where there is none
	Guard       Digest // id of the snapshot taken before
	Result      Digest // id of the snapshot taken after; "" until then
	Want        Digest // the state it makes
	BaseAfter   Digest // what source and target have in common after it; "" for other acts than promote
	Apart       []Key  // what they had never in common by then
	TakesBack   int    // the number of the run that this one rolls back; 0 for none
	TakenBackBy int    // the number of the run that rolled this one back; 0 for none
	Changes     []Change
	Problems    []Problem
	Saves       []Key          // the items whose values are saved before they are lost
	Emptied     bool           // [Choices.Emptied]
	Checks      []CheckOutcome // of the target's checks, once it was verified
	PastGate    bool           // the gate was not met, and a person went past it
	ByPolicy    bool           // it went wrong, and was undone or rolled back by the policy of its environment; or it is that roll back
	Failure     string
	StartedAt   time.Time
	EndedAt     time.Time // zero while it runs
}

// Outcome is how far a step has come.
type Outcome string

// The outcomes.
const (
	StepPlanned Outcome = "planned"
	StepBegun   Outcome = "begun"
	StepDone    Outcome = "done"
)

// Step is one change of a run as the journal has it. It is history and hint; the environment itself is the truth.
type Step struct {
	Seq           int
	Key           Key
	Before, After Digest
	Outcome       Outcome
	At            time.Time // when it came so far; zero where that is not known
}
