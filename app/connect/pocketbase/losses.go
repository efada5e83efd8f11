package pocketbase

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// asks bounds how often an instance is asked to count.
const asks = 200

// losses counts the rows that lose something: those of collections that go, and those that hold a value in a field that
// goes or takes less than it did.
func (c *connector) losses(ctx context.Context, r revision) ([]lockstep.Problem, error) {
	l := counting{connector: c, r: r, left: asks}
	stays := map[string]bool{}
	for _, one := range r.want {
		stays[one.id()] = true
	}
	for _, name := range slices.Sorted(slices.Values(slices.Concat(r.remove, r.write))) {
		was, ok := r.now.collections[name]
		if ok && !was.view() && !stays[was.id()] {
			l.collection(ctx, was)
		}
	}
	for _, name := range r.write {
		if was, ok := r.former(r.want[name]); ok && !was.view() {
			l.fields(ctx, was, r.want[name])
		}
	}
	return l.problems, l.err
}

type counting struct {
	*connector
	r        revision
	left     int
	err      error
	problems []lockstep.Problem
}

// rows counts those of a collection that a filter finds; "" for all. It is negative where it is not counted any more.
func (l *counting) rows(ctx context.Context, collection, filter string) int {
	if l.err != nil || l.left == 0 {
		return -1
	}
	l.left--
	var got struct {
		TotalItems json.Number `json:"totalItems"`
	}
	query := url.Values{"perPage": {"1"}, "fields": {"id"}}
	if filter != "" {
		query.Set("filter", filter)
	}
	l.err = l.client.get(ctx, "/api/collections/"+url.PathEscape(collection)+"/records", query, &got)
	n, err := got.TotalItems.Int64()
	if l.err == nil && err != nil {
		l.err = lockstep.Errorf(lockstep.Unreachable, "%s does not say how many rows %s has. Mend the URL of the connection.", l.client.Base.Host, collection)
	}
	return int(n)
}

func (l *counting) say(name, place string, v lockstep.Verdict, format string, args ...any) {
	l.problems = append(l.problems, lockstep.Problem{Key: l.key(collectionKind, name), Path: place, Verdict: v, Message: fmt.Sprintf(format, args...)})
}

// verdict is how grave it is that rows lose something.
func verdict(rows int) lockstep.Verdict {
	if rows == 0 {
		return lockstep.Note
	}
	return lockstep.Loses
}

// with says what goes with something that goes.
func with(what string, rows int) string {
	if rows == 0 {
		return ", which loses nothing"
	}
	return ", with " + what + inRows(rows)
}

// inRows says in how many rows something is.
func inRows(rows int) string {
	if rows < 0 {
		return "rows that were not counted"
	}
	return lockstep.Count(rows, "row")
}

func (l *counting) collection(ctx context.Context, was collection) {
	rows := l.rows(ctx, was.name, "")
	if l.err != nil {
		return
	}
	anew := ""
	if _, again := l.r.want[was.name]; again {
		anew = " and made anew as another kind of collection"
	}
	l.say(was.name, "", verdict(rows), "%s is dropped%s%s.", was.name, anew, with("", rows))
}

// fields tells of the fields of a collection that was and is: those that go, take less, or come.
func (l *counting) fields(ctx context.Context, was, is collection) {
	var gone, fresh []object
	for _, f := range was.fields() {
		later := is.field("id", text(f["id"]))
		if later == nil {
			gone = append(gone, f)
			continue
		}
		if text(later["name"]) != text(f["name"]) {
			l.say(is.name, "/fields/[name="+text(later["name"])+"]", lockstep.Note, "%s of %s is called %s from now on, and keeps its values.", text(f["name"]), is.name, text(later["name"]))
		}
		l.narrower(ctx, was, is, f, later)
	}
	for _, f := range is.fields() {
		if was.field("id", text(f["id"])) == nil && text(f["type"]) != "autodate" {
			fresh = append(fresh, f)
		}
	}
	l.dropped(ctx, was, is, gone)
	l.empty(ctx, was, is, fresh)
}

// dropped counts first whether any row loses anything, and only then of each field.
func (l *counting) dropped(ctx context.Context, was, is collection, gone []object) {
	if len(gone) == 0 {
		return
	}
	var any []string
	for _, f := range gone {
		any = append(any, filled(f))
	}
	all := l.rows(ctx, was.name, strings.Join(any, " || "))
	for i, f := range gone {
		rows := all
		if len(gone) > 1 && all != 0 {
			rows = l.rows(ctx, was.name, any[i])
		}
		if l.err != nil {
			return
		}
		name := text(f["name"])
		how := "is dropped"
		if later := is.field("name", name); later != nil {
			how = fmt.Sprintf("changes from %s to %s, for which PocketBase drops it and makes it anew", f["type"], later["type"])
		}
		l.say(is.name, "/fields/[name="+name+"]", verdict(rows), "%s of %s %s%s.", name, is.name, how, with("its values in ", rows))
	}
}

// empty says that what comes is empty in the rows that are there.
func (l *counting) empty(ctx context.Context, was, is collection, fresh []object) {
	if len(fresh) == 0 {
		return
	}
	rows := l.rows(ctx, was.name, "")
	if l.err != nil || rows == 0 {
		return
	}
	for _, f := range fresh {
		name, demand := text(f["name"]), ""
		if f["required"] == true {
			demand = " It is required, so that none of them can be saved again without one."
		}
		l.say(is.name, "/fields/[name="+name+"]", lockstep.Note, "%s of %s comes empty in %s.%s", name, is.name, inRows(rows), demand)
	}
}

// filled is the filter that finds the rows with a value in a field.
func filled(f object) string {
	name := text(f["name"])
	switch {
	case several(f):
		return name + ":length > 0"
	case f["type"] == "number":
		return name + " != 0"
	case f["type"] == "bool":
		return name + " = true"
	case f["type"] == "geoPoint":
		return "(" + name + ".lon != 0 || " + name + ".lat != 0)"
	case f["type"] == "json":
		return "(" + name + " != null && " + name + " != '')"
	}
	return name + " != ''"
}

// several says that a field holds a list.
func several(f object) bool {
	switch f["type"] {
	case "select", "file", "relation":
		return number(f["maxSelect"]) > 1
	}
	return false
}

// number is a value that is one; 0 for any other, by which PocketBase means that there is no bound.
func number(v any) float64 {
	n, ok := v.(json.Number)
	if !ok {
		return 0
	}
	x, _ := n.Float64()
	return x
}

// narrower counts the rows that a field no longer takes. PocketBase changes no row for it, but saves none of them again as
// it is; only where a list becomes a single value is the rest of it lost.
func (l *counting) narrower(ctx context.Context, was, is collection, f, later object) {
	name := text(f["name"])
	tell := func(v lockstep.Verdict, filter, format string) {
		rows := l.rows(ctx, was.name, filter)
		if l.err == nil && rows != 0 {
			l.say(is.name, "/fields/[name="+text(later["name"])+"]", v, format, text(later["name"]), is.name, inRows(rows))
		}
	}
	if several(f) && !several(later) {
		tell(lockstep.Loses, name+":length > 1", "%s of %s takes one value from now on: of the lists in %s all but the last value is lost.")
	}
	if filter := unfit(name, f, later); filter != "" {
		tell(lockstep.Note, filter, "%s of %s takes less than before: what it holds in %s does not fit it any more, and cannot be saved again as it is.")
	}
}

// unfit is the filter that finds the rows which fitted a field and do not any more; "" where none can.
func unfit(name string, f, later object) string {
	var some []string
	if later["required"] == true && f["required"] != true {
		some = append(some, "!("+filled(f)+")")
	}
	if later["type"] == "number" {
		if later["max"] != nil && (f["max"] == nil || number(later["max"]) < number(f["max"])) {
			some = append(some, fmt.Sprintf("%s > %v", name, later["max"]))
		}
		if later["min"] != nil && (f["min"] == nil || number(later["min"]) > number(f["min"])) {
			some = append(some, fmt.Sprintf("%s < %v", name, later["min"]))
		}
	}
	if later["type"] == "select" {
		kept, _ := later["values"].([]any)
		values, _ := f["values"].([]any)
		for _, v := range values {
			if s, ok := v.(string); ok && !slices.Contains(kept, v) {
				some = append(some, name+equals(f)+quote(s))
			}
		}
	}
	if most := number(later["maxSelect"]); several(f) && several(later) && most < number(f["maxSelect"]) {
		some = append(some, fmt.Sprintf("%s:length > %v", name, most))
	}
	// A pattern in which each _ stands for a character finds the texts that are longer than so many.
	if most := number(later["max"]); later["type"] == "text" && most > 0 && most < cmp.Or(number(f["max"]), 5000) && most < 2000 {
		some = append(some, fmt.Sprintf("%s ~ %s", name, quote(strings.Repeat("_", int(most)+1)+"%")))
	}
	return negated(some)
}

func equals(f object) string {
	if several(f) {
		return ":each ?= "
	}
	return " = "
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}

// negated joins filters. PocketBase's filters know no negation of a whole: that of "filled" is written out.
func negated(some []string) string {
	for i, one := range some {
		if inner, ok := strings.CutPrefix(one, "!("); ok {
			some[i] = blank(strings.TrimSuffix(inner, ")"))
		}
	}
	return strings.Join(some, " || ")
}

// blank turns the filter of what is filled round.
func blank(filled string) string {
	return strings.NewReplacer(":length > 0", ":length = 0", " != ", " = ", " = true", " = false", " || ", " && ", " && ", " || ").Replace(filled)
}
