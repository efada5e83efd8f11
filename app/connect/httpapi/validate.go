package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"lockstep/app/connect/rest"
	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// The verdicts of an app.
const (
	always = "always"
	data   = "data"
	never  = "never"
)

// verdict is what an app says of a model that it would be given.
type verdict struct {
	Verdict    string   `json:"verdict"`
	Warnings   []remark `json:"warnings"`
	Operations []remark `json:"operations"`
	Dropped    []drop   `json:"dropped"`
	Problems   []remark `json:"problems"`
}

// drop is a field, or an object where there is none, that goes, and how many rows lose it.
type drop struct {
	Object string `json:"object"`
	Field  string `json:"field"`
	Rows   *int64 `json:"rows"` // nil where the app did not count them
}

// String is what goes, at the beginning of a sentence.
func (d drop) String() string {
	if d.Field == "" {
		return d.Object
	}
	return "The field " + d.Field + " of " + d.Object
}

// counts says that the app counted the rows that lose a field, or an object where field is "".
func (v verdict) counts(object, field string) bool {
	return slices.ContainsFunc(v.Dropped, func(d drop) bool { return d.Object == object && d.Field == field })
}

// mostRemarks is how much an app may say of one model.
const mostRemarks = 10_000

// odd is what no app says that keeps the contract, as words that follow "answers with"; "" where there is nothing odd.
func (v verdict) odd() string {
	for _, d := range v.Dropped {
		if d.Object == "" || d.Rows == nil || *d.Rows < 0 || strings.ContainsFunc(d.Object+d.Field, unicode.IsControl) {
			return fmt.Sprintf("something dropped (%.40q) that has no name, or whose rows were not counted", d.Object)
		}
	}
	for _, r := range slices.Concat(v.Warnings, v.Operations, v.Problems) {
		if strings.ContainsFunc(r.Object+r.Field, unicode.IsControl) {
			return fmt.Sprintf("a name with a control character (%.40q)", r.Object+" "+r.Field)
		}
	}
	switch {
	case !slices.Contains([]string{always, data, never}, v.Verdict):
		return fmt.Sprintf("the verdict %.40q", v.Verdict)
	case len(v.Warnings)+len(v.Operations)+len(v.Dropped)+len(v.Problems) > mostRemarks:
		return fmt.Sprintf("more than %d remarks on one model", mostRemarks)
	}
	return ""
}

// Validate asks the app what it would make of the model. Of files it only says where the app takes none.
func (c *connector) Validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	who, err := c.about(ctx)
	if err != nil {
		return nil, err
	}
	var problems []lockstep.Problem
	for _, change := range changes {
		if part := string(change.Part); !who.can(part) { // the words are the same
			problems = append(problems, lockstep.Problem{Key: change.Key, Verdict: lockstep.Blocks,
				Message: fmt.Sprintf("%s has no %s that could be written, so %s cannot come there. Leave it out.", who.title(), part, change.Key.Name)})
		}
	}
	model := ofPart(changes, lockstep.Model)
	if len(model) == 0 || len(problems) > 0 {
		return problems, nil
	}
	now, err := c.readModel(ctx)
	if err != nil {
		return nil, err
	}
	objects, err := c.laid(now.objects, want, model)
	if err != nil {
		return nil, err
	}
	said, err := c.app.tried(ctx, compose(objects))
	if err != nil {
		return nil, c.refusal(err, canModel)
	}
	return c.judged(who.title(), said, model, c.place().Compare(now.objects, objects)), nil
}

// tried asks the app what it would make of a model.
func (c *client) tried(ctx context.Context, doc []byte) (said verdict, err error) {
	response, err := c.ask(ctx, rest.Request{Method: http.MethodPost, Path: root + "/model/validate", Body: doc,
		Header: http.Header{"Content-Type": {"application/json"}}})
	if err != nil {
		return said, err
	}
	if err := c.decode(response, &said); err != nil {
		return said, err
	}
	if odd := said.odd(); odd != "" {
		return said, c.Unlike(response, odd)
	}
	return said, nil
}

// judged makes problems of a verdict. What would be lost by what is known of models, and was not counted by the app, is
// lost: nobody said that there are no rows.
func (c *connector) judged(title string, said verdict, changes []lockstep.Change, losses []lockstep.Problem) []lockstep.Problem {
	var problems []lockstep.Problem
	add := func(v lockstep.Verdict, r remark, message string) {
		p := lockstep.Problem{Key: lockstep.Key{Slot: c.slot}, Message: message, Verdict: v}
		if r.Object != "" {
			p.Key = c.place().Key(r.Object)
			p.Path = pathOf(r.Field)
		}
		problems = append(problems, p)
	}
	for _, r := range said.Problems {
		add(lockstep.Blocks, r, fmt.Sprintf("%s refuses it: %s", title, sentence(r.Message)))
	}
	if said.Verdict == never && len(said.Problems) == 0 {
		add(lockstep.Blocks, remark{}, title+" says that this never works, and does not say why. Ask who knows the app.")
	}
	for _, d := range said.Dropped {
		where := remark{Object: d.Object, Field: d.Field}
		rows := lockstep.Count(int(*d.Rows), "row")
		switch {
		case *d.Rows == 0:
			add(lockstep.Note, where, d.String()+" holds nothing that is lost.")
		case d.Field == "":
			add(lockstep.Loses, where, fmt.Sprintf("The object %s is removed, with its %s.", d.Object, rows))
		default:
			add(lockstep.Loses, where, fmt.Sprintf("%s loses its values in %s.", d, rows))
		}
	}
	for _, p := range losses {
		if p.Verdict == lockstep.Loses && !said.counts(p.Key.Name, fieldOf(p.Path)) {
			problems = append(problems, p)
		}
	}
	grave := lockstep.Note
	if said.Verdict == data && len(said.Dropped) == 0 {
		grave = lockstep.Loses
		if len(said.Warnings) == 0 {
			add(grave, remark{Object: changes[0].Key.Name}, title+" says that this depends on the rows that it holds, and does not say on which.")
		}
	}
	for _, r := range said.Warnings {
		add(grave, r, fmt.Sprintf("%s says: %s", title, sentence(r.Message)))
	}
	for _, r := range said.Operations {
		add(lockstep.Note, r, fmt.Sprintf("%s does this: %s", title, sentence(r.Message)))
	}
	return problems
}

// pathOf is the place of a field in its object.
func pathOf(field string) string {
	if field == "" {
		return ""
	}
	return "fields." + field
}

// fieldOf is the field that a place lies in; "" for none.
func fieldOf(path string) string {
	rest, ok := strings.CutPrefix(path, "fields.")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, ".")
	return name
}

func ofPart(changes []lockstep.Change, part lockstep.Part) []lockstep.Change {
	var some []lockstep.Change
	for _, c := range changes {
		if c.Part == part {
			some = append(some, c)
		}
	}
	return some
}

// laid is the objects that are there now with the changes made.
func (c *connector) laid(now []jsonmodel.Object, want lockstep.State, changes []lockstep.Change) ([]jsonmodel.Object, error) {
	changed := map[string]bool{}
	for _, change := range changes {
		changed[change.Key.Name] = true
	}
	wanted, err := objectsOf(c.slot, want)
	if err != nil {
		return nil, err
	}
	objects := slices.DeleteFunc(slices.Clone(now), func(o jsonmodel.Object) bool { return changed[o.Name] })
	for _, o := range wanted {
		if changed[o.Name] {
			objects = append(objects, o)
		}
	}
	slices.SortFunc(objects, func(a, b jsonmodel.Object) int { return strings.Compare(a.Name, b.Name) })
	return objects, nil
}
