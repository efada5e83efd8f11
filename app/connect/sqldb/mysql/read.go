package mysql

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
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
	return lockstep.NewState(items, omitted)
}

func (c *connector) item(kind, name, text string) lockstep.Item {
	return lockstep.Item{Key: c.key(kind, name), Part: lockstep.Model, Media: sqldb.SQLMedia, Body: lockstep.BodyOf([]byte(text))}
}

// list gives the objects in scope, and what of them cannot be taken along.
func (c *connector) list(ctx context.Context) ([]object, []lockstep.Omitted, error) {
	const query = "SELECT TABLE_TYPE, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE NOT LIKE '%TEMPORARY'" +
		" UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()" +
		" UNION ALL SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()"
	var all []object
	var omitted []lockstep.Omitted
	rows, err := c.reads.QueryContext(ctx, query)
	if err != nil {
		return nil, nil, c.fault(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name string
		if err := rows.Scan(&kind, &name); err != nil {
			return nil, nil, c.fault(ctx, err)
		}
		if !c.scope.Holds(sqldb.Name(name)) {
			continue
		}
		switch kind {
		case "BASE TABLE", "SYSTEM VERSIONED":
			all = append(all, object{kind: sqldb.TableKind, name: name})
		case "VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "EVENT":
			all = append(all, object{kind: strings.ToLower(kind), name: name})
		default: // PACKAGE, PACKAGE BODY, and what later versions bring
			omitted = append(omitted, lockstep.Omitted{Key: c.key(strings.ReplaceAll(strings.ToLower(kind), " ", "-"), name), Why: "objects of this kind are not taken along"})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, nil, c.fault(ctx, err)
	}
	triggers, err := c.triggers(ctx, c.reads, "")
	for i, o := range all {
		if o.kind == sqldb.TableKind {
			all[i].triggers = triggers[o.name]
		}
	}
	return all, omitted, err
}

// asker is a pool or one of its connections.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// triggers are those of a table, or of every one, without their texts.
func (c *connector) triggers(ctx context.Context, db asker, table string) (map[string][]trigger, error) {
	query := "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
	if table != "" {
		query += " AND EVENT_OBJECT_TABLE = " + literal(table)
	}
	rows, err := db.QueryContext(ctx, query+" ORDER BY ACTION_TIMING DESC, EVENT_MANIPULATION, ACTION_ORDER")
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	defer rows.Close()
	all := map[string][]trigger{}
	for rows.Next() {
		var of string
		var t trigger
		if err := rows.Scan(&of, &t.name, &t.timing, &t.event); err != nil {
			return nil, c.fault(ctx, err)
		}
		all[of] = append(all[of], t)
	}
	return all, c.fault(ctx, rows.Err())
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

// compose makes an object's text of what the server shows of it and its triggers.
func (c *connector) compose(o object, answers []shown) found {
	f := found{kind: o.kind, name: o.name}
	s := answers[0]
	create := ""
	if column := at[o.kind].column; column < len(s.values) {
		create = withoutDefiner(s.values[column].String)
	}
	switch {
	case create == "":
		f.why = "the account may not read its text; as long as it is not the one who made it, it needs the right SELECT on mysql.proc"
	case o.kind == sqldb.TableKind:
		var triggers []body
		for i, t := range o.triggers {
			b, why := c.triggerText(o.name, t, answers[i+1])
			triggers, f.why = append(triggers, b), cmp.Or(f.why, why)
		}
		f.text = tableText(tableCreate(create, c.address.database), triggers)
	case o.kind == sequenceKind:
		f.text = create + ";\n"
	case o.kind == sqldb.ViewKind:
		f.text = "SET collation_connection = " + s.value("collation_connection") + ";\n" + viewCreate(withoutDatabase(create, c.address.database)) + ";\n"
	default:
		b := body{settings(s), withoutDatabase(create, c.address.database)}
		f.text = joinBodies([]body{b})
		f.why = b.unfit(s, c.address.database)
	}
	return f
}

// unfit says why a body cannot be taken along; "" where it can. In ANSI quotes the database's name cannot be told from a text.
func (b body) unfit(s shown, database string) string {
	switch {
	case !b.bounded():
		return "it holds a line of two semicolons"
	case strings.Contains(s.value("sql_mode"), "ANSI_QUOTES") && strings.Contains(b.create, `"`+database+`"`):
		return "it names its own database in double quotes"
	case namesDatabase(b.create, database):
		return "it names its own database beside something else of this name"
	}
	return ""
}

// triggerText is a trigger's text with a beginning of one form, however it was written.
func (c *connector) triggerText(table string, t trigger, s shown) (b body, why string) {
	does, ok := triggerBody(s.value("SQL Original Statement"))
	if !ok {
		return b, "the account may not read the text of its trigger " + t.name
	}
	b = body{settings(s), fmt.Sprintf("CREATE TRIGGER %s %s %s ON %s FOR EACH ROW %s", quoted(t.name), t.timing, t.event, quoted(table), withoutDatabase(does, c.address.database))}
	if why = b.unfit(s, c.address.database); why != "" {
		why = "of its trigger " + t.name + ": " + why
	}
	return b, why
}

// settings are those of the session in which something was made, and which it runs with. What encodes its text is none: that is
// the same text in another one.
func settings(s shown) string {
	set := "SET sql_mode = " + literal(s.value("sql_mode")) + ", collation_connection = " + s.value("collation_connection")
	if zone := s.value("time_zone"); zone != "" {
		set += ", time_zone = " + literal(zone)
	}
	return set
}
