package postgres

import (
	"encoding/json"
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// orderOf is how the columns of a table lie in a state; nil where that is not known.
func orderOf(s lockstep.State, table lockstep.Key) []string {
	item, ok := s.Get(lockstep.FrameOf(table))
	if !ok {
		return nil
	}
	var order []string
	body, err := item.Body.Bytes()
	if err != nil || json.Unmarshal(body, &order) != nil {
		return nil
	}
	return order
}

// prepare settles in which order the columns of each table will lie, and says what no database could hold.
func prepare(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	s, err := scopeOf(slot)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	var problems []lockstep.Problem
	block := func(k lockstep.Key, format string, args ...any) {
		problems = append(problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)})
	}
	tables := s.TablesRenamed(before, want)
	var put []lockstep.Item
	var drop []lockstep.Key
	for _, item := range want.All() {
		k := item.Key
		switch {
		case k.Slot != slot.Name:
		case k.Quiet():
			if table, ok := k.Framed(); !ok || want.Sum(table) == "" {
				drop = append(drop, k)
			}
		case k.Kind == sqldb.RowKind:
		case !slices.Contains(kinds, k.Kind) || item.Part != lockstep.Model:
			block(k, "%s is of the kind %s, which a PostgreSQL does not hold. Leave it out.", k.Name, k.Kind)
		case before.Sum(k) == want.Sum(k):
			if frame, ok := before.Get(lockstep.FrameOf(k)); ok {
				put = append(put, frame)
			}
		case !s.Holds(k.Name):
			block(k, "%s is left out by the settings of this slot. Leave it out, or change them.", k.Name)
		default:
			is, err := parseObject(s, item)
			if err != nil {
				block(k, "%s", err)
				continue
			}
			if k.Kind != sqldb.TableKind || is.table.above != "" {
				continue
			}
			frame, err := settle(s, tables, before, want, is)
			if err != nil {
				return lockstep.State{}, nil, err
			}
			put = append(put, frame)
		}
	}
	unfit, err := together(s, before, want)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	rows, gone, wrong := fitRows(s, before, want)
	settled, err := want.With(append(put, rows...), append(drop, gone...))
	return settled, slices.Concat(problems, unfit, wrong), err
}

// settle is how the columns of a table will lie: those that stay as they do, then those that come, in the order that is wanted.
func settle(s scope, tables sqldb.Tables, before, want lockstep.State, is *object) (lockstep.Item, error) {
	var order []string
	stays := map[string]bool{}
	_, former := tables.Both(is.key)
	if item, ok := before.Get(former); ok {
		was, err := parseObject(s, item)
		if err != nil {
			return lockstep.Item{}, err
		}
		columns := s.RenamedColumns(is.key.Name, was.table.names(), is.table.names())
		lay := inOrder(was.table, orderOf(before, former))
		was.table = &table{columns: renamedIn(lay, columns)}
		again := recomputed(was.table, is.table)
		for _, c := range was.table.columns {
			if stays[c.name] = is.table.column(c.name).name != "" && !again[c.name]; stays[c.name] {
				order = append(order, c.name)
			}
		}
	}
	for _, c := range inOrder(is.table, orderOf(want, is.key)) {
		if !stays[c.name] {
			order = append(order, c.name)
		}
	}
	return frameItem(is.key, append([]string{}, order...)), nil
}
