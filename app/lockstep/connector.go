package lockstep

import "context"

// Connector talks to one slot of one environment: one system. It knows nothing of stages, snapshots or runs, and every
// key it gives and takes has the slot's name.
type Connector interface {
	// Fingerprint changes whenever Capture would; it is as cheap as the system allows.
	Fingerprint(ctx context.Context) (string, error)

	// Capture reads the whole slot. Equal systems give equal bytes: order and noise are normalised here.
	Capture(ctx context.Context) (State, error)

	// Validate asks the system itself whether want could be applied, and what would be lost. It changes nothing.
	Validate(ctx context.Context, want State, changes []Change) ([]Problem, error)

	// Apply makes the changes (a [Diff] from what the system holds to want), model first, each between the journal's
	// Begin and Done. It looks at each item once more just before it writes it: one that is not as the change's Before
	// says is a Conflict. It stops at the first failure and at ctx's end, between two changes. Where the answer to a write
	// was lost (a timeout, a cut connection, an ended ctx), the error is Unknown, and the write is not tried again: it is read
	// back. Without changes it only tidies up after an Apply that was interrupted.
	Apply(ctx context.Context, want State, changes []Change, journal Journal) error

	// ClearCache makes the system use what was applied. It does nothing where there is no cache.
	ClearCache(ctx context.Context) error

	Close() error
}

// Notifier is a Connector whose system says when something may have changed, so that one need not look.
type Notifier interface {
	Connector

	// Notify calls changed whenever a capture may give something else than before, until ctx ends. An error means that the
	// system does not say so any more, or not of all: then one has to look.
	Notify(ctx context.Context, changed func()) error
}

// Scripter is a Connector that can say by which statements it makes changes.
type Scripter interface {
	Connector

	// Script gives the statements that Apply would run, in their order. Values of rows are not in them. It changes nothing.
	Script(ctx context.Context, want State, changes []Change) ([]Statement, error)
}

// Statement is one of a script, and the item that it is for.
type Statement struct {
	Key  Key
	Text string
}

// Journal is told of each change just before and just after it is made, and of no other. An error stops the apply.
type Journal interface {
	Begin(Key) error
	Done(Key) error
}

// Batcher is a Journal that can be told at once of changes that are written together, so that many rows are not as many
// records.
type Batcher interface {
	Journal
	BeginAll([]Key) error
}

// Noter is a Journal that takes notes as well: what else a connector did, such as a backup that it had made. They are kept
// with the run.
type Noter interface {
	Journal
	Note(Problem)
}

// Settings are the named values of a slot or a connection, verbatim as given.
type Settings map[string]string

// Driver is one kind of connector.
type Driver struct {
	Kind  string // the word on the command line: folder
	Title string // the words in the window: Folder of files

	SlotFields []Field // what the slot is asked for: the same in every environment
	Fields     []Field // what each environment's connection is asked for

	// Traits says what a slot with these settings can do.
	Traits func(Settings) Traits

	// Check refuses a slot whose settings make no sense, naming the setting; it asks no system. nil where any do.
	Check func(Slot) error

	// Open connects. A setting that makes no sense is Invalid; a system that does not answer is Unreachable.
	Open func(ctx context.Context, slot Slot, connection Connection) (Connector, error)

	// Prepare is the pure part of validation: it settles the frames of want, so that want is exactly what a capture
	// after Apply will give, and says what is wrong with want and what a change from before loses. What was wrong in
	// before already is a note.
	Prepare func(slot Slot, before, want State) (State, []Problem, error)

	// Match finds which of a slot's items that went and that came are one under another name, by what the system itself
	// knows them by, or by what the slot remembers; nil where their names alone are known.
	Match func(slot Slot, gone, came []Item) []Renamed

	// Between says that now is as an Apply leaves an item of the model where it is interrupted on its way from before to after;
	// nil where none makes an item in more than one step. An item that is not there is the zero Item.
	Between func(before, now, after Item) bool

	// Widens says which right a changed item gives on the target that it did not give before, as words that follow its
	// name ("becomes executable"); "" for none, nil where the kind knows of no rights.
	Widens func(before, after Item) string

	// Rules are what is known of any such system to belong to each environment, or to be noise; nil for none. They come
	// after a project's own.
	Rules func(Slot) []Rule

	// Noise finds what of a slot's items the system fills by itself, so that a difference there means nothing; nil where none is
	// known. It is proposed, and ignored where a person says so.
	Noise func(slot Slot, s State) []Noise

	// Document is the model as the one text that people know; nil where the kind has none.
	Document *Document

	// Describe gives a model item as an object with fields, for drawing; nil where the kind has no model.
	Describe func(Item) (Object, bool)

	// Conform measures a system against the contract by which this kind talks to it, for who makes such a system; nil where
	// there is none to keep. It writes only where write is set, and then back what is there already. An error means that
	// nothing was measured.
	Conform func(ctx context.Context, connection Connection, write bool) (Conformance, error)
}

// Noise is a place in items that a system fills by itself.
type Noise struct {
	Items Key    // its name has * for what may be any part of one
	Place string // in each of them
	Why   string // words that follow the place: is numbered by the database
}

// Conformance is what was found of a system.
type Conformance struct {
	Checks  []ConformanceCheck
	Skipped int // that would write
}

// ConformanceCheck is one thing that a contract asks for.
type ConformanceCheck struct {
	Name string
	OK   bool
	Why  string // a sentence where it is not so; otherwise what was seen, or ""
}

// Document reads and writes a slot's whole model as one text.
type Document struct {
	// Language is what the text is written in, as a short word in small letters: json or sql.
	Language string
	// Format gives the model of the slot as its text; ok is false where the slot's settings turn the model off.
	Format func(slot Slot, s State) (text []byte, ok bool, err error)
	// Parse gives the model items (objects and frame) of a text, or what is wrong with it. A problem's Path begins with
	// line:column where the text does not parse.
	Parse func(slot Slot, text []byte) ([]Item, []Problem)
	// Explain says where in the text a problem of it lies, and what would end it; nil where the kind cannot tell.
	Explain func(slot Slot, text []byte, p Problem) Hint
}

// Hint is where in a text a problem lies, in bytes, and what would end it. A fix is offered only where it was tried out:
// with it the problem is gone, and no other has come.
type Hint struct {
	From, To int
	Fixes    []Fix
}

// Fix is a change of a text that ends a problem. Its edits do not overlap and are in order.
type Fix struct {
	Title string // such as Change to float
	Edits []TextEdit
}

// TextEdit replaces the bytes [From, To) of a text.
type TextEdit struct {
	From, To int
	Text     string
}

// Apply is the text with the fix made.
func (f Fix) Apply(text []byte) []byte {
	var out []byte
	at := 0
	for _, e := range f.Edits {
		out = append(append(out, text[at:e.From]...), e.Text...)
		at = e.To
	}
	return append(out, text[at:]...)
}

// Field is one setting, enough to draw a form.
type Field struct {
	Name     string
	Label    string
	Help     string
	Default  string
	Input    Input
	Required bool
	Secret   bool
	Settles  bool     // of a slot: it settles which items a capture holds
	Runs     bool     // of a slot: a command that is run on this computer, or an address that is called from it
	Options  []Option // of a choice: what can be chosen
}

// Option is one thing that can be chosen for a field.
type Option struct{ Value, Label string }

// Input is how a field is filled in.
type Input string

// The inputs.
const (
	TextInput   Input = "text"
	FolderInput Input = "folder"
	LinesInput  Input = "lines"
	ChoiceInput Input = "choice"
)

// Traits is what a system can do, and what a snapshot of it does not hold.
type Traits struct {
	Cache      string // what clearing its cache is called ("Reload nginx"); "" where there is none
	CountsRows bool   // Validate counts the stored rows that a change loses
	Together   bool   // model and configuration are changed by one Apply, as a change of the model changes what the configuration is
	Marked     bool   // its connectors are [Marked]: runs of other computers can be seen
	Script     string // what its statements are written in (SQL), where its connectors are [Scripter]s; "" where they are none
	NotHeld    string // a sentence: what a snapshot does not hold; "" where it holds all
}

// Object is a model item drawn as a table of fields, and a list of what else it is made of.
type Object struct {
	Name   string
	Kind   string // what it is, where the kind of its item does not say it: enum, materialized view
	Fields []ObjectField
	Parts  []ObjectPart
}

// ObjectPart is what an [Object] is made of besides fields.
type ObjectPart struct {
	Kind string // in small letters: primary key, index, trigger, rule
	Name string // "" for what has none
	Text string // what it says, in the words of its system
}

// ObjectField is one row of an [Object].
type ObjectField struct {
	Name     string
	Type     string
	Required bool
	Unique   bool
	Default  string
	Relation string // the object that it relates to; "" for a plain field
}
