package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// prepare reads what is changed as SQLite would, takes rows along with their tables, and gives rows that stay the columns
// that their tables get.
func prepare(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	scope, err := sqldb.ScopeOf(slot)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	p := preparing{slot: slot.Name, scope: scope, before: before, want: want}
	if err := p.objects(); err != nil {
		return lockstep.State{}, nil, err
	}
	if err := p.rows(); err != nil {
		return lockstep.State{}, nil, err
	}
	settled, err := want.With(p.put, p.drop)
	slices.SortStableFunc(p.problems, func(a, b lockstep.Problem) int {
		return cmp.Or(a.Key.Compare(b.Key), strings.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
	})
	return settled, p.problems, err
}

type preparing struct {
	slot         string
	scope        sqldb.Scope
	before, want lockstep.State
	changed      draft // what the changed tables and views would be
	put          []lockstep.Item
	drop         []lockstep.Key
	problems     []lockstep.Problem
}

func (p *preparing) block(k lockstep.Key, needs []lockstep.Key, format string, args ...any) {
	p.problems = append(p.problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Needs: needs, Message: fmt.Sprintf(format, args...)})
}

// objects reads tables and views.
func (p *preparing) objects() error {
	taken := map[string]string{}
	var fresh []lockstep.Item
	for _, item := range p.want.All() {
		k := item.Key
		switch {
		case k.Slot != p.slot, k.Kind == sqldb.RowKind:
			continue
		case k.Kind != sqldb.TableKind && k.Kind != sqldb.ViewKind || item.Part != lockstep.Model || item.Mode != lockstep.Plain:
			p.block(k, nil, "%s is of the kind %s, which a database of SQLite does not hold. Leave it out.", k.Name, k.Kind)
			continue
		case !p.scope.Holds(k.Name):
			p.block(k, nil, "%s is left out by the settings of this slot. Leave it out, or change them.", k.Name)
			continue
		}
		if other, ok := taken[fold(k.Name)]; ok {
			p.block(k, nil, "%s and %s are one name to SQLite. Rename one of them.", other, k.Name)
		}
		taken[fold(k.Name)] = k.Name
		if p.before.Sum(k) != item.Digest() {
			fresh = append(fresh, item)
		}
	}
	var err error
	if p.changed, err = drafted(context.Background(), fresh); err != nil {
		return err
	}
	for _, item := range fresh {
		if wrong := p.changed.wrong[item.Key]; wrong != nil {
			p.problems = append(p.problems, lockstep.Problem{Key: item.Key, Verdict: lockstep.Blocks, Message: wrong.Error()})
			continue
		}
		p.settle(item)
	}
	return nil
}

// settle writes the statements of an item as a capture gives them.
func (p *preparing) settle(item lockstep.Item) {
	var body []byte
	if t := p.changed.tables[object(item.Key.Name)]; t != nil {
		body = text(t.sql, t.indexes, t.triggers)
	}
	if v := p.changed.views[object(item.Key.Name)]; v != nil {
		body = text(v.sql, v.triggers)
	}
	item.Body, item.Media = lockstep.BodyOf(body), sqldb.SQLMedia
	p.put = append(p.put, item)
}

// rows looks through the rows of settings tables.
func (p *preparing) rows() error {
	ctx := context.Background()
	t, err := newTrial(ctx)
	if err != nil {
		return err
	}
	defer t.close()
	put, drop, problems := sqldb.Fitting{Slot: p.slot, Scope: p.scope, Before: p.before, Want: p.want,
		Keep: func(table lockstep.Item, row sqldb.Row, fresh bool) (sqldb.Row, []string, bool, error) {
			return t.row(ctx, p.scope, table, row, fresh)
		},
		Columns: func(table lockstep.Item) []string {
			if in, err := t.table(ctx, table); err == nil && in != nil {
				return in.names()
			}
			return nil
		}}.Fit()
	p.put, p.drop, p.problems = append(p.put, put...), append(p.drop, drop...), append(p.problems, problems...)
	return nil
}
