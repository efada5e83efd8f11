package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
)

// twoFolders is a project of two folders, Left and Right, with these files.
func twoFolders(t *testing.T, left, right map[string]string) (p *program, dirs [2]string) {
	t.Helper()
	p = newProgram(t)
	if _, err := p.AddProject("Shop"); err != nil {
		t.Fatal(err)
	}
	for i, files := range []map[string]string{left, right} {
		dirs[i] = t.TempDir()
		for name, text := range files {
			put(t, dirs[i], name, text)
		}
		name := []string{"Left", "Right"}[i]
		_, err := p.AddEnvironment(app.EnvironmentRequest{Project: "Shop", Name: name, Role: "development", Kind: "folder",
			Settings: map[string]string{"path": dirs[i], "model": "model.json"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return p, dirs
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (p *program) compare() app.CompareView {
	p.t.Helper()
	v, err := p.Compare("Left", "Right", true)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func (p *program) diff(r app.DiffRequest) app.DiffView {
	p.t.Helper()
	v, err := p.ItemDiff(r)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func TestADifferenceIsTwoTextsAndWhatDiffersBetweenThem(t *testing.T) {
	p, _ := twoFolders(t,
		map[string]string{"a.txt": "same\nold footer\nlocales: en, de\nsame\n"},
		map[string]string{"a.txt": "same\nlocales: en, de, fr\nsame\n"})
	v := p.diff(app.DiffRequest{Session: p.compare().ID, Item: "file/a.txt"})
	if v.Before != "same\nold footer\nlocales: en, de\nsame" || v.After != "same\nlocales: en, de, fr\nsame" || v.LinesBefore != 4 || v.LinesAfter != 3 {
		t.Errorf("the texts are %q (%d lines) and %q (%d lines)", v.Before, v.LinesBefore, v.After, v.LinesAfter)
	}
	want := []app.StretchView{{Kind: "remove", Left: 2, Right: 2, Lines: 1}, {Kind: "change", Left: 3, Right: 2, Lines: 1}}
	if diff := cmp.Diff(want, v.Stretches); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{2, 15, 19}, v.MarksAfter); diff != "" || len(v.MarksBefore) != 0 {
		t.Errorf("marked %v and %v", v.MarksBefore, v.MarksAfter)
	}
	if v.Added != 1 || v.Removed != 2 {
		t.Errorf("counted +%d -%d", v.Added, v.Removed)
	}
}

func TestWhatTextsDoNotShowIsSaid(t *testing.T) {
	cases := map[string]struct {
		left, right string
		want        []string
	}{
		"line endings":      {"a\nb\n", "a\r\nb\r\n", []string{"Line endings differ: LF on the left, CR LF on the right."}},
		"mixed endings":     {"a\r\nb\n", "a\nb\n", []string{"Line endings differ: both LF and CR LF on the left, LF on the right."}},
		"a newline":         {"a\n", "a", []string{"Only the left side ends with a newline."}},
		"a byte order mark": {"a\n", "\ufeffa\n", []string{"Only the right side begins with a byte order mark."}},
		"nothing of these":  {"a\r\n", "b\r\n", []string{}},
		"mixed on both":     {"a\r\nb\n", "a\nb\r\n", []string{"Both sides end some lines with LF and others with CR LF, which is not shown: lines may differ in that alone."}},
		"Latin-1":           {"gr\xfc\n", "gr\xdf\n", []string{"Neither side is UTF-8: what cannot be read of them is shown as \ufffd."}},
		"Latin-1 on a side": {"gr\xfc\n", "grü\n", []string{"The left side is not UTF-8: what cannot be read of it is shown as \ufffd."}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p, _ := twoFolders(t, map[string]string{"a.txt": c.left}, map[string]string{"a.txt": c.right})
			v := p.diff(app.DiffRequest{Session: p.compare().ID, Item: "file/a.txt"})
			if diff := cmp.Diff(c.want, v.Notes); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if strings.Contains(v.Before+v.After, "\r") || strings.Contains(v.Before+v.After, "\ufeff") {
				t.Errorf("the texts are %q and %q", v.Before, v.After)
			}
		})
	}
}

func TestTheNotesOfAPlanNameItsSides(t *testing.T) {
	p, dir := fleet(t, environment{"Development", "development", ""}, environment{"QA", "test", "Development"})
	put(t, dir, "Development/a.txt", "a\r\nb")
	put(t, dir, "QA/a.txt", "a\nb\n")
	put(t, dir, "Development/new.txt", "gr\xfc\n")
	for at, target := range map[string]string{"Development": "a.txt", "QA": "b.txt"} {
		if err := os.Symlink(target, filepath.Join(dir, at, "link")); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, "Development/becomes", "a\n")
	if err := os.Symlink("a.txt", filepath.Join(dir, "QA", "becomes")); err != nil {
		t.Fatal(err)
	}
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "QA"})
	for item, want := range map[string][]string{
		"a.txt":   {"Line endings differ: LF in QA, CR LF in Development.", "Only the one on QA ends with a newline."},
		"new.txt": {"It is not UTF-8: what cannot be read of it is shown as \ufffd."},
		"link":    {},
		"becomes": {},
	} {
		v := p.diff(app.DiffRequest{Session: plan.ID, Item: "file/" + item})
		if diff := cmp.Diff(want, v.Notes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", item, diff)
		}
	}
}

func TestWhiteSpaceCanBeLeftOutOfAccount(t *testing.T) {
	p, _ := twoFolders(t, map[string]string{"a.txt": "a b\nc\n"}, map[string]string{"a.txt": "a  b\n\tc\nd\n"})
	v := p.diff(app.DiffRequest{Session: p.compare().ID, Item: "file/a.txt", IgnoreSpace: true})
	if diff := cmp.Diff([]app.StretchView{{Kind: "add", Left: 3, Right: 3, Lines: 1}}, v.Stretches); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAMovedFileIsARename(t *testing.T) {
	p, _ := twoFolders(t,
		map[string]string{"old.txt": "content\n", "empty.txt": "", "twin.txt": "twin\n"},
		map[string]string{"new.txt": "content\n", "blank.txt": "", "twin 1.txt": "twin\n", "twin 2.txt": "twin\n"})
	v := p.compare()
	var renames []string
	for _, c := range v.Changes {
		if c.Op == "rename" {
			renames = append(renames, c.From+" > "+c.Key)
		}
	}
	if diff := cmp.Diff([]string{"main:file/old.txt > main:file/new.txt"}, renames); diff != "" || v.Renamed != 1 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d := p.diff(app.DiffRequest{Session: v.ID, Item: "file/new.txt"}); d.Op != "rename" || d.From != "main:file/old.txt" || d.Before != "content" {
		t.Errorf("it is shown as %+v", d)
	}
}

func TestWhatIsKnownIsShownWithItsTimeAndAsksNoSystem(t *testing.T) {
	p, dirs := twoFolders(t, map[string]string{"a.txt": "1\n"}, map[string]string{"a.txt": "2\n"})
	if v, err := p.CompareKnown("Left", "Right", true); err != nil || v.ID != "" {
		t.Fatalf("nothing was read yet, and %q is known (%v)", v.ID, err)
	}
	first := p.compare()
	put(t, dirs[1], "a.txt", "1\n")
	known, err := p.CompareKnown("Left", "Right", true)
	if err != nil || len(known.Changes) != 1 || known.B.At != first.B.At || known.B.State != first.B.State {
		t.Errorf("known is %+v (%v)", known, err)
	}
	if v := p.compare(); len(v.Changes) != 0 {
		t.Errorf("read again it is %+v", v.Changes)
	}
	moved := t.TempDir()
	if _, err := p.SetConnection(app.ConnectionRequest{Environment: "Right", Settings: map[string]string{"path": moved}}); err != nil {
		t.Fatal(err)
	}
	if v, err := p.CompareKnown("Left", "Right", true); err != nil || v.ID != "" {
		t.Errorf("what was read elsewhere is still known: %+v (%v)", v, err)
	}
}

func TestNamesAndContentsAreSearched(t *testing.T) {
	p, _ := twoFolders(t,
		map[string]string{"gone.txt": "Marzipan\n", "same.txt": "marzipan\n", "data.bin": "\x00marzipan"},
		map[string]string{"new.txt": "other\n", "same.txt": "marzipan\n", "marzipan.txt": "x\n", "data.bin": "\x00marzipan!"})
	v, err := p.SearchComparison(p.compare().ID, " MARZIPAN ")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"main:file/gone.txt", "main:file/marzipan.txt"}, v.Keys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsNotSearchedIsNamed(t *testing.T) {
	big := strings.Repeat("x", 8<<20+1)
	p, dir := twoFolders(t, map[string]string{"big.txt": big, "later.txt": strings.Repeat("y", 2<<20)}, map[string]string{"small.txt": "marzipan"})
	one := p.compare().ID
	if err := os.Remove(filepath.Join(dir[0], "later.txt")); err != nil {
		t.Fatal(err)
	}
	v, err := p.SearchComparison(one, "marzipan")
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Keys) != 1 || v.Skipped != 2 || len(v.Unsearched) != 2 {
		t.Fatalf("found %+v", v)
	}
	for i, want := range []app.OmittedView{{Key: "main:file/big.txt", Why: "it is larger than 8 MiB"}, {Key: "main:file/later.txt", Why: "it cannot be read any more: "}} {
		if got := v.Unsearched[i]; got.Key != want.Key || !strings.HasPrefix(got.Why, want.Why) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestTheModelsAreDrawnSideBySide(t *testing.T) {
	model := func(fields string) string {
		return `[{"name": "boats", "fields": {` + fields + `}}, {"name": "same", "fields": {}}]`
	}
	p, _ := twoFolders(t,
		map[string]string{"model.json": model(`"name": {"type": "string"}, "old": {"type": "float"}, "kept": {"type": "float"}`)},
		map[string]string{"model.json": model(`"first": {"type": "text"}, "name": {"type": "text"}, "kept": {"type": "float"}, "last": {"type": "text"}`)})
	v, err := p.Schema(p.compare().ID)
	if err != nil || len(v.Objects) != 1 || v.Same != 1 || !v.Model {
		t.Fatalf("drawn is %+v (%v)", v, err)
	}
	var got []string
	for _, f := range v.Objects[0].Fields {
		got = append(got, f.Op+" "+f.Name)
		if f.Name == "old" && (len(f.Effects) != 1 || f.Effects[0].Verdict != "loses") {
			t.Errorf("the effect of removing old is %+v", f.Effects)
		}
	}
	if diff := cmp.Diff([]string{"add first", "modify name", "remove old", "same kept", "add last"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAReportHoldsWhatDiffersAndNothingThatRuns(t *testing.T) {
	many := strings.Repeat("many\n", 4000)
	p, _ := twoFolders(t,
		map[string]string{"a.txt": "one\n", "many.txt": many},
		map[string]string{"a.txt": "one\n<script>alert(1)</script>\n", "many.txt": strings.ReplaceAll(many, "many", "lots"), "\"><img src=x onerror=alert(2)>.txt": "x\n", "\u202egnp.txt": "x y\n"})
	file := filepath.Join(t.TempDir(), "report.html")
	saved, err := p.SaveReport(p.compare().ID, file)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for _, bad := range []string{"<script", "<img src=x", "http://", "https://", "\u202e", "url(", "@import"} {
		if strings.Contains(text, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
	for _, good := range []string{"&lt;script&gt;alert(1)&lt;/script&gt;", "2 added, 2 changed, 0 removed, 0 renamed; 0 items the same", "The lines of 1 item are not all in it", "1,000 lines more of it are not shown."} {
		if !strings.Contains(text, good) {
			t.Errorf("the report does not say %q", good)
		}
	}
	if saved.Items != 4 || saved.Bytes != int64(len(raw)) {
		t.Errorf("it is said to be %+v", saved)
	}
	if _, err := p.SaveReport(p.compare().ID, filepath.Join(t.TempDir(), "nowhere", "report.html")); err == nil || !strings.Contains(err.Error(), "Nothing is there that was not there before.") {
		t.Errorf("a report to a folder that is not there: %v", err)
	}
}

func TestSnapshotsAreFoundByWhatIsKnownOfThem(t *testing.T) {
	p, _ := twoFolders(t, map[string]string{"a.txt": "1\n"}, nil)
	for _, note := range []string{"Before the fair", "", "After the fair"} {
		if _, err := p.TakeSnapshot("Left", note); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string][]int{"FAIR": {3, 1}, "2": {2}, "#2": {2}, "ada@": {3, 2, 1}, "zebra": {}, "": {3, 2, 1}} {
		page, err := p.FindSnapshots("Left", text, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		got := []int{}
		for _, s := range page.Snapshots {
			got = append(got, s.Number)
		}
		// A year or a day that holds a 2 is meant by it too.
		if text == "2" {
			if !slices.Contains(got, 2) {
				t.Errorf("%q finds %v", text, got)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" || page.Total != len(want) {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if page, err := p.FindSnapshots("Left", "fair", 1, 10); err != nil || len(page.Snapshots) != 1 || page.Total != 2 {
		t.Errorf("the second page is %+v (%v)", page, err)
	}
}
