package httpapi_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"lockstep/app/connect/httpapi/refapp"
)

// described is what of an OpenAPI document is looked at: the statuses of each operation, and what can be referred to.
type described struct {
	version    string
	statuses   map[string][]string // by "METHOD path"
	components map[string]map[string]any
	text       string
}

func contract(t testing.TB) described {
	t.Helper()
	text, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		OpenAPI    string                    `yaml:"openapi"`
		Paths      map[string]map[string]any `yaml:"paths"`
		Components map[string]map[string]any `yaml:"components"`
	}
	if err := yaml.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	d := described{version: read.OpenAPI, statuses: map[string][]string{}, components: read.Components, text: string(text)}
	for path, members := range read.Paths {
		for method, member := range members {
			operation, ok := member.(map[string]any)
			if !ok {
				continue // a summary
			}
			responses, _ := operation["responses"].(map[string]any)
			d.statuses[strings.ToUpper(method)+" "+strings.TrimPrefix(path, "/lockstep/v1")] = slices.Collect(maps.Keys(responses))
		}
	}
	return d
}

func TestTheReferenceAppAnswersAsTheContractIsDescribed(t *testing.T) {
	d := contract(t)
	if d.version != "3.1.0" || len(d.statuses) != 10 {
		t.Errorf("OpenAPI %s with %d requests", d.version, len(d.statuses))
	}
	a := refapp.Start(t)
	bodies := map[string]any{"POST /model/validate": []byte(shop), "PUT /model": []byte(shop), "PUT /configuration": zipped(t, entry{name: "a"})}
	for request, statuses := range d.statuses {
		method, path, _ := strings.Cut(request, " ")
		status, said := a.Try(t, method, "/lockstep/v1"+path, bodies[request])
		if !slices.Contains(statuses, fmt.Sprint(status)) || status >= 300 {
			t.Errorf("%s: %d %s", request, status, said)
		}
	}
}

func TestWhatTheContractRefersToIsThere(t *testing.T) {
	d := contract(t)
	used := map[string]bool{}
	for _, part := range strings.Split(d.text, `"#/components/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		kind, one, _ := strings.Cut(name, "/")
		if d.components[kind][one] == nil {
			t.Errorf("%s is not there", name)
		}
		used[name] = true
	}
	for _, kind := range []string{"headers", "parameters", "responses", "schemas"} {
		for one := range d.components[kind] {
			if !used[kind+"/"+one] {
				t.Errorf("%s/%s is not used", kind, one)
			}
		}
	}
}

// The page for people and the document for machines speak of the same paths.
func TestThePageNamesEveryPath(t *testing.T) {
	page, err := os.ReadFile("CONTRACT.md")
	if err != nil {
		t.Fatal(err)
	}
	for request := range contract(t).statuses {
		named := []string{request}
		switch {
		case request == "GET ":
			named = []string{"https://shop.example/lockstep/v1\n"}
		case strings.HasPrefix(request, "HEAD"):
			named = append(named, "`HEAD` MUST give it")
		}
		if !slices.ContainsFunc(named, func(s string) bool { return strings.Contains(string(page), s) }) {
			t.Errorf("the page does not speak of %s", request)
		}
	}
}
