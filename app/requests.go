package app

// EnvironmentRequest adds an environment, or edits one.
type EnvironmentRequest struct {
	Ref          string            `json:"ref"`     // edit: the environment; add: ""
	Project      string            `json:"project"` // add: the project's name
	Name         string            `json:"name"`
	Role         string            `json:"role"`
	Upstream     string            `json:"upstream"` // name; "" for a root, or what it was
	Root         bool              `json:"root"`     // edit: it is promoted from no other any more
	Slot         string            `json:"slot"`     // "" means main
	Kind         string            `json:"kind"`     // "" leaves the slot unfilled
	Settings     map[string]string `json:"settings"` // of slot and connection together
	Secrets      map[string]string `json:"secrets"`
	AllowWriting *bool             `json:"allow_writing"`
	Watch        *int              `json:"watch"` // how often it is looked at while a window is open, in seconds; 0 for never
	From         string            `json:"-"`     // the folder that relative folders begin in; "" refuses them
}

// ConnectionRequest sets or tests where a slot of an environment lives.
type ConnectionRequest struct {
	Environment string            `json:"environment"`
	Slot        string            `json:"slot"`
	Kind        string            `json:"kind"` // testing only, where the project has no such slot yet
	Settings    map[string]string `json:"settings"`
	Secrets     map[string]string `json:"secrets"`
	From        string            `json:"-"` // the folder that relative folders begin in; "" refuses them
}

// PlanRequest asks for a plan.
type PlanRequest struct {
	Act        string        `json:"act"`    // promote restore rollback edit
	Source     string        `json:"source"` // promote: an environment; restore: a REF; otherwise ""
	Target     string        `json:"target"` // an environment
	Model      string        `json:"model"`  // edit: the new model document
	Slot       string        `json:"slot"`   // edit: "" means main
	WithValues bool          `json:"with_values"`
	Place      string        `json:"place"` // edit: the place of which the value is set, ITEM#PLACE; "" sets the model
	Value      string        `json:"value"` // edit: its new value
	Choices    ChoiceRequest `json:"choices"`
	Wait       bool          `json:"-"` // a run that is under way on the target is waited for, or else a Conflict

	// What the plan is asked for, where that is not all: the items of About, and those that drifted as the snapshot of this REF
	// has it. What else differs starts unticked.
	About []string `json:"about"`
	Found string   `json:"found"`
}

// ChoiceRequest is a person's answers. Every entry is an item or a pattern of items.
type ChoiceRequest struct {
	Ticked     []string `json:"ticked"`      // with ticking: exactly these, and what they need
	Ticking    bool     `json:"ticking"`     // the window's way: ticked says it all
	Only       []string `json:"only"`        // none: every incoming change
	Except     []string `json:"except"`      // left out
	TakeSource []string `json:"take_source"` // conflicts and target-side changes to be overwritten
	TakeTarget []string `json:"take_target"` // conflicts to be kept
	AcceptLoss []string `json:"accept_loss"`
	AcceptAll  bool     `json:"accept_all"`
	SaveLoss   []string `json:"save_loss"` // whose values are saved before they are lost
	SaveAll    bool     `json:"save_all"`
	Emptied    bool     `json:"emptied"`     // of a roll back: saved values are not put back
	AcceptLeak []string `json:"accept_leak"` // what of these would travel that should not
	AllLeaks   bool     `json:"all_leaks"`
	PastGate   bool     `json:"past_gate"` // past a gate that is not met; it asks for a reason and the typed name
}

// StartRequest starts a plan's run.
type StartRequest struct {
	Plan    string `json:"plan"`    // id
	Confirm string `json:"confirm"` // the typed name
	Why     string `json:"why"`
}

// DiffRequest asks for one item of a comparison or a plan. A plan compares the target with the source.
type DiffRequest struct {
	Session     string `json:"session"` // id of the comparison or the plan
	Item        string `json:"item"`
	Large       bool   `json:"large"` // also what is too large to be shown unasked
	IgnoreSpace bool   `json:"ignore_space"`
}
