package folder_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/lockstep"
)

// validate asks the folder's own check about a state.
func validate(t *testing.T, b bench, to lockstep.State) []lockstep.Problem {
	t.Helper()
	want, _ := b.prepare(t, to)
	problems, err := b.Validate(t.Context(), want, lockstep.Diff(b.capture(t), want))
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

func TestTheCheckRunsOnACopyOfWhatWouldBe(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen")
	b := with(t, files{"a": "1", "left": "out"}, "exclude=left", "validate=cp -RP . "+seen+"; rm a")
	to := files{"a": "2", "run": "x go", "link": "-> a", "dir/b": "3", "model.json": "[" + logs + "]"}
	if problems := validate(t, b, stateOf(t, to)); len(problems) != 0 {
		t.Errorf("got %v", problems)
	}
	same(t, to, list(t, seen))
	same(t, files{"a": "1", "left": "out"}, list(t, b.dir))
}

func TestAFailedCheckBlocksAndShowsTheEndOfItsOutput(t *testing.T) {
	b := with(t, files{"a": "1"}, "validate=yes noise | head -n 5000; echo the end; echo unknown directive >&2; exit 3")
	problems := validate(t, b, stateOf(t, files{"a": "2"}))
	if len(problems) != 1 || problems[0].Verdict != lockstep.Blocks {
		t.Fatalf("got %v, want one that blocks", problems)
	}
	message := problems[0].Message
	for _, part := range []string{"exit status 3", "the end\nunknown directive", "…"} {
		if !strings.Contains(message, part) {
			t.Errorf("%q does not say %q", message, part)
		}
	}
	if len(message) > 5000 {
		t.Errorf("the message has %d bytes", len(message))
	}
}

func TestTheCheckOfOneFileSeesIt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"app.conf": "1"})
	b := open(t, filepath.Join(dir, "app.conf"), "validate=grep -q 2 app.conf")
	if problems := validate(t, b, stateOf(t, files{"app.conf": "2"})); len(problems) != 0 {
		t.Errorf("got %v", problems)
	}
	if problems := validate(t, b, stateOf(t, files{"app.conf": "3"})); len(problems) != 1 {
		t.Errorf("got %v, want one problem", problems)
	}
}

func TestClearingTheCacheRunsTheCommandInTheFolder(t *testing.T) {
	b := with(t, files{"a": "1"}, "clear_cache=cat a > cleared")
	if err := b.ClearCache(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, files{"a": "1", "cleared": "1"}, list(t, b.dir))
}

func TestAServiceThatTheCommandStartsDoesNotHoldItUp(t *testing.T) {
	b := with(t, files{}, "clear_cache=sleep 5 &")
	if err := b.ClearCache(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAFailureToClearTheCacheIsASentence(t *testing.T) {
	for name, row := range map[string]struct {
		settings []string
		says     []string
	}{
		"output":  {[]string{"clear_cache=echo no such service; exit 7", "cache_name=Reload nginx"}, []string{`"Reload nginx" failed`, "exit status 7: no such service", `Mend "After every change" in the slot's settings`}},
		"silence": {[]string{"clear_cache=false"}, []string{`"Clear the cache" failed`, "exit status 1, and said nothing"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := with(t, files{}, row.settings...).ClearCache(t.Context())
			if !errors.Is(err, lockstep.Unreachable) {
				t.Fatalf("got %v, want unreachable", err)
			}
			for _, part := range row.says {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestClearingTheCachePostsToAURL(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.URL.Path)
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, "the cache is on fire")
		}
	}))
	defer server.Close()
	if err := with(t, files{}, "clear_cache="+server.URL+"/clear").ClearCache(t.Context()); err != nil {
		t.Error(err)
	}
	err := with(t, files{}, "clear_cache="+server.URL+"/broken?token=hush").ClearCache(t.Context())
	if !errors.Is(err, lockstep.Unreachable) || !strings.Contains(err.Error(), "500 Internal Server Error: the cache is on fire") {
		t.Errorf("got %v", err)
	}
	server.Close()
	err = with(t, files{}, "clear_cache="+server.URL+"/clear?token=hush").ClearCache(t.Context())
	if !errors.Is(err, lockstep.Unreachable) || strings.Contains(err.Error(), "hush") {
		t.Errorf("got %v, want unreachable without the token", err)
	}
	if want := "POST /clear POST /broken"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestWithoutASettingThereIsNoCache(t *testing.T) {
	b := with(t, files{})
	if err := os.RemoveAll(b.dir); err != nil {
		t.Fatal(err)
	}
	if err := b.ClearCache(t.Context()); err != nil {
		t.Error(err)
	}
}
