package postgres

import (
	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// asks adds to a loss that was said last whether what goes is something that comes.
func (n *counting) asks(question *lockstep.RenameQuestion) {
	if last := &n.problems[len(n.problems)-1]; last.Verdict == lockstep.Loses {
		last.Rename = question
	}
}

// come are the tables that come.
func (n *counting) come() []sqldb.Columns {
	var all []sqldb.Columns
	for _, c := range n.changes {
		if is := n.is(c.Key); n.was(c.Key) == nil && is != nil && is.table != nil {
			all = append(all, is.shape())
		}
	}
	return all
}

func (o *object) shape() sqldb.Columns {
	shape := sqldb.Columns{Table: o.key.Name}
	for _, c := range o.table.columns {
		shape.All = append(shape.All, sqldb.Column{Name: c.name, Type: c.typ})
	}
	return shape
}

// newIn are the columns that a table gets, but for those that are computed.
func newIn(was, is *object) []sqldb.Column {
	var all []sqldb.Column
	for _, c := range is.table.columns {
		if was.table.column(c.name).name == "" && c.generated == "" {
			all = append(all, sqldb.Column{Name: c.name, Type: c.typ})
		}
	}
	return all
}
