package mysql

import (
	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// asks adds to the loss that was said last whether what goes is something that comes.
func (v *validator) asks(question *lockstep.RenameQuestion) {
	v.problems[len(v.problems)-1].Rename = question
}

// come are the tables that come.
func (v *validator) come() []sqldb.Columns {
	var all []sqldb.Columns
	for _, m := range v.moves {
		if m.isTable() && m.adds() {
			all = append(all, m.to.shape(m.key))
		}
	}
	return all
}

// come are the columns that a table gets, but for those that are generated.
func (m *move) come() []sqldb.Column {
	var all []sqldb.Column
	for _, is := range m.to.columns {
		if _, there := m.from.column(is.name); !there && is.generated == "" {
			all = append(all, is.shape())
		}
	}
	return all
}

func (c column) shape() sqldb.Column { return sqldb.Column{Name: c.name, Type: c.kind()} }

func (t table) shape(k lockstep.Key) sqldb.Columns {
	shape := sqldb.Columns{Table: k.Name}
	for _, c := range t.columns {
		shape.All = append(shape.All, c.shape())
	}
	return shape
}

// renamed says what goes under another name from then on.
func (v *validator) renamed() error {
	for _, m := range v.moves {
		for _, t := range v.renames.tables {
			if t.key != m.key {
				continue
			}
			if t.key != t.former {
				v.say(m, lockstep.Note, "%s is %s from now on, with its rows.", t.name(), m.name)
			}
			for _, c := range t.columns {
				v.say(m, lockstep.Note, "%s of %s is %s from now on, with its values.", c.From, m.name, c.To)
			}
		}
	}
	return nil
}
