package jsonmodel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

func state(t testing.TB, doc string) lockstep.State {
	t.Helper()
	if doc == "" {
		return lockstep.State{}
	}
	items, err := place().Items([]byte(doc), lockstep.Plain)
	if err != nil {
		t.Fatal(err)
	}
	s, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCompareSaysWhatIsLost(t *testing.T) {
	fields := func(f string) string { return `[{"name":"a","fields":{` + f + `}}]` }
	for name, row := range map[string]struct {
		before, after string
		want          []string
	}{
		"nothing changes":               {fields(`"x":{"type":"text"}`), fields(`"x":{"type":"text"}`), []string{}},
		"a new field":                   {fields(``), fields(`"x":{"type":"text"}`), []string{}},
		"a new required field":          {fields(``), fields(`"x":{"type":"text","required":true}`), []string{"a fields.x note"}},
		"a new required default":        {fields(``), fields(`"x":{"type":"text","required":true,"defaultValue":""}`), []string{}},
		"an object goes":                {fields(``), `[]`, []string{"a loses"}},
		"a field goes":                  {fields(`"x":{"type":"text"}`), fields(``), []string{"a fields.x loses"}},
		"a collection goes":             {fields(`"x":{"collection":"a","via":"y"}`), fields(``), []string{"a fields.x note"}},
		"a relation goes":               {fields(`"x":{"object":"a"}`), fields(``), []string{"a fields.x loses"}},
		"string becomes text":           {fields(`"x":{"type":"string"}`), fields(`"x":{"type":"text"}`), []string{"a fields.x.type note"}},
		"text becomes float":            {fields(`"x":{"type":"text"}`), fields(`"x":{"type":"float"}`), []string{"a fields.x.type loses"}},
		"float becomes point":           {fields(`"x":{"type":"float"}`), fields(`"x":{"type":"point"}`), []string{"a fields.x.type blocks"}},
		"plain becomes a relation":      {fields(`"x":{"type":"float"}`), fields(`"x":{"object":"a"}`), []string{"a fields.x blocks"}},
		"a relation turns elsewhere":    {fields(`"x":{"object":"a"}`), fields(`"x":{"object":"b"}`), []string{"a fields.x blocks"}},
		"a collection becomes plain":    {fields(`"x":{"collection":"a","via":"y"}`), fields(`"x":{"type":"text"}`), []string{"a fields.x note"}},
		"an invalid type is mended":     {fields(`"x":{"type":"int"}`), fields(`"x":{"type":"float"}`), []string{}},
		"required now":                  {fields(`"x":{"type":"text"}`), fields(`"x":{"type":"text","required":true}`), []string{"a fields.x.required note"}},
		"unique now":                    {fields(`"x":{"type":"text"}`), fields(`"x":{"type":"text","unique":true}`), []string{"a fields.x.unique note"}},
		"cascading now":                 {fields(`"x":{"object":"a"}`), fields(`"x":{"object":"a","cascade":true}`), []string{"a fields.x.cascade note"}},
		"another column":                {fields(`"x":{"type":"text"}`), fields(`"x":{"type":"text","dbName":"y"}`), []string{"a fields.x.dbName loses"}},
		"another table":                 {fields(``), `[{"name":"a","dbName":"b","fields":{}}]`, []string{"a dbName loses"}},
		"a rename is asked for":         {fields(`"x":{"type":"text"}`), fields(`"x":{"type":"text","rename":"y"}`), []string{"a fields.x note"}},
		"a rename is done":              {fields(`"x":{"type":"text","rename":"y"}`), fields(`"y":{"type":"text"}`), []string{}},
		"a rename from another name":    {fields(`"x":{"type":"text"}`), fields(`"y":{"type":"text","rename":"x"}`), []string{}},
		"a rename over a field":         {fields(`"x":{"type":"text"},"y":{"type":"text"}`), fields(`"x":{"type":"text","rename":"y"}`), []string{"a fields.x note", "a fields.y loses"}},
		"a rename with another type":    {fields(`"x":{"type":"text","rename":"y"}`), fields(`"y":{"type":"float"}`), []string{"a fields.y.type loses"}},
		"fields that cannot be read":    {`[{"name":"a","fields":null}]`, fields(`"x":{"type":"text"}`), []string{}},
		"an object that cannot be read": {fields(`"x":7,"y":{"type":"text"}`), fields(`"x":{"type":"text"},"y":{"type":"text"}`), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			problems := place().Compare(mustSplit(t, row.before).Objects, mustSplit(t, row.after).Objects)
			if diff := cmp.Diff(row.want, verdicts(problems)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryTypeHasAVerdictOnEveryOther(t *testing.T) {
	kinds := []string{"string", "text", "float", "datetime", "boolean", "binary", "point"}
	count := map[jsonmodel.Conversion]int{}
	for _, from := range kinds {
		for _, to := range kinds {
			verdict := jsonmodel.Convertible(from, to)
			if from == to && verdict != jsonmodel.Always {
				t.Errorf("%s to itself: %s", from, verdict)
			}
			count[verdict]++
		}
	}
	want := map[jsonmodel.Conversion]int{jsonmodel.Always: 19, jsonmodel.Depends: 12, jsonmodel.Never: 18}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Error(diff)
	}
}

func prepare(t testing.TB, before, want lockstep.State) (lockstep.State, []lockstep.Problem) {
	t.Helper()
	settled, problems, err := place().Prepare(before, want)
	if err != nil {
		t.Fatal(err)
	}
	return settled, problems
}

func TestPrepareMakesANoteOfWhatWasWrongAlready(t *testing.T) {
	wrong := `{"name":"old","fields":{"x":{"type":"int"}}}`
	before := state(t, "["+wrong+"]")
	for name, row := range map[string]struct {
		want string
		out  []string
	}{
		"the object stays as it is": {`[` + wrong + `,{"name":"new","fields":{}}]`, []string{"old fields.x.type note"}},
		"the object changes":        {`[{"name":"old","fields":{"x":{"type":"int"},"y":{"type":"text"}}}]`, []string{"old fields.x.type blocks"}},
		"another is wrong":          {`[` + wrong + `,{"name":"new","fields":{"x":{"type":"int"}}}]`, []string{"old fields.x.type note", "new fields.x.type blocks"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := prepare(t, before, state(t, row.want))
			got := map[string]bool{}
			for _, v := range verdicts(problems) {
				got[v] = true
			}
			want := map[string]bool{}
			for _, v := range row.out {
				want[v] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPrepareBlocksWhatAChangeBreaksInAnObjectThatStays(t *testing.T) {
	orders := `{"name":"orders","fields":{"buyer":{"object":"users"}}}`
	before := state(t, `[`+orders+`,{"name":"users","fields":{"orders":{"collection":"orders","via":"buyer"}}}]`)
	_, problems := prepare(t, before, state(t, `[`+orders+`,{"name":"users","fields":{}}]`))
	if diff := cmp.Diff([]string{"orders fields.buyer blocks", "users fields.orders note"}, verdicts(problems)); diff != "" {
		t.Error(diff)
	}
}

func TestPrepareGivesWhatACaptureWillGive(t *testing.T) {
	source := state(t, "[{\"name\":\"a\",\"fields\":{}},\n\n{\"name\":\"b\",\"fields\":{}}]")
	target := state(t, "[\n\t{\"name\":\"c\",\"fields\":{}}\n]\n")
	a, _ := source.Get(place().Key("a"))
	want, err := target.With([]lockstep.Item{a}, nil)
	if err != nil {
		t.Fatal(err)
	}
	settled, _ := prepare(t, target, want)
	doc, _, _, err := place().Document(settled)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(doc), "[\n\t{\"name\":\"c\",\"fields\":{}},\n\t{\"name\":\"a\",\"fields\":{}}\n]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if again := state(t, string(doc)); again.Digest() != settled.Digest() {
		t.Error("the captured document differs from the settled state")
	}
	if twice, _ := prepare(t, target, settled); twice.Digest() != settled.Digest() {
		t.Error("settling a settled state changed it")
	}
}

func TestPrepareLeavesAnAbsentModelAbsent(t *testing.T) {
	settled, problems := prepare(t, state(t, "[]"), lockstep.State{})
	if settled.Len() != 0 || len(problems) != 0 {
		t.Errorf("got %d items and %v", settled.Len(), problems)
	}
}

func TestPrepareBlocksAnItemThatIsNoObject(t *testing.T) {
	item := lockstep.Item{Key: place().Key("a"), Part: lockstep.Model, Body: lockstep.BodyOf([]byte("nonsense"))}
	want, err := lockstep.NewState([]lockstep.Item{item}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := prepare(t, lockstep.State{}, want)
	if diff := cmp.Diff([]string{"a blocks"}, verdicts(problems)); diff != "" {
		t.Error(diff)
	}
}

func TestReadSaysWhereATextIsWrong(t *testing.T) {
	_, problems := place().Read([]byte("[\n  {\"name\" \"a\"}]"))
	if len(problems) != 1 || problems[0].Path != "2:11" || problems[0].Verdict != lockstep.Blocks {
		t.Errorf("got %v", problems)
	}
}

func TestItemsNeedTheObjectsThatTheyRelateTo(t *testing.T) {
	s := state(t, `[{"name":"a","fields":{"b":{"object":"b"},"c":{"collection":"b","via":"x"},"self":{"object":"a"},"odd":{"object":7}}}]`)
	a, _ := s.Get(place().Key("a"))
	if diff := cmp.Diff([]lockstep.Key{place().Key("b")}, a.Needs); diff != "" {
		t.Error(diff)
	}
}

func TestDescribeDrawsTheFields(t *testing.T) {
	s := state(t, `[{"name":"a","fields":{"z":{"type":"text","required":true,"defaultValue":"hi"},"p":{"type":"point","unique":true,"defaultValue":[1, 2]},"b":{"collection":"b","via":"a"},"odd":null}}]`)
	a, _ := s.Get(place().Key("a"))
	got, ok := jsonmodel.Describe(a)
	want := lockstep.Object{Name: "a", Fields: []lockstep.ObjectField{
		{Name: "z", Type: "text", Required: true, Default: "hi"},
		{Name: "p", Type: "point", Unique: true, Default: "[1,2]"},
		{Name: "b", Type: "collection", Relation: "b"},
		{Name: "odd"},
	}}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Error(diff, ok)
	}
	frame, _ := s.Get(place().FrameKey())
	if _, ok := jsonmodel.Describe(frame); ok {
		t.Error("a frame was described")
	}
}
