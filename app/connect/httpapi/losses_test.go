package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/httpapi"
	"lockstep/app/connect/httpapi/refapp"
	"lockstep/app/lockstep"
)

// filled is an app with a shop in which something was sold.
func filled(t testing.TB) *refapp.App {
	t.Helper()
	a := refapp.Start(t)
	move(t, open(t, a.URL), state(t, shop, nil))
	a.Call(t, http.MethodDelete, "/lockstep/v1/cache", nil)
	a.Call(t, http.MethodPost, "/app/data/customer", map[string]any{"email": "ada@shop.example"})
	a.Call(t, http.MethodPost, "/app/data/customer", map[string]any{})
	a.Call(t, http.MethodPost, "/app/data/order", map[string]any{"total": 12.5, "note": "soon", "by": 1})
	a.Call(t, http.MethodPost, "/app/data/order", map[string]any{"note": "later"})
	return a
}

// validated is what a change of an app comes to, as "verdict key path: message".
func validated(t testing.TB, url, model string) []string {
	t.Helper()
	c := open(t, url)
	before := connecttest.Capture(t, c)
	want := prepared(t, before, state(t, model, nil))
	problems, err := c.Validate(t.Context(), want, lockstep.Diff(before, want))
	if err != nil {
		t.Fatal(err)
	}
	connecttest.Same(t, before, connecttest.Capture(t, c))
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprintf("%s %s/%s %s: %s", p.Verdict, p.Key.Kind, p.Key.Name, p.Path, p.Message))
	}
	return lines
}

func has(t testing.TB, lines []string, wanted string) {
	t.Helper()
	for _, line := range lines {
		if strings.HasPrefix(line, wanted) {
			return
		}
	}
	t.Errorf("nothing begins with %q among\n%s", wanted, strings.Join(lines, "\n"))
}

func hasNone(t testing.TB, lines []string, unwanted string) {
	t.Helper()
	for _, line := range lines {
		if strings.HasPrefix(line, unwanted) {
			t.Errorf("%s", line)
		}
	}
}

func TestRowsThatAChangeLosesAreCounted(t *testing.T) {
	a := filled(t)
	lines := validated(t, a.URL, `[{"name": "order", "fields": {"total": {"type": "float", "required": true}}}]`)
	has(t, lines, "loses object/customer : The object customer is removed, with its 2 rows.")
	has(t, lines, "loses object/order fields.note: The field note of order loses its values in 2 rows.")
	has(t, lines, "loses object/order fields.by: The field by of order loses its values in 1 row.")
	has(t, lines, `note object/customer : Reference app does this: drop its table.`)
	hasNone(t, lines, "blocks")
}

func TestWhatHoldsNoRowsIsNoLoss(t *testing.T) {
	a := refapp.Start(t)
	move(t, open(t, a.URL), state(t, shop, nil))
	lines := validated(t, a.URL, `[{"name": "order", "fields": {}}]`)
	has(t, lines, "note object/customer : customer holds nothing that is lost.")
	has(t, lines, "note object/order fields.total: The field total of order holds nothing that is lost.")
	hasNone(t, lines, "loses")
	hasNone(t, lines, "blocks")
}

func TestAChangeThatTheRowsDoNotAllowIsBlockedWhereItIs(t *testing.T) {
	a := filled(t)
	a.Call(t, http.MethodPost, "/app/data/order", map[string]any{"note": "soon"})
	model := `[
	  {"name": "customer", "fields": {"email": {"type": "string", "required": true}, "orders": {"collection": "order", "via": "by"}}},
	  {"name": "order", "fields": {"total": {"type": "float"}, "note": {"type": "text", "unique": true}, "by": {"object": "customer"}}}
	]`
	lines := validated(t, a.URL, model)
	has(t, lines, "blocks object/customer fields.email: Reference app refuses it: email of customer is required, and 1 rows have no value for it.")
	has(t, lines, "blocks object/order fields.note: Reference app refuses it: note of order is unique, and 1 of its values are stored more than once.")

	// Also where nobody validated: the app refuses it in its own words, and keeps everything.
	before := connecttest.Capture(t, open(t, a.URL))
	want := prepared(t, before, state(t, model, nil))
	err := open(t, a.URL).Apply(t.Context(), want, lockstep.Diff(before, want), connecttest.NoJournal{})
	if lockstep.CodeOf(err) != lockstep.Blocked || !strings.Contains(err.Error(), "1 rows have no value for it. note of order is unique") || !strings.HasSuffix(err.Error(), "Nothing of it was written.") {
		t.Error(err)
	}
	connecttest.Same(t, before, connecttest.Capture(t, open(t, a.URL)))
	var rows []map[string]any
	if err := json.Unmarshal(a.Call(t, http.MethodGet, "/app/data/order", nil), &rows); err != nil || len(rows) != 3 {
		t.Errorf("%v %v", rows, err)
	}
}

func TestValuesThatCannotBeConvertedAreCounted(t *testing.T) {
	a := filled(t)
	a.Call(t, http.MethodPost, "/app/data/order", map[string]any{"note": "2026-11-27"})
	model := strings.Replace(shop, `"note": {"type": "text"}`, `"note": {"type": "datetime"}`, 1)
	has(t, validated(t, a.URL, model), "loses object/order fields.note: The field note of order loses its values in 2 rows.")

	move(t, open(t, a.URL), state(t, model, nil))
	a.Call(t, http.MethodDelete, "/lockstep/v1/cache", nil)
	var rows []map[string]any
	if err := json.Unmarshal(a.Call(t, http.MethodGet, "/app/data/order", nil), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || rows[0]["note"] != nil || rows[2]["note"] != "2026-11-27" || rows[0]["total"] != 12.5 || rows[0]["by"] != 1.0 {
		t.Errorf("%v", rows)
	}
}

// An app that says that nothing is lost is believed only about what it named.
func TestWhatAnAppDoesNotCountIsALoss(t *testing.T) {
	a := filled(t)
	silent := between(t, a, http.MethodPost, "/model/validate", answers(200, jsonType, `{"verdict":"always","dropped":[{"object":"customer","rows":0},{"object":"order","rows":0}]}`))
	lines := validated(t, silent, `[{"name": "order", "fields": {"total": {"type": "boolean"}}}]`)
	has(t, lines, "loses object/order fields.total.type: The field total of order changes from float to boolean.")
	has(t, lines, "loses object/order fields.note: The field note of order is removed, and its values are lost.")
	has(t, lines, "note object/customer : customer holds nothing")
	hasNone(t, lines, "loses object/customer")
}

func TestEveryVerdictOfAnAppIsToldForWhatItIs(t *testing.T) {
	a := filled(t)
	changed := strings.Replace(shop, `"note": {"type": "text"}`, `"note": {"type": "text"}, "sku": {"type": "string"}`, 1)
	for _, r := range []struct{ name, said, wanted string }{
		{"never, without a reason", `{"verdict":"never"}`, "blocks /"},
		{"a problem of no object", `{"verdict":"never","problems":[{"message":"The disk is full"}]}`, "blocks / : Reference app refuses it: The disk is full."},
		{"problems without the verdict", `{"verdict":"always","problems":[{"object":"order","field":"sku","message":"A\nword that is kept."}]}`, "blocks object/order fields.sku: Reference app refuses it: A word that is kept."},
		{"data, without a word", `{"verdict":"data"}`, "loses object/order"},
		{"data, with a warning", `{"verdict":"data","warnings":[{"object":"order","field":"sku","message":"Some may be cut."}]}`, "loses object/order fields.sku: Reference app says: Some may be cut."},
		{"a warning", `{"verdict":"always","warnings":[{"message":"It takes an hour."}]}`, "note / : Reference app says: It takes an hour."},
	} {
		t.Run(r.name, func(t *testing.T) {
			has(t, validated(t, between(t, a, http.MethodPost, "/model/validate", answers(200, jsonType, r.said)), changed), r.wanted)
		})
	}
	for name, said := range map[string]string{
		"another verdict":     `{"verdict":"perhaps"}`,
		"none":                `{}`,
		"rows left out":       `{"verdict":"data","dropped":[{"object":"order","field":"note"}]}`,
		"rows below none":     `{"verdict":"data","dropped":[{"object":"order","field":"note","rows":-1}]}`,
		"nothing named":       `{"verdict":"data","dropped":[{"rows":1}]}`,
		"more than is read":   `{"verdict":"always","warnings":[` + strings.Repeat(`{},`, 10_000) + `{}]}`,
		"an escape":           `{"verdict":"never","problems":[{"object":"a\u001b[2J","message":"b"}]}`,
		"rows that are texts": `{"verdict":"data","dropped":[{"object":"order","rows":"many"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, between(t, a, http.MethodPost, "/model/validate", answers(200, jsonType, said)))
			before := connecttest.Capture(t, c)
			want := prepared(t, before, state(t, changed, nil))
			if _, err := c.Validate(t.Context(), want, lockstep.Diff(before, want)); lockstep.CodeOf(err) != lockstep.Unreachable {
				t.Error(err)
			}
		})
	}
}

// The job of old: copy the model, validate and update, export the settings, import them, and clear the cache.
func TestWhatWasWrittenIsServedOnceTheCacheIsCleared(t *testing.T) {
	a := refapp.Start(t)
	c := open(t, a.URL)
	move(t, c, state(t, shop, map[string]string{"mail.json": `{"host":"mail.shop.example"}`}))
	if status, said := a.Try(t, http.MethodGet, "/app/config/mail.json", nil); status != http.StatusNotFound {
		t.Errorf("before the cache is cleared: %d %s", status, said)
	}
	if status, said := a.Try(t, http.MethodPost, "/app/data/order", map[string]any{"total": 1}); status != http.StatusNotFound {
		t.Errorf("before the cache is cleared: %d %s", status, said)
	}
	if err := c.ClearCache(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := string(a.Call(t, http.MethodGet, "/app/config/mail.json", nil)); got != `{"host":"mail.shop.example"}` {
		t.Errorf("served %s", got)
	}
	a.Call(t, http.MethodPost, "/app/data/order", map[string]any{"total": 1})
	if status, said := a.Try(t, http.MethodPost, "/app/data/order", map[string]any{"by": 77}); status != http.StatusUnprocessableEntity {
		t.Errorf("an order by nobody: %d %s", status, said)
	}
	if err := open(t, between(t, a, http.MethodDelete, "/cache", answers(500, problemType, saying(500, "Redis is away.")))).ClearCache(t.Context()); lockstep.CodeOf(err) != lockstep.Unknown {
		t.Error(err)
	}
}

func TestAnAppThatCanLessIsAskedForLess(t *testing.T) {
	a := refapp.Start(t)
	move(t, open(t, a.URL), state(t, shop, map[string]string{"mail.json": "{}", "old": "1"}))
	can := func(words string) string {
		return between(t, a, http.MethodGet, "", answers(200, jsonType, `{"contract":1,"name":"Shop","version":"9","can":[`+words+`],"write":false,"coverage":"Photos","cache":"Flush"}`))
	}

	// Without parts, the configuration is written as a whole.
	whole := open(t, can(`"model","configuration"`))
	move(t, whole, state(t, shop, map[string]string{"mail.json": "[]", "new": ""}))
	if err := whole.ClearCache(t.Context()); err != nil {
		t.Error(err)
	}

	// Without a model none is read, and none can be written.
	files := open(t, can(`"configuration","part"`))
	s := connecttest.Capture(t, files)
	if s.Len() != 2 {
		t.Errorf("%d items", s.Len())
	}
	want, err := s.With(state(t, shop, nil).All(), nil)
	if err != nil {
		t.Fatal(err)
	}
	problems, err := files.Validate(t.Context(), want, lockstep.Diff(s, want))
	if err != nil || len(problems) != 2 || problems[0].Verdict != lockstep.Blocks || !strings.Contains(problems[0].Message, "Shop has no model that could be written") {
		t.Errorf("%v %v", problems, err)
	}
	found, err := files.(lockstep.Surveyor).Survey(t.Context())
	if err != nil || found.Rights != lockstep.MayRead || found.Version != "Shop 9" || !found.Clock.Known ||
		strings.Join(found.Notes, " ") != "Shop gives no model, so that none is held. Shop says what is not held: Photos." {
		t.Errorf("%+v %v", found, err)
	}
}

func TestATokenInTheClearIsWarnedOf(t *testing.T) {
	a := refapp.Start(t)
	found, err := open(t, a.URL).(lockstep.Surveyor).Survey(t.Context())
	if err != nil || found.Rights != lockstep.MayWrite || found.Clock.Off() || len(found.Notes) != 1 {
		t.Errorf("%+v %v", found, err)
	}
	traits := httpapi.Driver().Traits(nil)
	if !traits.CountsRows || traits.Cache != "Clear the cache" || traits.NotHeld == "" {
		t.Errorf("%+v", traits)
	}
}
