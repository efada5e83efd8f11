package main

import (
	"fmt"
	"math"
	"path"
	"strings"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// edit is one change of one item: its number, and how many lines it touches (0 for a small one).
type edit struct {
	id    int
	lines int
}

// thing is something that every environment may have: a file, or an object of the model.
type thing struct {
	path   string // of a file
	object int    // of an object: its place in the model, from 1; 0 for a file
	lines  int    // of a text; of a picture its bytes
	own    bool   // it differs from environment to environment, and does not travel
}

// version is a thing as it is at one moment in one environment. It never changes.
type version struct {
	*thing
	edits []edit
	item  lockstep.Item
}

// edited is the version after one more edit.
func (m *maker) edited(v *version, lines int) *version {
	m.edits++
	edits := append(v.edits[:len(v.edits):len(v.edits)], edit{m.edits, lines})
	return m.version(v.thing, edits, "")
}

// version writes a thing as it is after some edits.
func (m *maker) version(t *thing, edits []edit, environment string) *version {
	v := &version{thing: t, edits: edits}
	if t.object > 0 {
		v.item = lockstep.Item{Body: lockstep.BodyOf(m.object(t.object, edits))}
		return v
	}
	v.item = lockstep.Item{Key: lockstep.Key{Slot: lockstep.DefaultSlot, Kind: "file", Name: t.path}, Part: lockstep.Configuration}
	about := t.path
	if t.own {
		about += environment
	}
	switch ending := path.Ext(t.path); ending {
	case ".png":
		v.item.Body = lockstep.BodyOf(picture(m.Seed, about, t.lines, edits))
	default:
		v.item.Body = lockstep.BodyOf(forms[ending].text(m.Seed, about, t.lines, edits))
	}
	if strings.HasSuffix(t.path, ".sh") {
		v.item.Mode = lockstep.Executable
	}
	return v
}

// The places of a few things that every project has, whatever its size. They come first.
const (
	priceList   = iota // 20,000 lines
	logo               // no text
	searchIndex        // more than 4 MB of text
	firstOwn
)

var special = []thing{
	priceList:    {path: "data/price-list.csv", lines: 20_000},
	logo:         {path: "assets/logo.png", lines: 60_000},
	searchIndex:  {path: "data/search-index.json", lines: 120_000},
	firstOwn:     {path: ".env", lines: 14, own: true},
	firstOwn + 1: {path: "settings/mail.json", lines: 12, own: true},
	firstOwn + 2: {path: "settings/payment.json", lines: 18, own: true},
}

// firstObject is the place of the model's first object.
var firstObject = len(special)

var (
	languages = strings.Fields("bg cs da de el en es et fi fr hr hu it lt lv nl pl pt ro sk sl sv")
	events    = strings.Fields("beforeCreate afterCreate beforeUpdate afterUpdate beforeDelete onRead")
)

// things lays out a project of so many items: the special ones, objects of the model, and files of all kinds.
func things(o Options) []*thing {
	all := []*thing{}
	for i := range special {
		all = append(all, &special[i])
	}
	for i := range max(8, min(80, o.Items/30)) {
		all = append(all, &thing{object: i + 1})
	}
	taken := map[string]bool{}
	r := chance(o.Seed, "things")
	for n := 0; len(all) < o.Items; n++ {
		t := thing{path: filePath(n, r.IntN), lines: max(4, min(2500, int(math.Exp(3.4+r.NormFloat64()*0.8))))}
		if !taken[t.path] {
			taken[t.path] = true
			all = append(all, &t)
		}
	}
	return all
}

// filePath is a path such as a project's nth file has.
func filePath(n int, pick func(int) int) string {
	one, other := words[pick(len(words))], words[pick(len(words))]
	switch n % 20 {
	case 0, 1, 2, 3, 4:
		return fmt.Sprintf("locales/%s/%s.json", languages[pick(len(languages))], one)
	case 5, 6, 7, 8:
		return fmt.Sprintf("hooks/%ss/%s.js", one, events[pick(len(events))])
	case 9, 10, 11:
		return fmt.Sprintf("templates/%s/%s-%s.html", languages[pick(len(languages))], one, other)
	case 12, 13:
		return fmt.Sprintf("rules/%s/%s.yaml", one, other)
	case 14:
		return fmt.Sprintf("security/roles/%s-%s.json", one, other)
	case 15:
		return fmt.Sprintf("reports/%s/%s.sql", one, other)
	case 16:
		return fmt.Sprintf("nginx/sites/%s-%s.conf", one, other)
	case 17:
		return fmt.Sprintf("pages/%s/%s.md", one, other)
	case 18:
		return fmt.Sprintf("settings/%s/%s.json", one, other)
	}
	return fmt.Sprintf("jobs/%s-%s.sh", one, other)
}

// modelFile is the file of a folder that holds the model.
const modelFile = "model.json"

var modelPlace = jsonmodel.Place{Slot: lockstep.DefaultSlot, Frame: modelFile}

func objectName(i int) string {
	one := words[(i*7)%len(words)]
	return fmt.Sprintf("%s_%ss", one, words[(i*11+3)%len(words)])
}

// object writes the ith object of the model. Each belongs to one before it.
func (m *maker) object(i int, edits []edit) []byte {
	r := chance(m.Seed, "object", i)
	fields := []string{
		`"name": { "type": "string", "required": true }`,
		`"created_at": { "type": "datetime" }`,
	}
	for n := range 5 + r.IntN(9) {
		kind := []string{"string", "text", "float", "boolean", "datetime", "point"}[r.IntN(6)]
		fields = append(fields, fmt.Sprintf(`"%s_%d": { "type": "%s" }`, name(r), n, kind))
	}
	if i > 1 {
		fields = append(fields, fmt.Sprintf(`"owner": { "object": "%s" }`, objectName(i/2)))
	}
	for _, child := range []int{2 * i, 2*i + 1} {
		if child >= 2 && child <= m.objects {
			fields = append(fields, fmt.Sprintf(`"%s": { "collection": "%s", "via": "owner" }`, objectName(child), objectName(child)))
		}
	}
	for _, e := range edits {
		if e.lines > 0 { // a large edit takes a field away
			fields = append(fields[:2], fields[3:]...)
			continue
		}
		r := chance(m.Seed, "object", i, e.id)
		fields = append(fields, fmt.Sprintf(`"%s_%d": { "type": "string" }`, name(r), 100+e.id))
	}
	return fmt.Appendf(nil, "{\n    \"name\": \"%s\",\n    \"fields\": {\n      %s\n    }\n  }", objectName(i), strings.Join(fields, ",\n      "))
}
