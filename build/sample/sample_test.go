package sample_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"lockstep/build/sample"
)

type object struct {
	Name   string
	Fields map[string]map[string]any
}

var stages = []string{"development", "qa", "live"}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(sample.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func model(t *testing.T, stage string) map[string]object {
	t.Helper()
	var objects []object
	if err := json.Unmarshal(read(t, stage+"/model.json"), &objects); err != nil {
		t.Fatalf("%s: %v", stage, err)
	}
	byName := map[string]object{}
	for _, o := range objects {
		byName[o.Name] = o
	}
	if len(byName) != len(objects) {
		t.Errorf("%s: two objects of one name", stage)
	}
	return byName
}

func TestEveryStageIsAWholeShop(t *testing.T) {
	for _, stage := range stages {
		t.Run(stage, func(t *testing.T) {
			if n := len(model(t, stage)); n < 8 {
				t.Errorf("%d objects, want 8 or more", n)
			}
			for _, part := range []string{"settings", "security", "templates", "nginx"} {
				entries, err := fs.ReadDir(sample.FS(), stage+"/"+part)
				if err != nil || len(entries) == 0 {
					t.Errorf("%s is missing or empty (%v)", part, err)
				}
			}
			read(t, stage+"/.env")
		})
	}
}

func TestEveryJSONFileParses(t *testing.T) {
	err := fs.WalkDir(sample.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".json") {
			return err
		}
		if !json.Valid(read(t, path)) {
			t.Errorf("%s is not JSON", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBothSidesOfEveryRelationNameEachOther(t *testing.T) {
	for _, stage := range stages {
		objects := model(t, stage)
		for _, o := range objects {
			for name, field := range o.Fields {
				switch {
				case field["object"] != nil:
					other := objects[field["object"].(string)]
					sides := 0
					for _, f := range other.Fields {
						if f["collection"] == o.Name && f["via"] == name {
							sides++
						}
					}
					if sides != 1 {
						t.Errorf("%s: %s.%s has %d other sides, want one", stage, o.Name, name, sides)
					}
				case field["collection"] != nil:
					back := objects[field["collection"].(string)].Fields[field["via"].(string)]
					if back["object"] != o.Name {
						t.Errorf("%s: %s.%s is not answered", stage, o.Name, name)
					}
				}
			}
		}
	}
}

func TestOnlyDevelopmentHasAFieldOfNoKnownType(t *testing.T) {
	known := map[string]bool{"string": true, "text": true, "float": true, "datetime": true, "boolean": true, "binary": true, "point": true}
	for _, stage := range stages {
		var odd []string
		for _, o := range model(t, stage) {
			for name, field := range o.Fields {
				if kind, ok := field["type"].(string); ok && !known[kind] {
					odd = append(odd, o.Name+"."+name)
				}
			}
		}
		got, want := strings.Join(odd, " "), ""
		if stage == "development" {
			want = "stock_counts.counted"
		}
		if got != want {
			t.Errorf("%s: fields of no known type: %q, want %q", stage, got, want)
		}
	}
}

func TestTheStagesTellTheStory(t *testing.T) {
	if _, ok := model(t, "development")["products"].Fields["legacy_code"]; ok {
		t.Error("Development still has products.legacy_code, so nothing is lost")
	}
	for _, stage := range []string{"qa", "live"} {
		if _, ok := model(t, stage)["products"].Fields["legacy_code"]; !ok {
			t.Errorf("%s has no products.legacy_code to lose", stage)
		}
	}
	for _, stage := range stages {
		_, err := fs.Stat(sample.FS(), stage+"/nginx/block-bad-bots.conf")
		if there := err == nil; there != (stage == "live") {
			t.Errorf("%s: the hotfix is there: %v", stage, there)
		}
	}
	if d, q, l := string(read(t, "development/.env")), string(read(t, "qa/.env")), string(read(t, "live/.env")); d == q || q == l || d == l {
		t.Error("two stages have the same .env")
	}
}
