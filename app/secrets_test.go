package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// planted is a secret in each kind of place, of one side. The number tells the places apart, and old from new.
func planted(side string) map[string]string {
	s := func(kind string) string { return "Hush-" + kind + "-" + side }
	return map[string]string{
		"mail.json":        fmt.Sprintf("{\n  // %s\n  \"smtp\": {\"password\": %q, \"host\": \"a\"}\n}\n", "why", s("json")),
		"list.json":        fmt.Sprintf(`{"users": [{"name": "ada", "token": %q}]}`, s("list")) + "\n",
		"twice.json":       fmt.Sprintf(`{"password": %q, "password": %q}`, s("twice"), s("twice-too")) + "\n",
		"broken.json":      fmt.Sprintf(`{"password": %q,,}`, s("broken")) + "\n",
		"deploy.yaml":      fmt.Sprintf("db:\n  password: %s # why\n", s("yaml")),
		"anchor.yaml":      fmt.Sprintf("base: &it %s\npassword: *it\n", s("anchor")),
		"several.yaml":     fmt.Sprintf("a: 1\n---\npassword: |\n  %s\n  more\n", s("block")),
		"tool.toml":        fmt.Sprintf("[db]\npassword = '%s'\n", s("toml")),
		".env":             fmt.Sprintf("export API_KEY=\"%s\"\n", s("env")),
		"php.ini":          fmt.Sprintf("[db]\npassword = %s\n", s("ini")),
		"app.properties":   fmt.Sprintf("db.password = %s\n", s("properties")),
		"web.config":       fmt.Sprintf("<c><appSettings><add key=\"Password\" value=\"%s\"/></appSettings><login>%s</login></c>\n", s("attribute"), s("element")),
		"nginx/shop.conf":  fmt.Sprintf("auth_token %s;\n", s("pattern")),
		"certs/server.pem": fmt.Sprintf("-----BEGIN\n%s\n", s("whole")),
		"plain.txt":        "side " + side + "\n",
	}
}

var plantedRules = []app.RuleView{
	{Kind: "secret", Pattern: "file/**#**/password"}, {Kind: "secret", Pattern: "file/list.json#/users/[name=*]/token"},
	{Kind: "secret", Pattern: "file/.env#*_KEY"}, {Kind: "secret", Pattern: "file/app.properties#*password"},
	{Kind: "secret", Pattern: "file/web.config#**/add[key=Password]@value"}, {Kind: "secret", Pattern: "file/web.config#c/login"},
	{Kind: "secret", Pattern: `file/nginx/*#~auth_token\s+(\S+);`}, {Kind: "secret", Pattern: "file/certs/**"},
}

// heard gathers all that leaves the program, and looks for secrets in it.
type heard struct {
	t   *testing.T
	all map[string][]byte
}

// say takes an answer down as a window or a script would get it.
func (h heard) say(what string, v any, err error) {
	h.t.Helper()
	text, broken := json.Marshal(v)
	if broken != nil {
		h.t.Fatal(broken)
	}
	if err != nil {
		text = append(text, []byte(err.Error()+fmt.Sprintf("%+v", err))...)
	}
	h.all[what] = append(h.all[what], text...)
}

func (h heard) silent(secret string) {
	h.t.Helper()
	for what, content := range h.all {
		if at := bytes.Index(content, []byte(secret)); at >= 0 {
			h.t.Errorf("%s holds %q: …%s…", what, secret, content[max(0, at-60):min(len(content), at+60)])
		}
	}
}

func TestASecretIsInNothingThatLeavesTheProgram(t *testing.T) {
	left, right := planted("left"), planted("right")
	p, dirs := twoFolders(t, left, right)
	h := heard{t, map[string][]byte{}}
	rules, err := p.AddRules("Shop", plantedRules)
	h.say("rules", rules, err)
	for _, ref := range []string{"Left", "Right"} {
		s, err := p.TakeSnapshot(ref, "first")
		h.say("snapshot", s, err)
	}
	for _, withValues := range []bool{false, true} {
		c, err := p.Compare("Left", "Right", withValues)
		h.say("comparison", c, err)
		for name := range left {
			d, err := p.ItemDiff(app.DiffRequest{Session: c.ID, Item: "main:file/" + name, Large: true})
			h.say("difference of "+name, d, err)
		}
		text, err := p.PatchOf(c.ID)
		h.say("patch", text, err)
		found, err := p.SearchComparison(c.ID, "Hush")
		h.say("search", found, err)
		if len(found.Keys) > 0 {
			t.Errorf("a search finds what is not shown in %v", found.Keys)
		}
		report := filepath.Join(t.TempDir(), "report.html")
		v, err := p.SaveReport(c.ID, report)
		h.say("report", v, err)
		h.all["report.html"] = append(h.all["report.html"], read(t, report)...)
	}
	for name := range left {
		for _, ref := range []string{"Left", "Left@1"} {
			v, err := p.Item(ref, "main:file/"+name)
			h.say("item "+name, v, err)
		}
	}
	matrix, err := p.Values("Shop")
	h.say("values", matrix, err)
	if !slices.ContainsFunc(matrix.Places, func(row app.ValuePlaceView) bool { return row.Address == "/smtp/password" && row.Differ }) {
		t.Errorf("the matrix has no /smtp/password that differs")
	}
	tested, err := p.TestRule("Shop", "file/**#**")
	h.say("test of a rule", tested, err)
	suggested, err := p.SuggestRules("Shop")
	h.say("suggestions", suggested, err)

	plan, err := p.Plan(app.PlanRequest{Act: "promote", Source: "Left", Target: "Right"})
	h.say("plan", plan, err)
	refused, err := p.Start(app.StartRequest{Plan: plan.ID, Why: "why"})
	h.say("refused run", refused, err)
	var leftOut []string
	for _, problem := range plan.Problems {
		if problem.Verdict == string(lockstep.Blocks) || strings.Contains(problem.Message, "no value in it is told apart") {
			leftOut = append(leftOut, problem.Key)
		}
	}
	plan, err = p.Choose(plan.ID, app.ChoiceRequest{Except: leftOut, AcceptAll: true, AllLeaks: true})
	h.say("plan", plan, err)
	run, err := p.Start(app.StartRequest{Plan: plan.ID, Why: "why"})
	h.say("run", run, err)
	if run.Status != "done" {
		t.Fatalf("the run is %s: %s", run.Status, run.Failure)
	}
	for name, text := range right {
		if now := string(read(t, filepath.Join(dirs[1], name))); strings.Contains(text, "Hush") && now != text {
			t.Errorf("%s of the target is now %q", name, now)
		}
	}
	set, err := p.Plan(app.PlanRequest{Act: "edit", Target: "Right", Place: "file/mail.json#/smtp/password", Value: "Hush-set-right"})
	h.say("plan of a value", set, err)
	run, err = p.Start(app.StartRequest{Plan: set.ID, Why: "why"})
	h.say("run of a value", run, err)
	_, err = p.Plan(app.PlanRequest{Act: "edit", Target: "Right", Place: "file/anchor.yaml#/password", Value: "Hush-alias-right"})
	h.say("a value that cannot be set", nil, err)
	h.say("a value kept ready", nil, p.KeepValue("Right", "file/.env#LATER_KEY", "Hush-ready-right"))
	if page, err := p.Activity(app.ActivityRequest{Limit: 10}); true {
		h.say("activity", page, err)
	}
	differs, err := p.Differs("Right@1", "Right")
	h.say("differs", differs, err)
	accounts, err := p.Accounts(differs.ID, []string{"main:file/mail.json", "main:file/deploy.yaml"})
	h.say("accounts", accounts, err)
	_, err = p.AddCheck(app.CheckRequest{Environment: "Right", Name: "shows", Argv: []string{"sh", "-c", "cat .env certs/server.pem mail.json; exit 1"}, Dir: dirs[1], Timeout: "10s"})
	if err != nil {
		t.Fatal(err)
	}
	checked, err := p.RunChecks("Right")
	h.say("checks", checked, err)
	put(t, dirs[1], "mail.json", "{\"smtp\": ")
	drift, err := p.Drift("Right")
	h.say("drift", drift, err)
	settings, err := p.ExportProject("Shop", "")
	h.say("settings", settings, err)

	dir := t.TempDir()
	for name, r := range map[string]app.ExportRequest{"one.zip": {Refs: []string{"Left@1"}}, "some.zip": {Environment: "Right"}, "all.zip": {All: true}} {
		size, err := p.ExportSize(r)
		h.say("size of "+name, size, err)
		if size.Secrets == 0 {
			t.Errorf("no secret is said to be left out of %s", name)
		}
		v, err := p.Export(r, filepath.Join(dir, name))
		h.say("export of "+name, v, err)
		if err != nil {
			t.Fatal(err)
		}
		h.all[name] = unzipped(t, filepath.Join(dir, name))
	}
	for _, name := range []string{"catalog.db", "catalog.db-wal"} {
		h.all[name] = read(t, filepath.Join(p.home, name))
	}
	h.silent("Hush")
	// The places themselves are told, so that the test looks at what it is to look at.
	for what, told := range map[string]string{"values": "API_KEY", "patch": "[secret ", "one.zip": "[secret left out]", "all.zip": "[secret left out]", "report.html": "[secret ", "comparison": "mail.json", "checks": "API_KEY"} {
		if !bytes.Contains(h.all[what], []byte(told)) {
			t.Errorf("%s does not hold %q", what, told)
		}
	}
	revealed, err := p.Compare("Left@1", "Right@1", true)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := p.RevealSecret(revealed.ID, "main:file/mail.json", "/smtp/password"); err != nil || v.Before != "Hush-json-left" || v.After != "Hush-json-right" {
		t.Errorf("the secret that was asked for is %+v, %v", v, err)
	}

	// What was left out comes back as what the environment has.
	imported, err := p.Import(app.ImportRequest{Path: filepath.Join(dir, "one.zip")})
	if err != nil || imported.Added != 1 {
		t.Fatalf("imported %+v, %v", imported, err)
	}
	before := tree(t, dirs[0])
	back := p.plan(app.PlanRequest{Act: "restore", Source: string(imported.Snapshots[0].ID), Target: "Left"})
	if back.Refusal != "" {
		t.Fatal(back.Refusal)
	}
	if run, err := p.Start(app.StartRequest{Plan: back.ID, Why: "why"}); err != nil || run.Status != "done" && run.Number != 0 {
		t.Errorf("restored: %s %s, %v", run.Status, run.Failure, err)
	}
	p.wantTree(dirs[0], before)
	masks := p.plan(app.PlanRequest{Act: "restore", Source: string(imported.Snapshots[0].ID), Target: "Left", WithValues: true})
	if !slices.ContainsFunc(masks.Problems, func(v app.ProblemView) bool { return v.Verdict == string(lockstep.Leaks) }) {
		t.Errorf("a mask that would be written is no leak: %+v", masks.Problems)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// unzipped is an archive as it lies there, and all that is in it.
func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	all := read(t, path)
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}

func TestASecretOfTheModelIsNotShownAndStaysWhenTheModelIsSet(t *testing.T) {
	model := func(secret, field string) string {
		return fmt.Sprintf("[\n  {\"name\": \"users\", \"oauth\": {\"clientSecret\": %q}, \"fields\": {%q: {\"type\": \"string\"}}}\n]\n", secret, field)
	}
	p, dirs := twoFolders(t, map[string]string{"model.json": model("Hush-dev", "name")}, map[string]string{"model.json": model("Hush-qa", "name")})
	if _, err := p.AddRules("Shop", []app.RuleView{{Kind: "secret", Pattern: "object/*#/oauth/clientSecret"}}); err != nil {
		t.Fatal(err)
	}
	shown, err := p.Model("Left", "")
	if err != nil || strings.Contains(shown.Text, "Hush") || !strings.Contains(shown.Text, "[secret ") {
		t.Fatalf("the model is %q, %v", shown.Text, err)
	}
	p.start(p.plan(app.PlanRequest{Act: "edit", Target: "Left", Model: strings.Replace(shown.Text, `"name": {"type"`, `"title": {"type"`, 1), Choices: app.ChoiceRequest{AcceptAll: true}}))
	if got := string(read(t, filepath.Join(dirs[0], "model.json"))); got != model("Hush-dev", "title") {
		t.Errorf("the model is now %s", got)
	}
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "Left", Target: "Right", Choices: app.ChoiceRequest{AcceptAll: true}})
	if d, err := p.ModelDiff(plan.ID, "main", false); err != nil || strings.Contains(d.Before+d.After, "Hush") {
		t.Errorf("the difference of models is %+v, %v", d, err)
	}
	p.start(plan)
	if got := string(read(t, filepath.Join(dirs[1], "model.json"))); got != model("Hush-qa", "title") {
		t.Errorf("the model that came is %s", got)
	}
}
