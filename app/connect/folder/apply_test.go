package folder_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/folder"
	"lockstep/app/lockstep"
)

func TestApplyGivesTheFolderThatWasWanted(t *testing.T) {
	model := "[\n" + users + ",\n" + orders + "]"
	for name, row := range map[string]struct{ before, after files }{
		"into an empty folder":         {files{}, files{"model.json": model, "a": "1", "b/c/d": "x 2", "l": "-> b"}},
		"to an empty folder":           {files{"model.json": model, "a": "1", "b/c/d": "x 2", "l": "-> b"}, files{}},
		"modes":                        {files{"a": "1", "b": "x 2"}, files{"a": "x 1", "b": "2"}},
		"a file becomes a folder":      {files{"a": "1"}, files{"a/b/c": "2", "a/d": "3"}},
		"a folder becomes a file":      {files{"a/b/c": "2", "a/d": "3"}, files{"a": "1"}},
		"a file becomes a link":        {files{"a": "1", "b": "-> a"}, files{"a": "-> b", "b": "1"}},
		"a link becomes a folder":      {files{"a": "-> /etc", "b": "1"}, files{"a/passwd": "mine", "b": "1"}},
		"a folder becomes a link":      {files{"a/b": "1"}, files{"a": "-> b"}},
		"a model comes":                {files{"a": "1"}, files{"a": "1", "model.json": model}},
		"a model goes":                 {files{"a": "1", "model.json": model}, files{"a": "1"}},
		"a model becomes empty":        {files{"model.json": model}, files{"model.json": "[]"}},
		"the white space of a model":   {files{"model.json": model}, files{"model.json": "\ufeff" + strings.ReplaceAll(model, "\n", "\r\n\t")}},
		"the order of a model":         {files{"model.json": "[" + users + "," + orders + "]"}, files{"model.json": "[" + orders + "," + users + "]"}},
		"a model that may be run":      {files{"model.json": model}, files{"model.json": "x " + model}},
		"odd names":                    {files{}, files{"ä ö\n": "1", "-rf": "2", `back\slash`: "3", "*?": "4", "a'b\"c": "5", "...": "6", strings.Repeat("n", 255): "7"}},
		"many files":                   {many("a", 40), many("b", 40)},
		"many folders":                 {many("a/b", 40), many("c/d", 40)},
		"a file in the model's place":  {files{"schema": "1"}, files{"schema/db.json": model}},
		"bytes that are no text":       {files{"a": "\xff\x00"}, files{"a": "\x00\xfe", "b": "\r\n"}},
		"a link that leads in a round": {files{"a": "-> a"}, files{"a": "-> b", "b": "-> a"}},
	} {
		t.Run(name, func(t *testing.T) {
			settings := []string{"model=model.json"}
			if strings.Contains(name, "the model's place") {
				settings = []string{"model=schema/db.json"}
			}
			before, after := stateOf(t, row.before, settings...), stateOf(t, row.after, settings...)
			b := with(t, row.before, settings...)
			b.becomes(t, after)
			same(t, row.after, list(t, b.dir))
			b.becomes(t, before)
			same(t, row.before, list(t, b.dir))
		})
	}
}

func many(name string, n int) files {
	all := files{}
	for i := range n {
		all[name+"/"+strings.Repeat("x", i+1)+"/file"] = name
	}
	return all
}

func TestApplyTouchesNothingElse(t *testing.T) {
	left := files{".git/config": "1", "cache/x": "2", "empty/": "", "marker/.lockstep-marker.json": "{}"}
	before := files{"a": "1", "cache/y": "2", "marker/z": "3"}
	b := with(t, before, "exclude=/cache")
	write(t, b.dir, files{".git/config": "1", "cache/x": "2", "marker/.lockstep-marker.json": "{}"})
	if err := os.Mkdir(filepath.Join(b.dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.becomes(t, stateOf(t, files{"b": "1"}))
	want := files{"b": "1", "cache/y": "2"}
	for name, content := range left {
		want[name] = content
	}
	same(t, want, list(t, b.dir))
}

func TestAnEmptyFolderGivesWay(t *testing.T) {
	b := with(t, files{"x": "1"})
	if err := os.MkdirAll(filepath.Join(b.dir, "a", "b"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.becomes(t, stateOf(t, files{"a": "1"}))
	same(t, files{"a": "1"}, list(t, b.dir))
}

func TestAFolderThatHoldsOtherThingsDoesNotGiveWay(t *testing.T) {
	b := with(t, files{"a/keep": "1", "a/item": "2"}, "exclude=keep")
	want := stateOf(t, files{"a": "1"})
	blocked(t, b, want, "in the way")
	if err := b.apply(t, want); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
	if got := list(t, b.dir); got["a/keep"] != "1" {
		t.Errorf("got %v", got)
	}
}

// blocked fails the test where Prepare and Validate let a state through, or say something else than they should.
func blocked(t *testing.T, b bench, to lockstep.State, says string) {
	t.Helper()
	want, problems := b.prepare(t, to)
	more, err := b.Validate(t.Context(), want, lockstep.Diff(b.capture(t), want))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(append(problems, more...), func(p lockstep.Problem) bool {
		return p.Verdict == lockstep.Blocks && strings.Contains(p.Message, says)
	}) {
		t.Errorf("got %v and %v, want that it blocks and says %q", problems, more, says)
	}
}

func TestNothingIsWrittenThroughALink(t *testing.T) {
	outside := t.TempDir()
	for _, to := range []string{outside, "inside"} {
		b := with(t, files{"link": "-> " + to, "inside/x": "1"}, "exclude=link")
		want := stateOf(t, files{"link/y": "2", "inside/x": "1"})
		// The link is not an item here, so the tree itself is possible; only the disk says no.
		err := b.Apply(t.Context(), want, lockstep.Diff(b.capture(t), want), journal{})
		if !errors.Is(err, lockstep.Blocked) {
			t.Errorf("excluded: got %v, want blocked", err)
		}
		b = with(t, files{"link": "-> " + to, "inside/x": "1"})
		both, err := b.capture(t).With(want.All(), nil)
		if err != nil {
			t.Fatal(err)
		}
		blocked(t, b, both, "cannot be there together")
		if err := b.Apply(t.Context(), both, lockstep.Diff(b.capture(t), both), journal{}); !errors.Is(err, lockstep.Blocked) {
			t.Errorf("got %v, want blocked", err)
		}
		same(t, files{"link": "-> " + to, "inside/x": "1"}, list(t, b.dir))
	}
	same(t, files{}, list(t, outside))
}

func TestNamesThatLeadOutAreRefused(t *testing.T) {
	b := with(t, files{"a": "1"})
	for _, name := range []string{"../out", "/etc/out", "a/../../out", "", ".", "b//c", "b/", "b\x00c", ".git/config", "x/.lockstep-tmp-1", "x/Thumbs.db"} {
		item := lockstep.Item{Key: file(name), Part: lockstep.Configuration, Body: lockstep.BodyOf(nil)}
		want, err := b.capture(t).With([]lockstep.Item{item}, nil)
		if err != nil {
			t.Fatal(err)
		}
		blocked(t, b, want, "Leave it out.")
		if err := b.Apply(t.Context(), want, lockstep.Diff(b.capture(t), want), journal{}); !errors.Is(err, lockstep.Blocked) {
			t.Errorf("%q: got %v, want blocked", name, err)
		}
	}
	same(t, files{"a": "1"}, list(t, b.dir))
}

func TestWhatCannotBeInAFolderBlocks(t *testing.T) {
	for name, row := range map[string]struct {
		settings string
		item     lockstep.Item
		says     string
	}{
		"below a file":            {"", lockstep.Item{Key: file("a/b"), Part: lockstep.Configuration}, "together with a,"},
		"another kind":            {"", lockstep.Item{Key: lockstep.Key{Slot: "config", Kind: "table", Name: "x"}}, "kind table"},
		"a file that is left out": {"exclude=*.log", lockstep.Item{Key: file("x.log"), Part: lockstep.Configuration}, "left out by the settings"},
		"an object without model": {"model=", lockstep.Item{Key: lockstep.Key{Slot: "config", Kind: "object", Name: "x"}, Part: lockstep.Model}, "turned off"},
		"the model as a file":     {"", lockstep.Item{Key: file("model.json"), Part: lockstep.Configuration}, "is the model file"},
		"another model's frame":   {"", lockstep.Item{Key: lockstep.Key{Slot: "config", Kind: lockstep.FrameKind, Name: "x.json"}, Part: lockstep.Model}, "The model was in x.json"},
		"a link to nothing":       {"", lockstep.Item{Key: file("l"), Part: lockstep.Configuration, Mode: lockstep.Link}, "leads nowhere"},
		"a strange mode":          {"", lockstep.Item{Key: file("l"), Part: lockstep.Configuration, Mode: "suid"}, "not a file"},
		"too large":               {"", lockstep.Item{Key: file("l"), Part: lockstep.Configuration, Body: lockstep.LazyBody("x", 64<<20+1, nil)}, "64 MiB"},
		"below the model file":    {"", lockstep.Item{Key: file("model.json/x"), Part: lockstep.Configuration}, "is the model file and not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := files{"a": "1", "model.json": "[]"}
			if row.settings == "model=" {
				tree = files{"a": "1"}
			}
			b := with(t, tree, row.settings)
			want, err := b.capture(t).With([]lockstep.Item{row.item}, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := b.prepare(t, want)
			if !slices.ContainsFunc(problems, func(p lockstep.Problem) bool {
				return p.Key == row.item.Key && p.Verdict == lockstep.Blocks && strings.Contains(p.Message, row.says)
			}) {
				t.Errorf("got %v, want that it blocks and says %q", problems, row.says)
			}
		})
	}
}

func TestAFileAndWhatIsBelowItNeedEachOther(t *testing.T) {
	b := with(t, files{"a": "1"})
	below := lockstep.Item{Key: file("a/b"), Part: lockstep.Configuration, Body: lockstep.BodyOf(nil)}
	want, err := b.capture(t).With([]lockstep.Item{below}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := b.prepare(t, want)
	for _, p := range problems {
		if !slices.Contains(p.Needs, file("a")) || !slices.Contains(p.Needs, file("a/b")) {
			t.Errorf("%s does not name both", p.Message)
		}
	}
	if len(problems) != 2 {
		t.Errorf("got %d problems, want 2", len(problems))
	}
}

func TestAFailedApplyLeavesNoTemporaryFile(t *testing.T) {
	broken := errors.New("the vault is gone")
	b := with(t, files{"a": "1"})
	bad := lockstep.Item{Key: file("new/z"), Part: lockstep.Configuration, Body: lockstep.LazyBody("x", 1, func() ([]byte, error) { return nil, broken })}
	want, err := stateOf(t, files{"a": "2", "new/b": "3"}).With([]lockstep.Item{bad}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(t.Context(), want, lockstep.Diff(b.capture(t), want), journal{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	same(t, files{"a": "1"}, list(t, b.dir))
}

// stopping is a journal that calls stop at the nth Begin.
type stopping struct {
	n    int
	stop func()
}

func (s *stopping) Begin(lockstep.Key) error {
	if s.n--; s.n == 0 {
		s.stop()
	}
	return nil
}

func (s *stopping) Done(lockstep.Key) error { return nil }

func TestACancelledApplyLeavesNoTemporaryFile(t *testing.T) {
	b := with(t, files{"a": "1", "b": "1", "old/c": "1"})
	want := stateOf(t, files{"a": "2", "b": "2", "new/c": "1"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := b.Apply(ctx, want, lockstep.Diff(b.capture(t), want), &stopping{2, cancel})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	same(t, files{"a": "2", "b": "1"}, list(t, b.dir))
}

func TestAFileThatChangesDuringTheRunIsLeftAlone(t *testing.T) {
	b := with(t, files{"a": "1", "b": "1"})
	want := stateOf(t, files{"a": "2", "b": "2"})
	err := b.Apply(t.Context(), want, lockstep.Diff(b.capture(t), want), &stopping{2, func() { write(t, b.dir, files{"b": "mine"}) }})
	if !errors.Is(err, lockstep.Conflict) || !strings.Contains(err.Error(), filepath.Join(b.dir, "b")) {
		t.Errorf("got %v, want a conflict that names the file", err)
	}
	same(t, files{"a": "2", "b": "mine"}, list(t, b.dir))
}

func TestAnObjectThatChangesBesidesTheRunStopsIt(t *testing.T) {
	b := with(t, files{"model.json": "[" + logs + "]"})
	want, _ := b.prepare(t, stateOf(t, files{"model.json": "[" + logs + "," + users + "," + orders + "]"}))
	changes := lockstep.Diff(b.capture(t), want)
	mine := "[" + strings.Replace(logs, "datetime", "text", 1) + "]"
	write(t, b.dir, files{"model.json": mine})
	if err := b.Apply(t.Context(), want, changes, journal{}); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
	same(t, files{"model.json": mine}, list(t, b.dir))
}

func TestTemporaryFilesOfAKilledRunAreSwept(t *testing.T) {
	b := with(t, files{"a": "1", ".lockstep-tmp-OLD": "x", "dir/.lockstep-tmp-OLD": "-> x", "dir/b": "1", ".lockstep-marker.json": "{}"})
	b.becomes(t, stateOf(t, files{"a": "2", "dir/b": "1"}))
	same(t, files{"a": "2", "dir/b": "1", ".lockstep-marker.json": "{}"}, list(t, b.dir))
}

func TestOneFileIsASlot(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"live.env": "a=1", "other": "1", "by-link": "-> live.env"})
	b := open(t, filepath.Join(dir, "live.env"))
	b.becomes(t, stateOf(t, files{"live.env": "a=2"}))
	same(t, files{"live.env": "a=2", "other": "1", "by-link": "-> live.env"}, list(t, dir))

	blocked(t, b, stateOf(t, files{"live.env": "a=2", "second": "1"}), "is one file")
	blocked(t, b, lockstep.State{}, "cannot be removed")
	if err := b.apply(t, lockstep.State{}); !errors.Is(err, lockstep.Blocked) {
		t.Errorf("got %v, want blocked", err)
	}

	linked := open(t, filepath.Join(dir, "by-link"))
	linked.becomes(t, stateOf(t, files{"by-link": "a=3"}))
	same(t, files{"live.env": "a=3", "other": "1", "by-link": "-> live.env"}, list(t, dir))
}

// drawFiles makes a tree of files, links and a model that a folder can hold.
func drawFiles(t *rapid.T, label string) files {
	part := rapid.SampledFrom([]string{"a", "b", "c", "Ä", "x.y", "d e"})
	name := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "parts"), "/")
	})
	content := rapid.OneOf(
		rapid.StringMatching(`(x )?[a-z\n]{0,5}`),
		rapid.StringMatching(`-> [a-c./]{1,5}`),
	)
	all := files{}
	for wanted, content := range rapid.MapOfN(name, content, 0, 12).Draw(t, label) {
		free := true
		for other := range all {
			free = free && !strings.HasPrefix(other, wanted+"/") && !strings.HasPrefix(wanted, other+"/")
		}
		if free {
			all[wanted] = content
		}
	}
	objects := rapid.SliceOfDistinct(rapid.StringMatching(`[a-z]{1,3}`), func(s string) string { return s }).Draw(t, label+" model")
	if rapid.Bool().Draw(t, label+" has a model") {
		space := rapid.StringMatching(`[ \n\t]{0,3}`)
		doc := space.Draw(t, "space") + "["
		for i, name := range objects {
			if i > 0 {
				doc += ","
			}
			doc += space.Draw(t, "space") + `{"name":"` + name + `","fields":{"f":{"type":"` + rapid.SampledFrom([]string{"string", "text"}).Draw(t, "type") + `"}}}`
		}
		all["model.json"] = doc + space.Draw(t, "space") + "]" + space.Draw(t, "space")
	}
	return all
}

func TestAnyFolderBecomesAnyOther(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before, after := drawFiles(rt, "before"), drawFiles(rt, "after")
		to := with(t, after)
		b := with(t, before)
		defer os.RemoveAll(to.dir)
		defer os.RemoveAll(b.dir)
		was, want := b.capture(t), to.capture(t)
		b.becomes(t, want)
		same(t, after, list(t, b.dir))
		b.becomes(t, was)
		same(t, before, list(t, b.dir))
		if t.Failed() {
			rt.FailNow()
		}
	})
}

func TestAnyPartOfAFolderIsCapturedAsItWasSettled(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b, source := with(t, drawFiles(rt, "before")), with(t, drawFiles(rt, "source"))
		defer os.RemoveAll(b.dir)
		defer os.RemoveAll(source.dir)
		var put []lockstep.Item
		for _, item := range source.capture(t).All() {
			if rapid.Bool().Draw(rt, "take "+item.Key.Name) {
				put = append(put, item)
			}
		}
		mixed, err := b.capture(t).With(put, nil)
		if err != nil {
			rt.Fatal(err)
		}
		want, problems, err := folder.Driver("").Prepare(b.slot, b.capture(t), mixed)
		if err != nil {
			rt.Fatal(err)
		}
		for _, p := range problems {
			if p.Verdict == lockstep.Blocks {
				return
			}
		}
		if err := b.Apply(t.Context(), want, lockstep.Diff(b.capture(t), want), journal{}); err != nil {
			rt.Fatal(err)
		}
		connecttest.Same(t, want, b.capture(t))
		if t.Failed() {
			rt.FailNow()
		}
	})
}

func TestWhatIsBroughtAlongSaysWhyOfItself(t *testing.T) {
	b := with(t, files{"place": "a file"})
	source, target := stateOf(t, files{"place/below": "1"}), b.capture(t)
	plan, err := lockstep.NewPlan(lockstep.PlanInput{Act: lockstep.Restore, Source: source, Target: target,
		Choices: lockstep.Choices{Only: map[lockstep.Key]bool{file("place/below"): true}},
		Prepare: func(before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
			return folder.Driver("").Prepare(b.slot, before, want)
		}})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range plan.Differences {
		if d.Key == file("place") && !strings.HasPrefix(d.Why, "place cannot be there together with place/below") {
			t.Errorf("it is brought along, as %s", d.Why)
		}
	}
}
