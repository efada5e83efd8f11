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

// The document is lockstep.json of format 1. Fields may be added to it, never renamed.

type projectDocument struct {
	UUID  string                `json:"uuid"`
	Name  string                `json:"name"`
	Slots bounded[slotDocument] `json:"slots"`
}

type slotDocument struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

type environmentDocument struct {
	UUID string `json:"uuid"`
	Name string `json:"name"`
	Role string `json:"role"`
}

type snapshotDocument struct {
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

// document is the whole, for writing; it is read piece by piece.
type document struct {
	Format      int                 `json:"format"`
	Project     projectDocument     `json:"project"`
	Environment environmentDocument `json:"environment"`
	Snapshot    snapshotDocument    `json:"snapshot"`
	NotHeld     string              `json:"not_held"`
	Omitted     []omittedDocument   `json:"omitted"`
	Items       []itemDocument      `json:"items"`
}

func encodeDocument(a Archive, aliases map[lockstep.Key]string) ([]byte, error) {
	n := a.Snapshot
	d := document{
		Format:      ArchiveFormat,
		Project:     projectDocument{UUID: a.Project.UUID, Name: a.Project.Name, Slots: []slotDocument{}},
		Environment: environmentDocument{UUID: a.Environment.UUID, Name: a.Environment.Name, Role: string(a.Environment.Role)},
		Snapshot: snapshotDocument{
			ID: string(n.ID), Number: n.Number, State: string(n.State), Reason: string(n.Reason), Note: n.Note, By: n.By,
			TakenAt: n.TakenAt.UTC().Format(time.RFC3339Nano), Nonce: n.Nonce, Items: a.State.Count(), Bytes: a.State.Size(),
		},
		NotHeld: a.NotHeld,
		Omitted: []omittedDocument{},
		Items:   []itemDocument{},
	}
	for _, s := range a.Project.Slots {
		d.Project.Slots = append(d.Project.Slots, slotDocument{s.Name, s.Kind})
	}
	for _, o := range a.State.Omitted() {
		d.Omitted = append(d.Omitted, omittedDocument{keyDocumentOf(o.Key), o.Why})
	}
	for _, item := range a.State.All() {
		one := itemDocument{
			Path: aliases[item.Key], Key: keyDocumentOf(item.Key), Part: string(item.Part), Mode: string(item.Mode), Media: item.Media,
			Size: item.Body.Size, SHA256: string(item.Body.Digest),
		}
		if item.Mode == lockstep.Link {
			target, err := item.Body.Bytes()
			if err != nil {
				return nil, err
			}
			link := exact(target)
			one.Link = &link
		}
		for _, k := range item.Needs {
			one.Needs = append(one.Needs, keyDocumentOf(k))
		}
		d.Items = append(d.Items, one)
	}
	b, err := marshal(d)
	if err != nil {
		return nil, err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, b, "", " "); err != nil {
		return nil, err
	}
	if pretty.Len() > maxArchiveDocument {
		return nil, lockstep.Errorf(lockstep.Invalid, "The list of the snapshot's items is too large for an archive. Nothing was exported. Exclude items from the slot.")
	}
	return pretty.Bytes(), nil
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
