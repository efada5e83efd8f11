package pocketbase_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/lockstep"
)

// plan prepares and validates, and gives all problems.
func plan(t testing.TB, c lockstep.Connector, to lockstep.State) (want lockstep.State, changes []lockstep.Change, problems []lockstep.Problem) {
	t.Helper()
	now := connecttest.Capture(t, c)
	want, problems, err := pocketbase.Driver().Prepare(slot(), now, to)
	if err != nil {
		t.Fatal(err)
	}
	changes = lockstep.Diff(now, want)
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			return want, changes, problems
		}
	}
	more, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, now, connecttest.Capture(t, c))
	return want, changes, append(problems, more...)
}

// move takes an instance to a state, and gives what was said of it.
func move(t testing.TB, i *pbtest.Instance, to lockstep.State) []lockstep.Problem {
	t.Helper()
	c := open(t, i)
	want, changes, problems := plan(t, c, to)
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			t.Fatalf("%s%s blocks: %s", p.Key, p.Path, p.Message)
		}
	}
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, want, connecttest.Capture(t, c))
	return problems
}

// said are the problems as lines.
func said(problems []lockstep.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprintf("%s %s%s: %s", p.Verdict, p.Key.Name, p.Path, p.Message))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// rows are what an instance has in a collection, by the value of a field.
func rows(t testing.TB, i *pbtest.Instance, collection, field string) []string {
	t.Helper()
	var got struct{ Items []map[string]any }
	i.Call(t, http.MethodGet, "/api/collections/"+collection+"/records?perPage=500&sort=id", nil, &got)
	var all []string
	for _, row := range got.Items {
		all = append(all, fmt.Sprint(row[field]))
	}
	slices.Sort(all)
	return all
}

func stocked(t testing.TB) *pbtest.Instance {
	t.Helper()
	i := pbtest.Start(t)
	shop(t, i)
	i.Rows(t, "products", 3, func(n int) map[string]any {
		return map[string]any{"name": fmt.Sprintf("product %d", n), "price": n + 1, "colours": []string{"red", "blue"}[:n%3]}
	})
	return i
}

func fieldsOf(c map[string]any) []any { return c["fields"].([]any) }

func fieldNamed(c map[string]any, name string) map[string]any {
	for _, f := range fieldsOf(c) {
		if f.(map[string]any)["name"] == name {
			return f.(map[string]any)
		}
	}
	return nil
}

func equal(t testing.TB, want, got any) {
	t.Helper()
	if w, g := fmt.Sprint(want), fmt.Sprint(got); w != g {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func TestARenamedFieldKeepsItsValues(t *testing.T) {
	i := stocked(t)
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "products", func(c map[string]any) { fieldNamed(c, "name")["name"] = "title" })
	to = edit(t, to, "collection", "offers", func(c map[string]any) {
		c["viewQuery"] = "SELECT p.id, p.title, c.title AS category FROM products p JOIN categories c ON c.id = p.category"
	})
	equal(t, `note products/fields/[name=title]: name of products is called title from now on, and keeps its values.`, said(move(t, i, to)))
	equal(t, "[product 0 product 1 product 2]", rows(t, i, "products", "title"))
}

func TestARenamedCollectionKeepsItsRows(t *testing.T) {
	i := stocked(t)
	source := pbtest.Start(t)
	shop(t, source)
	source.Call(t, http.MethodPatch, "/api/collections/products", map[string]any{"name": "goods"}, nil)
	source.Call(t, http.MethodPatch, "/api/collections/offers", map[string]any{"viewQuery": "SELECT p.id, p.name, c.title FROM goods p JOIN categories c ON c.id = p.category"}, nil)
	equal(t, "", said(move(t, i, connecttest.Capture(t, open(t, source)))))
	equal(t, "[product 0 product 1 product 2]", rows(t, i, "goods", "name"))
}

func TestHalfOfARenameIsRefusedAndAsksForTheOther(t *testing.T) {
	i := stocked(t)
	source := pbtest.Start(t)
	shop(t, source)
	source.Call(t, http.MethodPatch, "/api/collections/products", map[string]any{"name": "goods"}, nil)
	goods, _ := connecttest.Capture(t, open(t, source)).Get(lockstep.Key{Slot: "backend", Kind: "collection", Name: "goods"})
	c := open(t, i)
	to, err := connecttest.Capture(t, c).With([]lockstep.Item{goods}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, problems := plan(t, c, to)
	equal(t, "blocks goods: goods is products under another name. Move both, or neither.", said(problems))
	equal(t, "products", problems[0].Needs[0].Name)
}

func TestWhatWasMadeIndependentlyIsMappedByName(t *testing.T) {
	i := stocked(t)
	before := connecttest.Capture(t, open(t, i))
	to := edit(t, before, "collection", "products", func(c map[string]any) {
		c["id"], c["viewRule"] = "other_products1", ""
		for n, f := range fieldsOf(c) {
			f.(map[string]any)["id"] = fmt.Sprintf("other_field_%d", n)
		}
	})
	equal(t, "", said(move(t, i, to)))
	equal(t, "[product 0 product 1 product 2]", rows(t, i, "products", "name"))
}

func TestAnotherTypeIsALossAndIsCounted(t *testing.T) {
	i := stocked(t)
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "products", func(c map[string]any) {
		f := fieldNamed(c, "price")
		f["type"], f["max"], f["min"] = "text", 0, 0
		delete(f, "onlyInt")
		f["pattern"], f["autogeneratePattern"], f["primaryKey"] = "", "", false
	})
	equal(t, `loses products/fields/[name=price]: price of products changes from number to text, for which PocketBase drops it and makes it anew, with its values in 3 rows.
note products/fields/[name=price]: price of products comes empty in 3 rows.`, said(move(t, i, to)))
	equal(t, "[product 0 product 1 product 2]", rows(t, i, "products", "name"))
	equal(t, "[  ]", rows(t, i, "products", "price"))
}

func TestANameThatPassesToANewFieldTakesNoValuesAlong(t *testing.T) {
	i := stocked(t)
	source := pbtest.Start(t)
	shop(t, source)
	var products map[string]any
	source.Call(t, http.MethodGet, "/api/collections/products", nil, &products)
	fieldNamed(products, "name")["name"] = "title"
	source.Call(t, http.MethodPatch, "/api/collections/offers", map[string]any{"viewQuery": "SELECT id FROM products"}, nil)
	source.Call(t, http.MethodPatch, "/api/collections/products", map[string]any{"fields": products["fields"]}, nil)
	source.Call(t, http.MethodPatch, "/api/collections/products", map[string]any{
		"fields": append(fieldsOf(products), map[string]any{"name": "name", "type": "text", "id": "anewname"})}, nil)
	move(t, i, connecttest.Capture(t, open(t, source)))
	equal(t, "[product 0 product 1 product 2]", rows(t, i, "products", "title"))
	equal(t, "[  ]", rows(t, i, "products", "name"))
}

func TestAFieldThatAViewReadsIsDroppedTogetherWithIt(t *testing.T) {
	i := stocked(t)
	i.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "cheap", "type": "view", "viewQuery": "SELECT id FROM offers"}, nil)
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "products", func(c map[string]any) {
		c["fields"] = slices.DeleteFunc(fieldsOf(c), func(f any) bool { return f.(map[string]any)["name"] == "name" })
	})
	_, _, problems := plan(t, open(t, i), to)
	if text := said(problems); !strings.Contains(text, "blocks") {
		t.Errorf("a view would be broken: %s", text)
	}
	to = edit(t, to, "collection", "offers", func(c map[string]any) {
		c["viewQuery"] = "SELECT p.id, c.title FROM products p JOIN categories c ON c.id = p.category"
	})
	equal(t, "loses products/fields/[name=name]: name of products is dropped, with its values in 3 rows.", said(move(t, i, to)))
	equal(t, "[1 2 3]", rows(t, i, "products", "price"))
}

func TestADroppedCollectionIsCounted(t *testing.T) {
	i := stocked(t)
	to, err := connecttest.Capture(t, open(t, i)).With(nil, []lockstep.Key{{Slot: "backend", Kind: "collection", Name: "products"}, {Slot: "backend", Kind: "collection", Name: "offers"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "loses products: products is dropped, with 3 rows.", said(move(t, i, to)))
}

func TestEveryCollectionThatIsWrongIsNamedWithItsField(t *testing.T) {
	i := stocked(t)
	i.Rows(t, "categories", 2, func(int) map[string]any { return map[string]any{"title": "same"} })
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "products", func(c map[string]any) {
		c["listRule"] = "nosuch = 1"
		fieldNamed(c, "price")["min"] = 10
		fieldNamed(c, "price")["max"] = 1
	})
	to = edit(t, to, "collection", "categories", func(c map[string]any) {
		c["indexes"] = []string{"CREATE UNIQUE INDEX `idx_title` ON `categories` (`title`)"}
	})
	to = edit(t, to, "collection", "offers", func(c map[string]any) { c["viewQuery"] = "SELECT id, nope FROM products" })
	to = edit(t, to, "collection", "users", func(c map[string]any) { c["updateRule"] = "alsonot = 1" })
	_, _, problems := plan(t, open(t, i), to)
	var blocks []lockstep.Problem
	for _, p := range problems {
		if p.Verdict == lockstep.Blocks {
			blocks = append(blocks, p)
		}
	}
	text := said(blocks)
	for _, want := range []string{"blocks products/listRule: ", "blocks products/fields/[name=price]/max: ", "blocks categories/indexes/0: ", "blocks offers: ", "blocks users/updateRule: "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	t.Log(text)
}

func TestNarrowerFieldsAreCounted(t *testing.T) {
	i := stocked(t)
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "products", func(c map[string]any) {
		fieldNamed(c, "price")["min"] = 2
		fieldNamed(c, "name")["max"] = 8
		fieldNamed(c, "category")["required"] = true
		fieldNamed(c, "colours")["values"] = []string{"red", "green"}
		fieldNamed(c, "colours")["maxSelect"] = 1
	})
	_, _, problems := plan(t, open(t, i), to)
	equal(t, `loses products/fields/[name=colours]: colours of products takes one value from now on: of the lists in 1 row all but the last value is lost.
note products/fields/[name=category]: category of products takes less than before: what it holds in 3 rows does not fit it any more, and cannot be saved again as it is.
note products/fields/[name=colours]: colours of products takes less than before: what it holds in 1 row does not fit it any more, and cannot be saved again as it is.
note products/fields/[name=name]: name of products takes less than before: what it holds in 3 rows does not fit it any more, and cannot be saved again as it is.
note products/fields/[name=price]: price of products takes less than before: what it holds in 1 row does not fit it any more, and cannot be saved again as it is.`, said(problems))
}

func TestAViewOnANewViewComesAfterIt(t *testing.T) {
	source, i := pbtest.Start(t), pbtest.Start(t)
	shop(t, source)
	source.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "zz_first", "type": "view", "viewQuery": "SELECT id, name FROM products"}, nil)
	source.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "aa_second", "type": "view", "viewQuery": "SELECT id, name FROM zz_first"}, nil)
	move(t, i, connecttest.Capture(t, open(t, source)))
	i.Call(t, http.MethodPost, "/api/collections", map[string]any{"name": "zz_later", "type": "view", "viewQuery": "SELECT id, price FROM products"}, nil)
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "aa_second", func(c map[string]any) {
		c["viewQuery"] = "SELECT zz_later.id, zz_later.price FROM zz_later"
	})
	move(t, i, to)
	to = edit(t, to, "collection", "zz_later", func(c map[string]any) { c["viewQuery"] = "SELECT id, name AS price FROM products" })
	move(t, i, to)
}

func TestProvidersAndSecretsStay(t *testing.T) {
	i := stocked(t)
	i.Call(t, http.MethodPatch, "/api/collections/users", map[string]any{"oauth2": map[string]any{"enabled": true, "providers": []any{
		map[string]any{"name": "google", "clientId": "live-client", "clientSecret": "live-secret"}}}}, nil)
	i.Call(t, http.MethodPatch, "/api/settings", map[string]any{"smtp": map[string]any{"enabled": true, "host": "smtp.live.example", "port": 25, "username": "mailer", "password": "live-password"}}, nil)
	state := connecttest.Capture(t, open(t, i))
	if _, ok := state.Get(lockstep.Key{Slot: "backend", Kind: "oauth2", Name: "users"}); !ok {
		t.Fatal("the providers are no item")
	}
	to := edit(t, state, "collection", "users", func(c map[string]any) { c["listRule"] = "" })
	to = edit(t, to, "settings", "smtp", func(s map[string]any) { s["port"] = 587 })
	to, err := to.With(nil, []lockstep.Key{{Slot: "backend", Kind: "collection", Name: "offers"}})
	if err != nil {
		t.Fatal(err)
	}
	move(t, i, to)
	hidden := i.Query(t, "SELECT (SELECT options FROM _collections WHERE name = 'users') || (SELECT value FROM _params WHERE id = 'settings')")
	for _, secret := range []string{"live-client", "live-secret", "live-password"} {
		if !strings.Contains(hidden, secret) {
			t.Errorf("%s is gone: %s", secret, hidden)
		}
	}
}

// twice gives a shop with two brands of one name, and what no index that is unique allows.
func twice(t *testing.T) (*pbtest.Instance, lockstep.State) {
	i := pbtest.Start(t)
	i.Shop(t)
	i.Rows(t, "brands", 2, func(int) map[string]any { return map[string]any{"name": "Acme"} })
	return i, edit(t, connecttest.Capture(t, open(t, i)), "collection", "brands", func(c map[string]any) {
		c["listRule"] = "id = 'nobody'"
		c["indexes"] = []string{"CREATE UNIQUE INDEX `idx_brands_name` ON `brands` (`name`)"}
	})
}

// public says that everybody can list the brands: what the instance goes by, not what it has written.
func public(t *testing.T, i *pbtest.Instance) {
	t.Helper()
	var got struct{ TotalItems int }
	i.Anonymous(t, "/api/collections/brands/records", &got)
	if got.TotalItems != 2 {
		t.Errorf("%d brands are seen: a rule is in force that was never written", got.TotalItems)
	}
}

func TestATriedChangeIsForgotten(t *testing.T) {
	i, to := twice(t)
	for range 2 {
		_, _, problems := plan(t, open(t, i), to)
		equal(t, "blocks brands/indexes/0: PocketBase refuses brands: Failed to create index idx_brands_name - constraint failed: UNIQUE constraint failed: brands.name (2067).", said(problems))
		public(t, i)
	}
	public(t, i)
}

func TestARefusedChangeIsForgotten(t *testing.T) {
	i, to := twice(t)
	c := open(t, i)
	now := connecttest.Capture(t, c)
	for range 2 {
		err := c.Apply(t.Context(), to, lockstep.Diff(now, to), connecttest.NoJournal{})
		equal(t, "PocketBase refuses brands: Failed to create index idx_brands_name - constraint failed: UNIQUE constraint failed: brands.name (2067). Nothing of it was written.", err)
		public(t, i)
	}
	connecttest.Same(t, now, connecttest.Capture(t, c))
}

func TestWhatAnotherVersionLeavesOutOrAddsIsSettled(t *testing.T) {
	i := stocked(t)
	to := edit(t, connecttest.Capture(t, open(t, i)), "collection", "products", func(c map[string]any) {
		delete(c, "viewRule")
		delete(c, "listRule")
		c["tone"] = ""
		for _, f := range fieldsOf(c) {
			f := f.(map[string]any)
			f["help"] = ""
			delete(f, "hidden")
			delete(f, "min")
		}
		c["fields"] = append(fieldsOf(c), map[string]any{"name": "weight", "type": "number"})
	})
	equal(t, "note products/fields/[name=weight]: weight of products comes empty in 3 rows.", said(move(t, i, to)))

	to = edit(t, to, "collection", "products", func(c map[string]any) { fieldNamed(c, "name")["help"] = "What it is called" })
	_, _, problems := plan(t, open(t, i), to)
	equal(t, "blocks products/fields/[name=name]/help: This PocketBase does not know help of products, and would pass over it. It is older than where that comes from: bring it up to date, or leave products out.", said(problems))
}

func TestAnExportFromBefore023IsRefused(t *testing.T) {
	c := open(t, stocked(t))
	items, problems := pocketbase.Driver().Document.Parse(slot(), []byte(`[{"id":"abc","name":"posts","type":"base","schema":[{"name":"title","type":"text"}],"indexes":[]}]`))
	if len(problems) > 0 {
		t.Fatal(said(problems))
	}
	to, err := connecttest.Capture(t, c).With(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, problems = plan(t, c, to)
	equal(t, "blocks posts: posts is in the form of PocketBase before 0.23, of which an import would drop every field. Bring the instance that it comes from up to date, and take it from there.", said(problems))
}

// What a slot leaves out is never touched, also where a field is dropped, for which PocketBase has to be sent all that stays.
func TestACollectionIsDrawnWithItsIndexesAndRules(t *testing.T) {
	items, problems := pocketbase.Driver().Document.Parse(slot(), []byte(`[{"id":"pbc_1","name":"posts","type":"base","listRule":"","viewRule":null,"updateRule":"id = 1","fields":[
		{"id":"text1","name":"title","type":"text","required":true}],"indexes":["CREATE UNIQUE INDEX `+"`idx_title` ON `posts` (`title`)"+`"]},
		{"id":"pbc_2","name":"titles","type":"view","viewQuery":"SELECT id, title FROM posts","listRule":null}]`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	drawn := map[string]lockstep.Object{}
	for _, item := range items {
		if o, ok := pocketbase.Driver().Describe(item); ok {
			drawn[item.Key.Name] = o
		}
	}
	equal(t, map[string]lockstep.Object{
		"posts": {Name: "posts", Fields: []lockstep.ObjectField{{Name: "title", Type: "text", Required: true, Unique: true}}, Parts: []lockstep.ObjectPart{
			{Kind: "unique index", Name: "idx_title", Text: "ON `posts` (`title`)"}, {Kind: "rule", Name: "list", Text: "everybody"}, {Kind: "rule", Name: "update", Text: "id = 1"}, {Kind: "rule", Name: "view", Text: "superusers"}}},
		"titles": {Name: "titles", Parts: []lockstep.ObjectPart{{Kind: "uses collection", Name: "posts"}, {Kind: "rule", Name: "list", Text: "superusers"}}},
	}, drawn)
}

func TestCollectionsThatAreLeftOutStay(t *testing.T) {
	i := pbtest.Start(t)
	i.Shop(t)
	i.Rows(t, "coupons", 2, func(n int) map[string]any { return map[string]any{"code": fmt.Sprint("code ", n)} })
	most := lockstep.Slot{Name: "backend", Kind: pocketbase.Kind, Settings: lockstep.Settings{"exclude": "coupons\nproducts\n_*\n"}}
	c, err := pocketbase.Driver().Open(t.Context(), most, to(i))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	now := connecttest.Capture(t, c)
	for _, item := range now.All() {
		if name := item.Key.Name; item.Key.Kind == "collection" && (name == "coupons" || name == "products" || strings.HasPrefix(name, "_")) {
			t.Errorf("%s is left out, and was captured", name)
		}
	}
	to := edit(t, now, "collection", "brands", func(c map[string]any) {
		c["fields"] = slices.DeleteFunc(fieldsOf(c), func(f any) bool { return f.(map[string]any)["name"] == "site" })
	})
	to, err = to.With(nil, []lockstep.Key{{Slot: "backend", Kind: "collection", Name: "reviews"}})
	if err != nil {
		t.Fatal(err)
	}
	want, problems, err := pocketbase.Driver().Prepare(most, now, to)
	if err != nil || len(problems) > 0 {
		t.Fatal(said(problems), err)
	}
	changes := lockstep.Diff(now, want)
	found, err := c.Validate(t.Context(), want, changes)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "note brands/fields/[name=site]: site of brands is dropped, which loses nothing.\nnote reviews: reviews is dropped, which loses nothing.", said(found))
	if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, want, connecttest.Capture(t, c))
	equal(t, "[code 0 code 1]", rows(t, i, "coupons", "code"))

	coupons, _ := connecttest.Capture(t, open(t, i)).Get(lockstep.Key{Slot: "backend", Kind: "collection", Name: "coupons"})
	if to, err = now.With([]lockstep.Item{coupons}, nil); err != nil {
		t.Fatal(err)
	}
	_, problems, err = pocketbase.Driver().Prepare(most, now, to)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, `blocks coupons: coupons is left out by the setting "Left out" of this slot. Leave it out, or change that.`, said(problems))
}

func TestTheModelIsReadFromAnExportAndFromAnAnswer(t *testing.T) {
	i := stocked(t)
	now := connecttest.Capture(t, open(t, i))
	var answer struct {
		Items json.RawMessage `json:"items"`
	}
	i.Call(t, http.MethodGet, "/api/collections?perPage=100", nil, &answer)
	whole, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"an export": answer.Items, "an answer": whole} {
		items, problems := pocketbase.Driver().Document.Parse(slot(), text)
		equal(t, "", said(problems))
		to, err := now.With(items, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range lockstep.Diff(now, to) {
			t.Errorf("%s: %s %s", name, c.Op, c.Key)
		}
	}
	for text, want := range map[string]string{
		`{"a":1}`:                     "blocks : This is no list of collections as PocketBase exports them.",
		`[1]`:                         "blocks : This is no list of collections as PocketBase exports them.",
		"[\n  {\"name\": }\n]":        "blocks 2:12: This cannot be read as JSON: invalid character '}' looking for beginning of value.",
		`[{"type":"base"}]`:           "blocks : Collection number 1 has no name.",
		`[{"name":"a"},{"name":"a"}]`: "blocks a: a is there twice. Leave one of them.",
	} {
		_, problems := pocketbase.Driver().Document.Parse(slot(), []byte(text))
		equal(t, want, said(problems))
	}
}

// An instance that writes migrations by itself does so for what is changed in its dashboard: shop makes one for each collection.
func TestWhatIsWrittenLeavesNoMigration(t *testing.T) {
	source := pbtest.Start(t)
	source.Shop(t)
	target := pbtest.Start(t, "--automigrate")
	shop(t, target)
	if made := target.Migrations(t); len(made) != 3 {
		t.Fatalf("the instance made %d migrations of its own, not 3: %v", len(made), made)
	}
	before := connecttest.Capture(t, open(t, target))
	move(t, target, connecttest.Capture(t, open(t, source)))
	move(t, target, before)
	if made := target.Migrations(t); len(made) != 3 {
		t.Errorf("writing left migrations: %v", made)
	}
	survey, err := open(t, target).(lockstep.Surveyor).Survey(t.Context())
	if err != nil || !strings.Contains(strings.Join(survey.Notes, "\n"), "leaves no migration file") {
		t.Errorf("the preflight says %q, %v", survey.Notes, err)
	}
}
