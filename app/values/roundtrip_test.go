package values_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// furtherTrees names further folders with files that others wrote, such as those that make trees installs.
const furtherTrees = "LOCKSTEP_TREES"

// realFiles are files that others wrote: of further trees, of the page's packages and of the modules of Go, by format, in
// sorted order. Our own stand in for formats that are rare there.
func realFiles(t *testing.T) map[values.Format][]string {
	t.Helper()
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[values.Format][]string{}
	roots := append(filepath.SplitList(os.Getenv(furtherTrees)), "testdata", "../../frontend/node_modules/", strings.TrimSpace(string(cache)))
	for _, root := range roots {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) { // the page's packages are not installed everywhere
				return nil
			}
			if err != nil {
				return err
			}
			if entry.IsDir() && entry.Name() == "fuzz" {
				return filepath.SkipDir
			}
			if format := values.FormatOf(name); format != values.Text && entry.Type().IsRegular() {
				files[format] = append(files[format], name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

const (
	filesOfEach   = 400 // of each format
	changesOfFile = 6   // places of a file that get another value
	aloneOfFile   = 200 // that are set to their own value one by one; all of them are at once
	enoughFiles   = 300 // fewer prove too little
	largestRead   = 200_000
)

// misread are files of a test suite that the other parser of YAML does not read as the specification says: a block with
// an indentation indicator on the first level.
var misread = []string{"literal-modifers/02/in.yaml", "literal-modifers/03/in.yaml"}

// tally is what became of the files of a format.
type tally struct{ files, places, changed, refused, whole, unread, large int }

func TestRealFilesComeThroughUnchanged(t *testing.T) {
	total := 0
	for format, names := range realFiles(t) {
		var n tally
		for _, name := range names {
			if n.files == filesOfEach {
				break
			}
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if len(body) > largestRead {
				n.large++
				continue
			}
			d, err := values.Open(name, body)
			if err != nil {
				if !errors.Is(err, lockstep.Invalid) {
					t.Errorf("%s: %v", name, err)
				}
				n.whole++
				continue
			}
			before, err := independent(format, body)
			if err != nil || !samePlaces(d, before) || slices.ContainsFunc(misread, func(m string) bool { return strings.HasSuffix(name, m) }) { // the other parser does not read it, or otherwise
				n.unread++
				continue
			}
			n.files++
			keepsAll(t, name, body, d)
			n.change(t, name, body, d, before)
		}
		total += n.files
		t.Logf("%-10s of %4d: %+v", format, len(names), n)
	}
	if total < enoughFiles {
		t.Errorf("only %d files were found", total)
	}
}

// samePlaces says that the other parser found every value where the package did. They do not agree on all of YAML.
func samePlaces(d *values.Document, other map[string]string) bool {
	for _, p := range d.Places() {
		if d.Format() == values.XML || p.Fixed != "" {
			continue
		}
		text, there := other[p.Address]
		if !there || d.Format() == values.YAML && p.Value.Kind == values.String && text != p.Value.Text {
			return false
		}
	}
	return true
}

// keepsAll sets every place to the value that it has, lifted out and made anew, alone and all at once.
func keepsAll(t *testing.T, name string, body []byte, d *values.Document) {
	t.Helper()
	var sets []values.Set
	for i, p := range d.Places() {
		if p.Start > p.End || p.End > len(body) {
			t.Fatalf("%s: %s stands from %d to %d", name, p.Address, p.Start, p.End)
		}
		found, err := d.Place(p.Address)
		v, there := found.Value, err == nil
		if there && found.Start != p.Start {
			t.Errorf("%s: %s stands at %d, and is found at %d", name, p.Address, p.Start, found.Start)
		}
		if !there && p.Fixed == "" {
			t.Errorf("%s: %s is not found", name, p.Address)
		}
		if !there {
			continue
		}
		sets = append(sets, values.Set{Address: p.Address, Value: v})
		if i >= aloneOfFile {
			continue
		}
		for _, v := range []values.Value{v, {Kind: v.Kind, Text: v.Text}, {Text: v.Text}} {
			if got, err := d.Set(p.Address, v); err != nil || !bytes.Equal(got, body) {
				t.Errorf("%s: %s was set to its own value: %v", name, p.Address, err)
			}
		}
	}
	if len(sets) > 0 {
		if got, err := d.Lay(sets); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: all places were set to their own value: %v", name, err)
		}
	}
}

// change sets some places, spread over the file, to something else.
func (n *tally) change(t *testing.T, name string, body []byte, d *values.Document, before map[string]string) {
	t.Helper()
	places := d.Places()
	n.places += len(places)
	step := max(1, len(places)/changesOfFile)
	for i := 0; i < len(places); i += step {
		p := places[i]
		v := another(d.Format(), p.Value, i)
		got, err := d.Set(p.Address, v)
		if err != nil {
			if p.Fixed == "" && (p.Value.Kind != values.Null || !errors.Is(err, lockstep.Invalid)) {
				t.Errorf("%s: %s: %v", name, p.Address, err)
			}
			n.refused++
			continue
		}
		n.changed++
		tail := body[p.End:]
		if !bytes.HasPrefix(got, body[:p.Start]) || !bytes.HasSuffix(got, tail) {
			t.Errorf("%s: setting %s changed other bytes", name, p.Address)
		}
		after, err := independent(d.Format(), got)
		if err != nil {
			t.Errorf("%s: %s is %q, and is not read again: %v", name, p.Address, v.Text, err)
			continue
		}
		if !onlyChanged(before, after, p, v.Text, d.Format()) {
			t.Errorf("%s: %s was set to %q (%q), and another parser reads %v", name, p.Address, v.Text, got[p.Start:len(got)-len(tail)], differences(before, after))
		}
	}
}

// another is a value of the same kind that a place does not have.
func another(format values.Format, v values.Value, i int) values.Value {
	switch v.Kind {
	case values.Number:
		return values.Value{Text: strconv.Itoa(4000 + i)}
	case values.Bool:
		return values.Value{Text: strconv.FormatBool(v.Text != "true")}
	case values.Time:
		if strings.Contains(v.Text, "-") {
			return values.Value{Text: "2001-02-03"}
		}
		return values.Value{Text: "01:02:03"}
	}
	texts := []string{"changed", "it's", "a: b", "ü€", "true ", "x y z", "12:30", "https://live.example/?a=b&c=d"}
	if format != values.INI && format != values.Env { // their other readers do not agree on these
		texts = append(texts, "a # b", "\"q\" \\ \\n", "two\nlines", "", " <&> ")
	}
	text := strings.TrimSpace(texts[i%len(texts)])
	if text == v.Text {
		text = "changed again"
	}
	return values.Value{Kind: values.String, Text: text}
}

// onlyChanged says that two readings differ in one value, which is the new one where the address can be told.
func onlyChanged(before, after map[string]string, p values.Place, text string, format values.Format) bool {
	different := differences(before, after)
	if len(different) == 0 { // null and a text may be shown alike
		return before[p.Address] == text
	}
	if len(different) != 1 {
		return false
	}
	if format == values.XML {
		return after[different[0]] == text
	}
	got := after[p.Address]
	return different[0] == p.Address && (got == text || strings.Contains(got, text) && p.Value.Kind == values.Time)
}

func differences(before, after map[string]string) (keys []string) {
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if value, there := after[key]; !there || value != before[key] {
			keys = append(keys, key)
		}
	}
	for key := range after {
		if _, there := before[key]; !there {
			keys = append(keys, key)
		}
	}
	return keys
}
