package app

// HistoryRequest asks for a part of an environment's history.
type HistoryRequest struct {
	Environment string `json:"environment"`
	Search      string `json:"search"` // words that all occur in note, why, person, kind, or in names of changed items
	Reason      string `json:"reason"` // a kind of event; "" for every one
	Pinned      bool   `json:"pinned"` // only what has a pinned snapshot
	Offset      int    `json:"offset"`
	Limit       int    `json:"limit"`  // 0 gives all
	Around      string `json:"around"` // a snapshot's REF: Found says where its event is, and the part begins near it
}

// HistoryView is a part of an environment's history, newest first.
type HistoryView struct {
	Environment string      `json:"environment"`
	Events      []EventView `json:"events"`
	Offset      int         `json:"offset"`    // of the first of them
	Total       int         `json:"total"`     // events that were asked for
	All         int         `json:"all"`       // events that there are
	Snapshots   int         `json:"snapshots"` // of the environment
	Days        []DayView   `json:"days"`      // of all that were asked for, newest first
	Reasons     []string    `json:"reasons"`   // the kinds of events that there are
	Found       int         `json:"found"`     // where the event of Around is; -1 for nowhere
	Unread      int         `json:"unread"`    // events whose items the search has not looked at yet: ask again
	VerifiedAt  string      `json:"verified_at"`
}

// DayView is a day by this computer's clock, with how many events it has.
type DayView struct {
	Day    string `json:"day"` // 2026-11-18
	Events int    `json:"events"`
}

// EventView is one thing that happened to an environment: a run, or a snapshot that was taken for itself.
type EventView struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"` // promote restore rollback edit, imported, or the snapshot's reason
	At       string        `json:"at"`
	By       string        `json:"by"`
	Run      *EventRunView `json:"run"`    // null for a snapshot alone
	Before   *SnapshotView `json:"before"` // what was there before a run; null for a snapshot alone
	After    *SnapshotView `json:"after"`  // what a run left, null where nothing was read back; or the snapshot
	Older    string        `json:"older"`  // REF of the snapshot before the event; "" for the first
	Counts   *CountsView   `json:"counts"` // what it changed; null where that is not known
	Counting bool          `json:"counting"`
	Matched  []string      `json:"matched"` // the changed items that the search found, the first few
	Damaged  []DamageView  `json:"damaged"`
}

// EventRunView is the run of an event. For what was promoted from here, it is the run elsewhere.
type EventRunView struct {
	Number      int    `json:"number"`
	Act         string `json:"act"`
	Status      string `json:"status"`
	Open        bool   `json:"open"`
	Why         string `json:"why"`
	From        string `json:"from"`        // ref of the environment promoted from, or of the snapshot restored; "" for neither
	RestoredAt  string `json:"restored_at"` // when the snapshot that was restored was taken; "" for none
	To          string `json:"to"`          // ref of the environment that it wrote to
	TakesBack   int    `json:"takes_back"`
	TakenBackBy int    `json:"taken_back_by"`
}

// EventCountView is what an event changed.
type EventCountView struct {
	ID     string      `json:"id"`
	Counts *CountsView `json:"counts"` // null where nothing can be told
}

// DiffersView is what takes one state to another, for a look in passing.
type DiffersView struct {
	ID      string       `json:"id"` // names it for Accounts
	A       string       `json:"a"`
	B       string       `json:"b"`
	Changes []ChangeView `json:"changes"` // the first few hundred
	Counts  CountsView   `json:"counts"`  // of all of them
	Same    int          `json:"same"`
	ReadAt  string       `json:"read_at"`
}

// AccountView says in short what differs in an item.
type AccountView struct {
	Key     string   `json:"key"`
	Added   int      `json:"added"` // lines
	Removed int      `json:"removed"`
	Fields  []string `json:"fields"` // the settings or fields that differ, where it has such
	Total   int      `json:"total"`  // fields of an object that is there on one side only
	Binary  bool     `json:"binary"`
	Large   bool     `json:"large"` // too large to be compared in passing
}
