package values_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

func file(name, body string) lockstep.Item {
	return lockstep.Item{Key: lockstep.Key{Slot: "main", Kind: "file", Name: name}, Part: lockstep.Configuration, Body: lockstep.BodyOf([]byte(body))}
}

func rulesOf(t *testing.T, lines ...string) values.Rules {
	t.Helper()
	var all []lockstep.Rule
	for _, line := range lines {
		kind, pattern, _ := strings.Cut(line, " ")
		all = append(all, lockstep.Rule{Kind: lockstep.RuleKind(kind), Pattern: pattern})
	}
	rules, err := values.Compile(all)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestRulesNamePlaces(t *testing.T) {
	const mail = `{"smtp": {"host": "a", "port": 25, "login": {"user": "u", "password": "p"}}, "users": [{"name": "admin", "email": "x"}, {"name": "root", "email": "y"}], "a/b": 1, "c.d": 2, "e~f": 3}`
	const config = "<c>\n<appSettings>\n<add key=\"A\" value=\"1\"/>\n<add key=\"B\" value=\"2\"/>\n</appSettings>\n</c>\n"
	for _, c := range []struct {
		rules []string
		name  string
		body  string
		want  string
	}{
		{[]string{"keep file/mail.json#/smtp/host"}, "mail.json", mail, "/smtp/host keep"},
		{[]string{"keep file/*#/smtp/*"}, "mail.json", mail, "/smtp/host keep, /smtp/port keep, /smtp/login/user keep, /smtp/login/password keep"},
		{[]string{"keep file/**#/smtp"}, "x/mail.json", mail, "/smtp/host keep, /smtp/port keep, /smtp/login/user keep, /smtp/login/password keep"},
		{[]string{"secret **#**/pass*"}, "mail.json", mail, "/smtp/login/password secret"},
		{[]string{"secret file/**#**/password", "keep file/*#/smtp"}, "mail.json", mail, "/smtp/host keep, /smtp/port keep, /smtp/login/user keep, /smtp/login/password secret"},
		{[]string{"share file/*#/smtp/port", "keep file/*#/smtp/*"}, "mail.json", mail, "/smtp/host keep, /smtp/login/user keep, /smtp/login/password keep"},
		{[]string{"keep file/*#/users/[name=admin]/email"}, "mail.json", mail, "/users/[name=admin]/email keep"},
		{[]string{"keep file/*#/users/[name=*]/email"}, "mail.json", mail, "/users/[name=admin]/email keep, /users/[name=root]/email keep"},
		{[]string{"keep file/*#/users/1/email"}, "mail.json", mail, "/users/1/email keep"},
		{[]string{"keep file/*#/a~1b", "keep file/*#/c.d", "keep file/*#/e~0f"}, "mail.json", mail, "/a~1b keep, /c.d keep, /e~0f keep"},
		{[]string{"keep file/*#API_KEY"}, "mail.json", mail, ""},
		{[]string{"secret file/.env#*_KEY", "keep file/.env#**"}, ".env", "A_KEY=1\nHOST=x\n", "A_KEY secret, HOST keep"},
		{[]string{"keep file/app.ini#mail/host"}, "app.ini", "host = a\n[mail]\nhost = b\n", "mail/host keep"},
		{[]string{"keep file/app.ini#*/host"}, "app.ini", "host = a\n[mail]\nhost = b\n", "mail/host keep"},
		{[]string{"keep file/app.ini#**/host"}, "app.ini", "host = a\n[mail]\nhost = b\n", "host keep, mail/host keep"},
		{[]string{"keep file/web.config#c/appSettings/add[key=B]@value"}, "web.config", config, "c/appSettings/add[key=B]@value keep"},
		{[]string{"keep file/web.config#c/appSettings/add@value"}, "web.config", config, "c/appSettings/add[key=A]@value keep, c/appSettings/add[key=B]@value keep"},
		{[]string{"keep file/web.config#**/add[key=*]@value"}, "web.config", config, "c/appSettings/add[key=A]@value keep, c/appSettings/add[key=B]@value keep"},
		{[]string{`keep file/nginx.conf#~server_name\s+(\S+);`}, "nginx.conf", "server_name  a.example;\n", `~server_name\s+(\S+); keep`},
		{[]string{`keep file/a\#b.json#/x`}, "a#b.json", `{"x": 1}`, "/x keep"},
		{[]string{"keep file/other.json#/x", "keep file/none/**#**"}, "mail.json", mail, ""},
	} {
		found, err := rulesOf(t, c.rules...).In(file(c.name, c.body))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range found.Places {
			got = append(got, p.Address+" "+string(p.Kind))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" || found.Unread != nil || found.Faults != nil {
			t.Errorf("%v in %s (-want +got):\n%s%v %v", c.rules, c.name, diff, found.Unread, found.Faults)
		}
	}
}

func TestRulesThatCannotBeRead(t *testing.T) {
	for _, pattern := range []string{"", "mail.json", "#/x", "file/a#", "file/[#/x", `file/a#~(`, `file/a#~host`, `file/a#~(a)(b)`, "file/a#/x~2", "file/a#" + strings.Repeat("x", 2000)} {
		_, err := values.Compile([]lockstep.Rule{{Kind: lockstep.Keep, Pattern: pattern}})
		if err == nil {
			t.Errorf("the pattern %q was taken", pattern)
		}
	}
	if _, err := values.Compile([]lockstep.Rule{{Kind: "hide", Pattern: "file/a"}}); err == nil {
		t.Error("a kind that there is not was taken")
	}
}

func TestLayTheTargetsOwnIn(t *testing.T) {
	route := values.Route{Source: "QA", Target: "Live"}
	ready := func(_ lockstep.Key, address string) (string, bool) { return "made ready", address == "/ready" }
	for _, c := range []struct {
		name                 string
		rules                []string
		file, source, target string
		want                 string // the document, and then what is said of it
	}{
		{"kept with comments and order of the source", []string{"keep **#/host"}, "a.json", "{\n  // new\n  \"b\": 2,\n  \"host\": \"qa\"\n}\n", `{"host":   "live", "b": 1}`,
			"{\n  // new\n  \"b\": 2,\n  \"host\": \"live\"\n}\n"},
		{"inserted where the source has it no more", []string{"keep **#/smtp/host"}, "a.json", "{\n  \"b\": 2\n}\n", "{\"smtp\": {\"host\": \"live\"}}\n",
			"{\n  \"b\": 2,\n  \"smtp\": {\"host\": \"live\"}\n}\n"},
		{"a hole", []string{"secret **#/key"}, "a.json", `{"key": "sk_test_1"}`, `{}`, `{"key": "[not set]"}blocks: Live has no value of its own for /key of a.json. Give it one first.`},
		{"filled by what was made ready", []string{"secret **#/ready"}, "a.json", `{"ready": "qa"}`, `{}`, `{"ready": "made ready"}`},
		{"ignored and new", []string{"ignore **#/id"}, "a.json", `{"id": 1}`, `{}`, `{"id": 1}`},
		{"ignored", []string{"ignore **#/id"}, "a.json", `{"id": 1}`, `{"id": 2}`, `{"id": 2}`},
		{"the target's own and not there", []string{"own **#/local"}, "a.json", `{"local": 1, "b": 2}`, `{"b": 1}`, `{"b": 2}`},
		{"by name, not by place", []string{"keep **#/users/[name=*]/mail"}, "a.json", `{"users": [{"name": "b", "mail": "b@qa"}, {"name": "a", "mail": "a@qa"}]}`, `{"users": [{"name": "a", "mail": "a@live"}, {"name": "b", "mail": "b@live"}]}`,
			`{"users": [{"name": "b", "mail": "b@live"}, {"name": "a", "mail": "a@live"}]}`},
		{"shared, though the target rules it", []string{"keep **#/a"}, "a.json", `{"b": 1, "a": 2}`, `{"a": 9, "b": 0}`, `{"b": 1, "a": 9}`},
		{"an env file", []string{"secret **#*_KEY"}, ".env", "# keys\nexport A_KEY='qa' # mine\r\nB=2\r\n", "A_KEY=\"live $x\"\nB=1\n", "# keys\nexport A_KEY=\"live $x\" # mine\r\nB=2\r\n"},
		{"a pattern", []string{`keep **#~server_name\s+(\S+);`}, "nginx.conf", "server_name qa; # new\n", "server_name live;\n", "server_name live; # new\n"},
		{"a pattern that meets twice", []string{`keep **#~server_name\s+(\S+);`}, "nginx.conf", "server_name qa;\nserver_name qb;\n", "server_name live;\n",
			"server_name qa;\nserver_name qb;\nblocks: ~server_name\\s+(\\S+); of nginx.conf on QA cannot be told: its pattern meets more than one text, in the lines 1 and 2. Make it longer."},
		{"a key that is written twice", []string{"keep **#/a"}, "a.json", `{"a": 1, "a": 2}`, `{"a": 9}`,
			`{"a": 1, "a": 2}blocks: The value of Live for /a of a.json cannot be laid in: a is there 2 times, in the lines 1 and 1. Leave one of them.`},
		{"a source that cannot be read", []string{"keep **#/a"}, "a.json", `{"a": `, `{"a": 9}`,
			`{"a": blocks: a.json cannot be read on QA (line 2, column 1: parsing value: unexpected EOF), so that the values of Live cannot be laid into it.`},
		{"a source that cannot be read, and nothing to keep", []string{"keep **#/a"}, "a.json", `{"a": `, `{"b": 9}`,
			`{"a": leaks: a.json cannot be read on QA (line 2, column 1: parsing value: unexpected EOF), so that no value in it is told apart. It is compared and promoted as a whole.`},
		{"a target that cannot be read", []string{"keep **#/a"}, "a.json", `{"a": 1}`, `{"a": `,
			`{"a": 1}blocks: a.json cannot be read on Live (line 2, column 1: parsing value: unexpected EOF), so that its own values cannot be kept.`},
		{"rules that overlap", []string{"secret **#/a/b", "keep **#/a", "ignore **#/a/*"}, "a.json", `{"a": {"b": 1, "c": 2}}`, `{"a": {"b": 8, "c": 9}}`, `{"a": {"b": 8, "c": 9}}`},
	} {
		target := file(c.file, c.target)
		laid, err := rulesOf(t, c.rules...).Lay(file(c.file, c.source), &target, ready, route)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := laid.Item.Body.Bytes()
		var said []string
		for _, p := range laid.Problems {
			said = append(said, fmt.Sprintf("%s: %s", p.Verdict, p.Message))
		}
		if diff := cmp.Diff(c.want, string(body)+strings.Join(said, "; ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestMasked(t *testing.T) {
	rules := rulesOf(t, "secret **#**/password", "secret **#*_KEY", `secret **#~token (\S+)`, "secret file/*.pem")
	mask := func(value string) string { return "<" + value[:1] + ">" }
	link := file("a.json", "../password.json")
	link.Mode = lockstep.Link
	for _, c := range []struct {
		item lockstep.Item
		want string
		all  bool
	}{
		{file("a.json", `{"password": "hush", "b": 1}`), `{"password": "<h>", "b": 1}`, false},
		{file("a.json", `{"password": 1234}`), `{"password": <1>}`, false},
		{file("a.json", `{"password": "hush", "password": "rush"}`), `{"password": "<h>", "password": "<r>"}`, false},
		{file("a.json", `{"password": `), "<{>\n", true},
		{file("a.yaml", "base: &it hush\npassword: *it\n"), "<b>\n", true},
		{file("a.yaml", "password: 'it''s' # why\n"), "password: '<i>' # why\n", false},
		{file(".env", "A_KEY=hush # why\nB=1\n"), "A_KEY=<h> # why\nB=1\n", false},
		{file("a.conf", "token hush;\n"), "token <h>\n", false},
		{file("a.conf", "token hush\ntoken rush\n"), "<t>\n", true},
		{file("key.pem", "hush"), "<h>\n", true},
		{file("other.txt", "hush"), "hush", false},
		{link, "../password.json", false},
	} {
		got, all, err := rules.Masked(c.item, mask)
		if err != nil || string(got) != c.want || all != c.all {
			t.Errorf("%s is %q (%v), want %q; %v", c.item.Key.Name, got, all, c.want, err)
		}
	}
}
