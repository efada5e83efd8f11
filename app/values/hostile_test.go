package values_test

import (
	"strings"
	"testing"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// TestLayIntoHostileDocuments lays values into documents that are not as one expects: either the target keeps its own and
// nothing else of the source is touched, or it is refused with a sentence.
func TestLayIntoHostileDocuments(t *testing.T) {
	long := strings.Repeat("x", 10<<20)
	deep := strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000)
	for _, c := range []struct {
		name                 string
		rules                []string
		file, source, target string
		want                 string // "" where it is refused
	}{
		{"a line of 10 MB beside it", []string{"keep **#/host"}, "a.json", `{"long": "` + long + `", "host": "dev"}`, `{"host": "qa"}`, `{"long": "` + long + `", "host": "qa"}`},
		{"a value of 10 MB", []string{"keep **#/host"}, "a.json", `{"host": "` + long + `"}`, `{"host": "qa"}`, `{"host": "qa"}`},
		{"a target's value of 10 MB", []string{"keep **#HOST"}, ".env", "HOST=dev\nB=1\n", "HOST=" + long + "\n", "HOST=" + long + "\nB=1\n"},
		{"10,000 levels", []string{"keep **#**/host"}, "a.json", deep, `{"host": "qa"}`, ""},
		{"10,000 levels of the target", []string{"keep **#**/host"}, "a.json", `{"host": "dev"}`, deep, ""},
		{"10,000 levels of YAML", []string{"keep **#**/host"}, "a.yaml", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), "host: qa\n", ""},
		{"10,000 elements in one another", []string{"keep **#**/host"}, "a.xml", strings.Repeat("<a>", 10_000) + strings.Repeat("</a>", 10_000), "<a><host>qa</host></a>", ""},
		{"an alias", []string{"keep **#/host"}, "a.yaml", "base: &it dev\nhost: *it\n", "host: qa\n", ""},
		{"an alias of the target", []string{"keep **#/host"}, "a.yaml", "host: dev\n", "base: &it qa\nhost: *it\n", "host: qa\n"},
		{"an anchor that others refer to", []string{"keep **#/base"}, "a.yaml", "base: &it dev\nhost: *it\n", "base: qa\n", ""},
		{"a merge", []string{"keep **#/b/host"}, "a.yaml", "a: &a\n  host: dev\nb:\n  <<: *a\n", "b:\n  host: qa\n", "a: &a\n  host: dev\nb:\n  <<: *a\n  host: qa\n"},
		{"a key that is there twice on the target", []string{"keep **#/host"}, "a.json", `{"host": "dev"}`, `{"host": "qa", "host": "qb"}`, ""},
		{"keys with slashes, tildes and dots", []string{"keep **#/a~1b/c.d/~0"}, "a.json", `{"a/b": {"c.d": {"~": 1}}}`, `{"a/b": {"c.d": {"~": 2}}}`, `{"a/b": {"c.d": {"~": 2}}}`},
		{"a key that is a star", []string{"keep **#/*"}, "a.json", `{"*": 1, "b": 2}`, `{"*": 3, "b": 4}`, `{"*": 3, "b": 4}`},
		{"a key without letters", []string{"keep **#/"}, "a.json", `{"": 1, "b": 2}`, `{"": 3, "b": 4}`, `{"": 3, "b": 2}`},
		{"two members of one name", []string{"keep **#/u/[n=a]/m"}, "a.json", `{"u": [{"n": "a", "m": 1}, {"n": "a", "m": 2}]}`, `{"u": [{"n": "a", "m": 3}]}`, ""},
		{"a pattern that meets twice on the target", []string{`keep **#~host (\S+)`}, "a.conf", "host dev\n", "host qa\nhost qb\n", ""},
		{"a pattern that meets once", []string{`keep **#~host (\S+)`}, "a.conf", "# host\nhost dev\n", "host qa\n", "# host\nhost qa\n"},
		{"a NUL byte", []string{"keep **#/host"}, "a.json", "{\"host\": \"dev\x00\"}", `{"host": "qa"}`, ""},
		{"text that is no UTF-8", []string{"keep **#HOST"}, ".env", "HOST=dev\xff\n", "HOST=qa\n", ""},
		{"a byte order mark and CRLF", []string{"keep **#/host"}, "a.json", "\ufeff{\r\n  \"host\": \"dev\"\r\n}\r\n", "{\"host\": \"qa\"}\n", "\ufeff{\r\n  \"host\": \"qa\"\r\n}\r\n"},
		{"rules that overlap and match nothing", []string{"keep **#/none/**", "keep **#/host", "secret **#/**", "ignore **#**"}, "a.json", `{"host": "dev", "b": 1}`, `{"host": "qa", "b": 2}`, `{"host": "qa", "b": 2}`},
		{"several documents", []string{"keep **#/1/host"}, "a.yaml", "host: a\n---\nhost: dev\n", "host: b\n---\nhost: qa\n", "host: a\n---\nhost: qa\n"},
		{"an item of a list that is gone", []string{"keep **#/servers/*/host"}, "a.json", `{"servers": [{"host": "dev"}]}`, `{"servers": [{"host": "qa"}, {"host": "qb"}]}`, ""},
		{"nothing at all", []string{"keep **#HOST"}, ".env", "", "HOST=qa\n", "HOST=qa\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			target := file(c.file, c.target)
			rules := rulesOf(t, c.rules...)
			laid, err := rules.Lay(file(c.file, c.source), &target, nil, values.Route{Source: "QA", Target: "Live"})
			if err != nil {
				t.Fatal(err)
			}
			refused := ""
			for _, p := range laid.Problems {
				if p.Verdict == lockstep.Blocks {
					refused = p.Message
				}
			}
			body, _ := laid.Item.Body.Bytes()
			switch {
			case c.want == "" && (refused == "" || !strings.HasSuffix(refused, ".") || len(refused) > 600):
				t.Errorf("it is not refused with a sentence, but %q", refused)
			case c.want != "" && (refused != "" || string(body) != c.want):
				t.Errorf("it is %.200q, %q", body, refused)
			}
			for _, item := range []lockstep.Item{file(c.file, c.source), target} {
				if _, _, err := rules.Shared(item); err != nil {
					t.Errorf("its shared form: %v", err)
				}
				if _, _, err := rules.Masked(item, func(string) string { return "x" }); err != nil {
					t.Errorf("masked: %v", err)
				}
			}
		})
	}
}
