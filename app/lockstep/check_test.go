package lockstep_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lockstep/app/lockstep"
)

func TestWhatIsNoCheck(t *testing.T) {
	request := lockstep.Check{Name: "health", URL: "https://shop.example/health", Timeout: time.Second}
	command := lockstep.Check{Name: "syntax", Argv: []string{"nginx", "-t"}, Timeout: time.Second}
	for name, row := range map[string]struct {
		of    lockstep.Check
		spoil func(*lockstep.Check)
		says  string
	}{
		"a request":             {request, func(*lockstep.Check) {}, ""},
		"a command":             {command, func(*lockstep.Check) {}, ""},
		"a secret of lines":     {command, func(c *lockstep.Check) { c.Secrets = lockstep.Settings{"KEY": "a\nb"} }, ""},
		"nothing":               {request, func(c *lockstep.Check) { c.URL = "" }, "is one of a request"},
		"both":                  {request, func(c *lockstep.Check) { c.Shell = "true" }, "is one of a request"},
		"a name":                {request, func(c *lockstep.Check) { c.Name = "a/b" }, "holds none of"},
		"a file":                {request, func(c *lockstep.Check) { c.URL = "file:///etc/passwd" }, "begins with http://"},
		"no host":               {request, func(c *lockstep.Check) { c.URL = "http:///x" }, "names a host"},
		"a password":            {request, func(c *lockstep.Check) { c.URL = "https://a:b@shop.example" }, "secret header"},
		"no timeout":            {request, func(c *lockstep.Check) { c.Timeout = 0 }, "timeout"},
		"a long timeout":        {request, func(c *lockstep.Check) { c.Timeout = time.Hour }, "timeout"},
		"many retries":          {request, func(c *lockstep.Check) { c.Retries = 11 }, "10 times at most"},
		"a status":              {request, func(c *lockstep.Check) { c.Status = 600 }, "status"},
		"a method":              {request, func(c *lockstep.Check) { c.Method = "GET /" }, "method"},
		"a pattern":             {request, func(c *lockstep.Check) { c.Body = "(" }, "regular expression"},
		"a path":                {request, func(c *lockstep.Check) { c.JSONPath = "$[" }, "no path"},
		"a value of nothing":    {request, func(c *lockstep.Check) { c.Equals = "up" }, "not where"},
		"a folder of a request": {request, func(c *lockstep.Check) { c.Dir = "/srv" }, "folder"},
		"a smuggled header":     {request, func(c *lockstep.Check) { c.Secrets = lockstep.Settings{"A": "b\r\nC: d"} }, "header"},
		"an answer to commands": {command, func(c *lockstep.Check) { c.Status = 200 }, "requests alone"},
		"a control character":   {command, func(c *lockstep.Check) { c.Argv[1] = "\x1b[2J" }, "control character"},
		"a variable":            {command, func(c *lockstep.Check) { c.Env = lockstep.Settings{"A=B": "c"} }, "variable"},
		"too much":              {command, func(c *lockstep.Check) { c.Argv = []string{strings.Repeat("x", 20_000)} }, "longer"},
	} {
		t.Run(name, func(t *testing.T) {
			c := row.of
			c.Argv = append([]string{}, c.Argv...)
			row.spoil(&c)
			err := c.Fault()
			if row.says == "" && err == nil {
				return
			}
			if !errors.Is(err, lockstep.Invalid) || row.says == "" || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestADefinitionIsKnownByAllThatIsLookedAt(t *testing.T) {
	c := lockstep.Check{Name: "health", URL: "https://shop.example", Secrets: lockstep.Settings{"Authorization": "a"}, Timeout: time.Second}
	seen := map[lockstep.Digest]string{c.Digest(): "as it was"}
	for name, edit := range map[string]func(*lockstep.Check){
		"name": func(c *lockstep.Check) { c.Name = "x" }, "url": func(c *lockstep.Check) { c.URL += "/" }, "method": func(c *lockstep.Check) { c.Method = "PUT" },
		"status": func(c *lockstep.Check) { c.Status = 200 }, "header": func(c *lockstep.Check) { c.Headers = lockstep.Settings{"A": "b"} },
		"env": func(c *lockstep.Check) { c.Env = lockstep.Settings{"A": "b"} }, "body": func(c *lockstep.Check) { c.Body = "x" },
		"path": func(c *lockstep.Check) { c.JSONPath = "x" }, "equals": func(c *lockstep.Check) { c.Equals = "x" }, "argv": func(c *lockstep.Check) { c.Argv = []string{"x"} },
		"words": func(c *lockstep.Check) { c.Argv = []string{"x", ""} }, "shell": func(c *lockstep.Check) { c.Shell = "x" }, "dir": func(c *lockstep.Check) { c.Dir = "x" },
		"timeout": func(c *lockstep.Check) { c.Timeout++ }, "retries": func(c *lockstep.Check) { c.Retries++ },
		"secret": func(c *lockstep.Check) { c.Secrets = lockstep.Settings{"Cookie": "a"} },
	} {
		other := c
		edit(&other)
		if former, twice := seen[other.Digest()]; twice {
			t.Errorf("the digest with another %s is that %s", name, former)
		}
		seen[other.Digest()] = "with another " + name
	}
	c.Secrets = lockstep.Settings{"Authorization": "b"}
	if seen[c.Digest()] != "as it was" {
		t.Error("the value of a secret is in the digest")
	}
}

func TestAPathLeadsToAPlace(t *testing.T) {
	var document any
	if err := json.Unmarshal([]byte(`{"a":{"b":[1,{"c.d":"x"}]},"":7}`), &document); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"$.a.b[0]": "1", "a.b.0": "1", `$.a.b[1]["c.d"]`: "x", `$[""]`: "7", "$.a.b[2]": "", "$.a.x": "", "$.a.b[0].c": ""} {
		path, err := lockstep.ParseJSONPath(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		found, ok := path.Find(document)
		if ok != (want != "") || ok && fmt.Sprint(found) != want {
			t.Errorf("%s leads to %v, %v", text, found, ok)
		}
	}
	for _, text := range []string{"$.", "a..b", "a[", "a[x]", "a[-1]", `a["x]`, `a["x"`, ".", "a.[0]"} {
		if path, err := lockstep.ParseJSONPath(text); err == nil {
			t.Errorf("%s is the path %q", text, path)
		}
	}
}
