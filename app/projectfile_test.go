package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app"
	"lockstep/app/connect/connecttest"
	"lockstep/app/lockstep"
	"lockstep/store"
)

// number32 is a number as a uuid of 32 digits.
func number32(n int) string { return fmt.Sprintf("%032x", n) }

// withSecrets are systems in memory whose connections have a secret that is needed, and one that is not.
func withSecrets(string) []lockstep.Driver {
	d := connecttest.NewWorld().Driver()
	d.SlotFields = append(d.SlotFields, lockstep.Field{Name: "include", Label: "Include", Input: lockstep.LinesInput})
	d.Fields = append(d.Fields,
		lockstep.Field{Name: "url", Label: "Address", Input: lockstep.TextInput},
		lockstep.Field{Name: "token", Label: "Token", Input: lockstep.TextInput, Required: true, Secret: true},
		lockstep.Field{Name: "pin", Label: "PIN", Input: lockstep.TextInput, Secret: true})
	return []lockstep.Driver{d}
}

// laid is a program whose catalog has a project as it is.
func laid(t testing.TB, project lockstep.Project, environments []lockstep.Environment) *program {
	t.Helper()
	p := programWith(t, withSecrets)
	p.lay(project, environments)
	return p
}

func (p *program) lay(project lockstep.Project, environments []lockstep.Environment) {
	p.t.Helper()
	err := p.store.Write(p.t.Context(), func(tx *store.Tx) error {
		if err := tx.AddProject(project); err != nil {
			return err
		}
		for _, e := range environments {
			if err := tx.AddEnvironment(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) exportedSettings(name string) string {
	p.t.Helper()
	v, err := p.ExportProject(name, "")
	if err != nil {
		p.t.Fatal(err)
	}
	return v.Text
}

func (p *program) apply(r app.ApplyRequest) app.AppliedView {
	p.t.Helper()
	v, err := p.ApplyProject(r)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// shop is a small project, and the text of its settings.
func shop(t testing.TB) (p *program, text string) {
	p = laid(t, lockstep.Project{UUID: number32(1), Name: "Shop", Keep: lockstep.Retention{Last: 20, Monthly: 6}, Slots: []lockstep.Slot{
		{Name: "main", Kind: connecttest.Memory, Settings: lockstep.Settings{"include": "nginx/\n*.conf"}}}}, []lockstep.Environment{
		{UUID: number32(10), Project: number32(1), Name: "Development", Role: lockstep.Development, Writable: true, Connections: map[string]lockstep.Connection{
			"main": {Settings: lockstep.Settings{"name": "dev", "token": "hunter1"}}}},
		{UUID: number32(11), Project: number32(1), Name: "Live", Role: lockstep.Live, Upstream: number32(10), Connections: map[string]lockstep.Connection{
			"main": {Settings: lockstep.Settings{"name": "live", "url": "https://shop.example"}, Secrets: lockstep.Settings{"token": "hunter2", "pin": "1"}}}}})
	return p, p.exportedSettings("Shop")
}

func TestTheTextOfAProjectsSettings(t *testing.T) {
	_, text := shop(t)
	want := `# The settings of a project in Lockstep, one a line, in an order that stays: what changes reads well in git.
# The secrets of its connections are not in here, nor whether a live environment may be written to: that is for the
# owner of each catalog to allow.
format = 1

[project]
name = "Shop"
uuid = "00000000000000000000000000000001"

[keep]
last = 20
monthly = 6

[[slot]]
name = "main"
kind = "memory"

[slot.settings]
include = [
  "nginx/",
  "*.conf",
]

[[environment]]
name = "Development"
uuid = "0000000000000000000000000000000a"
role = "development"

[environment.connection.main]
name = "dev"

[[environment]]
name = "Live"
uuid = "0000000000000000000000000000000b"
role = "live"
upstream = "Development"

[environment.connection.main]
name = "live"
url = "https://shop.example"
`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("the text is (-want +got):\n%s", diff)
	}
}

func TestAFileOfSettingsThatIsRefused(t *testing.T) {
	p, text := shop(t)
	swap := func(old, with string) string {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("the text has no %q", old)
		}
		return strings.Replace(text, old, with, 1)
	}
	for _, row := range []struct{ name, text, says string }{
		{"nothing", "", "which format"},
		{"no TOML", "PK\x03\x04", "no TOML: line 1"},
		{"another format", swap("format = 1", "format = 99"), "A newer Lockstep"},
		{"no format", swap("format = 1", ""), "which format"},
		{"a format that is no number", swap("format = 1", `format = "1"`), "which format"},
		{"no project", "format = 1", "no [project]"},
		{"an unknown table", text + "\n[policy]\nkeep = 3\n", `"policy"`},
		{"an unknown key", swap("role =", "rolle ="), `"rolle"`},
		{"a key in another case", swap("format = 1", "format = 1\nFORMAT = 2"), `"FORMAT"`},
		{"an unknown setting", swap("url =", "colour ="), `"colour"`},
		{"an unknown setting of a slot", swap("include =", "colour ="), `"colour"`},
		{"an unknown way to keep", swap("monthly =", "yearly ="), `"yearly"`},
		{"no number", swap("last = 20", `last = "20"`), "no whole number"},
		{"less than nothing", swap("last = 20", "last = -1"), "no whole number"},
		{"more than any", swap("last = 20", "last = 9000000000000000000"), "no whole number"},
		{"keeping that is no table", strings.Replace(swap("[keep]\nlast = 20\nmonthly = 6\n", ""), "format = 1", "format = 1\nkeep = 3", 1), "no table"},
		{"an unknown kind", text + "\n[[slot]]\nname = \"more\"\nkind = \"pocketbase\"\n", "pocketbase"},
		{"a key twice", swap(`kind = "memory"`, "kind = \"memory\"\nkind = \"memory\""), "already defined"},
		{"a slot twice", text + "\n[[slot]]\nname = \"main\"\nkind = \"memory\"\n", "twice"},
		{"an environment twice", swap(`name = "Live"`, `name = "development"`), "twice"},
		{"a uuid twice", swap(number32(11), number32(10)), "twice"},
		{"a uuid that is a path", swap(number32(11), "../../../etc/passwd"), "32 digits"},
		{"a uuid of another length", swap(number32(11), "11"), "32 digits"},
		{"an empty uuid", swap(number32(11), ""), "32 digits"},
		{"a name against the rules", swap(`name = "Live"`, `name = "a/b"`), "cannot name"},
		{"an invisible name", swap(`name = "Live"`, `name = "L\u202eive"`), "cannot be seen"},
		{"no name", swap(`name = "Live"`, ``), "needs a name"},
		{"no role", swap(`role = "live"`, ``), "roles are"},
		{"an upstream that is not there", swap(`upstream = "Development"`, `upstream = "QA"`), "no environment of the file"},
		{"a circle", swap(`role = "development"`, "role = \"development\"\nupstream = \"Live\""), "circle"},
		{"its own upstream", swap(`upstream = "Development"`, `upstream = "Live"`), "circle"},
		{"a connection of no slot", swap("connection.main", "connection.extra"), `"extra"`},
		{"a secret", swap(`name = "dev"`, "name = \"dev\"\ntoken = \"hunter3\""), "where it does not belong"},
		{"a lacking setting", swap(`name = "dev"`, ``), "lacks the setting name"},
		{"a number for a text", swap(`name = "dev"`, `name = 1`), "no text"},
		{"a table for a text", swap(`name = "dev"`, `name = { a = "b" }`), "no text"},
		{"a table for a list", swap("[[slot]]", "[slot]"), "list of tables"},
		{"an escape for a terminal", swap(`name = "dev"`, `name = "\u001b[2J"`), "control character"},
		{"a NUL", swap(`name = "dev"`, `name = "\u0000"`), "control character"},
		{"a raw control character", swap(`name = "dev"`, "name = \"\x01\""), "no TOML"},
		{"bad UTF-8", swap(`name = "dev"`, "name = \"\xff\""), "no TOML"},
		{"deep arrays", "format = 1\na = " + strings.Repeat("[", 200_000), "no TOML"},
		{"deep tables", "format = 1\na = " + strings.Repeat("{a=", 9_000), "no TOML"},
		{"too many keys", "format = 1\n" + strings.Repeat("a = 1\n", 20_000), "too large"},
		{"too large", text + strings.Repeat("#", 1<<20), "too large"},
	} {
		v, err := p.ApplyProject(app.ApplyRequest{Text: row.text, Remove: true})
		if !errors.Is(err, lockstep.Invalid) && !errors.Is(err, lockstep.NotFound) || !strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%s: %+v, error %v", row.name, v, err)
		}
		if now := p.exportedSettings("Shop"); now != text {
			t.Fatalf("%s: the project was changed:\n%s", row.name, now)
		}
	}
}

func TestAPasswordInAnAddressIsSpokenOf(t *testing.T) {
	p, _ := shop(t)
	if _, err := p.SetConnection(app.ConnectionRequest{Environment: "Development", Settings: map[string]string{"url": "https://ada:hunter3@shop.example/"},
		Secrets: map[string]string{"token": "new"}}); err != nil {
		t.Fatal(err)
	}
	v, err := p.ExportProject("Shop", "")
	if err != nil || len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "connection main of Development has a password in its url") || strings.Contains(v.Notes[0], "hunter3") {
		t.Errorf("it says %v, error %v", v.Notes, err)
	}
}

// Whatever stands in a file, it is looked at or refused with a sentence, and never a fault of the program.
func FuzzAFileOfSettings(f *testing.F) {
	p, text := shop(f)
	f.Add(text)
	f.Add(strings.ReplaceAll(text, "\n", "\r\n"))
	f.Add("format = 1\nproject = { name = \"Shop\" }\nslot = []\nenvironment = [{ name = \"A\", role = \"live\", connection = { main = [] } }]\n")
	f.Add("format = 1\n[project]\nname = \"Shop\"\n[[environment]]\nname = \"A\"\nrole = \"test\"\nupstream = \"a\"\n")
	f.Add("format = 1979-05-27\n[project]\nname = 1.5\n[environment.connection]\n")
	f.Fuzz(func(t *testing.T, content string) {
		_, err := p.ApplyProject(app.ApplyRequest{Text: content, Remove: true, DryRun: true})
		if code := lockstep.CodeOf(err); err != nil && code != lockstep.Invalid && code != lockstep.Conflict && code != lockstep.NotFound {
			t.Errorf("%q gives %s: %v", content, code, err)
		}
	})
}
