package mysql

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// object is something of the database, as its catalog lists it.
type object struct {
	kind, name string
	triggers   []trigger
}

// trigger is one of a table's, in the order of its table's text.
type trigger struct {
	name, timing, event string
	create              string
	settings            string
}

// at are the kinds' words in SHOW CREATE, and the column in which it gives their text.
var at = map[string]struct {
	word   string
	column int
}{
	sqldb.TableKind: {"TABLE", 1}, sqldb.ViewKind: {"VIEW", 1}, sequenceKind: {"SEQUENCE", 1},
	functionKind: {"FUNCTION", 2}, procedureKind: {"PROCEDURE", 2}, eventKind: {"EVENT", 3},
}

// batch is how many texts are asked for at once: the server gives one at a time, and so they share the way there and back.
const batch = 50

// Capture reads the lists of objects, and then their texts, in batches over a few connections.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	may, err := c.rights(ctx)
	if err != nil {
		return lockstep.State{}, err
	}
	objects, omitted, err := c.list(ctx)
	if err != nil {
		return lockstep.State{}, err
	}
	objects = slices.DeleteFunc(objects, func(o object) bool {
		unseen := o.kind == sqldb.TableKind && !may.on("TRIGGER", o.name)
		if unseen {
			omitted = append(omitted, lockstep.Omitted{Key: c.key(o.kind, o.name), Why: "the account may not see its triggers: it lacks the right TRIGGER"})
		}
		return unseen
	})
	groups := slices.Collect(slices.Chunk(objects, batch))
	results := make([][]found, len(groups))
	work, wctx := errgroup.WithContext(ctx)
	work.SetLimit(readers)
	for i, group := range groups {
		work.Go(func() (err error) {
			results[i], err = c.texts(wctx, group)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return lockstep.State{}, c.fault(ctx, err)
	}
	var items []lockstep.Item
	for _, f := range slices.Concat(results...) {
		switch {
		case f.why != "":
			omitted = append(omitted, lockstep.Omitted{Key: c.key(f.kind, f.name), Why: f.why})
		case f.text != "":
			items = append(items, c.item(f.kind, f.name, f.text))
		}
	}
	c.connect(items)
	rows, err := c.rows(ctx, items)
	if err != nil {
		return lockstep.State{}, err
	}
	return lockstep.NewState(append(items, rows...), omitted)
}

func (c *connector) item(kind, name, text string) lockstep.Item {
	return lockstep.Item{Key: c.key(kind, name), Part: lockstep.Model, Media: sqldb.SQLMedia, Body: lockstep.BodyOf([]byte(text))}
}

// found is an object's text, or why it has none; neither where it is gone by now.
type found struct {
	kind, name, text, why string
}

// texts asks for several objects at once, and one by one where one of them cannot be had.
func (c *connector) texts(ctx context.Context, objects []object) ([]found, error) {
	all, err := c.ask(ctx, c.reads, objects)
	if err == nil || lost(err) || isFault(err, inUse) {
		return all, err
	}
	all = nil
	for _, o := range objects {
		one, err := c.ask(ctx, c.reads, []object{o})
		switch {
		case err == nil:
			all = append(all, one...)
		case isFault(err, gone) && o.kind != sqldb.ViewKind:
		case lost(err), isFault(err, inUse):
			return nil, err
		default:
			all = append(all, found{kind: o.kind, name: o.name, why: "it cannot be read: " + said(err)})
		}
	}
	return all, nil
}

// ask asks for objects and their triggers by one request.
func (c *connector) ask(ctx context.Context, db asker, objects []object) ([]found, error) {
	var queries []string
	for _, o := range objects {
		queries = append(queries, o.queries()...)
	}
	rows, err := db.QueryContext(ctx, strings.Join(queries, ";"))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	r := results{rows: rows}
	var all []found
	for _, o := range objects {
		var answers []shown
		for range o.queries() {
			s, err := r.next()
			if err != nil {
				return nil, err
			}
			answers = append(answers, s)
		}
		all = append(all, c.compose(o, answers))
	}
	return all, rows.Err()
}

// queries ask for an object, and then for its triggers.
func (o object) queries() []string {
	all := []string{"SHOW CREATE " + at[o.kind].word + " " + quoted(o.name)}
	for _, t := range o.triggers {
		all = append(all, "SHOW CREATE TRIGGER "+quoted(t.name))
	}
	return all
}

// results reads the first row of one result after the other.
type results struct {
	rows  *sql.Rows
	begun bool
}

// shown is a row of SHOW CREATE, by the names of its columns.
type shown struct {
	columns []string
	values  []sql.NullString
}

func (s shown) value(column string) string {
	if i := slices.Index(s.columns, column); i >= 0 {
		return s.values[i].String
	}
	return ""
}

func (r *results) next() (shown, error) {
	if r.begun && !r.rows.NextResultSet() {
		if err := r.rows.Err(); err != nil {
			return shown{}, err
		}
		return shown{}, errors.New("the server gave fewer results than it was asked for")
	}
	r.begun = true
	columns, err := r.rows.Columns()
	if err != nil || !r.rows.Next() {
		return shown{}, cmp.Or(err, r.rows.Err(), sql.ErrNoRows)
	}
	s := shown{columns: columns, values: make([]sql.NullString, len(columns))}
	into := make([]any, len(columns))
	for i := range s.values {
		into[i] = &s.values[i]
	}
	return s, r.rows.Scan(into...)
}
