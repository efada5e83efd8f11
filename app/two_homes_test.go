package app_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"lockstep/app"
)

// sharedFolders is two folders that two computers promote between, each by a catalog of its own.
type sharedFolders struct {
	t       *testing.T
	dir     string
	homes   []*program
	written int
	drifted []map[string]bool // by home: what was changed on QA by hand since it last knew it
	mended  map[string]bool   // what is on QA as it was changed by hand
}

var sharedItems = []string{"a", "b", "c", "d"}

func newSharedFolders(t *testing.T) *sharedFolders {
	s := &sharedFolders{t: t, dir: t.TempDir(), mended: map[string]bool{}}
	for _, name := range []string{"development", "qa"} {
		write(t, s.folder(name), map[string]string{"a": "0", "b": "0", "c": "0"})
	}
	for range 2 {
		p := newProgram(t)
		if _, err := p.AddProject("shop"); err != nil {
			t.Fatal(err)
		}
		for _, e := range []app.EnvironmentRequest{{Name: "development", Role: "development"}, {Name: "qa", Role: "test", Upstream: "development"}} {
			e.Project, e.Kind, e.Settings = "shop", "folder", map[string]string{"path": s.folder(e.Name)}
			if _, err := p.AddEnvironment(e); err != nil {
				t.Fatal(err)
			}
		}
		s.homes, s.drifted = append(s.homes, p), append(s.drifted, map[string]bool{})
		s.develop("a")
		p.start(p.plan(s.promotion())) // from here on it is known what both have in common
	}
	return s
}

func (s *sharedFolders) folder(name string) string { return filepath.Join(s.dir, name) }

func (s *sharedFolders) promotion() app.PlanRequest {
	return app.PlanRequest{Act: "promote", Source: "development", Target: "qa"}
}

func (s *sharedFolders) put(folder, item string) {
	s.written++
	write(s.t, s.folder(folder), map[string]string{item: fmt.Sprint(folder, " ", s.written)})
}

func (s *sharedFolders) develop(item string) { s.put("development", item) }

func (s *sharedFolders) mend(item string) {
	s.put("qa", item)
	s.mended[item] = true
	for _, one := range s.drifted {
		one[item] = true
	}
}

// run starts a plan of a home: of what was mended by hand it may write what was chosen alone.
func (s *sharedFolders) run(home int, plan app.PlanView, chosen map[string]bool) {
	before := tree(s.t, s.folder("qa"))
	s.homes[home].start(plan)
	after := tree(s.t, s.folder("qa"))
	for _, item := range sharedItems {
		if before[item] == after[item] {
			continue
		}
		if s.mended[item] && !chosen[item] {
			s.t.Fatalf("%s was mended by hand, and written over unasked by %s", item, plan.Act)
		}
		delete(s.mended, item)
		for _, one := range s.drifted {
			delete(one, item)
		}
	}
	s.drifted[home] = map[string]bool{}
}

// promote takes some of what is in conflict, and keeps the rest.
func (s *sharedFolders) promote(home int, take func() bool) {
	p := s.homes[home]
	plan := p.plan(s.promotion())
	chosen := map[string]bool{}
	choices := app.ChoiceRequest{AcceptAll: true}
	for _, c := range plan.Changes {
		switch {
		case plan.Base == "": // once the first promotion was rolled back: then everything is incoming, and said to be
			chosen[c.Key[len("main:file/"):]] = true
		case c.Side != "conflict":
		case take():
			chosen[c.Key[len("main:file/"):]] = true
			choices.TakeSource = append(choices.TakeSource, c.Key)
		default:
			choices.TakeTarget = append(choices.TakeTarget, c.Key)
		}
	}
	plan, err := p.Choose(plan.ID, choices)
	if err != nil {
		s.t.Fatal(err)
	}
	if plan.Writes > 0 {
		s.run(home, plan, chosen)
	}
}

// rollBack does nothing where there is nothing to take back, or something would have to be chosen first.
func (s *sharedFolders) rollBack(home int) {
	plan, err := s.homes[home].Plan(app.PlanRequest{Act: "rollback", Target: "qa"})
	if err == nil && plan.Refusal == "" && plan.Writes > 0 {
		s.run(home, plan, nil)
	}
}

func (s *sharedFolders) look(home int) {
	found, err := s.homes[home].Drift("qa")
	if err != nil {
		s.t.Fatal(err)
	}
	drifted := map[string]bool{}
	for _, one := range found[0].Items {
		drifted[one.Key[len("main:file/"):]] = true
	}
	if want := s.drifted[home]; !maps.Equal(drifted, want) {
		s.t.Fatalf("home %d is told that %v drifted, want %v: what was changed by hand, and nothing that runs wrote", home,
			slices.Sorted(maps.Keys(drifted)), slices.Sorted(maps.Keys(want)))
	}
}

// Two computers promote, roll back and look on the same folders, which are changed by hand in between. Each is told as drift what
// was changed by hand, and nothing that a run wrote; and what was mended by hand is written over only where that was chosen.
func TestTwoHomesOnTheSameFolders(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			s := newSharedFolders(t)
			for range 25 {
				home, item := random.IntN(2), sharedItems[random.IntN(len(sharedItems))]
				switch random.IntN(8) {
				case 0, 1:
					s.develop(item)
				case 2:
					s.mend(item)
				case 3, 4:
					s.promote(home, func() bool { return random.IntN(2) == 0 })
				case 5:
					s.rollBack(home)
				default:
					s.look(home)
				}
			}
		})
	}
}

// What a run of thousands of items wrote is not told one by one: it is what the run left, until something is changed after it.
func TestALargeRunOfAnotherComputerIsNoDrift(t *testing.T) {
	s := newSharedFolders(t)
	many := map[string]string{}
	for i := range 2100 {
		many[fmt.Sprint("many/", i)] = "1"
	}
	write(t, s.folder("development"), many)
	s.promote(0, func() bool { return true })
	s.look(1)
	s.develop("b")
	s.promote(0, func() bool { return true })
	s.look(1)
	s.mend("c")
	s.look(1)
}
