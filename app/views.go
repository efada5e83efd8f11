package app

// The views are what the window and the command line are given: strings, numbers and lists that are never null.
// Their JSON names are the command line's contract; fields may be added, never renamed. Times are UTC RFC 3339.

// AboutView says what program and catalog this is.
type AboutView struct {
	Version    string `json:"version"`
	Home       string `json:"home"`
	Catalog    string `json:"catalog"`     // path of the catalog file
	SealedBy   string `json:"sealed_by"`   // keychain or vault.key
	SealedText string `json:"sealed_text"` // the same as a sentence
	Person     string `json:"person"`      // name@computer
	Bytes      int64  `json:"bytes"`       // size of the catalog file
	Snapshots  int    `json:"snapshots"`
	KeySavedAt string `json:"key_saved_at"` // when a copy of the key was last saved; "" for never
	KeySavedBy string `json:"key_saved_by"`
	KeyDue     bool   `json:"key_due"` // it is time to ask for one
}

// KindView is a kind of connector, enough to draw its forms.
type KindView struct {
	Kind       string      `json:"kind"`
	Title      string      `json:"title"`
	SlotFields []FieldView `json:"slot_fields"`
	Fields     []FieldView `json:"fields"`
}

// FieldView is one field of a form.
type FieldView struct {
	Name     string `json:"name"`
	Label    string `json:"label"`
	Help     string `json:"help"`
	Default  string `json:"default"`
	Input    string `json:"input"` // text folder lines choice
	Required bool   `json:"required"`
	Secret   bool   `json:"secret"`

	Options []OptionView `json:"options"` // of a choice
}

// OptionView is one thing that can be chosen for a field.
type OptionView struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// ProjectView is a project with its slots and environments, pipeline order.
type ProjectView struct {
	UUID         string            `json:"uuid"`
	Name         string            `json:"name"`
	Slots        []SlotView        `json:"slots"`
	Environments []EnvironmentView `json:"environments"`
	Keep         KeepView          `json:"keep"`
}

// KeepView is which snapshots of each environment pruning keeps: so many of the newest, and the newest of each of so many
// days, weeks and months. With none of them everything is kept.
type KeepView struct {
	Last    int `json:"last"`
	Daily   int `json:"daily"`
	Weekly  int `json:"weekly"`
	Monthly int `json:"monthly"`
}

// PruneRequest asks to take out snapshots. Project is "" for all; Keep is nil for what each project keeps. A dry run changes
// nothing.
type PruneRequest struct {
	Project string    `json:"project"`
	Keep    *KeepView `json:"keep"`
	DryRun  bool      `json:"dry_run"`
	Seen    string    `json:"seen"` // what was looked at before: nothing else is taken out; "" takes out what there is
}

// PruneView is what pruning decided of each snapshot, and what it did.
type PruneView struct {
	DryRun    bool            `json:"dry_run"`
	Snapshots []PruneItemView `json:"snapshots"` // by environment, the newest first
	Kept      int             `json:"kept"`
	Dropped   int             `json:"dropped"`
	Before    int64           `json:"bytes_before"` // the catalog's file
	After     int64           `json:"bytes_after"`
	Seen      string          `json:"seen"` // names what goes
}

// PruneItemView is one snapshot, whether it is kept, and why.
type PruneItemView struct {
	Ref     string   `json:"ref"`
	ID      string   `json:"id"`
	TakenAt string   `json:"taken_at"`
	Reason  string   `json:"reason"`
	Keep    bool     `json:"keep"`
	Why     []string `json:"why"`
}

// SlotView is a slot of a project.
type SlotView struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Settings map[string]string `json:"settings"`
	NotHeld  string            `json:"not_held"` // what a snapshot does not hold; "" for nothing
	Cache    string            `json:"cache"`    // what clearing the cache is called; "" where there is none
	Model    bool              `json:"model"`    // the slot has a model document
}

// EnvironmentView is an environment as the catalog knows it; it asks no system.
type EnvironmentView struct {
	UUID        string           `json:"uuid"`
	Ref         string           `json:"ref"` // project/environment
	Name        string           `json:"name"`
	Project     string           `json:"project"`
	Role        string           `json:"role"`
	Upstream    string           `json:"upstream"` // name; "" for a root
	Writable    bool             `json:"writable"`
	Address     string           `json:"address"` // where it lives, for people; "" without a connection
	Connections []ConnectionView `json:"connections"`
	Snapshots   int              `json:"snapshots"`
	Latest      *SnapshotView    `json:"latest"`   // newest snapshot taken here; null for none
	Expected    *SnapshotView    `json:"expected"` // newest snapshot of what Lockstep knows it to be: drift that nobody said to keep is none; null for none
	Watch       int              `json:"watch"`    // how often it is looked at while a window is open, in seconds; 0 for never
	LastRun     *RunView         `json:"last_run"` // newest run that wrote here; null for none
	OpenRun     *RunView         `json:"open_run"` // the run that waits for an answer; null for none

	Checks         []CheckView `json:"checks"`          // in the order in which they run
	PassedUpstream bool        `json:"passed_upstream"` // the gate: only what passed the checks of its upstream may come here
	OnFailure      string      `json:"on_failure"`      // the policy: stop roll-back
	OthersUnseen   string      `json:"others_unseen"`   // a sentence: why runs of other computers cannot be seen here; "" where they can
}

// ConnectionView is where a slot of an environment lives. Secrets are named, never shown.
type ConnectionView struct {
	Slot     string            `json:"slot"`
	Kind     string            `json:"kind"`
	Settings map[string]string `json:"settings"`
	Secrets  []string          `json:"secrets"` // names of those that are set
}

// LookView is what a look at an environment found. Null means unknown.
type LookView struct {
	Environment string        `json:"environment"` // ref
	Reachable   bool          `json:"reachable"`
	Problem     string        `json:"problem"` // why it could not be read
	CheckedAt   string        `json:"checked_at"`
	State       string        `json:"state"` // digest
	Items       int           `json:"items"`
	Behind      *int          `json:"behind"` // changes on the way from upstream
	Ahead       *CountsView   `json:"ahead"`  // the same by kind; null when unknown
	Outgoing    *int          `json:"outgoing"`
	Drift       *int          `json:"drift"` // items that differ from what was last seen
	Omitted     []OmittedView `json:"omitted"`
	Remembered  bool          `json:"remembered"` // nobody looked: it is what the newest snapshot holds

	Code   string      `json:"code"`   // the problem's code; "" for none
	Damage string      `json:"damage"` // a sentence: what could not be told, though it was read, as the catalog is damaged
	Own    *CountsView `json:"own"`    // what is outgoing by what this environment did; null when unknown
	Since  string      `json:"since"`  // REF of the snapshot that it drifted from, or is as; "" where nothing is known
	Found  string      `json:"found"`  // REF of the snapshot of what drifted; "" for none

	SettingsChanged bool `json:"settings_changed"` // the slot's settings were, since it was last seen: what is only here or only there is no drift
}

// DriftView is what a look for drift found at an environment.
type DriftView struct {
	Ref      string          `json:"ref"`
	Drift    *int            `json:"drift"`    // items that changed outside Lockstep; null where they were not counted
	Drifted  bool            `json:"drifted"`  // it is not as Lockstep last knew it, whether counted or not
	Known    bool            `json:"known"`    // it could be compared
	Items    []DriftItemView `json:"items"`    // what changed
	Snapshot string          `json:"snapshot"` // REF of the snapshot of what drifted; "" for none
	Taken    bool            `json:"taken"`    // it was taken by this look
	Since    string          `json:"since"`    // REF of the snapshot that it drifted from, or is as; "" where nothing is known
	SinceAt  string          `json:"since_at"`
	Message  string          `json:"message"` // why it could not be compared, or what else is to know; "" for nothing
	Code     string          `json:"code"`    // of what went wrong; "" for nothing

	CheckedAt       string `json:"checked_at"`
	SettingsChanged bool   `json:"settings_changed"` // what is on one side alone was not counted
}

// DriftItemView is one item that changed outside Lockstep.
type DriftItemView struct {
	Op  string `json:"op"` // add modify remove rename
	Key string `json:"key"`
}

// TravelView is what is known of a project's environments without asking any of them.
type TravelView struct {
	Looks []LookView `json:"looks"` // none of an environment that was never read
	Links []LinkView `json:"links"`
	Ways  []WayView  `json:"ways"` // one an end of the pipeline, those that end live first
}

// LinkView is what lies between an environment and the one that it is promoted from.
type LinkView struct {
	Source   string     `json:"source"` // ref
	Target   string     `json:"target"`
	Known    bool       `json:"known"` // both were read
	Behind   int        `json:"behind"`
	Ahead    CountsView `json:"ahead"`
	Outgoing int        `json:"outgoing"` // what only the target has or changed
	Own      CountsView `json:"own"`      // the same by what the target did: what only it has is added, what both have and it changed modified
}

// WayView is one way through the pipeline, and what is on it.
type WayView struct {
	Stages  []string        `json:"stages"`  // refs, from the first to the end
	Missing []string        `json:"missing"` // names of those that were never read: then nothing is told
	Total   int             `json:"total"`
	Items   []TravellerView `json:"items"` // the farthest first
}

// TravellerView is an item on its way.
type TravellerView struct {
	Key      string        `json:"key"`
	Part     string        `json:"part"`
	Detail   string        `json:"detail"` // what it is, and what of it is new: object with 5 fields
	Versions []VersionView `json:"versions"`
}

// VersionView is a version of an item: the stages that hold it, counted from 0, and what it will do to the next.
type VersionView struct {
	Begins   int    `json:"begins"`
	Reached  int    `json:"reached"`
	Op       string `json:"op"`
	From     string `json:"from"`     // the former key of a rename
	Conflict bool   `json:"conflict"` // the next stage was changed too
	Older    bool   `json:"older"`    // what the next stage holds is known to be an older version of it
	Drift    bool   `json:"drift"`    // it came into being outside Lockstep, at the stage where it begins
}

// CountsView counts changes by what they do.
type CountsView struct {
	Added    int `json:"added"`
	Modified int `json:"modified"`
	Removed  int `json:"removed"`
	Renamed  int `json:"renamed"`
}

// OmittedView is an item that a capture left out.
type OmittedView struct {
	Key string `json:"key"`
	Why string `json:"why"`
}

// SnapshotView is a snapshot.
type SnapshotView struct {
	ID          string        `json:"id"`
	Ref         string        `json:"ref"`
	Environment string        `json:"environment"` // project/environment
	Number      int           `json:"number"`
	Reason      string        `json:"reason"`
	Note        string        `json:"note"`
	By          string        `json:"by"`
	State       string        `json:"state"`
	Items       int           `json:"items"`
	Bytes       int64         `json:"bytes"`
	Omitted     []OmittedView `json:"omitted"`
	Pinned      bool          `json:"pinned"`
	Imported    bool          `json:"imported,omitempty"`
	TakenAt     string        `json:"taken_at"`
	NotHeld     string        `json:"not_held"` // what it does not hold; "" for nothing
	Run         int           `json:"run"`      // the run that it belongs to; 0 for none
	KeptBy      string        `json:"kept_by"`  // of drift: who said that it is how the environment is from then on; "" for nobody
	KeptAt      string        `json:"kept_at"`
}

// PageView is one page of an environment's history, newest first.
type PageView struct {
	Snapshots []SnapshotView `json:"snapshots"`
	Total     int            `json:"total"`
}

// ChangeView is one difference. In a plan, chosen says whether it will be made.
type ChangeView struct {
	Op     string `json:"op"` // add modify remove rename
	Part   string `json:"part"`
	Key    string `json:"key"`
	From   string `json:"from"`
	Side   string `json:"side"` // incoming outgoing conflict; "" in a comparison
	Chosen bool   `json:"chosen"`
	Why    string `json:"why"`    // why it was brought along
	Unsure bool   `json:"unsure"` // only on the target, nothing known of a common past: start it unticked

	Drifted bool   `json:"drifted"` // changed on the source outside Lockstep: start it unticked
	Widens  string `json:"widens"`  // the right that it gives on the target, "becomes executable"; "" for none, else start it unticked
	Asked   bool   `json:"asked"`   // the plan was asked for it by name: start it ticked
	Aside   bool   `json:"aside"`   // the plan was asked for others: start it unticked
	Again   bool   `json:"again"`   // it was changed again since it was found

	NeededBy []string `json:"needed_by"` // the chosen items that brought it along
	Fields   string   `json:"fields"`    // what a model change does to its object's fields, in words; "" where it is not known
}

// ProblemView is something to know, accept or fix.
type ProblemView struct {
	Key      string `json:"key"`
	Path     string `json:"path"`
	Message  string `json:"message"`
	Verdict  string `json:"verdict"`  // note loses blocks
	Accepted bool   `json:"accepted"` // a loss that was accepted

	Needs []string  `json:"needs"`           // items whose version of the source would solve it
	Cause string    `json:"cause,omitempty"` // what blocks all items of the same cause: what follows "10,000 items cannot be written, as"
	Loss  *LossView `json:"loss,omitempty"`  // of a loss that can be saved before
	Whole bool      `json:"whole,omitempty"` // it is about a system as a whole, neither an item of it nor its model

	Rename *RenameView `json:"rename,omitempty"` // of a loss: what would be lost may be kept under another name

	// Of a model text only: where in it the problem lies, and what would end it.
	At    *SpotView `json:"at,omitempty"`
	Fixes []FixView `json:"fixes,omitempty"`
}

// SpotView is a place in a text, in UTF-16 units from its beginning.
type SpotView struct {
	Line int `json:"line"` // from 1
	From int `json:"from"`
	To   int `json:"to"`
}

// FixView is a change of a text that ends a problem. It was tried out.
type FixView struct {
	Title string     `json:"title"`
	Edits []EditView `json:"edits"`
}

// EditView replaces a part of a text, in UTF-16 units.
type EditView struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	Text string `json:"text"`
}

// PlanView is a plan. Source, target, base and want are state digests.
type PlanView struct {
	ID         string          `json:"id"` // names it for Choose, Item and Start while the program runs
	Act        string          `json:"act"`
	Source     string          `json:"source"`
	Target     string          `json:"target"`
	Base       string          `json:"base"`
	Want       string          `json:"want"`
	SourceRef  string          `json:"source_ref"`
	TargetRef  string          `json:"target_ref"`
	Changes    []ChangeView    `json:"changes"`
	Problems   []ProblemView   `json:"problems"`
	Gate       GateView        `json:"gate"`
	Same       int             `json:"same"`    // items that are equal on both sides
	Writes     int             `json:"writes"`  // chosen changes
	Refusal    string          `json:"refusal"` // why it cannot run as it stands; "" where it can
	Code       string          `json:"code"`    // the refusal's code
	Confirm    string          `json:"confirm"` // the name to be typed; "" where none is asked
	Steps      []PlanStepView  `json:"steps"`   // what a run will do, in order
	PlannedAt  string          `json:"planned_at"`
	TargetRole string          `json:"target_role"`
	Detour     string          `json:"detour"`      // in what a promotion does not keep to the pipeline; "" where it does
	Earlier    *EarlierView    `json:"earlier"`     // the newest run that was finished on the target; null for none
	Place      string          `json:"place"`       // of an edit of one value, ITEM#PLACE; "" otherwise
	Values     []PlanValueView `json:"values"`      // the values that the target keeps, and those that it lacks
	Owned      []string        `json:"owned"`       // items that differ and are the target's own, so that they are not touched
	OnFailure  string          `json:"on_failure"`  // the policy of the target: stop roll-back
	IfItFails  string          `json:"if_it_fails"` // a sentence: what follows then
	Omitted    []OmittedView   `json:"omitted"`     // what the snapshot of the target leaves out
	NotHeld    []string        `json:"not_held"`    // sentences: what it does not hold at all

	Saved   []SavedView `json:"saved"`   // values that the run which is rolled back saved
	Emptied bool        `json:"emptied"` // they are not put back
	Script  string      `json:"script"`  // what the statements that it would run are written in: SQL; "" for none
}

// ScriptView is the statements by which a plan changes its target, in their order.
type ScriptView struct {
	Statements []StatementView `json:"statements"`
}

// StatementView is one statement, with a mark for each value of a row.
type StatementView struct {
	Key  string `json:"key"` // the item that it is for; "" for none alone
	Text string `json:"text"`
}

// PlanValueView is a value that belongs to the target of a plan.
type PlanValueView struct {
	Place       string `json:"place"`   // ITEM#PLACE, or ITEM alone for a whole item
	Key         string `json:"key"`     // of the item
	Address     string `json:"address"` // in the item; "" for the whole
	Secret      bool   `json:"secret"`
	Status      string `json:"status"`      // kept hole ready; a hole must be filled before a run
	Value       string `json:"value"`       // "" for a secret, and for a whole item
	Fingerprint string `json:"fingerprint"` // of a secret
	Chosen      bool   `json:"chosen"`      // its item is written by the plan
}

// SealedPlanView is a plan that was kept in a file.
type SealedPlanView struct {
	Path    string `json:"path"`
	Source  string `json:"source"` // the snapshot that it promotes
	Target  string `json:"target"`
	Changes int    `json:"changes"`
}

// EarlierView is how long a run took.
type EarlierView struct {
	Run     int   `json:"run"`
	Changes int   `json:"changes"`
	Took    int64 `json:"took"` // milliseconds
}

// PlanStepView is one thing that a run of the plan will do.
type PlanStepView struct {
	Phase string `json:"phase"` // of ProgressView: guard check model configuration cache verify probe
	Text  string `json:"text"`  // a sentence
}

// RunView is a run.
type RunView struct {
	Number      int           `json:"number"`
	UUID        string        `json:"uuid"`
	Act         string        `json:"act"`
	Status      string        `json:"status"`
	Open        bool          `json:"open"`    // it waits for continue, undo or leave
	Undoing     bool          `json:"undoing"` // it goes back to where it began
	By          string        `json:"by"`
	Why         string        `json:"why"`
	Environment string        `json:"environment"` // ref of the target
	Source      string        `json:"source"`
	Target      string        `json:"target"`
	Guard       string        `json:"guard"`
	Result      string        `json:"result"`
	Applied     int           `json:"applied"` // changes made
	Changes     []ChangeView  `json:"changes"`
	Problems    []ProblemView `json:"problems"`
	Failure     string        `json:"failure"`
	TakesBack   int           `json:"takes_back"`
	TakenBackBy int           `json:"taken_back_by"`
	Steps       []StepView    `json:"steps"`
	StartedAt   string        `json:"started_at"`
	EndedAt     string        `json:"ended_at"`

	Checks   []OutcomeView `json:"checks"`    // of the target, once the run was verified
	PastGate bool          `json:"past_gate"` // the gate was not met, and a person went past it
	ByPolicy bool          `json:"by_policy"` // it went wrong, and the policy of its environment took it back; or it is that roll back

	Saved []SavedView `json:"saved"` // values that it saved before it took them
}

// StepView is one change as the journal has it.
type StepView struct {
	Key     string `json:"key"`
	Op      string `json:"op"`
	Outcome string `json:"outcome"` // planned begun done
}

// ProgressView is the payload of the event "run:progress".
type ProgressView struct {
	Plan        string `json:"plan"` // id of the plan that was started; "" for continue and undo
	Run         int    `json:"run"`
	Environment string `json:"environment"`
	Phase       string `json:"phase"` // guard check model configuration cache verify probe done
	Key         string `json:"key"`
	Done        int    `json:"done"`
	Total       int    `json:"total"`
	Message     string `json:"message"` // a line for the log
}

// CompareView is a comparison of two states.
type CompareView struct {
	ID            string       `json:"id"` // names it for Item while the program runs
	A             SideView     `json:"a"`
	B             SideView     `json:"b"`
	Changes       []ChangeView `json:"changes"`
	Added         int          `json:"added"`
	Modified      int          `json:"modified"`
	Removed       int          `json:"removed"`
	Renamed       int          `json:"renamed"`
	Alike         int          `json:"alike"` // of these, the ones told by their content alone: two changes each when promoted
	IgnoredValues int          `json:"ignored_values"`
	Same          int          `json:"same"`
}

// SideView is one side of a comparison.
type SideView struct {
	Ref         string `json:"ref"`
	Title       string `json:"title"` // for people: Live, now; QA 3, before promotion
	State       string `json:"state"`
	Items       int    `json:"items"`
	Kind        string `json:"kind"`        // environment snapshot archive
	Environment string `json:"environment"` // ref; "" where it is not in this catalog
	Name        string `json:"name"`        // of the environment
	Role        string `json:"role"`
	At          string `json:"at"`     // when it was read, or the snapshot taken
	Number      int    `json:"number"` // of the snapshot; 0 for an environment
	Note        string `json:"note"`
	Reason      string `json:"reason"`
}

// DiffView is one item on both sides. The texts have no byte order mark, one line feed between two lines and none at
// the end; what that leaves out is said in the notes. Line numbers count from 1.
type DiffView struct {
	Key          string          `json:"key"`
	From         string          `json:"from"` // the former key of a rename; "" otherwise
	Op           string          `json:"op"`   // add modify remove rename, or same
	ModeBefore   string          `json:"mode_before"`
	ModeAfter    string          `json:"mode_after"`
	SizeBefore   int64           `json:"size_before"`
	SizeAfter    int64           `json:"size_after"`
	DigestBefore string          `json:"digest_before"` // of the content; "" where that side has no such item
	DigestAfter  string          `json:"digest_after"`
	Binary       bool            `json:"binary"`
	TooLarge     bool            `json:"too_large"`    // ask once, then call again with large set
	ImageBefore  string          `json:"image_before"` // as a data: address; "" for what is no small picture
	ImageAfter   string          `json:"image_after"`
	Language     string          `json:"language"` // json yaml sql, or ""
	Before       string          `json:"before"`
	After        string          `json:"after"`
	LinesBefore  int             `json:"lines_before"`
	LinesAfter   int             `json:"lines_after"`
	Stretches    []StretchView   `json:"stretches"`
	MarksBefore  []int           `json:"marks_before"` // line, from, to and so on: what differs within lines, in UTF-16 units
	MarksAfter   []int           `json:"marks_after"`
	Notes        []string        `json:"notes"`  // what the texts do not show, as sentences
	Values       []DiffValueView `json:"values"` // the values in it that belong to each environment
	Added        int             `json:"added"`  // lines
	Removed      int             `json:"removed"`
}

// DiffValueView is a value of an item that belongs to each environment, on both sides.
type DiffValueView struct {
	Address string `json:"address"` // "" for the whole item
	Secret  bool   `json:"secret"`  // what it is, is shown by RevealSecret alone
	Before  string `json:"before"`  // "" for a secret
	After   string `json:"after"`
	Left    bool   `json:"left"`  // the left side has it
	Right   bool   `json:"right"` // the right side has it
	Differ  bool   `json:"differ"`
}

// SecretView is a secret on both sides, for who asked to see it.
type SecretView struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// StretchView is a stretch of lines with one fate. Where it has no lines on a side, it stands before that line there.
type StretchView struct {
	Kind  string `json:"kind"` // add remove change
	Left  int    `json:"left"`
	Right int    `json:"right"`
	Lines int    `json:"lines"` // on each side that it has lines on
}

// SearchView is what a search in a comparison found.
type SearchView struct {
	Keys       []string      `json:"keys"`
	Skipped    int           `json:"skipped"`    // items too large to be searched, or not readable any more
	Unsearched []OmittedView `json:"unsearched"` // the same by name, each with the reason
}

// SchemaView is what differs between the models of a comparison.
type SchemaView struct {
	Objects []SchemaObjectView `json:"objects"`
	Same    int                `json:"same"` // objects that are equal
	Model   bool               `json:"model"`
}

// SchemaObjectView is one object that differs, with all its fields.
type SchemaObjectView struct {
	Key     string            `json:"key"`
	Name    string            `json:"name"`
	Kind    string            `json:"kind"` // as in ObjectView
	Op      string            `json:"op"`   // add modify remove
	Fields  []SchemaFieldView `json:"fields"`
	Parts   []SchemaPartView  `json:"parts"`
	Effects []ProblemView     `json:"effects"` // of the object as a whole
}

// SchemaPartView is what an object is made of besides fields, on both sides.
type SchemaPartView struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Op     string `json:"op"` // add modify remove same
	Before string `json:"before"`
	After  string `json:"after"`
}

// SchemaFieldView is one field on both sides; null where a side has none.
type SchemaFieldView struct {
	Name    string           `json:"name"`
	Op      string           `json:"op"` // add modify remove same
	Before  *ObjectFieldView `json:"before"`
	After   *ObjectFieldView `json:"after"`
	Effects []ProblemView    `json:"effects"` // what a promotion of the right side to the left one would meet
}

// ItemView is one item of a state with its content.
type ItemView struct {
	Key    string `json:"key"`
	Part   string `json:"part"`
	Mode   string `json:"mode"`
	Size   int64  `json:"size"`
	Digest string `json:"digest"`
	Binary bool   `json:"binary"`
	Text   string `json:"text"`   // "" for a binary item
	Base64 string `json:"base64"` // the content of a binary item
}

// ModelView is the model of an environment.
type ModelView struct {
	Environment string       `json:"environment"`
	Slot        string       `json:"slot"`
	Language    string       `json:"language"` // what the text is written in: json or sql
	Text        string       `json:"text"`
	Objects     []ObjectView `json:"objects"`
	Editable    bool         `json:"editable"`
	Why         string       `json:"why"` // why it is not editable
}

// ObjectView is a model object drawn as a table.
type ObjectView struct {
	Key    string            `json:"key"` // of its item
	Name   string            `json:"name"`
	Kind   string            `json:"kind"` // what it is: table, materialized view
	Fields []ObjectFieldView `json:"fields"`
	Parts  []ObjectPartView  `json:"parts"`
}

// ObjectPartView is what an object is made of besides fields: a key, an index, a trigger.
type ObjectPartView struct {
	Kind string `json:"kind"`
	Name string `json:"name"` // "" for what has none
	Text string `json:"text"`
}

// ObjectFieldView is a field of an object.
type ObjectFieldView struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
	Unique   bool   `json:"unique"`
	Default  string `json:"default"`
	Relation string `json:"relation"`
}

// TestView is the outcome of testing a connection.
type TestView struct {
	Reachable     bool          `json:"reachable"`
	Message       string        `json:"message"`
	Items         int           `json:"items"`
	Model         int           `json:"model"`         // items of the model
	Configuration int           `json:"configuration"` // items of the configuration
	Bytes         int64         `json:"bytes"`
	Omitted       []OmittedView `json:"omitted"`
	Version       string        `json:"version"`     // what runs there; "" where it has none, or does not tell
	Rights        string        `json:"rights"`      // write read; "" where it does not tell before one tries
	RightsWhy     string        `json:"rights_why"`  // also where only a part of it may be written
	NotHeld       string        `json:"not_held"`    // what a snapshot of it will not hold; "" for nothing
	Clock         string        `json:"clock"`       // own: it goes by this computer's; other; "" where it does not tell
	ClockAhead    int64         `json:"clock_ahead"` // milliseconds by which another clock is ahead of this computer's
	ClockOff      bool          `json:"clock_off"`   // by so much that times do not fit
	Notes         []string      `json:"notes"`       // sentences that are to be known of it
	FreeKnown     bool          `json:"free_known"`
	Free          int64         `json:"free"`     // bytes that its disk has room for
	NoFiles       bool          `json:"no_files"` // its disk can take no more files, however much room there is
}

// ArchiveView is what an archive file holds, all of it checked. Of one with many environments, project to home are of the
// first.
type ArchiveView struct {
	Path        string         `json:"path"`
	Format      int            `json:"format"`
	Project     string         `json:"project"`
	Environment string         `json:"environment"`
	Role        string         `json:"role"`
	Snapshots   []SnapshotView `json:"snapshots"`
	Bytes       int64          `json:"bytes"` // size of the file
	Known       bool           `json:"known"` // the environment is in this catalog
	Here        string         `json:"here"`  // its ref in this catalog; "" where it is not there, or was removed
	Home        string         `json:"home"`  // the ref that it has in this catalog, or gets once it is added
	Already     int            `json:"already"`
	NotHeld     string         `json:"not_held"`
	Damaged     []DamageView   `json:"damaged"` // the first of what is damaged: without it the rest can be added, where that is asked for
	Sealed      bool           `json:"sealed"`
	Import      ImportView     `json:"import"` // what an import would add
}

// ImportView is the outcome of an import, or what it would be.
type ImportView struct {
	Added     int            `json:"added"`
	Already   int            `json:"already"`
	Snapshots []SnapshotView `json:"snapshots"` // those that are added

	Format       int           `json:"format"`
	Sealed       bool          `json:"sealed"`
	Runs         int           `json:"runs"`         // that are added
	RunsAlready  int           `json:"runs_already"` // that are here
	RunsOlder    int           `json:"runs_older"`   // that stay out, as newer ones of their environments are here
	Projects     []string      `json:"projects"`     // those that are added, by the names that they get
	Environments []IntakeView  `json:"environments"`
	Commands     []CommandView `json:"commands"` // that come with the projects
	Damaged      []DamageView  `json:"damaged"`  // the first of what is damaged
	Damages      int           `json:"damages"`  // how much is damaged in all
	Salvage      bool          `json:"salvage"`  // only what is whole is added
	Refusal      string        `json:"refusal"`  // why the archive would not be imported as it is; "" where it would
}

// CommandView is what a slot has Lockstep run on this computer, or call from it.
type CommandView struct {
	Project string `json:"project"`
	Slot    string `json:"slot"`  // or the environment of a check
	Label   string `json:"label"` // when it is run, or the check
	Command string `json:"command"`
}

// IntakeView is an environment of an archive, and where it goes.
type IntakeView struct {
	Ref       string `json:"ref"`  // that it has here, or gets
	Name      string `json:"name"` // in the archive
	Role      string `json:"role"`
	New       bool   `json:"new"`
	Connected bool   `json:"connected"` // it is new, and comes with its connections
	Added     int    `json:"added"`     // snapshots
	Already   int    `json:"already"`
}

// ExportView is the outcome of an export.
type ExportView struct {
	Path      string `json:"path"`
	Bytes     int64  `json:"bytes"`
	Items     int    `json:"items"`
	Snapshots int    `json:"snapshots"`
	Runs      int    `json:"runs"`
	Sealed    bool   `json:"sealed"`
	Secrets   int    `json:"secrets"` // places of secrets, in the newest of each environment, that were left out
}

// VerifyView is the outcome of verifying the catalog.
type VerifyView struct {
	Snapshots int            `json:"snapshots"`
	Bodies    int            `json:"bodies"`
	Bytes     int64          `json:"bytes"`
	Damaged   []DamageView   `json:"damaged"`
	Record    RecordSealView `json:"record"`
}

// RecordSealView is the chain of the record of runs. Who notes the head can tell later that nothing before it was changed.
type RecordSealView struct {
	Links int    `json:"links"`
	Head  string `json:"head"` // in hexadecimal; "" for none
}

// DamageView is something damaged in the catalog.
type DamageView struct {
	Snapshot string `json:"snapshot"`
	Key      string `json:"key"`
	Why      string `json:"why"`
}
