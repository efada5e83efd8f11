package values_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// The environments of the leak guard's tests.
func sideOf(t *testing.T, name string, files map[string]string) values.Side {
	t.Helper()
	role := map[string]lockstep.Role{"Development": lockstep.Development, "Live": lockstep.Live}[name]
	if role == "" {
		role = lockstep.Test
	}
	return values.Side{Name: name, Role: role, State: stateOf(t, files)}
}

// leaks are those of writing want to a target that has before, as place: the beginning of what is said.
func leaks(t *testing.T, rules values.Rules, source, target values.Side, want lockstep.State) (found []string) {
	t.Helper()
	all, err := rules.Leaks(context.Background(), source, target, lockstep.Diff(target.State, want), want)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		what := l.Why
		for _, end := range []string{", and would", ", and no rule"} {
			what, _, _ = strings.Cut(what, end)
		}
		found = append(found, fmt.Sprintf("%s#%s:%d %s", l.Key.Name, l.Address, l.Line, strings.TrimPrefix(what, "It ")))
	}
	return found
}

const (
	aMask   = "is a mask that stands for a secret"
	aSecret = "looks like a secret"
)

func TestLeaks(t *testing.T) {
	for _, c := range []struct {
		name           string
		source, target string
		file           string
		before, want   string
		found          []string
	}{
		{"a host of the source on its way to live", "QA", "Live", "a.json", `{}`, "{\n\"url\": \"https://api.qa.shop.example/v1\"}", []string{"a.json#/url:2 names a host of QA"}},
		{"a host of another stage", "QA", "Live", "a.yaml", "", "cdn: cdn-staging.shop.example\nmail: a@dev.shop.example\n", []string{"a.yaml#/cdn:1 names a host of another stage", "a.yaml#/mail:2 names a host of another stage"}},
		{"hosts where software is made", "QA", "Live", ".env", "A=1\n", "A=1\nB=http://localhost:3000\nC=127.0.0.1:6379\nD=db.shop.test\nE=printer.local\n", []string{
			".env#B:2 leads to the very computer that reads it, as it does where software is made", ".env#C:3 leads to the very computer that reads it, as it does where software is made",
			".env#D:4 names a host that is only there where software is made", ".env#E:5 names a host that is only there where software is made"}},
		{"hosts of the source on a stage for tests", "Development", "QA", "a.json", `{}`, `{"url": "http://localhost:3000", "b": "https://dev.shop.example"}`, nil},
		{"hosts that are live's", "QA", "Live", "a.json", `{}`, `{"a": "https://live.shop.example", "b": "https://shop.example", "c": "https://web.dev/x", "d": "https://dev.mysql.com/doc", "e": "http://cart.shop.svc.cluster.local", "f": "https://latest.shop.example", "g": "https://contest.shop.example", "h": "10.0.0.1"}`, nil},
		{"where the computer itself is right", "QA", "Live", "a.yaml", "", "bind: 127.0.0.1\nlisten: localhost:8080\nallowed_hosts:\n  - localhost\nno_proxy: localhost\n", nil},
		{"keys for tests on live", "QA", "Live", "a.json", `{}`, `{"stripe": "sk_test_51Hqp9vZ2eW8"}`, []string{"a.json#/stripe:1 is a key for tests"}},
		{"keys for real use on a stage for tests", "Live", "QA", "a.json", `{}`, `{"stripe": "pk_live_51Hqp9vZ2eW8"}`, []string{"a.json#/stripe:1 is a key for real use"}},
		{"keys without a rule", "Development", "QA", "a.json", `{}`, `{"stripe": "sk_test_51Hqp9vZ2eW8"}`, []string{"a.json#/stripe:1 " + aSecret}},
		{"masks", "Development", "QA", "a.json", `{}`, `{"a": "*****", "b": "[redacted]", "c": "••••••", "d": "[secret left out]", "e": "[secret 3f9a1c]", "f": "[not set]", "g": "<hidden>", "h": "xxxxx", "i": "***REMOVED***", "j": "(hidden)", "k": "postgres://shop:*****@db/shop"}`, []string{
			"a.json#/a:1 " + aMask, "a.json#/b:1 " + aMask, "a.json#/c:1 " + aMask, "a.json#/d:1 " + aMask, "a.json#/e:1 " + aMask, "a.json#/f:1 " + aMask, "a.json#/g:1 " + aMask, "a.json#/h:1 " + aMask, "a.json#/i:1 " + aMask, "a.json#/j:1 " + aMask, "a.json#/k:1 " + aMask}},
		{"no masks", "Development", "QA", "a.json", `{}`, `{"cron": "* * * * *", "glob": "**/*.js", "mask": "****-****", "pattern": "xxxxx", "size": "xxl", "text": "not set", "md": "***", "b": "[hidden fields]"}`, []string{"a.json#/md:1 " + aMask}},
		{"secrets without a rule", "Development", "QA", "a.yaml", "", "db:\n  password: hunter2\n  url: postgres://shop:Gh7kk2@db.shop.example/shop\nenv:\n  - name: API_TOKEN\n    value: a8f5K2mZ9qR4tW1xY7bN3cV6\n", []string{
			"a.yaml#/db/password:2 " + aSecret, "a.yaml#/db/url:3 " + aSecret, "a.yaml#/env/[name=API_TOKEN]/value:6 " + aSecret}},
		{"no secrets", "Development", "QA", "a.yaml", "", "keyboard: qwerty\npasswordMinLength: 12\ntokenBucket: 100\npassword: ${DB_PASSWORD}\ntoken: identifier\nsecretName: shop-tls2\nid: a8f5K2mZ9qR4tW1xY7bN3cV6\n", nil},
		{"a lock file", "QA", "Live", "package-lock.json", `{}`, `{"a": {"resolved": "http://localhost:4873/a", "integrity": "sha512-aB3aB3aB3aB3aB3aB3aB3aB3aB3==", "token": "a8f5K2mZ9qR4tW1xY7bN3cV6"}}`, nil},
		{"what the target holds already", "QA", "Live", "a.json", `{"a": "http://localhost:3000", "password": "hunter2", "m": "*****"}`, `{"x": 1, "moved": "http://localhost:3000", "password": "hunter2", "m": "*****", "other": "http://localhost:3000/y"}`, nil},
		{"comments in a document", "QA", "Live", "a.yaml", "", "# http://localhost:3000, sk_test_51Hqp9vZ2eW8\na: 1 # *****\n", nil},
		{"a text by its lines", "QA", "Live", "nginx.conf", "server_name shop.example;\n", "# proxy to http://localhost:3000\nserver_name shop.example;\nserver_name www.qa.shop.example;\nproxy_pass http://127.0.0.1:8080;\nset $up http://backend.test;\nauth_token = a8f5K2mZ9qR4tW1xY7bN3cV6\npassword = *****\n", []string{
			"nginx.conf#:3 names a host of QA", "nginx.conf#:5 names a host that is only there where software is made", "nginx.conf#:6 " + aSecret, "nginx.conf#:7 " + aMask}},
		{"prose", "QA", "Live", "README.md", "", "# Test\n\nOpen http://localhost:3000 in test mode, or https://qa.shop.example. password = hunter2\n\n*****\n\nThe key is sk_test_51Hqp9vZ2eW8.\n", []string{"README.md#:7 is a key for tests"}},
		{"sentences in a text", "QA", "Live", "notes", "", "the tests run on localhost, as qa.shop.example is rather slow today\npassword reset is tested\n", nil},
		{"a program", "QA", "Live", "config.js", "", "if (host === 'localhost') {\n  url = 'https://api.qa.shop.example'\n  password = 'hunter2'\n}\n", []string{"config.js#:2 names a host of QA"}},
		{"a private key", "Development", "QA", "server.key", "", "\n" + pem("PRIVATE KEY"), []string{"server.key#:2 " + aSecret}},
		{"a file of secrets", "Development", "QA", ".htpasswd", "", "a:b\n", []string{".htpasswd#:0 " + aSecret}},
		{"a whole item that is a mask", "Development", "QA", "token", "", values.NotSet + "\n", []string{"token#:0 " + aMask}},
		{"a document that cannot be read", "QA", "Live", "a.json", "", "{\n  \"url\": \"https://api.qa.shop.example\",\n", []string{"a.json#:2 names a host of QA"}},
		{"binaries", "QA", "Live", "a.bin", "", "\x00 https://api.qa.shop.example", nil},
		{"an environment that gets back what it had", "Live", "Live", "a.json", `{}`, `{"a": "https://api.live.shop.example", "b": "http://localhost:1"}`, nil},
	} {
		target := map[string]string{}
		if c.before != "" {
			target[c.file] = c.before
		}
		got := leaks(t, values.Rules{}, sideOf(t, c.source, map[string]string{c.file: c.want}), sideOf(t, c.target, target), stateOf(t, map[string]string{c.file: c.want}))
		if diff := cmp.Diff(c.found, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestLeaksOfRuledValues(t *testing.T) {
	rules := rulesOf(t, "share **#/shared", "ignore **#/noise", "secret **#/password", "keep **#/host", "secret file/token.txt", "keep **#/port", `keep **#~server_name\s+(\S+);`)
	source := map[string]string{
		"a.json":    `{"host": "https://mail.shop-one.example/x", "password": "Gh7!kk2-qa", "port": 12345678, "cdn": ""}`,
		"token.txt": "tok-91Xk29vlmQ81\n",
	}
	live := map[string]string{
		"a.json":    `{"host": "https://mail.shop-two.example/x", "password": "Zz8!pp3-live", "port": 87654321, "cdn": "", "old": "Gh7!kk2-old"}`,
		"token.txt": "tok-00Ty77aanB03\n",
	}
	laid := `{"host": "https://mail.shop-two.example/x", "password": "Zz8!pp3-live", "port": 87654321,`
	for _, c := range []struct {
		name           string
		source, target string
		file, want     string
		found          []string
	}{
		{"the values that were laid in", "QA", "Live", "a.json", laid + `"cdn": "cdn.shop.example"}`, nil},
		{"a secret within another value", "QA", "Live", "a.json", laid + `"cdn": "x?key=Gh7!kk2-qa&y"}`, []string{"a.json#/cdn:1 holds a secret of QA"}},
		{"a host within another value", "QA", "Live", "a.json", laid + `"cdn": "see mail.shop-one.example for more"}`, []string{"a.json#/cdn:1 holds a value that a rule says belongs to QA"}},
		{"a longer word", "QA", "Live", "a.json", laid + `"cdn": "xmail.shop-one.example, Gh7!kk2-qa2"}`, nil},
		{"a number", "QA", "Live", "a.json", laid + `"cdn": "12345678"}`, nil},
		{"a whole secret in a text", "QA", "Live", "run.sh", "exec shop --with tok-91Xk29vlmQ81 --now\n", []string{"run.sh#:1 holds a secret of QA"}},
		{"a mask in place of a value", "QA", "Live", "a.json", `{"host": "[not set]", "password": "*****", "noise": "*****", "shared": "*****"}`, []string{
			"a.json#/host:1 " + aMask, "a.json#/password:1 " + aMask, "a.json#/shared:1 " + aMask}},
		{"what is shared on purpose, or noise", "QA", "Live", "a.json", laid + `"shared": "http://localhost:1", "noise": "http://localhost:2"}`, nil},
		{"a pattern in a text", "QA", "Live", "nginx.conf", "server_name www.qa.shop.example;\n", nil},
		{"a secret on its way down", "Live", "QA", "b.yaml", "a: Zz8!pp3-live\n", []string{"b.yaml#/a:1 holds a secret of Live"}},
		{"a host on its way down", "Live", "QA", "b.yaml", "a: https://mail.shop-two.example/x\n", nil},
	} {
		from, to := source, live
		if c.source == "Live" {
			from, to = live, source
		}
		got := leaks(t, rules, sideOf(t, c.source, from), sideOf(t, c.target, to), func() lockstep.State {
			files := map[string]string{}
			for name, body := range to {
				files[name] = body
			}
			files[c.file] = c.want
			return stateOf(t, files)
		}())
		if diff := cmp.Diff(c.found, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestLeaksShowNoValue(t *testing.T) {
	held := map[string]string{"a": "http://localhost:3000", "b": "localhost", "c": "sk_test_51Hqp9vZ2eW8", "d": "*****", "password": "hunter2", "e": "https://api.qa.shop.example", "f": "[redacted]"}
	var b strings.Builder
	for name, v := range held {
		fmt.Fprintf(&b, "%s: %q\n", name, v)
	}
	want := stateOf(t, map[string]string{"a.yaml": b.String()})
	all, err := values.Rules{}.Leaks(context.Background(), sideOf(t, "QA", nil), sideOf(t, "Live", nil), lockstep.Diff(lockstep.State{}, want), want)
	if err != nil || len(all) != len(held) {
		t.Fatalf("%d leaks (%v)", len(all), err)
	}
	for _, l := range all {
		for _, v := range held {
			if strings.Contains(l.Why, v) {
				t.Errorf("%s: %q shows a value", l.Address, l.Why)
			}
		}
		if !strings.HasPrefix(l.Why, "It ") || !strings.HasSuffix(l.Why, ".") {
			t.Errorf("%q is no sentence", l.Why)
		}
	}
}

func TestLeaksOfARenamedItem(t *testing.T) {
	target := sideOf(t, "Live", map[string]string{"a.json": `{"url": "http://localhost:3000", "n": 1}`})
	want := stateOf(t, map[string]string{"b.json": `{"url": "http://localhost:3000", "n": 2}`})
	was, _ := target.State.Get(file("a.json", "").Key)
	is, _ := want.Get(file("b.json", "").Key)
	change := lockstep.Change{Op: lockstep.Rename, Key: is.Key, From: was.Key, Before: was.Digest(), After: is.Digest()}
	found, err := values.Rules{}.Leaks(context.Background(), sideOf(t, "QA", nil), target, []lockstep.Change{change}, want)
	if err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
}

func TestLeaksAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&b, "K%d=http://localhost:3000\n", i)
	}
	want := stateOf(t, map[string]string{".env": b.String(), "large.json": `{"a": "http://localhost:1", "b": "` + strings.Repeat("x", 5<<20) + `"}`})
	writes := lockstep.Diff(lockstep.State{}, want)
	found, err := values.Rules{}.Leaks(context.Background(), sideOf(t, "QA", nil), sideOf(t, "Live", nil), writes, want)
	if err != nil || len(found) != 1000 {
		t.Errorf("%d leaks (%v)", len(found), err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := (values.Rules{}).Leaks(ctx, sideOf(t, "QA", nil), sideOf(t, "Live", nil), writes, want); err == nil {
		t.Error("a search that was stopped gave leaks")
	}
}

// What the target has as its own too is nobody else's, also where both have it in an item that is the same in both.
func TestLeaksOfAValueThatBothHave(t *testing.T) {
	rules := rulesOf(t, "secret **#/password")
	same := `{"password": "Gh7!kk2-both"}`
	source := sideOf(t, "QA", map[string]string{"a.json": `{"password": "Gh7!kk2-both", "n": 1}`, "b.json": same})
	target := sideOf(t, "Live", map[string]string{"a.json": `{"password": "Zz8!pp3-live"}`, "b.json": same})
	want := stateOf(t, map[string]string{"a.json": `{"password": "Zz8!pp3-live", "n": 1, "note": "Gh7!kk2-both"}`, "b.json": same})
	if found := leaks(t, rules, source, target, want); len(found) > 0 {
		t.Errorf("found: %v", found)
	}
}
