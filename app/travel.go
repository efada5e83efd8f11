package app

import (
	"cmp"
	"errors"
	"slices"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// Travel tells what is on its way through a project's pipeline, of what was seen of its environments last. It asks no
// system. A limit bounds the items of each way; 0 gives all.
func (a *App) Travel(project string, limit int) (v TravelView, err error) {
	defer recovered(&err)
	v = TravelView{Looks: []LookView{}, Links: []LinkView{}, Ways: []WayView{}}
	p, err := a.project(project)
	if err != nil {
		return v, err
	}
	environments, err := a.config.Store.Environments(a.reading, p.UUID)
	if err != nil {
		return v, err
	}
	stages := map[string]*stage{}
	for _, e := range pipeline(environments) {
		s, err := a.stage(engine.Place{Project: p, Environment: e}, stages[e.Upstream])
		if err != nil {
			return v, err
		}
		stages[e.UUID] = s
		if s.known() {
			s.look.count(s.leg)
		}
		if s.sight != nil {
			v.Looks = append(v.Looks, s.look)
		}
		if s.upstream != nil {
			v.Links = append(v.Links, s.linkView())
		}
	}
	for _, way := range ways(pipeline(environments), stages) {
		v.Ways = append(v.Ways, wayView(way, limit))
	}
	return v, nil
}

// stage is an environment with what is known of it, and of the leg that leads to it.
type stage struct {
	at       engine.Place
	upstream *stage // nil for a root
	sight    *sight // nil where it was never read
	look     LookView
	drift    map[lockstep.Key]bool
	leg      lockstep.Leg
	lost     bool // what lies on the leg cannot be told: the catalog is damaged
}

func (a *App) stage(at engine.Place, upstream *stage) (*stage, error) {
	s := &stage{at: at, upstream: upstream, drift: map[lockstep.Key]bool{}}
	var err error
	if s.sight, err = a.known(at); err != nil || s.sight == nil {
		return s, err
	}
	if s.look, err = a.lookView(at, s.sight); err != nil {
		return s, err
	}
	if s.look.Drift != nil && *s.look.Drift > 0 {
		drift, err := a.engine.Drift(a.work(), at, s.sight.state)
		if err != nil {
			return s, err
		}
		for _, c := range drift.Changes {
			s.drift[c.Key] = true
		}
	}
	if s.known() {
		s.leg, err = a.engine.Leg(a.work(), upstream.at, at, upstream.sight.state, s.sight.state)
		if errors.Is(err, lockstep.Corrupt) {
			s.lost, s.look.Damage, err = true, message(err), nil
		}
	}
	return s, err
}

// known says that both ends of the stage's leg were read, and what lies between them.
func (s *stage) known() bool {
	return s.upstream != nil && s.sight != nil && s.upstream.sight != nil && !s.lost
}

func (s *stage) linkView() LinkView {
	v := LinkView{Source: refOf(s.upstream.at), Target: refOf(s.at), Known: s.known()}
	v.Ahead, v.Own = countLeg(s.leg)
	v.Behind, v.Outgoing = v.Ahead.total(), v.Own.total()
	return v
}

// ways gives the stages from the pipeline's beginning to each of its ends: those that end live first, then the longer.
func ways(ordered []lockstep.Environment, stages map[string]*stage) [][]*stage {
	passed := map[*stage]bool{}
	for _, s := range stages {
		passed[s.upstream] = true
	}
	var all [][]*stage
	for _, e := range ordered {
		if end := stages[e.UUID]; end.upstream != nil && !passed[end] {
			var way []*stage
			for s := end; s != nil; s = s.upstream {
				way = append([]*stage{s}, way...)
			}
			all = append(all, way)
		}
	}
	slices.SortStableFunc(all, func(a, b []*stage) int {
		return cmp.Or(cmp.Compare(notLive(a), notLive(b)), cmp.Compare(len(b), len(a)))
	})
	return all
}

func notLive(way []*stage) int {
	if way[len(way)-1].at.Environment.Role == lockstep.Live {
		return 0
	}
	return 1
}

func wayView(way []*stage, limit int) WayView {
	v := WayView{Stages: []string{}, Missing: []string{}, Items: []TravellerView{}}
	var legs []lockstep.Leg
	for i, s := range way {
		v.Stages = append(v.Stages, refOf(s.at))
		if s.sight == nil || s.lost {
			v.Missing = append(v.Missing, s.at.Name())
		}
		if i > 0 {
			legs = append(legs, s.leg)
		}
	}
	if len(v.Missing) > 0 {
		return v
	}
	// A development environment is edited in place: what is new there is no drift.
	drifted := func(i int, k lockstep.Key) bool {
		return way[i].at.Environment.Role != lockstep.Development && way[i].drift[k]
	}
	items := lockstep.Travel(legs, drifted)
	v.Total = len(items)
	if limit > 0 && len(items) > limit {
		items = items[:limit]
	}
	for _, t := range items {
		v.Items = append(v.Items, travellerView(way, t))
	}
	return v
}

func travellerView(way []*stage, t lockstep.Traveller) TravellerView {
	v := TravellerView{Key: t.Key.String(), Part: string(t.Part), Versions: []VersionView{}}
	for _, one := range t.Versions {
		version := VersionView{Begins: one.Begins, Reached: one.Reached, Op: string(one.Op), Conflict: one.Clash, Older: one.Older, Drift: one.Drift}
		if one.Op == lockstep.Rename {
			version.From = one.From.String()
		}
		v.Versions = append(v.Versions, version)
	}
	farthest := t.Versions[len(t.Versions)-1]
	here, next := way[farthest.Reached].sight, way[farthest.Reached+1].sight
	before, had := next.objects[t.Key]
	after, has := here.objects[t.Key]
	v.Detail = t.Key.Kind
	switch {
	case has && !had && !next.remembered:
		v.Detail += " with " + counted(len(after.Fields), "field")
	case had && !has && !here.remembered:
		v.Detail += " with " + counted(len(before.Fields), "field")
	case had && has:
		if changed := fieldSummary(before, after); changed != "" {
			v.Detail += ", " + changed
		}
	}
	return v
}
