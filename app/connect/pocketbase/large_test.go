package pocketbase_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/lockstep"
)

// large makes collections with 20 fields each: 40, or as many as LOCKSTEP_COLLECTIONS says. PocketBase reads all of them again
// for each that it saves, so that 300 take it half a minute.
func large(t testing.TB, i *pbtest.Instance) {
	t.Helper()
	collections, fields := 40, 20
	if n, err := strconv.Atoi(os.Getenv("LOCKSTEP_COLLECTIONS")); err == nil {
		collections = n
	}
	var all []any
	for n := range collections {
		name := fmt.Sprintf("collection_%03d", n)
		var some []any
		for f := range fields {
			some = append(some, map[string]any{"id": fmt.Sprintf("text%d", f), "name": fmt.Sprintf("field_%d", f), "type": "text", "max": 100})
		}
		some[1] = map[string]any{"id": "relation1", "name": "field_1", "type": "relation", "collectionId": fmt.Sprintf("pbc_large_%03d", n/2), "maxSelect": 1}
		all = append(all, map[string]any{"id": fmt.Sprintf("pbc_large_%03d", n), "name": name, "type": "base", "fields": some, "listRule": "field_2 = 'x'",
			"indexes": []string{fmt.Sprintf("CREATE INDEX `idx_%03d` ON `%s` (`field_3`)", n, name)}})
	}
	i.Call(t, http.MethodPut, "/api/collections/import", map[string]any{"collections": all, "deleteMissing": false}, nil)
}

// watched is a proxy that counts requests, and adds up how long the instance took.
func watched(t testing.TB, i *pbtest.Instance) (connection lockstep.Connection, requests *atomic.Int64, waited *atomic.Int64) {
	t.Helper()
	target, err := url.Parse(i.URL)
	if err != nil {
		t.Fatal(err)
	}
	requests, waited = new(atomic.Int64), new(atomic.Int64)
	forward := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		forward.ServeHTTP(w, r)
		requests.Add(1)
		waited.Add(int64(time.Since(start)))
	}))
	t.Cleanup(server.Close)
	connection = to(i)
	connection.Settings["url"] = server.URL
	return connection, requests, waited
}

func TestALargeModelTakesFewRequests(t *testing.T) {
	source, target := pbtest.Start(t), pbtest.Start(t)
	large(t, source)
	from := open(t, source)
	connection, requests, waited := watched(t, target)
	c, err := pocketbase.Driver().Open(t.Context(), slot(), connection)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	act := func(name string, most int64, do func()) {
		requests.Store(0)
		waited.Store(0)
		start := time.Now()
		do()
		t.Logf("%s: %v of its own, %v of the instance's, %d requests", name, time.Since(start)-time.Duration(waited.Load()), time.Duration(waited.Load()), requests.Load())
		if n := requests.Load(); n > most {
			t.Errorf("%s took %d requests, more than %d", name, n, most)
		}
	}
	var state, now, want lockstep.State
	var changes []lockstep.Change
	state = connecttest.Capture(t, from)
	act("capture", 4, func() { now = connecttest.Capture(t, c) })
	act("prepare", 0, func() {
		if want, _, err = pocketbase.Driver().Prepare(slot(), now, state); err != nil {
			t.Fatal(err)
		}
		changes = lockstep.Diff(now, want)
	})
	act("validate", 8, func() {
		if _, err := c.Validate(t.Context(), want, changes); err != nil {
			t.Fatal(err)
		}
	})
	act("apply", 6, func() {
		if err := c.Apply(t.Context(), want, changes, connecttest.NoJournal{}); err != nil {
			t.Fatal(err)
		}
	})
	act("capture again", 2, func() { now = connecttest.Capture(t, c) })
	if now.Digest() != want.Digest() {
		t.Error("it is not as wanted")
	}
	to := edit(t, now, "collection", "collection_007", func(c map[string]any) { c["fields"] = fieldsOf(c)[:15] })
	act("validate a drop", 10, func() {
		if want, _, err = pocketbase.Driver().Prepare(slot(), now, to); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Validate(t.Context(), want, lockstep.Diff(now, want)); err != nil {
			t.Fatal(err)
		}
	})
	act("apply a drop", 6, func() {
		if err := c.Apply(t.Context(), want, lockstep.Diff(now, want), connecttest.NoJournal{}); err != nil {
			t.Fatal(err)
		}
	})
}
