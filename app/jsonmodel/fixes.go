package jsonmodel

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

// workshop makes the fixes that may end one problem of a document that can be read. Which of them do is tried out by
// whoever asked.
type workshop struct {
	doc     []byte
	model   value
	object  value
	spot    spot
	problem lockstep.Problem
}

func (w workshop) fixes() []lockstep.Fix {
	last := w.problem.Path[strings.LastIndex(w.problem.Path, ".")+1:]
	switch {
	case w.problem.Path == "fields" && !w.object.has("fields"):
		return []lockstep.Fix{w.put("Add fields", w.object, `"fields": {}`)}
	case w.problem.Path == "":
		return nil
	}
	fixes := []lockstep.Fix{}
	if last == "type" && w.spot.value.sort == text {
		if near := nearest(w.spot.text, types()); near != "" {
			fixes = append(fixes, w.replace("Change to "+near, strconv.Quote(near)))
		}
	}
	if last == "defaultValue" || w.spot.member.name == "required" || w.spot.member.name == "unique" || w.spot.member.name == "cascade" {
		fixes = append(fixes, w.converted()...)
	}
	if field := w.field(); field.sort == object && w.spot.value.start == field.start {
		if !field.has("type") && !field.has("object") && !field.has("collection") && !field.has("via") {
			fixes = append(fixes, w.put("Make it a string", field, `"type": "string"`))
		}
		fixes = append(fixes, w.otherSide(field)...)
	}
	if w.spot.named && w.spot.value.sort != object && strings.HasPrefix(w.problem.Path, "fields.") && w.field().start == w.spot.value.start && w.spot.value.sort == text {
		if near := nearest(w.spot.text, types()); near != "" {
			fixes = append(fixes, w.replace("Make it a "+near, `{ "type": `+strconv.Quote(near)+` }`))
		}
	}
	fixes = append(fixes, w.renamed()...)
	if w.spot.named && w.spot.member.name == last && last != "fields" && last != "name" {
		fixes = append(fixes, w.without("Take out "+w.spot.member.name))
	}
	return fixes
}

// field is the field of the object that the path leads into.
func (w workshop) field() value {
	name, _, _ := strings.Cut(strings.TrimPrefix(w.problem.Path, "fields."), ".")
	return find(w.object, "fields."+name).value
}

func (w workshop) replace(title, with string) lockstep.Fix {
	return lockstep.Fix{Title: title, Edits: []lockstep.TextEdit{{From: w.spot.value.start, To: w.spot.value.end, Text: with}}}
}

// put adds a member at the end of an object, laid out as the members that are there.
func (w workshop) put(title string, into value, member string) lockstep.Fix {
	if len(into.members) == 0 {
		return lockstep.Fix{Title: title, Edits: []lockstep.TextEdit{{From: into.start + 1, To: into.start + 1, Text: " " + member + " "}}}
	}
	last := into.members[len(into.members)-1]
	before := w.doc[into.start+1 : into.members[0].at] // the white space before the first member
	if len(bytes.TrimSpace(before)) > 0 || len(before) == 0 {
		before = []byte(" ")
	}
	return lockstep.Fix{Title: title, Edits: []lockstep.TextEdit{{From: last.value.end, To: last.value.end, Text: "," + string(before) + member}}}
}

// without takes the member out, with the comma that parts it from its neighbour.
func (w workshop) without(title string) lockstep.Fix {
	all := w.spot.within.members
	i := slices.IndexFunc(all, func(m member) bool { return m.at == w.spot.at })
	from, to := w.spot.at, w.spot.value.end
	switch {
	case i > 0:
		from = all[i-1].value.end
	case len(all) > 1:
		to = all[1].at
	}
	return lockstep.Fix{Title: title, Edits: []lockstep.TextEdit{{From: from, To: to}}}
}

// converted writes the value as what it was meant to be: "true" as true, "5" as 5, 5 as "5".
func (w workshop) converted() []lockstep.Fix {
	raw := string(w.doc[w.spot.value.start:w.spot.value.end])
	switch w.spot.value.sort {
	case text:
		if bare := strings.TrimSpace(w.spot.text); json.Valid([]byte(bare)) {
			return []lockstep.Fix{w.replace("Change to "+bare, bare)}
		}
	case number, boolean:
		return []lockstep.Fix{w.replace("Put it in quotes", strconv.Quote(raw))}
	}
	return nil
}

// renamed gives a name that cannot be one a form that can, where the name itself is what is wrong.
func (w workshop) renamed() []lockstep.Fix {
	at, name := w.spot.at, w.spot.member.name
	if w.problem.Path == "name" && w.spot.value.sort == text {
		at, name = w.spot.value.start, w.spot.text
	}
	if !w.spot.named || name == "" {
		return nil
	}
	good := strings.Trim(regexp.MustCompile(`\W+`).ReplaceAllString(name, "_"), "_")
	good = good[:min(len(good), longestName)]
	if good == "" || good == name {
		return nil
	}
	return []lockstep.Fix{{Title: "Rename to " + good, Edits: []lockstep.TextEdit{{From: at, To: wordEndQuoted(w.doc, at), Text: strconv.Quote(good)}}}}
}

// wordEndQuoted is the end of the text in quotes that begins at an offset.
func wordEndQuoted(doc []byte, at int) int {
	p := parser{doc: doc, at: at}
	if _, err := p.text(); err != nil {
		return at
	}
	return p.at
}

// otherSide adds the many side of a relation whose one side is there.
func (w workshop) otherSide(field value) []lockstep.Fix {
	to, ok := field.get("object")
	if !ok || to.sort != text {
		return nil
	}
	name, _ := w.object.get("name")
	for _, other := range w.model.items {
		called, _ := other.get("name")
		fields, has := other.get("fields")
		if called.text != to.text || !has || fields.sort != object || fields.has(name.text) {
			continue
		}
		via := w.problem.Path[strings.LastIndex(w.problem.Path, ".")+1:]
		quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) } // a string always marshals
		side := quoted(name.text) + `: { "collection": ` + quoted(name.text) + `, "via": ` + quoted(via) + ` }`
		return []lockstep.Fix{w.put("Add "+name.text+" to "+to.text, fields, side)}
	}
	return nil
}

// nearest is the word of a list that another one was meant to be; "" where none is near.
func nearest(word string, list []string) string {
	meant := map[string]string{
		"int": "float", "integer": "float", "number": "float", "decimal": "float", "double": "float", "date": "datetime", "time": "datetime",
		"timestamp": "datetime", "bool": "boolean", "str": "string", "varchar": "string", "longtext": "text", "blob": "binary", "file": "binary",
	}
	low := strings.ToLower(word)
	if m, ok := meant[low]; ok && slices.Contains(list, m) {
		return m
	}
	best, least := "", 3
	for _, each := range list {
		if d := distance(low, each); d < least && d < len(each) {
			best, least = each, d
		}
	}
	return best
}

// distance counts the letters to be added, taken out, changed or swapped with a neighbour to get from a to b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
