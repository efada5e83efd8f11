package snapshots

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// The document is lockstep.json. Fields may be added to it, never renamed. Those that are left out where they are empty
// are of a backup alone.

type projectDocument struct {
	UUID  string                `json:"uuid"`
	Name  string                `json:"name"`
	Slots bounded[slotDocument] `json:"slots"`
	Keep  lockstep.Retention    `json:"keep,omitzero"`   // of a backup
	Rules bounded[ruleDocument] `json:"rules,omitempty"` // of a backup of everything
}

type slotDocument struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Settings map[string]string `json:"settings,omitempty"`
}

type environmentDocument struct {
	UUID     string            `json:"uuid"`
	Project  string            `json:"project,omitempty"`
	Name     string            `json:"name"`
	Role     string            `json:"role"`
	Settings *settingsDocument `json:"settings,omitempty"`
}

// settingsDocument is what a backup of everything knows of an environment.
type settingsDocument struct {
	Upstream    string                        `json:"upstream,omitempty"`
	Writable    bool                          `json:"writable"`
	Removed     bool                          `json:"removed"`
	Numbered    int                           `json:"numbered"` // the highest number that a snapshot of it had
	Connections map[string]connectionDocument `json:"connections"`
	Checks      bounded[checkDocument]        `json:"checks,omitempty"`
	Gated       bool                          `json:"gated,omitempty"`
	OnFailure   string                        `json:"on_failure,omitempty"`
	Ready       bounded[readyDocument]        `json:"ready,omitempty"` // in a sealed one alone
}

// readyDocument is a value that is kept ready.
type readyDocument struct {
	Key     keyDocument `json:"key"`
	Address exact       `json:"address,omitempty"`
	Text    exact       `json:"text"`
	By      string      `json:"by"`
	At      time.Time   `json:"at"`
}

// checkDocument is a check. The secrets of one that is not sealed have no values.
type checkDocument struct {
	Name     string            `json:"name"`
	URL      string            `json:"url,omitempty"`
	Method   string            `json:"method,omitempty"`
	Status   int               `json:"status,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"`
	Body     string            `json:"body,omitempty"`
	JSONPath string            `json:"json_path,omitempty"`
	Equals   string            `json:"equals,omitempty"`
	Argv     bounded[string]   `json:"argv,omitempty"`
	Shell    string            `json:"shell,omitempty"`
	Dir      string            `json:"dir,omitempty"`
	Env      map[string]string `json:"env,omitempty"`
	Secrets  map[string]string `json:"secrets,omitempty"`
	Timeout  string            `json:"timeout"`
	Retries  int               `json:"retries,omitempty"`
}

func checkDocumentOf(c lockstep.Check) checkDocument {
	return checkDocument{Name: c.Name, URL: c.URL, Method: c.Method, Status: c.Status, Headers: c.Headers, Body: c.Body, JSONPath: c.JSONPath, Equals: c.Equals,
		Argv: c.Argv, Shell: c.Shell, Dir: c.Dir, Env: c.Env, Secrets: c.Secrets, Timeout: c.Timeout.String(), Retries: c.Retries}
}

// check is the check of a document; one whose timeout cannot be read has none, which no check may have.
func (d checkDocument) check() lockstep.Check {
	timeout, _ := time.ParseDuration(d.Timeout)
	return lockstep.Check{Name: d.Name, URL: d.URL, Method: d.Method, Status: d.Status, Headers: d.Headers, Body: d.Body, JSONPath: d.JSONPath, Equals: d.Equals,
		Argv: d.Argv, Shell: d.Shell, Dir: d.Dir, Env: d.Env, Secrets: d.Secrets, Timeout: timeout, Retries: d.Retries}
}

type ruleDocument struct {
	Kind    string `json:"kind"`
	Pattern string `json:"pattern"`
}

type connectionDocument struct {
	Settings map[string]string `json:"settings,omitempty"`
	Secrets  map[string]string `json:"secrets,omitempty"` // in a sealed one alone
}

type snapshotDocument struct {
	Environment string `json:"environment,omitempty"`

	ID      string `json:"id"`
	Number  int    `json:"number"`
	State   string `json:"state"`
	Reason  string `json:"reason"`
	Note    string `json:"note"`
	By      string `json:"by"`
	TakenAt string `json:"taken_at"`
	Nonce   string `json:"nonce"`
	Items   int    `json:"items"`
	Bytes   int64  `json:"bytes"`

	Pinned   bool   `json:"pinned,omitempty"`
	Imported bool   `json:"imported,omitempty"`
	Setup    string `json:"setup,omitempty"`
}

// exact is text that need not be UTF-8, as the names of files need not: then it is written as {"base64":"…"}.
type exact string

func (e exact) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(e)) {
		return marshal(string(e))
	}
	return marshal(map[string]string{"base64": base64.StdEncoding.EncodeToString([]byte(e))})
}

func (e *exact) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		return json.Unmarshal(b, (*string)(e))
	}
	var coded struct {
		Base64 string `json:"base64"`
	}
	if err := json.Unmarshal(b, &coded); err != nil {
		return err
	}
	plain, err := base64.StdEncoding.DecodeString(coded.Base64)
	*e = exact(plain)
	return err
}

type keyDocument struct {
	Slot string `json:"slot"`
	Kind string `json:"kind"`
	Name exact  `json:"name"`
}

func keyDocumentOf(k lockstep.Key) keyDocument {
	return keyDocument{k.Slot, k.Kind, exact(k.Name)}
}

func (k keyDocument) key() lockstep.Key {
	return lockstep.Key{Slot: k.Slot, Kind: k.Kind, Name: string(k.Name)}
}

type itemDocument struct {
	Path   string               `json:"path,omitempty"` // where the content lies; none for a link
	Key    keyDocument          `json:"key"`
	Part   string               `json:"part"`
	Mode   string               `json:"mode,omitempty"`
	Media  string               `json:"media,omitempty"`
	Size   int64                `json:"size"`
	SHA256 string               `json:"sha256"`
	Link   *exact               `json:"link,omitempty"` // what a link points to
	Needs  bounded[keyDocument] `json:"needs,omitempty"`
}

type omittedDocument struct {
	Key keyDocument `json:"key"`
	Why string      `json:"why"`
}

// tablesDocument says how many tables a backup has of each sort.
type tablesDocument struct {
	States int `json:"states"`
	Runs   int `json:"runs"`
}

// document is the whole, for writing; it is read piece by piece.
type document struct {
	Format      int                 `json:"format"`
	Project     projectDocument     `json:"project,omitzero"`
	Environment environmentDocument `json:"environment,omitzero"`
	Snapshot    snapshotDocument    `json:"snapshot,omitzero"`
	NotHeld     string              `json:"not_held"`
	Omitted     []omittedDocument   `json:"omitted,omitzero"`
	Items       []itemDocument      `json:"items,omitzero"`

	Projects     []projectDocument     `json:"projects,omitzero"`
	Environments []environmentDocument `json:"environments,omitzero"`
	Snapshots    []snapshotDocument    `json:"snapshots,omitzero"`
	Tables       tablesDocument        `json:"tables,omitzero"`
}

func encodeDocument(a Archive, aliases map[lockstep.Key]string) ([]byte, error) {
	n := a.Snapshot
	d := document{
		Format:      ArchiveFormat,
		Project:     projectDocument{UUID: a.Project.UUID, Name: a.Project.Name, Slots: []slotDocument{}},
		Environment: environmentDocument{UUID: a.Environment.UUID, Name: a.Environment.Name, Role: string(a.Environment.Role)},
		Snapshot:    snapshotDocumentOf(n),
		NotHeld:     a.NotHeld,
		Omitted:     []omittedDocument{},
		Items:       []itemDocument{},
	}
	for _, s := range a.Project.Slots {
		d.Project.Slots = append(d.Project.Slots, slotDocument{Name: s.Name, Kind: s.Kind})
	}
	for _, o := range a.State.Omitted() {
		d.Omitted = append(d.Omitted, omittedDocument{keyDocumentOf(o.Key), o.Why})
	}
	for _, item := range a.State.All() {
		one := itemDocumentOf(item)
		one.Path = aliases[item.Key]
		if item.Mode == lockstep.Link {
			target, err := item.Body.Bytes()
			if err != nil {
				return nil, err
			}
			link := exact(target)
			one.Link = &link
		}
		d.Items = append(d.Items, one)
	}
	return d.encode()
}

func (d document) encode() ([]byte, error) {
	b, err := marshal(d)
	if err != nil {
		return nil, err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, b, "", " "); err != nil {
		return nil, err
	}
	if pretty.Len() > maxArchiveDocument {
		return nil, lockstep.Errorf(lockstep.Invalid, "The list of what is exported is too large for an archive. Nothing was exported. Export less at a time, or exclude items from the slot.")
	}
	return pretty.Bytes(), nil
}

func snapshotDocumentOf(n lockstep.Snapshot) snapshotDocument {
	return snapshotDocument{
		ID: string(n.ID), Number: n.Number, State: string(n.State), Reason: string(n.Reason), Note: n.Note, By: n.By,
		TakenAt: n.TakenAt.UTC().Format(time.RFC3339Nano), Nonce: n.Nonce, Items: n.Items, Bytes: n.Bytes,
	}
}

// snapshot is a snapshot of the environment; its time has to be one.
func (d snapshotDocument) snapshot(environment string) (lockstep.Snapshot, error) {
	takenAt, err := time.Parse(time.RFC3339Nano, d.TakenAt)
	if err != nil {
		return lockstep.Snapshot{}, harmful("the time of its snapshot does not read")
	}
	return lockstep.Snapshot{
		ID: lockstep.Digest(d.ID), Environment: environment, Number: d.Number, State: lockstep.Digest(d.State),
		Reason: lockstep.Reason(d.Reason), Note: d.Note, By: d.By, TakenAt: takenAt.UTC(), Nonce: d.Nonce, Items: d.Items, Bytes: d.Bytes,
		Pinned: d.Pinned, Imported: d.Imported, Setup: lockstep.Digest(d.Setup),
	}, nil
}

func itemDocumentOf(item lockstep.Item) itemDocument {
	d := itemDocument{Key: keyDocumentOf(item.Key), Part: string(item.Part), Mode: string(item.Mode), Media: item.Media,
		Size: item.Body.Size, SHA256: string(item.Body.Digest)}
	for _, k := range item.Needs {
		d.Needs = append(d.Needs, keyDocumentOf(k))
	}
	return d
}

// item is the item without its content, which is refused where it cannot be one.
func (d itemDocument) item() (lockstep.Item, error) {
	item := lockstep.Item{Key: d.Key.key(), Part: lockstep.Part(d.Part), Mode: lockstep.Mode(d.Mode), Media: d.Media,
		Body: lockstep.Body{Digest: lockstep.Digest(d.SHA256), Size: d.Size}}
	for _, k := range d.Needs {
		item.Needs = append(item.Needs, k.key())
	}
	if why := wrongItem(item); why != "" {
		return item, harmful("%q cannot be an item: %s", item.Key, why)
	}
	if item.Body.Digest.Raw() == nil {
		return item, harmful("the digest of %q is not one", item.Key)
	}
	return item, nil
}

// marshal is JSON without the escapes that are for web pages.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// wrongItem says why an item cannot be in an archive; "" where it can. Names are those of the true items: none may
// lead out of the place that it is restored to.
func wrongItem(item lockstep.Item) string {
	if why := wrongKey(item.Key); why != "" {
		return why
	}
	switch {
	case item.Part != lockstep.Model && item.Part != lockstep.Configuration:
		return "its part is neither model nor configuration"
	case item.Mode != lockstep.Plain && item.Mode != lockstep.Executable && item.Mode != lockstep.Link:
		return "its mode is not known"
	case item.Body.Size < 0 || item.Body.Size > maxBody:
		return "it is too large"
	case item.Mode == lockstep.Link && item.Body.Size > maxArchiveText:
		return "it is a link with too long a target"
	case len(item.Media) > maxArchiveText || !utf8.ValidString(item.Media):
		return "its media type is too long, or no text"
	}
	return ""
}

func wrongKey(k lockstep.Key) string {
	switch {
	case lockstep.CheckName("slot", k.Slot) != nil:
		return "its slot has no proper name"
	case lockstep.CheckName("kind", k.Kind) != nil:
		return "its kind has no proper name"
	case k.Name == "":
		return "it has no name"
	case len(k.Name) > maxArchiveText:
		return "its name is too long"
	case strings.HasPrefix(k.Name, "/"):
		return "its name begins with a slash"
	case strings.ContainsRune(k.Name, 0):
		return "its name holds a NUL character"
	}
	for part := range strings.SplitSeq(k.Name, "/") {
		if part == ".." {
			return "its name climbs out of its place"
		}
	}
	return ""
}
