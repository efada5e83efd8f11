package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"lockstep/app"
	"lockstep/app/connect"
	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/lockstep"
)

// onInstance connects an environment's slot to an instance.
func onInstance(project, name, role, upstream string, i *pbtest.Instance) app.EnvironmentRequest {
	return app.EnvironmentRequest{Project: project, Name: name, Role: role, Upstream: upstream, Kind: pocketbase.Kind,
		Settings: map[string]string{"url": i.URL, "identity": pbtest.Identity}, Secrets: map[string]string{"password": pbtest.Password}}
}

func (p *program) add(r app.EnvironmentRequest) {
	p.t.Helper()
	if r.Role == "live" {
		allowed := true
		r.AllowWriting = &allowed
	}
	if _, err := p.AddEnvironment(r); err != nil {
		p.t.Fatal(err)
	}
}

// pipeline is a program with a shop on as many instances as there are names, each promoted to the next. The last is live.
func pipeline(t *testing.T, drivers func(string) []lockstep.Driver, names ...string) (*program, []*pbtest.Instance) {
	t.Helper()
	p := programWith(t, drivers)
	if _, err := p.AddProject("Shop"); err != nil {
		t.Fatal(err)
	}
	var all []*pbtest.Instance
	upstream := ""
	for n, name := range names {
		i := pbtest.Start(t)
		role := "test"
		switch n {
		case 0:
			role = "development"
		case len(names) - 1:
			role = "live"
		}
		p.add(onInstance("Shop", name, role, upstream, i))
		all, upstream = append(all, i), name
	}
	all[0].Shop(t)
	return p, all
}

func (p *program) wantSame(a, b string) {
	p.t.Helper()
	v, err := p.Compare(a, b, false)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range v.Changes {
		p.t.Errorf("%s and %s differ: %s %s", a, b, c.Op, c.Key)
	}
}

func TestAShopAndItsFilesGoUpAsOne(t *testing.T) {
	p, all := pipeline(t, connect.All, "Development", "QA", "Live")
	if _, err := p.AddSlot("Shop", "files", "folder", nil); err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{}
	for _, name := range []string{"Development", "QA", "Live"} {
		folders[name] = t.TempDir()
		if _, err := p.SetConnection(app.ConnectionRequest{Environment: name, Slot: "files", Settings: map[string]string{"path": folders[name]}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folders["Development"], "hooks.pb.js"), []byte("onBootstrap((e) => e.next())\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	all[0].Call(t, http.MethodPatch, "/api/settings", map[string]any{"meta": map[string]any{"appName": "Shop", "appURL": "https://dev.shop.example"}}, nil)
	all[2].Call(t, http.MethodPatch, "/api/settings", map[string]any{"meta": map[string]any{"appURL": "https://shop.example"}}, nil)

	for _, step := range [][2]string{{"Development", "QA"}, {"QA", "Live"}} {
		run := p.start(p.plan(app.PlanRequest{Act: "promote", Source: step[0], Target: step[1]}))
		if run.Applied != 19 {
			t.Errorf("%d changes went to %s", run.Applied, step[1])
		}
		p.wantSame(step[0], step[1])
	}
	var settings struct {
		Meta struct{ AppName, AppURL string }
	}
	all[2].Call(t, http.MethodGet, "/api/settings", nil, &settings)
	if got := fmt.Sprint(settings.Meta); got != "{Shop https://shop.example}" {
		t.Errorf("the settings of Live are %s", got)
	}

	compared, err := p.Compare("Live@1", "Live", false)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := p.Schema(compared.ID)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]int{}
	for _, o := range schema.Objects {
		drawn[o.Name] = len(o.Fields) + len(o.Parts)
	}
	if drawn["products"] < 13 || drawn["best_customers"] == 0 {
		t.Errorf("the schema of Live is %v", drawn)
	}
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "Live"}))
	if _, err := os.Stat(filepath.Join(folders["Live"], "hooks.pb.js")); err == nil {
		t.Error("the file is still there")
	}
}

// lethal is a connector that does something once, just before a key of a kind is written.
type lethal struct {
	lockstep.Connector
	before func(lockstep.Key)
}

func (l lethal) Apply(ctx context.Context, want lockstep.State, changes []lockstep.Change, j lockstep.Journal) error {
	return l.Connector.Apply(ctx, want, changes, told{j, l.before})
}

type told struct {
	lockstep.Journal
	before func(lockstep.Key)
}

func (j told) Begin(k lockstep.Key) error {
	err := j.Journal.Begin(k)
	j.before(k)
	return err
}

// An instance dies after its model was written, or just before. Once it is back the run goes on, or is undone.
func TestAnInstanceThatDiesInTheMiddleOfARun(t *testing.T) {
	for _, kind := range []string{"collection", "settings"} {
		for _, answer := range []string{"continue", "undo"} {
			t.Run(kind+" "+answer, func(t *testing.T) {
				var kill func(lockstep.Key)
				p, all := pipeline(t, func(home string) []lockstep.Driver {
					drivers := connect.All(home)
					for i, d := range drivers {
						drivers[i].Open = func(ctx context.Context, slot lockstep.Slot, connection lockstep.Connection) (lockstep.Connector, error) {
							c, err := d.Open(ctx, slot, connection)
							return lethal{c, func(k lockstep.Key) { kill(k) }}, err
						}
					}
					return drivers
				}, "Development", "Live")
				all[0].Call(t, http.MethodPatch, "/api/settings", map[string]any{"meta": map[string]any{"appName": "Shop"}}, nil)
				before, err := p.TakeSnapshot("Live", "")
				if err != nil {
					t.Fatal(err)
				}
				kill = func(k lockstep.Key) {
					if k.Kind == kind {
						all[1].Kill(t)
					}
				}
				plan := p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"})
				run, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: plan.Confirm, Why: "because"})
				if err != nil {
					t.Fatal(err)
				}
				// Whether the request had begun to leave when the connection was found dead nobody can say.
				if run.Status != string(lockstep.Failed) || !strings.Contains(run.Failure, "does not answer") && !strings.Contains(run.Failure, "was lost") {
					t.Errorf("the run is %s: %s", run.Status, run.Failure)
				}
				kill = func(lockstep.Key) {}
				all[1].Run(t)
				if answer == "undo" {
					run, err = p.UndoRun(run.Number)
					if err != nil || run.Status != string(lockstep.Undone) {
						t.Fatalf("the run is %s, %v", run.Status, err)
					}
					p.wantSame(before.Ref, "Live")
					return
				}
				run, err = p.ContinueRun(run.Number)
				if err != nil || run.Status != string(lockstep.Done) {
					t.Fatalf("the run is %s, %v", run.Status, err)
				}
				p.wantSame("Development", "Live")
			})
		}
	}
}

func TestWhatAnInstanceCountsStandsWhateverIsChosen(t *testing.T) {
	p, all := pipeline(t, connect.All, "Development", "Live")
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"}))
	all[1].Rows(t, "brands", 2, func(int) map[string]any { return map[string]any{"name": "Acme", "site": "https://acme.example"} })
	var brands struct{ Fields []map[string]any }
	all[0].Call(t, http.MethodGet, "/api/collections/brands", nil, &brands)
	brands.Fields = slices.DeleteFunc(brands.Fields, func(f map[string]any) bool { return f["name"] == "site" })
	all[0].Call(t, http.MethodPatch, "/api/collections/brands", map[string]any{"fields": brands.Fields}, nil)
	all[0].Call(t, http.MethodPatch, "/api/collections/coupons", map[string]any{"name": "vouchers"}, nil)
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"})
	loss := func(v app.PlanView) (lost []string) {
		for _, problem := range v.Problems {
			if problem.Verdict == string(lockstep.Loses) {
				lost = append(lost, problem.Message)
			}
		}
		return lost
	}
	for _, r := range []struct {
		choices app.ChoiceRequest
		want    string
	}{
		{app.ChoiceRequest{}, "[site of brands is dropped, with its values in 2 rows.]"},
		{app.ChoiceRequest{Except: []string{"collection/vouchers"}}, "[site of brands is dropped, with its values in 2 rows.]"},
		{app.ChoiceRequest{Except: []string{"collection/brands"}}, "[]"},
		{app.ChoiceRequest{}, "[site of brands is dropped, with its values in 2 rows.]"},
	} {
		v, err := p.Choose(plan.ID, r.choices)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(loss(v)); got != r.want {
			t.Errorf("%v loses %s, want %s", r.choices, got, r.want)
		}
	}
	for _, c := range plan.Changes {
		if c.Op == "rename" && c.Fields != "was coupons" {
			t.Errorf("the fields of the rename are %q", c.Fields)
		}
	}
}

// Collections that were made independently on both sides have other ids. That is no difference, and no row is lost by it.
func TestIdsThatDifferAreNoDifference(t *testing.T) {
	p, all := pipeline(t, connect.All, "Development", "Live")
	for n, i := range all {
		i.Call(t, http.MethodPost, "/api/collections", map[string]any{"id": fmt.Sprintf("notes_number_%d", n), "name": "notes", "type": "base", "fields": []any{
			map[string]any{"id": fmt.Sprintf("words_%d", n), "name": "words", "type": "text"},
			map[string]any{"id": fmt.Sprintf("about_%d", n), "name": "about", "type": "number"},
		}, "indexes": []string{fmt.Sprintf("CREATE INDEX `idx_notes_number_%d` ON `notes` (`words`)", n)}}, nil)
	}
	p.start(p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"}))
	p.wantSame("Development", "Live")
	all[1].Rows(t, "notes", 3, func(n int) map[string]any { return map[string]any{"words": fmt.Sprint("note ", n)} })
	all[0].Call(t, http.MethodPatch, "/api/collections/notes", map[string]any{"listRule": ""}, nil)
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"})
	if len(plan.Changes) != 1 || len(plan.Problems) > 0 {
		t.Errorf("the plan has %v and says %v", plan.Changes, plan.Problems)
	}
	p.start(plan)
	p.wantSame("Development", "Live")
	var got struct{ TotalItems int }
	all[1].Call(t, http.MethodGet, "/api/collections/notes/records", nil, &got)
	if got.TotalItems != 3 {
		t.Errorf("%d rows are left", got.TotalItems)
	}
	p.start(p.plan(app.PlanRequest{Act: "rollback", Target: "Live"}))
	p.wantSame("Live@3", "Live")
}

// The answer to the import is lost on its way. What is there then says how the run ended, and nothing is sent again.
func TestALostAnswerOfAnInstanceIsReadBack(t *testing.T) {
	for _, made := range []bool{true, false} {
		t.Run(fmt.Sprint("made ", made), func(t *testing.T) {
			p, all := pipeline(t, connect.All, "Development", "Live")
			var sent atomic.Int32
			lost := connecttest.Spoil(connecttest.Drops)
			if made {
				lost = connecttest.Loses(lost)
			}
			proxy := connecttest.Between(t, all[1].URL, func(r *http.Request, body []byte) bool {
				return r.Method == http.MethodPut && !bytes.Contains(body, []byte("zzz_lockstep_probe"))
			}, func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
				sent.Add(1)
				lost(w, r, forward)
			})
			if _, err := p.SetConnection(app.ConnectionRequest{Environment: "Live", Settings: map[string]string{"url": proxy}, Secrets: map[string]string{"password": pbtest.Password}}); err != nil {
				t.Fatal(err)
			}
			plan := p.plan(app.PlanRequest{Act: "promote", Source: "Development", Target: "Live"})
			run, err := p.Start(app.StartRequest{Plan: plan.ID, Confirm: plan.Confirm, Why: "because"})
			if err != nil {
				t.Fatal(err)
			}
			status, said := lockstep.Failed, run.Failure
			if made {
				status, said = lockstep.Done, run.Problems[len(run.Problems)-1].Message
			}
			if run.Status != string(status) || !strings.Contains(said, "was lost") || sent.Load() != 1 {
				t.Errorf("the run is %s after %d imports: %s", run.Status, sent.Load(), said)
			}
		})
	}
}
