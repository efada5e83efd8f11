package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/cli"
)

// desk is a person at a terminal with a catalog of two folders, one of them live.
type desk struct {
	t    *testing.T
	home string
	live string // the file of the live folder
}

func newDesk(t *testing.T) desk {
	t.Helper()
	dir := t.TempDir()
	d := desk{t: t, home: filepath.Join(dir, "home"), live: filepath.Join(dir, "live", "a.conf")}
	for name, content := range map[string]string{"dev": "new\n", "qa": "old\n", "live": "old\n"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name, "a.conf"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"project", "add", "shop"},
		{"env", "add", "dev", "--project", "shop", "--role", "development", "--kind", "folder", "--set", "path=" + filepath.Join(dir, "dev")},
		{"env", "add", "qa", "--project", "shop", "--role", "test", "--kind", "folder", "--set", "path=" + filepath.Join(dir, "qa")},
		{"env", "add", "live", "--project", "shop", "--role", "live", "--kind", "folder", "--set", "path=" + filepath.Join(dir, "live")},
		{"env", "edit", "live", "--allow-writing"},
	} {
		if exit, stdout, stderr := d.types("", args...); exit != 0 {
			t.Fatalf("%v: exit %d\n%s%s", args, exit, stdout, stderr)
		}
	}
	return d
}

// types runs a command at a terminal where the person types typed.
func (d desk) types(typed string, args ...string) (exit int, stdout, stderr string) {
	d.t.Helper()
	var out, errs bytes.Buffer
	stdio := cli.Stdio{In: strings.NewReader(typed), Out: &out, Err: &errs, Terminal: true}
	exit = cli.Run(d.t.Context(), append([]string{"--home", d.home}, args...), stdio, open, lookout)
	return exit, out.String(), errs.String()
}

func (d desk) holds() string {
	d.t.Helper()
	content, err := os.ReadFile(d.live)
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.TrimSpace(string(content))
}

func TestAPersonIsAskedBeforeAChange(t *testing.T) {
	d := newDesk(t)
	for _, answer := range []string{"n\n", "\n", "", "yes please\n"} {
		exit, stdout, stderr := d.types(answer, "promote", "dev", "qa")
		if exit != 4 || !strings.Contains(stderr, "[y/N]") || !strings.Contains(stderr, "Nothing was changed") {
			t.Errorf("%q: exit %d\n%s%s", answer, exit, stdout, stderr)
		}
	}
	exit, stdout, stderr := d.types("y\n", "promote", "dev", "qa")
	if exit != 0 || !strings.Contains(stdout, "Done: 1 change on shop/qa") {
		t.Errorf("exit %d\n%s%s", exit, stdout, stderr)
	}
	exit, stdout, stderr = d.types("", "rollback", "qa", "--yes")
	if exit != 0 || strings.Contains(stderr, "[y/N]") {
		t.Errorf("with --yes: exit %d\n%s%s", exit, stdout, stderr)
	}
}

func TestTheNameOfALiveEnvironmentIsTypedWhateverYesSays(t *testing.T) {
	d := newDesk(t)
	for _, typed := range []string{"y\n", "Live\n", ""} {
		exit, _, stderr := d.types(typed, "promote", "dev", "live", "--yes")
		if exit != 4 || d.holds() != "old" || !strings.Contains(stderr, "Type its name") {
			t.Errorf("%q: exit %d, live holds %s\n%s", typed, exit, d.holds(), stderr)
		}
	}
	if exit, _, stderr := d.types("live\n\n", "promote", "dev", "live"); exit != 4 || d.holds() != "old" || !strings.Contains(stderr, "says why") {
		t.Errorf("no reason: exit %d, live holds %s\n%s", exit, d.holds(), stderr)
	}
	exit, _, stderr := d.types("live\nAutumn\n", "promote", "dev", "live")
	if exit != 0 || d.holds() != "new" || strings.Contains(stderr, "[y/N]") {
		t.Errorf("exit %d, live holds %s\n%s", exit, d.holds(), stderr)
	}
}

func TestNobodyIsAskedWhereDocumentsAreWanted(t *testing.T) {
	d := newDesk(t)
	exit, stdout, stderr := d.types("live\n", "promote", "dev", "live", "--json")
	if exit != 4 || d.holds() != "old" || strings.Contains(stderr, "Type its name") || !strings.Contains(stdout, `"error"`) {
		t.Errorf("exit %d\n%s%s", exit, stdout, stderr)
	}
}

func TestProgressIsShownOnATerminalOnly(t *testing.T) {
	d := newDesk(t)
	_, stdout, stderr := d.types("", "promote", "dev", "qa", "--yes")
	if !strings.Contains(stderr, "a.conf") || !strings.HasSuffix(stderr, "\r\x1b[K") || strings.Contains(stdout, "\x1b") {
		t.Errorf("standard error %q\nstandard output %q", stderr, stdout)
	}
	var out, errs bytes.Buffer
	exit := cli.Run(t.Context(), []string{"--home", d.home, "rollback", "qa"}, cli.Stdio{In: strings.NewReader(""), Out: &out, Err: &errs}, open, lookout)
	if exit != 0 || errs.Len() > 0 {
		t.Errorf("exit %d: %q", exit, errs.String())
	}
}

func TestAPassphraseIsAskedForTwice(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "qa.zip.age")
	const phrase = "correct horse battery staple\n"
	if exit, _, stderr := d.types("", "snapshot", "take", "qa"); exit != 0 {
		t.Fatal(stderr)
	}
	for _, typed := range []string{"", phrase, phrase + "another horse\n", "\n\n"} {
		exit, _, stderr := d.types(typed, "export", "qa@1", "-o", file)
		if _, err := os.Stat(file); exit == 0 || err == nil || !strings.Contains(stderr, "Nothing was written") {
			t.Errorf("%q: exit %d\n%s", typed, exit, stderr)
		}
	}
	if exit, _, stderr := d.types(phrase+phrase, "export", "qa@1", "-o", file); exit != 0 || !strings.Contains(stderr, "Once more") {
		t.Errorf("exit %d\n%s", exit, stderr)
	}
	if exit, _, stderr := d.types("wrong\n", "import", file); exit != 4 || !strings.Contains(stderr, "does not open") {
		t.Errorf("exit %d\n%s", exit, stderr)
	}
	if exit, stdout, stderr := d.types(phrase, "import", file); exit != 0 || !strings.Contains(stdout, "1 here already") {
		t.Errorf("exit %d\n%s%s", exit, stdout, stderr)
	}
}
