package sqlite

import (
	"context"
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// judging says what the changes of tables lose, and what the rows that are there do not allow.
type judging struct {
	*session
	slot     string
	scope    sqldb.Scope
	saved    []lockstep.Saved
	problems []lockstep.Problem
}

func (j *judging) say(v lockstep.Verdict, table, column, format string, args ...any) {
	p := lockstep.Problem{Key: lockstep.Key{Slot: j.slot, Kind: sqldb.TableKind, Name: name(table)}, Verdict: v, Message: fmt.Sprintf(format, args...)}
	if column != "" {
		p.Path = "columns." + column
	}
	j.problems = append(j.problems, p)
}

// asks adds to what was said last whether what goes is something that comes.
func (j *judging) asks(question *lockstep.RenameQuestion) {
	j.problems[len(j.problems)-1].Rename = question
}

// table judges one, before anything was changed. come are the tables that come.
func (j *judging) table(ctx context.Context, p pair, come []sqldb.Columns) error {
	if p.now == nil || p.want != nil && !p.rebuilt() {
		return nil
	}
	rows, err := j.count(ctx, "SELECT count(*) FROM "+quote(p.now.name))
	if err != nil {
		return err
	}
	much := lockstep.Count(rows, "row")
	_, held := j.scope.RowTable(name(p.now.name))
	switch {
	case p.want == nil && rows == 0:
		j.say(lockstep.Note, p.now.name, "", "%s is dropped, which loses nothing.", p.now.name)
	case p.want == nil && held:
		j.say(lockstep.Note, p.now.name, "", "%s is dropped, with its %s, which the snapshot before it holds.", p.now.name, much)
	case p.want == nil:
		j.say(lockstep.Loses, p.now.name, "", "%s is dropped, with its %s.", p.now.name, much)
		j.asks(j.scope.AskTable(p.now.shape(), come))
		return j.saveable(ctx, losing{loss: p.lossOfRows(j.slot), from: quote(p.now.name)}, rows)
	case p.now.virtual && rows > 0:
		j.say(lockstep.Loses, p.name(), "", "%s is made anew by its module, without its %s.", p.name(), much)
	case p.now.virtual:
	default:
		if p.now.name != p.want.name {
			j.say(lockstep.Note, p.name(), "", "%s is %s from now on, with its %s.", p.now.name, p.name(), much)
		} else if rows > 0 {
			j.say(lockstep.Note, p.name(), "", "%s is made anew, and its %s are copied; nobody else can write to the database meanwhile.", p.name(), much)
		}
		return j.columns(ctx, p, rows, held)
	}
	return nil
}

// columns judges those of a table that is made anew.
func (j *judging) columns(ctx context.Context, p pair, rows int, held bool) error {
	for _, c := range p.now.columns {
		switch later := p.later(c); {
		case c.generated, later != nil && !later.generated && later.name == c.name:
			continue
		case later != nil && !later.generated:
			j.say(lockstep.Note, p.name(), later.name, "%s of %s is %s from now on, with its values.", c.name, p.name(), later.name)
			continue
		}
		n, err := j.count(ctx, "SELECT count("+quote(c.name)+") FROM "+quote(p.now.name))
		if err != nil {
			return err
		}
		switch {
		case n == 0:
			j.say(lockstep.Note, p.name(), c.name, "%s of %s is dropped, which loses nothing.", c.name, p.name())
		case held:
			j.say(lockstep.Note, p.name(), c.name, "%s of %s is dropped, with its values in %s, which the snapshot before it holds.", c.name, p.name(), lockstep.Count(n, "row"))
		default:
			j.say(lockstep.Loses, p.name(), c.name, "%s of %s is dropped, with its values in %s.%s", c.name, p.name(), lockstep.Count(n, "row"), sqldb.Unsaveable(p.name(), c.name, p.now.primaryKey()))
			j.asks(j.scope.AskColumn(p.name(), c.shape(), p.come()))
			if err := j.saveable(ctx, losing{loss: p.lossOf(j.slot, c), from: quote(p.now.name) + valued(c)}, n); err != nil {
				return err
			}
		}
	}
	for _, c := range p.want.columns {
		former := p.former(c)
		switch {
		case c.generated || rows == 0 || c.name == p.want.numbered || j.comesBack(p, c):
		case former == nil && c.required && c.fallback == "":
			j.say(lockstep.Blocks, p.name(), c.name, "%s of %s must have a value; there would be none in %s. Give it a default, or leave %s out.", c.name, p.name(), lockstep.Count(rows, "row"), p.name())
		case former == nil && c.fallback == "":
			j.say(lockstep.Note, p.name(), c.name, "%s of %s comes empty in %s.", c.name, p.name(), lockstep.Count(rows, "row"))
		case former != nil && c.required && !former.required:
			n, err := j.count(ctx, "SELECT count(*) FROM "+quote(p.now.name)+" WHERE "+quote(former.name)+" IS NULL")
			if err != nil {
				return err
			}
			if n > 0 {
				j.say(lockstep.Blocks, p.name(), c.name, "%s of %s must have a value; there is none in %s. Fill them, or leave %s out.", c.name, p.name(), lockstep.Count(n, "row"), p.name())
			}
		}
	}
	return nil
}

// comesBack says that a column that is made again gets values that were saved. A row that was written since has none: SQLite says
// whether that matters.
func (j *judging) comesBack(p pair, c column) bool {
	return slices.ContainsFunc(j.saved, func(s lockstep.Saved) bool {
		return !s.Whole() && s.Columns[0] == c.name && s.Key.Name == name(p.want.name) && p.takes(s)
	})
}

// saveable says of the loss that was found last that it can be saved before, and how large it is.
func (j *judging) saveable(ctx context.Context, l losing, rows int) (err error) {
	if l.loss == nil {
		return nil
	}
	l.loss.Rows = int64(rows)
	l.loss.Bytes, err = j.size(ctx, l)
	j.problems[len(j.problems)-1].Loss = l.loss
	return err
}

// come are the columns that come, and take over no values.
func (p pair) come() []sqldb.Column {
	var all []sqldb.Column
	for _, c := range p.want.columns {
		if p.former(c) == nil && !c.generated {
			all = append(all, c.shape())
		}
	}
	return all
}

func (c column) shape() sqldb.Column { return sqldb.Column{Name: c.name, Type: c.kind} }

func (t *table) shape() sqldb.Columns {
	shape := sqldb.Columns{Table: name(t.name)}
	for _, c := range t.columns {
		shape.All = append(shape.All, c.shape())
	}
	return shape
}
