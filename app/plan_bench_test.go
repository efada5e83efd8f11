package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
)

// twoSides is a program with a development and a qa of 2,000 items (80 objects, the others files) which were alike once,
// and were edited on both sides since; on some items on both.
func twoSides(b *testing.B) *program {
	b.Helper()
	p := newProgram(b)
	dir := stages(b, p, map[string]string{"model.json": modelOf(80, 0)})
	development, qa := filepath.Join(dir, "development"), filepath.Join(dir, "qa")
	fill := func(at string, from, to, version int) {
		b.Helper()
		for i := from; i < to; i++ {
			name := filepath.Join(at, fmt.Sprintf("part-%02d", i%60), fmt.Sprintf("setting-%04d.json", i))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				b.Fatal(err)
			}
			content := fmt.Sprintf("{\n  \"number\": %d,\n  \"version\": %d,\n%s  \"end\": true\n}\n", i, version, strings.Repeat("  \"listen\": \"127.0.0.1\",\n", i%50))
			if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	fill(development, 0, 1_920, 0)
	plan, err := p.Plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: app.ChoiceRequest{AcceptAll: true}})
	if err != nil {
		b.Fatal(err)
	}
	if run, err := p.Start(app.StartRequest{Plan: plan.ID}); err != nil || run.Status != "done" {
		b.Fatalf("the run is %s (%s), %v", run.Status, run.Failure, err)
	}
	fill(development, 0, 200, 1)
	fill(qa, 180, 300, 2)
	fill(development, 1_920, 1_940, 1)
	write(b, development, map[string]string{"model.json": modelOf(80, 1)})
	for i := 1_900; i < 1_910; i++ {
		if err := os.Remove(filepath.Join(development, fmt.Sprintf("part-%02d", i%60), fmt.Sprintf("setting-%04d.json", i))); err != nil {
			b.Fatal(err)
		}
	}
	return p
}

// modelOf is a model of so many objects, of which some differ from version to version.
func modelOf(objects, version int) string {
	var all []string
	for i := range objects {
		fields := []string{`"id": { "type": "string", "required": true, "unique": true }`}
		for f := range 12 {
			fields = append(fields, fmt.Sprintf(`"field_%d": { "type": "string" }`, f))
		}
		if i%8 == 0 && version > 0 {
			fields = append(fields, fmt.Sprintf(`"since_%d": { "type": "datetime" }`, version))
		}
		if i > 0 {
			fields = append(fields, fmt.Sprintf(`"parent": { "object": "object_%d" }`, i-1))
		}
		all = append(all, fmt.Sprintf("  {\n    \"name\": \"object_%d\",\n    \"fields\": {\n      %s\n    }\n  }", i, strings.Join(fields, ",\n      ")))
	}
	return "[\n" + strings.Join(all, ",\n") + "\n]\n"
}

// BenchmarkPlan is what the wizard asks for when it opens, and at each tick. It is to stay below 100 ms.
func BenchmarkPlan(b *testing.B) {
	p := twoSides(b)
	request := app.PlanRequest{Act: "promote", Source: "development", Target: "qa"}
	b.Run("plan", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Plan(request); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("choose", func(b *testing.B) {
		plan, err := p.Plan(request)
		if err != nil {
			b.Fatal(err)
		}
		var ticked []string
		for i, c := range plan.Changes {
			if i%2 == 0 {
				ticked = append(ticked, c.Key)
			}
		}
		for b.Loop() {
			if _, err := p.Choose(plan.ID, app.ChoiceRequest{Ticking: true, Ticked: ticked}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
