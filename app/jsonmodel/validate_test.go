package jsonmodel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

func place() jsonmodel.Place { return jsonmodel.Place{Slot: "main", Frame: "model.json"} }

// verdicts are problems as "object path verdict", in the order they were found.
func verdicts(problems []lockstep.Problem) []string {
	found := []string{}
	for _, p := range problems {
		found = append(found, strings.TrimSpace(fmt.Sprintf("%s %s", p.Key.Name, p.Path))+" "+string(p.Verdict))
	}
	return found
}

func TestAValidModelHasNoProblem(t *testing.T) {
	cut := mustSplit(t, `[
		{"name": "users", "dbName": "people", "fields": {
			"email": {"type": "string", "required": true, "unique": true},
			"bio": {"type": "text", "defaultValue": ""},
			"born": {"type": "datetime", "defaultValue": "1990-01-31T12:00:00Z"},
			"score": {"type": "float", "defaultValue": 1.5},
			"admin": {"type": "boolean", "defaultValue": false},
			"photo": {"type": "binary"},
			"home": {"type": "point", "defaultValue": [52.5, 13.4]},
			"orders": {"collection": "orders", "via": "buyer"},
			"boss": {"object": "users"},
			"team": {"collection": "users", "via": "boss"}}},
		{"name": "orders", "fields": {
			"total": {"type": "float", "rename": "amount", "dbName": "total"},
			"buyer": {"object": "users", "cascade": true, "required": false}}}]`)
	if diff := cmp.Diff([]string{}, verdicts(place().Validate(cut.Objects))); diff != "" {
		t.Error(diff)
	}
}

func TestEveryRuleOfTheModelHolds(t *testing.T) {
	long := strings.Repeat("x", 33)
	fields := func(f string) string { return `[{"name":"a","fields":{` + f + `}}]` }
	for name, row := range map[string]struct {
		doc  string
		want []string
	}{
		"a dash in an object's name":          {`[{"name":"a-b","fields":{}}]`, []string{"a-b name note"}},
		"a space in an object's name":         {`[{"name":"a b","fields":{}}]`, []string{"a b name blocks"}},
		"a letter that is not ASCII":          {`[{"name":"ä","fields":{}}]`, []string{"ä name blocks"}},
		"an object's name of 33":              {`[{"name":"` + long + `","fields":{}}]`, []string{long + " name blocks"}},
		"an object's name of 32":              {`[{"name":"` + long[1:] + `","fields":{}}]`, []string{}},
		"no fields":                           {`[{"name":"a"}]`, []string{"a fields blocks"}},
		"fields null":                         {`[{"name":"a","fields":null}]`, []string{"a fields blocks"}},
		"fields a list":                       {`[{"name":"a","fields":[]}]`, []string{"a fields blocks"}},
		"an id of the object":                 {`[{"name":"a","id":1,"fields":{}}]`, []string{"a id blocks"}},
		"a property nobody knows":             {`[{"name":"a","colour":1,"fields":{}}]`, []string{"a colour note"}},
		"the name given twice":                {`[{"name":"a","name":"b","fields":{}}]`, []string{"a name blocks"}},
		"a field given twice":                 {fields(`"x":{"type":"text"},"x":{"type":"text"}`), []string{"a fields.x blocks"}},
		"a type given twice":                  {fields(`"x":{"type":"text","type":"text"}`), []string{"a fields.x.type blocks"}},
		"a field id":                          {fields(`"id":{"type":"text"}`), []string{"a fields.id blocks"}},
		"a dash in a field's name":            {fields(`"x-y":{"type":"text"}`), []string{"a fields.x-y blocks"}},
		"an empty field's name":               {fields(`"":{"type":"text"}`), []string{"a fields. blocks"}},
		"a field's name of 33":                {fields(`"` + long + `":{"type":"text"}`), []string{"a fields." + long + " blocks"}},
		"a field null":                        {fields(`"x":null`), []string{"a fields.x blocks"}},
		"a field that is a text":              {fields(`"x":"text"`), []string{"a fields.x blocks"}},
		"neither type nor relation":           {fields(`"x":{}`), []string{"a fields.x blocks"}},
		"a type nobody knows":                 {fields(`"x":{"type":"int"}`), []string{"a fields.x.type blocks"}},
		"a type in capitals":                  {fields(`"x":{"type":"Text"}`), []string{"a fields.x.type blocks"}},
		"a type null":                         {fields(`"x":{"type":null}`), []string{"a fields.x.type blocks"}},
		"a type and a relation":               {fields(`"x":{"type":"text","object":"a"}`), []string{"a fields.x blocks"}},
		"a type and via":                      {fields(`"x":{"type":"text","via":"a"}`), []string{"a fields.x blocks"}},
		"both sides in one field":             {fields(`"x":{"object":"a","collection":"a","via":"x"}`), []string{"a fields.x blocks"}},
		"object and via":                      {fields(`"x":{"object":"a","via":"x"}`), []string{"a fields.x blocks"}},
		"a collection without via":            {fields(`"x":{"collection":"a"}`), []string{"a fields.x blocks"}},
		"via without a collection":            {fields(`"x":{"via":"a"}`), []string{"a fields.x blocks"}},
		"a relation to nothing":               {fields(`"x":{"object":"b"}`), []string{"a fields.x.object blocks"}},
		"a collection of nothing":             {fields(`"x":{"collection":"b","via":"x"}`), []string{"a fields.x.collection blocks"}},
		"a relation to a number":              {fields(`"x":{"object":7}`), []string{"a fields.x.object blocks"}},
		"via a number":                        {fields(`"x":{"collection":"a","via":7}`), []string{"a fields.x.via blocks"}},
		"required a text":                     {fields(`"x":{"type":"text","required":"yes"}`), []string{"a fields.x.required blocks"}},
		"unique a number":                     {fields(`"x":{"type":"text","unique":1}`), []string{"a fields.x.unique blocks"}},
		"cascade null":                        {fields(`"x":{"object":"a","cascade":null},"y":{"collection":"a","via":"x"}`), []string{"a fields.x.cascade blocks"}},
		"cascade on a plain field":            {fields(`"x":{"type":"text","cascade":true}`), []string{"a fields.x.cascade note"}},
		"a required relation":                 {fields(`"x":{"object":"a","required":true},"y":{"collection":"a","via":"x"}`), []string{"a fields.x.required blocks"}},
		"a relation with a default":           {fields(`"x":{"object":"a","defaultValue":null},"y":{"collection":"a","via":"x"}`), []string{"a fields.x.defaultValue blocks"}},
		"a text's default a number":           {fields(`"x":{"type":"text","defaultValue":7}`), []string{"a fields.x.defaultValue blocks"}},
		"a string's default null":             {fields(`"x":{"type":"string","defaultValue":null}`), []string{"a fields.x.defaultValue blocks"}},
		"a float's default a text":            {fields(`"x":{"type":"float","defaultValue":"7"}`), []string{"a fields.x.defaultValue blocks"}},
		"a boolean's default a number":        {fields(`"x":{"type":"boolean","defaultValue":0}`), []string{"a fields.x.defaultValue blocks"}},
		"a datetime's default garbage":        {fields(`"x":{"type":"datetime","defaultValue":"soon"}`), []string{"a fields.x.defaultValue blocks"}},
		"a datetime's default no real day":    {fields(`"x":{"type":"datetime","defaultValue":"2023-02-30"}`), []string{"a fields.x.defaultValue blocks"}},
		"a datetime's default a day":          {fields(`"x":{"type":"datetime","defaultValue":"2023-02-28"}`), []string{}},
		"a binary's default a number":         {fields(`"x":{"type":"binary","defaultValue":7}`), []string{"a fields.x.defaultValue blocks"}},
		"a point's default one number":        {fields(`"x":{"type":"point","defaultValue":[7]}`), []string{"a fields.x.defaultValue blocks"}},
		"a new name with a dash":              {fields(`"x":{"type":"text","rename":"y-z"}`), []string{"a fields.x.rename blocks"}},
		"a new name that is a number":         {fields(`"x":{"type":"text","rename":7}`), []string{"a fields.x.rename blocks"}},
		"a new name of 33":                    {fields(`"x":{"type":"text","rename":"` + long + `"}`), []string{"a fields.x.rename blocks"}},
		"a new name that is taken":            {fields(`"x":{"type":"text","rename":"y"},"y":{"type":"text"}`), []string{"a fields.x.rename blocks"}},
		"two new names alike":                 {fields(`"x":{"type":"text","rename":"z"},"y":{"type":"text","rename":"z"}`), []string{"a fields.y.rename blocks"}},
		"a name in the database null":         {fields(`"x":{"type":"text","dbName":null}`), []string{"a fields.x.dbName blocks"}},
		"the one side alone":                  {fields(`"x":{"object":"a"}`), []string{"a fields.x blocks"}},
		"the many side alone":                 {fields(`"x":{"collection":"a","via":"y"}`), []string{"a fields.x.via blocks"}},
		"the many side via a plain field":     {fields(`"x":{"collection":"a","via":"y"},"y":{"type":"text"}`), []string{"a fields.x.via blocks"}},
		"many to many":                        {fields(`"x":{"collection":"a","via":"y"},"y":{"collection":"a","via":"x"}`), []string{"a fields.x.via blocks", "a fields.y.via blocks"}},
		"two collections of one field":        {fields(`"x":{"object":"a"},"y":{"collection":"a","via":"x"},"z":{"collection":"a","via":"x"}`), []string{"a fields.z.via blocks"}},
		"a field's property nobody knows":     {fields(`"x":{"type":"text","requird":true}`), []string{"a fields.x.requird note"}},
		"a duplicate deep in a strange value": {`[{"name":"a","fields":{},"x":[{"y":1,"y":2}]}]`, []string{"a x.y blocks", "a x note"}},
	} {
		t.Run(name, func(t *testing.T) {
			problems := place().Validate(mustSplit(t, row.doc).Objects)
			if diff := cmp.Diff(row.want, verdicts(problems)); diff != "" {
				t.Error(diff, problems)
			}
			for _, p := range problems {
				if !strings.HasSuffix(p.Message, ".") {
					t.Errorf("%q is no sentence", p.Message)
				}
			}
		})
	}
}

func TestARelationProblemNamesTheObjectThatSolvesIt(t *testing.T) {
	for name, doc := range map[string]string{
		"not named back":        `[{"name":"a","fields":{"b":{"object":"b"}}},{"name":"b","fields":{}}]`,
		"no field for via":      `[{"name":"a","fields":{"b":{"collection":"b","via":"a"}}},{"name":"b","fields":{}}]`,
		"the object is missing": `[{"name":"a","fields":{"b":{"object":"b"}}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			problems := place().Validate(mustSplit(t, doc).Objects)
			if len(problems) != 1 {
				t.Fatalf("got %v, want one problem", problems)
			}
			want := []lockstep.Key{place().Key("b"), place().Key("a")}
			if diff := cmp.Diff(want, problems[0].Needs); diff != "" {
				t.Error(diff)
			}
		})
	}
}
