package app_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestEveryLicenceIsOfTheVersionThatIsBuiltIn(t *testing.T) {
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(text), -1) {
		versions[m[1]] = m[2]
	}
	list, err := newProgram(t).Licences()
	if err != nil {
		t.Fatal(err)
	}
	modules := 0
	for _, part := range list {
		if part.Licence == "" || len(part.Text) < 500 {
			t.Errorf("%s has no licence", part.Name)
		}
		if version, ok := versions[part.Name]; ok {
			modules++
			if part.Version != version {
				t.Errorf("%s is %s, and listed as %s: make licences", part.Name, version, part.Version)
			}
		}
	}
	var names []string
	for _, part := range list {
		names = append(names, part.Name)
	}
	for _, name := range []string{"Go", "svelte", "modernc.org/sqlite", "@fontsource-variable/inter"} {
		if !strings.Contains(strings.Join(names, " "), name) {
			t.Errorf("%s is not listed", name)
		}
	}
	if modules < 20 {
		t.Errorf("only %d of the listed parts are modules of go.mod", modules)
	}
}
