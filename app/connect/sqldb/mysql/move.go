package mysql

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// move is one object's way from what is there to what is wanted. One of a table that no change is about has a foreign key in
// the way of another one's.
type move struct {
	key           lockstep.Key
	change        *lockstep.Change
	name          string
	before, after string // texts; "" where absent

	from, to              table // of tables
	hadTriggers, triggers []trigger
	release               map[string]bool // foreign keys that are dropped and made again
	back                  []*refill       // what columns get back
	disturbed             map[string]bool // columns of which foreign keys cannot be kept meanwhile, in small letters
}

func (m *move) adds() bool    { return m.before == "" }
func (m *move) removes() bool { return m.after == "" }
func (m *move) changes() bool { return m.before != "" && m.after != "" }

// isTable says that the move is of a table.
func (m *move) isTable() bool { return m.key.Kind == sqldb.TableKind }

// movesOf reads the objects of changes, and of those tables that are in their way.
func movesOf(now, want lockstep.State, changes []lockstep.Change) ([]*move, error) {
	var all []*move
	for _, change := range changes {
		m, err := moveOf(now, want, change.Key)
		if err != nil {
			return nil, err
		}
		m.change = &change
		all = append(all, m)
	}
	return inTheWay(now, want, all)
}

func moveOf(now, want lockstep.State, k lockstep.Key) (*move, error) {
	m := &move{key: k, name: sqldb.SplitName(k.Name)[0], release: map[string]bool{}, disturbed: map[string]bool{}}
	for _, side := range []struct {
		state    lockstep.State
		text     *string
		table    *table
		triggers *[]trigger
	}{{now, &m.before, &m.from, &m.hadTriggers}, {want, &m.after, &m.to, &m.triggers}} {
		item, ok := side.state.Get(k)
		if !ok {
			continue
		}
		b, err := item.Body.Bytes()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", k, err)
		}
		*side.text = string(b)
		if m.isTable() {
			if *side.table, *side.triggers, ok = readTable(string(b)); !ok {
				return nil, lockstep.Errorf(lockstep.Invalid, "The text of the table %s is not as the server writes it, so that nothing can be made of it. Leave it out.", m.name)
			}
		}
	}
	if m.changes() && m.isTable() {
		m.disturbed = disturbed(m.from, m.to)
	}
	return m, nil
}

// readTable reads a table's item.
func readTable(text string) (t table, triggers []trigger, ok bool) {
	create, bodies, ok := splitTable(text)
	if !ok {
		return t, nil, false
	}
	for _, b := range bodies {
		all := dialect.Tokens(b.create)
		if len(all) < 5 || !all[1].Is("TRIGGER") {
			return t, nil, false
		}
		one := trigger{timing: all[3].Text, event: all[4].Text, create: b.create, settings: b.settings}
		one.name, _ = dialect.Unquote(all[2])
		triggers = append(triggers, one)
	}
	t, ok = parseTable(create)
	return t, triggers, ok
}

// disturbed are the columns that a foreign key on them, or to them, cannot outlast.
func disturbed(from, to table) map[string]bool {
	all := map[string]bool{}
	for _, was := range from.columns {
		is, ok := to.column(was.name)
		if !ok || was.remade(is) || was.says != is.says || was.name != is.name || recodes(from, to) && is.stringly() {
			all[strings.ToLower(was.name)] = true
		}
	}
	return all
}

func (m *move) disturbs(columns []keyColumn) bool {
	return slices.ContainsFunc(columns, func(c keyColumn) bool { return m.disturbed[strings.ToLower(c.name)] })
}

// inTheWay finds the foreign keys that stay and that a change of their columns, or of those that they refer to, has to go
// around. The tables that have them join the moves.
func inTheWay(now, want lockstep.State, all []*move) ([]*move, error) {
	byName := map[string]*move{}
	disturbing := false
	for _, m := range all {
		if m.isTable() {
			byName[m.name] = m
			disturbing = disturbing || len(m.disturbed) > 0
		}
	}
	if !disturbing {
		return all, nil
	}
	for _, item := range want.All() {
		if item.Key.Kind != sqldb.TableKind {
			continue
		}
		name := sqldb.SplitName(item.Key.Name)[0]
		m, known := byName[name]
		if !known {
			var err error
			if m, err = moveOf(now, want, item.Key); err != nil {
				return nil, err
			}
		}
		for _, p := range m.from.of(foreign) {
			if !m.to.has(p) {
				continue
			}
			parent := byName[p.refers.table]
			if m.disturbs(p.columns) || parent != nil && p.refers.schema == "" && parent.disturbs(p.refers.columns) {
				m.release[p.name] = true
			}
		}
		if !known && len(m.release) > 0 {
			all = append(all, m)
		}
	}
	return all, nil
}
