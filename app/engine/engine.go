// Package engine is whatever touches a real system: it captures environments, makes plans of what it captured, and
// runs them. It knows neither the window nor the command line, neither SQL nor any one kind of connector.
package engine

import (
	"context"
	"time"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// Catalog is what the engine keeps: projects, snapshots and the record of runs.
type Catalog interface {
	Snapshot(ctx context.Context, id lockstep.Digest) (lockstep.Snapshot, error)
	LatestSnapshot(ctx context.Context, environment string) (lockstep.Snapshot, error)
	// ExpectedSnapshot is LatestSnapshot, but for drift that nobody has said to keep.
	ExpectedSnapshot(ctx context.Context, environment string) (lockstep.Snapshot, error)
	// HistoryRevision gives a number that changes with everything that is added to the history of an environment.
	HistoryRevision(ctx context.Context, environment string) (int64, error)
	// NearStates gives the states that a new one of the environment is likely to be similar to, the likeliest first.
	NearStates(ctx context.Context, environment string) ([]lockstep.Digest, error)
	// PastStates gives the different states of the newest snapshots of an environment, the newest first, at most so many.
	PastStates(ctx context.Context, environment string, most int) ([]lockstep.Digest, error)
	// Seen gives what is kept of a capture of the environment; the zero Sighting where nothing is.
	Seen(ctx context.Context, environment string) (lockstep.Sighting, error)
	Run(ctx context.Context, number int) (lockstep.Run, error)
	// Runs gives the runs on an environment, newest first; every environment's for "", no limit for 0.
	Runs(ctx context.Context, environment string, limit int) ([]lockstep.Run, error)
	// UnfinishedRuns gives those of them that are running, failed or diverged.
	UnfinishedRuns(ctx context.Context, environment string) ([]lockstep.Run, error)
	// RunNumbers gives the numbers of all runs by their uuids.
	RunNumbers(ctx context.Context) (map[string]int, error)
	// LastPromotion gives the newest promotion from one environment to another that is done and not taken back.
	LastPromotion(ctx context.Context, from, to string) (lockstep.Run, error)
	// LastToTakeBack gives the newest run on an environment that is done or left and not taken back, roll backs aside.
	LastToTakeBack(ctx context.Context, environment string) (lockstep.Run, error)
	// Environment gives the environment of a uuid, removed or not.
	Environment(ctx context.Context, uuid string) (lockstep.Environment, error)
	// CheckResults gives the newest result of each check of an environment with each state that it was checked with.
	CheckResults(ctx context.Context, environment string) ([]lockstep.CheckResult, error)
	// ReadyValues gives the values that are kept ready for an environment.
	ReadyValues(ctx context.Context, environment string) ([]lockstep.ReadyValue, error)
	Steps(ctx context.Context, run int) ([]lockstep.Step, error)
	MarkSteps(ctx context.Context, run int, steps ...lockstep.Step) error
	// Saved gives what a run saved of what it lost, without the rows.
	Saved(ctx context.Context, run int) ([]lockstep.Saved, error)
	// SavedParts calls part with each of the parts of the rows of saved values.
	SavedParts(ctx context.Context, id string, part func([]byte) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// Tx is one durable transaction of the catalog.
type Tx interface {
	snapshots.PackTx
	AddSnapshot(*lockstep.Snapshot) error
	HistoryRevision(ctx context.Context, environment string) (int64, error)
	// KeepSeen keeps what was seen of an environment, whose state is in the vault.
	KeepSeen(environment string, seen lockstep.Sighting) error
	AddRun(*lockstep.Run, []lockstep.Step) error
	UpdateRun(lockstep.Run) error
	// KeepReady keeps a value ready for a place that an environment does not have yet.
	KeepReady(environment string, v lockstep.ReadyValue) error
	// BeginSaved, AddSavedPart and EndSaved keep values that a run saves: they are there once the last of them was written.
	BeginSaved(run int, id string) error
	AddSavedPart(id string, seq int, part []byte) error
	EndSaved(s lockstep.Saved, parts int) error
	DropSaved(id string) error
	// AddCheckResults puts results in place of those that the same checks gave with the same state.
	AddCheckResults(environment string, results []lockstep.CheckResult) error
}

// Place is an environment with the project that it belongs to.
type Place struct {
	Project     lockstep.Project
	Environment lockstep.Environment
}

// Name is the environment's name, for sentences.
func (p Place) Name() string { return p.Environment.Name }

// Ref is the environment's name with its project's, which no other environment has: for commands.
func (p Place) Ref() string { return p.Project.Name + "/" + p.Environment.Name }

// Progress is told of what a run does, for a person to follow. Total is the number of changes of the run.
type Progress struct {
	Run     int
	Phase   Phase
	Key     lockstep.Key // zero where a phase is about no item
	Done    int
	Total   int
	Message string
}

// Phase is a part of a run.
type Phase string

// The phases, in the order in which a run goes through them.
const (
	PhaseGuard         Phase = "guard"
	PhaseCheck         Phase = "check"
	PhaseModel         Phase = "model"
	PhaseConfiguration Phase = "configuration"
	PhaseCache         Phase = "cache"
	PhaseVerify        Phase = "verify"
	PhaseProbe         Phase = "probe"
	PhaseDone          Phase = "done"
)

// Config is what an engine is made of.
type Config struct {
	Catalog     Catalog
	Vault       *snapshots.Vault
	Drivers     []lockstep.Driver
	Locks       string        // the folder of the lock files, one an environment
	LockTimeout time.Duration // how long to wait for another process's run on the same environment
	By          string        // name@computer
	Now         func() time.Time
	Room        func() lockstep.Room // of the disk that holds the catalog; nil where nobody asks
}

// Engine captures, plans and runs.
type Engine struct {
	Config
	drivers map[string]lockstep.Driver
	memory  memory
	pasts   pasts
	forms   forms
	layers  layers
}

// New makes an engine.
func New(config Config) *Engine {
	e := &Engine{Config: config, drivers: map[string]lockstep.Driver{}}
	for _, d := range config.Drivers {
		e.drivers[d.Kind] = d
	}
	return e
}

// Driver finds the driver of a kind of connector.
func (e *Engine) Driver(kind string) (lockstep.Driver, error) {
	d, ok := e.drivers[kind]
	if !ok {
		return lockstep.Driver{}, lockstep.Errorf(lockstep.NotFound, "There is no connector of the kind %q in this version of Lockstep.", kind)
	}
	return d, nil
}
