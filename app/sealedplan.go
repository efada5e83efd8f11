package app

import (
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// sealedFormat is the form of the files of sealed plans that this program writes, and the newest that it reads.
const sealedFormat = 1

// largestSealed is the size in bytes of the largest such file that is read: 100,000 items have room in it.
const largestSealed = 64 << 20

// sealedPlan is the file of a sealed plan: what a person reads of it, and what it is made again from. The MAC is over all of
// it, by the catalog's key: what was changed by hand, or comes from another catalog, is refused.
type sealedPlan struct {
	Lockstep string          `json:"lockstep"` // says what the file is
	Format   int             `json:"format"`
	Source   string          `json:"source"`
	Target   string          `json:"target"`
	MadeAt   string          `json:"made_at"`
	By       string          `json:"by"`
	After    int             `json:"after"` // the newest run then; 0 for none
	Changes  []sealedChange  `json:"changes"`
	From     string          `json:"from"`
	At       string          `json:"at"`
	Snapshot lockstep.Digest `json:"snapshot"`
	Base     lockstep.Digest `json:"base"`
	Want     lockstep.Digest `json:"want"`
	Choices  sealedChoices   `json:"choices"`
	Drifted  []string        `json:"drifted"`

	Items map[string]lockstep.Digest `json:"items"` // of the target
	MAC   string                     `json:"mac"`
}

type sealedChange struct {
	Op  string `json:"op"`
	Key string `json:"key"`
}

type sealedChoices struct {
	Only       []string          `json:"only"` // null for all
	Except     []string          `json:"except"`
	Take       map[string]string `json:"take"`
	AcceptLoss []string          `json:"accept_loss"`
	AcceptAll  bool              `json:"accept_all"`
	SaveLoss   []string          `json:"save_loss,omitempty"`
	SaveAll    bool              `json:"save_all,omitempty"`
	AcceptLeak []string          `json:"accept_leak,omitempty"`
	AllLeaks   bool              `json:"all_leaks,omitempty"`
	PastGate   bool              `json:"past_gate"`
}

const sealedMark = "sealed plan"

// SealPlan keeps a plan that was reviewed in a file, to be run later, and a snapshot of its source. The file holds digests
// and names, no contents.
func (a *App) SealPlan(plan, path string) (v SealedPlanView, err error) {
	defer recovered(&err)
	one, err := a.planned(plan)
	if err != nil {
		return v, err
	}
	if err := a.notOurs(path); err != nil {
		return v, err
	}
	sealed, source, err := a.engine.Seal(a.work(), *one.draft, one.plan)
	if err != nil {
		return v, err
	}
	f := sealedPlan{
		Lockstep: sealedMark, Format: sealedFormat, Source: snapshotRef(*one.draft.From, source.Number), Target: refOf(one.draft.At),
		MadeAt: sealed.MadeAt.Format(time.RFC3339Nano), By: a.config.Person, After: sealed.After, Changes: []sealedChange{},
		From: sealed.From, At: sealed.At, Snapshot: sealed.Snapshot, Base: sealed.Base, Want: sealed.Want,
		Choices: sealedChoicesOf(sealed.Choices), Drifted: sealedKeys(sealed.Drifted), Items: map[string]lockstep.Digest{},
	}
	for _, c := range one.plan.Moved() {
		f.Changes = append(f.Changes, sealedChange{string(c.Op), c.Key.String()})
	}
	for k, sum := range sealed.Target {
		f.Items[k.String()] = sum
	}
	if f.MAC, err = a.macOf(f); err != nil {
		return v, err
	}
	content, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return v, err
	}
	a.changed(refOf(*one.draft.From))
	_, err = a.writeFile("The plan", path, "The snapshot of its source was taken; nothing else was changed.", func(w io.Writer) error {
		_, err := w.Write(append(content, '\n'))
		return err
	})
	return SealedPlanView{Path: path, Source: f.Source, Target: f.Target, Changes: len(f.Changes)}, err
}

// OpenSealedPlan makes the plan of a file again, on the target as it is now: ready to be started. It is refused where the
// target is not what was reviewed.
func (a *App) OpenSealedPlan(path string) (v PlanView, err error) {
	defer recovered(&err)
	f, err := a.readSealed(path)
	if err != nil {
		return v, err
	}
	sealed, err := f.plan()
	if err != nil {
		return v, err
	}
	from, errFrom := a.placeOf(f.From)
	at, errAt := a.placeOf(f.At)
	if err := errors.Join(errFrom, errAt); err != nil {
		return v, lockstep.Errorf(lockstep.NotFound, "The plan %s is from %s to %s, which are not both in this catalog any more. Nothing was changed. Plan again.", path, f.Source, f.Target)
	}
	draft, err := a.engine.Unseal(a.work(), sealed, from, at)
	if err != nil {
		return v, planAgain(err, from, at)
	}
	one := &session{before: draft.Target, after: draft.Source, draft: &draft, fields: a.fieldsOf(draft)}
	if err := a.ruleSession(one); err != nil {
		return v, err
	}
	if one.earlier, err = a.earlier(at); err != nil {
		return v, err
	}
	if one.plan, err = a.engine.Plan(draft, sealed.Choices); err != nil {
		return v, err
	}
	if err := a.engine.StillMakes(sealed, draft, one.plan); err != nil {
		return v, planAgain(err, from, at)
	}
	if one.preflight, err = a.engine.Validate(a.work(), draft, &one.plan); err != nil {
		return v, err
	}
	a.sessions.add(one)
	return a.planView(one)
}

func planAgain(err error, from, at engine.Place) error {
	return lockstep.Suggest(err, "Plan again with: lockstep promote %s %s --plan -o FILE.", refOf(from), refOf(at))
}

// readSealed reads the file of a sealed plan, and looks whether it is as this catalog wrote it.
func (a *App) readSealed(path string) (f sealedPlan, err error) {
	file, err := os.Open(path)
	if err != nil {
		return f, lockstep.Errorf(lockstep.NotFound, "The plan %s cannot be read (%v). Nothing was changed. Name the file of a sealed plan.", path, errors.Unwrap(err))
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, largestSealed+1))
	if err != nil || len(content) > largestSealed {
		return f, lockstep.Errorf(lockstep.Invalid, "%s cannot be read as a sealed plan. Nothing was changed. Name the file of one.", path)
	}
	var head struct {
		Lockstep string `json:"lockstep"`
		Format   int    `json:"format"`
	}
	if err := json.Unmarshal(content, &head); err != nil || head.Lockstep != sealedMark {
		return f, lockstep.Errorf(lockstep.Invalid, "%s is no sealed plan. Nothing was changed. Name a file that was written when a plan was kept.", path)
	}
	if head.Format > sealedFormat {
		return f, lockstep.Errorf(lockstep.Conflict, "The plan %s was made by a newer Lockstep (format %d; this one knows up to %d). Nothing was changed. Install the newer Lockstep, or plan again.", path, head.Format, sealedFormat)
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	err = d.Decode(&f)
	said, macErr := hex.DecodeString(f.MAC)
	want, sumErr := a.macOf(f)
	made, _ := hex.DecodeString(want)
	if errors.Join(err, macErr, sumErr) != nil || d.More() || !hmac.Equal(said, made) {
		return f, lockstep.Errorf(lockstep.Denied, "The plan %s is not as it was written, or was made in another catalog: what it would do was reviewed by nobody here. Nothing was changed. Plan again.", path)
	}
	return f, nil
}

// macOf is the keyed checksum of a sealed plan, without the one that stands in it.
func (a *App) macOf(f sealedPlan) (string, error) {
	f.MAC = ""
	content, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(a.config.Vault.MAC(sealedMark, content)), nil
}

// plan reads the file's names and times.
func (f sealedPlan) plan() (s engine.SealedPlan, err error) {
	r := keyReader{}
	s = engine.SealedPlan{From: f.From, At: f.At, Snapshot: f.Snapshot, Base: f.Base, Want: f.Want, After: f.After, Target: map[lockstep.Key]lockstep.Digest{}}
	s.MadeAt, err = time.Parse(time.RFC3339Nano, f.MadeAt)
	r.err = err
	for name, sum := range f.Items {
		s.Target[r.key(name)] = sum
	}
	for _, name := range f.Drifted {
		s.Drifted = append(s.Drifted, r.key(name))
	}
	s.Choices = lockstep.Choices{Only: r.set(f.Choices.Only), Except: r.set(f.Choices.Except), AcceptLoss: r.set(f.Choices.AcceptLoss),
		AcceptAll: f.Choices.AcceptAll, SaveLoss: r.set(f.Choices.SaveLoss), SaveAll: f.Choices.SaveAll, AcceptLeak: r.set(f.Choices.AcceptLeak), AllLeaks: f.Choices.AllLeaks, PastGate: f.Choices.PastGate, Take: map[lockstep.Key]lockstep.Side{}}
	for name, side := range f.Choices.Take {
		s.Choices.Take[r.key(name)] = lockstep.Side(side)
	}
	return s, r.err
}

// keyReader reads names of items, and remembers what went wrong.
type keyReader struct{ err error }

func (r *keyReader) key(name string) lockstep.Key {
	k, err := lockstep.ParseKey(name)
	r.err = errors.Join(r.err, err)
	return k
}

// set is nil for nil.
func (r *keyReader) set(names []string) map[lockstep.Key]bool {
	if names == nil {
		return nil
	}
	keys := map[lockstep.Key]bool{}
	for _, name := range names {
		keys[r.key(name)] = true
	}
	return keys
}

func sealedChoicesOf(c lockstep.Choices) sealedChoices {
	s := sealedChoices{Only: sealedSet(c.Only), Except: sealedSet(c.Except), AcceptLoss: sealedSet(c.AcceptLoss), AcceptAll: c.AcceptAll, SaveLoss: sealedSet(c.SaveLoss), SaveAll: c.SaveAll, AcceptLeak: sealedSet(c.AcceptLeak), AllLeaks: c.AllLeaks, PastGate: c.PastGate, Take: map[string]string{}}
	for k, side := range c.Take {
		s.Take[k.String()] = string(side)
	}
	return s
}

func sealedSet(keys map[lockstep.Key]bool) []string {
	if keys == nil {
		return nil
	}
	names := []string{}
	for k, in := range keys {
		if in {
			names = append(names, k.String())
		}
	}
	slices.Sort(names)
	return names
}

func sealedKeys(keys []lockstep.Key) []string {
	names := []string{}
	for _, k := range keys {
		names = append(names, k.String())
	}
	return names
}
