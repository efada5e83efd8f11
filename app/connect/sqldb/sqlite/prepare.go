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
	for _, item := range p.want.All() {
		if item.Key.Slot != p.slot || item.Key.Kind != sqldb.RowKind {
			continue
		}
		of, _ := sqldb.SplitRowName(item.Key.Name)
		key := lockstep.Key{Slot: p.slot, Kind: sqldb.TableKind, Name: of}
		settings, counts := p.scope.RowTable(of)
		table, there := p.want.Get(key)
		moved := p.before.Sum(key) != p.want.Sum(key)
		switch {
		case !counts:
			p.block(item.Key, nil, "The rows of %s are no settings in this slot. Leave %s out, or add %s to %q.", of, item.Key.Name, of, sqldb.RowsLabel)
		case !there && p.scope.Holds(of):
			p.drop = append(p.drop, item.Key)
		case there && (moved || p.before.Sum(item.Key) != item.Digest()):
			in, err := t.table(ctx, table)
			if err != nil {
				return err
			}
			if in != nil {
				p.row(ctx, t, in, item, settings)
			}
		}
	}
	return nil
}

// row makes a row what its table will hold.
func (p *preparing) row(ctx context.Context, t *trial, in *table, item lockstep.Item, settings sqldb.RowTable) {
	row, err := sqldb.RowOf(item)
	if err != nil {
		p.block(item.Key, nil, "%v", err)
		return
	}
	fresh := p.before.Sum(item.Key) != item.Digest()
	for column, value := range row {
		known := in.column(column)
		_, ok := fromJSON(value)
		switch {
		case (known == nil || known.generated) && fresh:
			p.block(item.Key, nil, "%s has a value for %s, which is no column of %s. Take the table too, or leave the row out.", item.Key.Name, column, in.name)
			return
		case known == nil || known.generated:
			delete(row, column)
		case !ok:
			p.block(item.Key, nil, "%s of %s is nothing that SQLite has a value for. Mend it where it comes from.", column, item.Key.Name)
			return
		}
	}
	kept, err := t.keep(ctx, in, row)
	if err != nil {
		p.block(item.Key, nil, "%s holds no row as %s would be: %v. Mend it where it comes from, or take the table as it is there.", in.name, item.Key.Name, err)
		return
	}
	key := settings.Key
	if len(key) == 0 {
		key = in.primaryKey()
	}
	values, _ := kept.KeyOf(key)
	if sqldb.RowName(name(in.name), values) != item.Key.Name {
		p.block(item.Key, nil, "%s has another key than its name says. Mend it where it comes from.", item.Key.Name)
		return
	}
	settled, err := sqldb.RowItem(p.slot, name(in.name), values, kept, item.Needs)
	if err != nil {
		p.block(item.Key, nil, "%v", err)
		return
	}
	p.put = append(p.put, settled)
}
