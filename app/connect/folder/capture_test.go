package folder_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/folder"
	"lockstep/app/lockstep"
)

func TestWhatCountsAsAnItem(t *testing.T) {
	tree := files{
		"a.conf": "1", "b.log": "2", "keep.log": "3", "dir/c.conf": "4", "dir/sub/d.conf": "5", "dir/sub/e.log": "6", "build/out": "7",
		"sub/build/out": "8", "odd{1,2}": "9", "odd1": "9", "#hash": "9", "!bang": "9", "space ": "9", ".env": "9",
		".git/config": "no", "sub/.git": "no", ".hg/x": "no", "dir/.svn/x": "no", ".DS_Store": "no", "dir/Thumbs.db": "no",
		".lockstep-tmp-abc": "no", ".lockstep-marker.json": "no", ".gitignore": "9", "empty": "",
	}
	for name, row := range map[string]struct {
		settings []string
		out      string // of all items, those that are not there
	}{
		"everything":                  {nil, ""},
		"a name anywhere":             {[]string{"exclude=*.log"}, "b.log keep.log dir/sub/e.log"},
		"a name that is taken back":   {[]string{"exclude=*.log\n!keep.log"}, "b.log dir/sub/e.log"},
		"a name at the root":          {[]string{"exclude=/build"}, "build/out"},
		"a folder anywhere":           {[]string{"exclude=build/\r\n"}, "build/out sub/build/out"},
		"folders only":                {[]string{"exclude=empty/"}, ""},
		"below a folder left out":     {[]string{"exclude=dir\n!dir/c.conf"}, "dir/c.conf dir/sub/d.conf dir/sub/e.log"},
		"all but one in a folder":     {[]string{"exclude=dir/*\n!dir/c.conf"}, "dir/sub/d.conf dir/sub/e.log"},
		"everything inside":           {[]string{"exclude=dir/**"}, "dir/c.conf dir/sub/d.conf dir/sub/e.log"},
		"any depth in the middle":     {[]string{"exclude=dir/**/*.conf"}, "dir/c.conf dir/sub/d.conf"},
		"any depth before":            {[]string{"exclude=**/sub/d.conf"}, "dir/sub/d.conf"},
		"a class":                     {[]string{"exclude=/[!a-z]*"}, "#hash !bang .env .gitignore"},
		"braces are plain":            {[]string{"exclude=odd{1,2}"}, "odd{1,2}"},
		"comments and blank lines":    {[]string{"exclude=# *.conf\n\n  \n"}, ""},
		"an escaped hash and bang":    {[]string{"exclude=\\#hash\n\\!bang"}, "#hash !bang"},
		"spaces at the end":           {[]string{"exclude=a.conf  "}, "a.conf"},
		"an escaped space at the end": {[]string{"exclude=space\\ "}, "space "},
		"one question mark":           {[]string{"exclude=?.conf"}, "a.conf dir/c.conf dir/sub/d.conf"},
	} {
		t.Run(name, func(t *testing.T) {
			want := map[string]bool{}
			for file, content := range tree {
				if content != "no" {
					want["file/"+file] = true
				}
			}
			all := "|" + strings.ReplaceAll(row.out, " ", "|") + "|"
			for file := range want {
				if name := strings.TrimPrefix(file, "file/"); strings.Contains(all, "|"+name+"|") || row.out == name {
					delete(want, file)
				}
			}
			got := map[string]bool{}
			for _, k := range names(with(t, tree, row.settings...).capture(t)) {
				got[k] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIncludeTakesInOnlyWhatItNames(t *testing.T) {
	tree := files{"a.conf": "1", "b.txt": "2", "dir/c.conf": "3", "dir/d.txt": "4", "site/e.txt": "5", "site/secret/f.conf": "6", "model.json": "[]"}
	for include, want := range map[string][]string{
		"*.conf":           {"file/a.conf", "file/dir/c.conf", "file/site/secret/f.conf"},
		"site/\n!secret":   {"file/site/e.txt"},
		"/dir\n/b.txt":     {"file/b.txt", "file/dir/c.conf", "file/dir/d.txt"},
		"nothing":          {},
		"site/**/f.conf\n": {"file/site/secret/f.conf"},
	} {
		if diff := cmp.Diff(want, names(with(t, tree, "include="+include).capture(t))); diff != "" {
			t.Errorf("%q: %s", include, diff)
		}
	}
}

func TestCaptureHoldsModesAndLinks(t *testing.T) {
	s := stateOf(t, files{"run": "x go", "plain": "go", "link": "-> ../outside", "dir/x": "1", "round": "-> round", "into": "-> dir"})
	for name, want := range map[string]lockstep.Mode{"run": lockstep.Executable, "plain": lockstep.Plain, "link": lockstep.Link, "round": lockstep.Link, "into": lockstep.Link} {
		item, ok := s.Get(file(name))
		if !ok || item.Mode != want || item.Part != lockstep.Configuration {
			t.Errorf("%s: got %+v", name, item)
		}
	}
	link, _ := s.Get(file("link"))
	if b, err := link.Body.Bytes(); string(b) != "../outside" || err != nil {
		t.Errorf("the link holds %q, %v", b, err)
	}
	if s.Len() != 6 {
		t.Errorf("got %d items, want 6: a link was followed", s.Len())
	}
}

func TestALargeBodyIsReadWhenItIsAskedFor(t *testing.T) {
	body := strings.Repeat("0123456789abcdef", 1<<17)
	b := with(t, files{"large": body})
	item, _ := b.capture(t).Get(file("large"))
	got, err := item.Body.Bytes()
	if err != nil || string(got) != body || item.Body.Digest != lockstep.DigestOf(got) {
		t.Fatalf("got %d bytes, %v", len(got), err)
	}
	write(t, b.dir, files{"large": body[1:] + "!"})
	if _, err := item.Body.Bytes(); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("after a change: got %v, want a conflict", err)
	}
	if err := os.Remove(filepath.Join(b.dir, "large")); err != nil {
		t.Fatal(err)
	}
	if _, err := item.Body.Bytes(); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("after its removal: got %v, want a conflict", err)
	}
}

// A large folder is not kept in memory as a whole: what is beyond a bound is read again, and is what was captured, or nothing.
func TestCaptureKeepsSomeOfALargeFolder(t *testing.T) {
	all := files{}
	for i := range 20 {
		all[fmt.Sprintf("%02d", i)] = strings.Repeat(string(rune('a'+i)), 1<<20)
	}
	b := with(t, all)
	state := b.capture(t)
	body := func(name string) ([]byte, error) {
		item, _ := state.Get(file(name))
		return item.Body.Bytes()
	}
	for name, want := range all {
		if content, err := body(name); err != nil || string(content) != want {
			t.Errorf("%s is another one: %v", name, err)
		}
	}
	write(t, b.dir, files{"00": "other", "19": "other"})
	if content, err := body("00"); err != nil || string(content) != all["00"] {
		t.Errorf("the first is not at hand any more: %v", err)
	}
	if _, err := body("19"); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("the last is read as it is now: %v", err)
	}
}

func TestAFileAboveTheLimitIsOmitted(t *testing.T) {
	b := with(t, files{"small": "1", "edge": "", "huge": ""})
	for name, size := range map[string]int64{"edge": 64 << 20, "huge": 64<<20 + 1} {
		if err := os.Truncate(filepath.Join(b.dir, name), size); err != nil {
			t.Fatal(err)
		}
	}
	s := b.capture(t)
	if diff := cmp.Diff([]string{"file/edge", "file/small"}, names(s)); diff != "" {
		t.Error(diff)
	}
	if why, ok := s.Omits(file("huge")); !ok || !strings.Contains(why, "64 MiB") {
		t.Errorf("got %v", s.Omitted())
	}
}

func TestAModelThatCannotBeCutFailsTheCapture(t *testing.T) {
	for name, row := range map[string]struct{ doc, says string }{
		"no JSON":       {"[\n  {\"name\": \"a\",}\n]", "line 2, column 16"},
		"empty":         {"", "line 1, column 1"},
		"an object":     {"{}", "an array"},
		"a name twice":  {`[{"name":"a"},{"name":"a"}]`, `"a"`},
		"without names": {`[{}]`, "no name"},
		"a link":        {"-> other.json", "is a link"},
	} {
		t.Run(name, func(t *testing.T) {
			b := with(t, files{"model.json": row.doc, "other.json": "[]"})
			_, err := b.Capture(t.Context())
			if !errors.Is(err, lockstep.Invalid) {
				t.Fatalf("got %v, want invalid", err)
			}
			for _, part := range []string{row.says, filepath.Join(b.dir, "model.json"), "or none, in the slot's settings"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			off := with(t, files{"model.json": row.doc, "other.json": "[]"}, "model=")
			if diff := cmp.Diff([]string{"file/model.json", "file/other.json"}, names(off.capture(t))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAModelFolderAndAHugeModelFailTheCapture(t *testing.T) {
	folder := with(t, files{"model.json/x": "1"})
	if _, err := folder.Capture(t.Context()); !errors.Is(err, lockstep.Invalid) {
		t.Errorf("a folder: got %v, want invalid", err)
	}
	huge := with(t, files{"model.json": ""})
	if err := os.Truncate(filepath.Join(huge.dir, "model.json"), 64<<20+1); err != nil {
		t.Fatal(err)
	}
	if _, err := huge.Capture(t.Context()); !errors.Is(err, lockstep.Invalid) {
		t.Errorf("a huge one: got %v, want invalid", err)
	}
}

func TestTheModelMayLieInAFolder(t *testing.T) {
	s := stateOf(t, files{"schema/db.json": "[" + logs + "]", "model.json": "[]"}, "model=schema/db.json", "include=*.json")
	if diff := cmp.Diff([]string{"file/model.json", "object/logs"}, names(s)); diff != "" {
		t.Error(diff)
	}
}

func TestADefaultModelThatIsExcludedIsOff(t *testing.T) {
	s := stateOf(t, files{"model.json": "no JSON", "a": "1"}, "exclude=*.json")
	if diff := cmp.Diff([]string{"file/a"}, names(s)); diff != "" {
		t.Error(diff)
	}
}

func TestOpenRefusesSettingsThatMakeNoSense(t *testing.T) {
	for name, row := range map[string]struct {
		path     string
		settings []string
	}{
		"no path":                    {"", nil},
		"a path from elsewhere":      {"some/folder", nil},
		"a pattern without an end":   {t.TempDir(), []string{"exclude=ok\n[a-"}},
		"an include without an end":  {t.TempDir(), []string{"include=[a-"}},
		"a model outside":            {t.TempDir(), []string{"model=../model.json"}},
		"a model with a full path":   {t.TempDir(), []string{"model=/etc/model.json"}},
		"a model that is the folder": {t.TempDir(), []string{"model=."}},
		"a model in .git":            {t.TempDir(), []string{"model=.git/model.json"}},
		"a model that is excluded":   {t.TempDir(), []string{"model=m.json", "exclude=*.json"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := folder.Driver("").Open(t.Context(), slotWith(row.settings...), at(row.path))
			if !errors.Is(err, lockstep.Invalid) {
				t.Errorf("got %v, want invalid", err)
			}
		})
	}
}

func TestAPathThatLeadsNowhereIsNotFound(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"file": "1", "nowhere": "-> gone"})
	for _, path := range []string{"missing", "file/below", "nowhere"} {
		full := filepath.Join(dir, path)
		b := open(t, full)
		_, captured := b.Capture(t.Context())
		_, looked := b.Fingerprint(t.Context())
		for _, err := range []error{captured, looked} {
			if !errors.Is(err, lockstep.NotFound) || !strings.Contains(err.Error(), full) {
				t.Errorf("%s: got %v, want not found", path, err)
			}
		}
	}
}

func TestAPathThatIsALinkToAFolderIsFollowed(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"real/a": "1", "current": "-> real"})
	b := open(t, filepath.Join(dir, "current"))
	b.becomes(t, stateOf(t, files{"a": "2", "b/c": "3"}))
	same(t, files{"real/a": "2", "real/b/c": "3", "current": "-> real"}, list(t, dir))
}

func TestEqualFoldersGiveEqualBytes(t *testing.T) {
	tree := files{"model.json": "[" + logs + "]", "b": "1", "a/b": "x 2", "c": "-> b"}
	if one, other := stateOf(t, tree), stateOf(t, tree); one.Digest() != other.Digest() {
		t.Error("two equal folders gave different states")
	}
}

func TestAFingerprintSeesEveryChange(t *testing.T) {
	b := with(t, files{"a": "1", "dir/b": "2", "link": "-> a", "dir/left": "out"}, "exclude=left")
	look := func() string {
		t.Helper()
		f, err := b.Fingerprint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	full := func(name string) string { return filepath.Join(b.dir, name) }
	last := look()
	for name, change := range map[string]func() error{
		"another file":    func() error { return os.WriteFile(full("new"), nil, 0o644) },
		"a mode":          func() error { return os.Chmod(full("a"), 0o755) },
		"a size":          func() error { return os.WriteFile(full("dir/b"), []byte("22"), 0o644) },
		"a link's target": func() error { return errors.Join(os.Remove(full("link")), os.Symlink("b", full("link"))) },
		"a name":          func() error { return os.Rename(full("dir/b"), full("dir/c")) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		now := look()
		if now == last {
			t.Errorf("%s: the fingerprint stayed", name)
		}
		last = now
	}
	if err := os.WriteFile(full("dir/left"), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	if look() != last {
		t.Error("a file that is left out changed the fingerprint")
	}
}
