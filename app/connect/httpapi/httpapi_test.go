package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/httpapi"
	"lockstep/app/connect/httpapi/refapp"
	"lockstep/app/lockstep"
)

func slot() lockstep.Slot { return lockstep.Slot{Name: "backend", Kind: httpapi.Kind} }

func to(url string) lockstep.Connection {
	return lockstep.Connection{Settings: lockstep.Settings{"url": url}, Secrets: lockstep.Settings{"token": refapp.Token}}
}

func open(t testing.TB, url string) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, httpapi.Driver(), slot(), to(url))
}

// state is one that a model and files come to.
func state(t testing.TB, model string, files map[string]string) lockstep.State {
	t.Helper()
	items, problems := httpapi.Driver().Document.Parse(slot(), []byte(model))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, body := range files {
		items = append(items, lockstep.Item{Key: file(name), Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(body))})
	}
	s, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func file(name string) lockstep.Key {
	return lockstep.Key{Slot: "backend", Kind: "file", Name: name}
}

func object(name string) lockstep.Key {
	return lockstep.Key{Slot: "backend", Kind: "object", Name: name}
}

const (
	shop = `[
  {"name": "customer", "fields": {"email": {"type": "string", "unique": true}, "orders": {"collection": "order", "via": "by"}}},
  {"name": "order", "fields": {"total": {"type": "float", "required": true, "defaultValue": 1.50}, "note": {"type": "text"}, "by": {"object": "customer"}}}
]`
	larger = `[
  {"name": "order", "fields": {"total": {"type": "string", "required": true}, "paid": {"type": "boolean"}, "by": {"object": "customer"}}},
  {"name": "customer", "fields": {"email": {"type": "string", "unique": true}, "orders": {"collection": "order", "via": "by"}}},
  {"name": "stock", "fields": {"left": {"type": "float"}}}
]`
)

// prepared is want as a plan has it.
func prepared(t testing.TB, before, want lockstep.State) lockstep.State {
	t.Helper()
	want, problems, err := httpapi.Driver().Prepare(slot(), before, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			t.Fatal(p)
		}
	}
	return want
}

// move takes an app to a state.
func move(t testing.TB, c lockstep.Connector, want lockstep.State) {
	t.Helper()
	before := connecttest.Capture(t, c)
	want = prepared(t, before, want)
	if err := c.Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, want, connecttest.Capture(t, c))
}

func TestAnAppKeepsWhatAConnectorPromises(t *testing.T) {
	first := state(t, shop, map[string]string{"mail.json": `{"host":"mail.example"}`, "pages/start.html": "<h1>Shop</h1>", "empty": ""})
	second := state(t, larger, map[string]string{"mail.json": `{"host":"mail.shop.example"}`, "pages/other.html": "one", "empty": ""})
	connecttest.Run(t, connecttest.Setup{
		Driver:  httpapi.Driver(),
		Slot:    slot(),
		System:  func(t testing.TB) lockstep.Connection { return to(refapp.Start(t).URL) },
		States:  []lockstep.State{prepared(t, first, first), prepared(t, first, second), {}},
		Meddle:  meddle,
		Missing: &lockstep.Connection{Settings: lockstep.Settings{"url": "http://127.0.0.1:1"}, Secrets: lockstep.Settings{"token": "any"}},
	})
}

// meddle changes an item as somebody does who writes to the app itself.
func meddle(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
	t.Helper()
	a := refapp.At(connection.Settings["url"])
	if k.Kind == "file" {
		a.PutFile(t, k.Name, "somebody else\n")
		return
	}
	var model []map[string]any
	if err := json.Unmarshal(a.Call(t, http.MethodGet, "/lockstep/v1/model", nil), &model); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, o := range model {
		if o["name"] == k.Name {
			o["fields"].(map[string]any)["meddled"] = map[string]any{"type": "text"}
			found = true
		}
	}
	if !found {
		model = append(model, map[string]any{"name": k.Name, "fields": map[string]any{}})
	}
	a.Call(t, http.MethodPut, "/lockstep/v1/model", model)
}

func TestEqualModelsAreEqualBytes(t *testing.T) {
	one := state(t, `[{"name":"a","fields":{"x":{"type":"float","defaultValue":1.0},"y":{"type":"text"}}},{"name":"b","fields":{}}]`, nil)
	other := state(t, "\ufeff[ {\"fields\": {}, \"name\": \"b\"},\n\t{\"fields\": {\"y\": {\"type\":\"te\\u0078t\"}, \"x\": {\"defaultValue\": 1e0, \"type\": \"float\"}}, \"name\": \"a\"} ]", nil)
	connecttest.Same(t, one, other)
	text, _, err := httpapi.Driver().Document.Format(slot(), one)
	if err != nil || !strings.HasPrefix(string(text), "[\n  {\n    \"name\": \"a\",\n    \"fields\": {\n") {
		t.Errorf("%v\n%s", err, text)
	}
	for _, n := range []string{"12345678901234567890123", "0.1", "-5", "1e+400"} {
		with := state(t, `[{"name":"a","fields":{"x":{"type":"float","defaultValue":`+n+`}}}]`, nil)
		item, _ := with.Get(object("a"))
		if b, err := item.Body.Bytes(); err != nil || !strings.Contains(string(b), `"defaultValue": `+n) {
			t.Errorf("%s became %s (%v)", n, b, err)
		}
	}
}

func TestANameThatIsGivenTwiceIsNotTakenForOne(t *testing.T) {
	s := state(t, `[{"name":"a","fields":{"x":{"type":"float"},"x":{"type":"text"}}}]`, nil)
	_, problems, err := httpapi.Driver().Prepare(slot(), lockstep.State{}, s)
	if err != nil || len(problems) == 0 || problems[0].Verdict != lockstep.Blocks || problems[0].Key != object("a") {
		t.Errorf("%v, %v", problems, err)
	}
}
