package mysql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// rowPlan are the changes of one settings table's rows, as they are planned.
type rowPlan struct {
	settled
	changes []lockstep.Change
	rows    map[lockstep.Key]sqldb.Row // all that the table is to hold
	events  map[string]bool            // what triggers wait for
}

// judgeRows says what the changes of rows meet.
func (v *validator) judgeRows(now, want lockstep.State, changes []lockstep.Change) error {
	plans, err := v.rowPlans(now, want, changes)
	if err != nil {
		return err
	}
	for _, p := range plans {
		v.lacksForRows(p)
		v.wakes(p)
		if !p.transactional() {
			v.sayOf(p.changes[0].Key, lockstep.Note, "%s is kept by the engine %s, which knows no transactions: its rows are not written at once, and a run that fails may leave some of them written.", p.name, p.option("ENGINE"))
		}
	}
	return v.tryRows(plans)
}

func (v *validator) sayOf(k lockstep.Key, verdict lockstep.Verdict, format string, args ...any) {
	v.problems = append(v.problems, lockstep.Problem{Key: k, Verdict: verdict, Message: fmt.Sprintf(format, args...)})
}

// rowPlans sorts changes by their tables, each as it will be. Rows that go with their table need nothing.
func (v *validator) rowPlans(now, want lockstep.State, changes []lockstep.Change) ([]*rowPlan, error) {
	byTable := map[string][]lockstep.Change{}
	for _, change := range changes {
		of, _ := sqldb.SplitRowName(change.Key.Name)
		byTable[of] = append(byTable[of], change)
	}
	var all []*rowPlan
	for _, row := range v.scope.Rows {
		changes := byTable[row.Table]
		if len(changes) == 0 {
			continue
		}
		one, ok, err := v.later(row, want)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		p := &rowPlan{settled: one, changes: changes, rows: map[lockstep.Key]sqldb.Row{}, events: map[string]bool{}}
		for _, item := range want.All() {
			if of, _ := sqldb.SplitRowName(item.Key.Name); item.Key.Kind != sqldb.RowKind || of != row.Table {
				continue
			}
			if p.rows[item.Key], err = sqldb.RowOf(item); err != nil {
				return nil, err
			}
		}
		for _, change := range changes {
			if err := p.waken(now, change); err != nil {
				return nil, err
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// later is a settings table as the plan makes it; ok is false where there will be none.
func (v *validator) later(row sqldb.RowTable, want lockstep.State) (one settled, ok bool, err error) {
	if item, has := want.Get(v.tableKey(row.Table)); has {
		t, triggers, readable := readTable(mustText(item))
		if !readable {
			return one, false, nil
		}
		one, err = settle(row, t)
		one.triggers = triggers
		return one, err == nil, err
	}
	if slices.ContainsFunc(v.moves, func(m *move) bool { return m.key == v.tableKey(row.Table) && m.removes() }) {
		return one, false, nil
	}
	return v.settledTable(v.ctx, v.reads, row, sqldb.SplitName(row.Table)[0])
}

// waken notes the events of a change.
func (p *rowPlan) waken(now lockstep.State, change lockstep.Change) error {
	switch change.Op {
	case lockstep.Add:
		p.events["INSERT"] = true
	case lockstep.Remove:
		p.events["DELETE"] = true
	default:
		item, _ := now.Get(change.Key)
		was, err := sqldb.RowOf(item)
		if err != nil {
			return err
		}
		if p.shares(was, p.rows[change.Key]) {
			p.events["DELETE"], p.events["INSERT"] = true, true
		} else {
			p.events["UPDATE"] = true
		}
	}
	return nil
}

// lacksForRows says which rights the account would need.
func (v *validator) lacksForRows(p *rowPlan) {
	for _, right := range slices.Sorted(maps.Keys(p.events)) {
		if v.may.on(right, p.name) {
			continue
		}
		for _, change := range p.changes {
			v.problems = append(v.problems, lockstep.Problem{Key: change.Key, Verdict: lockstep.Blocks,
				Cause:   fmt.Sprintf("the account %s lacks the right %s", v.address.user, right),
				Message: fmt.Sprintf("The account %s lacks the right %s on %s in %s, so %s cannot be written. Grant it, or use another account.", v.address.user, right, p.name, v.address.database, change.Key.Name)})
		}
	}
}

// wakes names the triggers that run: the server cannot be told to leave them asleep.
func (v *validator) wakes(p *rowPlan) {
	for _, t := range p.triggers {
		if !p.events[strings.ToUpper(t.event)] {
			continue
		}
		more := ""
		if setsRow(t.create) {
			more = " It sets values of that row, which may come out as something else than what is wanted; reading back finds it."
		}
		v.sayOf(p.changes[0].Key, lockstep.Note, "The trigger %s runs for each row of %s that is changed.%s", t.name, p.name, more)
	}
}

// setsRow says that a trigger sets values of the row for which it runs.
func setsRow(create string) bool {
	all := dialect.Tokens(create)
	for i, t := range all {
		name, ok := dialect.Unquote(t)
		if !ok || !strings.EqualFold(name, "NEW") || i == 0 || i+2 >= len(all) || all[i+1].Text != "." {
			continue
		}
		assigned := i+3 < len(all) && (all[i+3].Text == "=" || all[i+3].Text == ":")
		if all[i-1].Is("INTO") || assigned && (all[i-1].Is("SET") || all[i-1].Text == ",") {
			return true
		}
	}
	return false
}
