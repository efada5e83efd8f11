package pocketbase_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/lockstep"
)

func slot() lockstep.Slot { return lockstep.Slot{Name: "backend", Kind: pocketbase.Kind} }

func to(i *pbtest.Instance) lockstep.Connection {
	return lockstep.Connection{Settings: lockstep.Settings{"url": i.URL, "identity": pbtest.Identity}, Secrets: lockstep.Settings{"password": pbtest.Password}}
}

func open(t testing.TB, i *pbtest.Instance) lockstep.Connector {
	t.Helper()
	return connecttest.Open(t, pocketbase.Driver(), slot(), to(i))
}

// edit is a state with the bodies of some items changed as JSON.
func edit(t testing.TB, s lockstep.State, kind, name string, change func(map[string]any)) lockstep.State {
	t.Helper()
	k := lockstep.Key{Slot: "backend", Kind: kind, Name: name}
	item, ok := s.Get(k)
	if !ok {
		t.Fatalf("there is no %s", k)
	}
	b, err := item.Body.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(b, &body); err != nil {
		t.Fatal(err)
	}
	change(body)
	if b, err = json.Marshal(body); err != nil {
		t.Fatal(err)
	}
	item.Body = lockstep.BodyOf(b)
	with, err := s.With([]lockstep.Item{item}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return with
}

// shop makes a small shop: two collections, one of which relates to the other, and a view on both.
func shop(t testing.TB, i *pbtest.Instance) {
	t.Helper()
	i.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "categories", "type": "base", "listRule": "",
		"fields": []any{map[string]any{"name": "title", "type": "text", "required": true}}}, nil)
	var categories struct{ ID string }
	i.Call(t, http.MethodGet, "/api/collections/categories", nil, &categories)
	i.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "products", "type": "base",
		"listRule": "category.title != ''",
		"fields": []any{
			map[string]any{"name": "name", "type": "text"},
			map[string]any{"name": "price", "type": "number", "min": 0},
			map[string]any{"name": "category", "type": "relation", "collectionId": categories.ID, "maxSelect": 1},
			map[string]any{"name": "colours", "type": "select", "maxSelect": 3, "values": []string{"red", "green", "blue"}},
		},
		"indexes": []string{"CREATE INDEX `idx_price` ON `products` (`price`)"}}, nil)
	i.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "offers", "type": "view",
		"viewQuery": "SELECT p.id, p.name, c.title FROM products p JOIN categories c ON c.id = p.category"}, nil)
}

func TestPocketBaseKeepsWhatAConnectorPromises(t *testing.T) {
	first := pbtest.Start(t)
	empty := connecttest.Capture(t, open(t, first))
	shop(t, first)
	full := connecttest.Capture(t, open(t, first))
	other := edit(t, full, "collection", "products", func(c map[string]any) {
		c["listRule"] = ""
		c["fields"] = append(c["fields"].([]any), map[string]any{"id": "text77", "name": "sku", "type": "text", "required": false, "system": false,
			"hidden": false, "presentable": false, "primaryKey": false, "min": 0, "max": 40, "pattern": "", "autogeneratePattern": ""})
	})
	other = edit(t, other, "settings", "meta", func(s map[string]any) { s["appName"] = "Shop" })
	other, _, err := pocketbase.Driver().Prepare(slot(), full, other)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Run(t, connecttest.Setup{
		Driver: pocketbase.Driver(),
		Slot:   slot(),
		System: func(t testing.TB) lockstep.Connection { return to(pbtest.Start(t)) },
		States: []lockstep.State{full, other, empty},
		Meddle: meddle,
		Missing: &lockstep.Connection{
			Settings: lockstep.Settings{"url": "http://127.0.0.1:1", "identity": pbtest.Identity},
			Secrets:  lockstep.Settings{"password": pbtest.Password},
		},
	})
}

// meddle changes an item as somebody does in the dashboard.
func meddle(t testing.TB, connection lockstep.Connection, k lockstep.Key) {
	t.Helper()
	i := pbtest.At(connection.Settings["url"])
	switch k.Kind {
	case "collection":
		rule := "id = 'meddled'"
		if strings.HasPrefix(k.Name, "_") {
			i.Call(t, http.MethodPatch, "/api/collections/"+k.Name, map[string]any{"authToken": map[string]any{"duration": 4242}}, nil)
			return
		}
		i.Call(t, http.MethodPatch, "/api/collections/"+k.Name, map[string]any{"viewRule": rule}, nil)
	default:
		i.Call(t, http.MethodPatch, "/api/settings", map[string]any{k.Name: map[string]any{"appName": "meddled"}}, nil)
	}
}
