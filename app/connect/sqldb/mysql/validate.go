package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Validate counts what would be lost and what does not fit. The server cannot try a change of its model and take it back, so all
// is asked of the catalogs and the rows that are there.
func (c *connector) Validate(ctx context.Context, want lockstep.State, changes []lockstep.Change) ([]lockstep.Problem, error) {
	if len(changes) == 0 {
		return nil, ctx.Err()
	}
	now, err := c.Capture(ctx)
	if err != nil {
		return nil, err
	}
	renames, err := renamingOf(c.scope, now, want, changes)
	if err != nil {
		return nil, err
	}
	models, rows := apart(renames.left(changes))
	moves, err := movesOf(renames.now, want, models)
	if err != nil {
		return nil, err
	}
	v := &validator{connector: c, ctx: ctx, now: now, moves: moves, renames: renames}
	if v.may, err = c.rights(ctx); err != nil {
		return nil, err
	}
	if len(models) > 0 {
		if err := v.judgeModels(); err != nil {
			return nil, err
		}
	}
	return v.problems, v.judgeRows(renames.now, want, rows)
}

// judgeModels judges the changes of the model, in a session that may write nothing.
func (v *validator) judgeModels() (err error) {
	if v.conn, err = v.writes.Conn(v.ctx); err != nil {
		return v.fault(v.ctx, err)
	}
	defer v.conn.Close()
	if err := v.comesBack(); err != nil {
		return err
	}
	if _, err := v.conn.ExecContext(v.ctx, "SET SESSION TRANSACTION READ ONLY"); err != nil {
		return v.fault(v.ctx, err)
	}
	for _, look := range []func() error{v.general, v.renamed, v.outsiders, v.logged} {
		if err := look(); err != nil {
			return err
		}
	}
	for _, m := range v.moves {
		if m.change == nil {
			continue
		}
		v.lacks(m)
		if err := v.judge(m); err != nil {
			return err
		}
	}
	return nil
}

// validator carries out one Validate.
type validator struct {
	*connector
	ctx      context.Context
	conn     *sql.Conn // takes one statement at once and may write nothing: what is asked is made of what is wanted
	now      lockstep.State
	moves    []*move
	renames  *renaming
	may      rights
	problems []lockstep.Problem
}

func (v *validator) say(m *move, verdict lockstep.Verdict, format string, args ...any) {
	k := lockstep.Key{Slot: v.slot}
	if m != nil {
		k = m.key
	}
	v.problems = append(v.problems, lockstep.Problem{Key: k, Verdict: verdict, Message: fmt.Sprintf(format, args...)})
}

// general says what is so of any run.
func (v *validator) general() error {
	var version, account string
	if err := v.reads.QueryRowContext(v.ctx, "SELECT VERSION(), CURRENT_USER()").Scan(&version, &account); err != nil {
		return v.fault(v.ctx, err)
	}
	server := "MySQL"
	if isMariaDB(version) {
		server = "MariaDB"
	}
	v.say(nil, lockstep.Note, "%s makes each change at once: a run that fails stays half made, and is continued or undone.", server)
	for _, m := range v.moves {
		if m.change == nil || m.removes() || m.key.Kind == sequenceKind || m.isTable() && slices.Equal(m.hadTriggers, m.triggers) {
			continue
		}
		if !strings.Contains(m.after, "SQL SECURITY INVOKER") {
			v.say(nil, lockstep.Note, "Views, triggers, routines and events that are written run with the rights of %s from then on, unless they say otherwise.", account)
			break
		}
	}
	return nil
}

// lacks says which rights the account would need besides.
func (v *validator) lacks(m *move) {
	words := map[string][3][]string{ // to add, to change, to remove
		sqldb.TableKind: {{"CREATE"}, {"ALTER", "CREATE", "INSERT"}, {"DROP"}},
		sequenceKind:    {{"CREATE"}, {"ALTER"}, {"DROP"}},
		sqldb.ViewKind:  {{"CREATE VIEW"}, {"CREATE VIEW", "DROP"}, {"DROP"}},
		functionKind:    {{"CREATE ROUTINE"}, {"CREATE ROUTINE", "ALTER ROUTINE"}, {"ALTER ROUTINE"}},
		procedureKind:   {{"CREATE ROUTINE"}, {"CREATE ROUTINE", "ALTER ROUTINE"}, {"ALTER ROUTINE"}},
		eventKind:       {{"EVENT"}, {"EVENT"}, {"EVENT"}},
	}[m.key.Kind]
	needed := words[1]
	switch {
	case m.adds():
		needed = words[0]
	case m.removes():
		needed = words[2]
	}
	if m.isTable() && !m.removes() && len(m.to.of(foreign)) > 0 {
		needed = append(slices.Clone(needed), "REFERENCES")
	}
	for _, right := range append(slices.Clone(needed), v.putsBack(m)...) {
		if v.may.on(right, m.name) {
			continue
		}
		v.problems = append(v.problems, lockstep.Problem{Key: m.key, Verdict: lockstep.Blocks,
			Cause:   fmt.Sprintf("the account %s lacks the right %s", v.address.user, right),
			Message: fmt.Sprintf("The account %s lacks the right %s in %s, so %s cannot be written. Grant it, or use another account.", v.address.user, right, v.address.database, m.name)})
	}
}

// judge says what one change meets.
func (v *validator) judge(m *move) error {
	switch {
	case m.isTable() && m.removes():
		n, ok, err := v.count(m, "SELECT COUNT(*) FROM "+v.renames.rows(m, "held"))
		switch _, held := v.scope.RowTable(m.key.Name); {
		case !ok || n == 0:
		case held:
			v.say(m, lockstep.Note, "%s is dropped, with its %s, which the snapshot before it holds.", m.name, lockstep.Count(n, "row"))
		default:
			l, why := m.lossOfRows()
			if err := v.lose(m, l, why, fmt.Sprintf("Dropping %s loses %s.", m.name, lockstep.Count(n, "row"))); err != nil {
				return err
			}
			v.asks(v.scope.AskTable(m.from.shape(m.key), v.come()))
		}
		return err
	case m.isTable() && m.changes() && len(alter(m.from, m.to, nil).statements(m.name)) > 0:
		return v.judgeTable(m)
	case m.key.Kind == sequenceKind && m.removes():
		v.say(m, lockstep.Loses, "Dropping the sequence %s loses the number that it has come to.", m.name)
	case m.key.Kind == eventKind && !m.removes():
		return v.judgeEvent(m)
	}
	return nil
}

// judgeEvent refuses an event whose one time is over: the server drops it as soon as it is made.
func (v *validator) judgeEvent(m *move) error {
	bodies, _ := splitBodies(m.after)
	if len(bodies) != 1 {
		return nil // what cannot be read is refused before
	}
	all := dialect.Tokens(bodies[0].create)
	set := dialect.Tokens(bodies[0].settings)
	for i := range all {
		if i+1 < len(all) && all[i].Is("AT") && all[i-1].Is("SCHEDULE") && !strings.Contains(bodies[0].create, "ON COMPLETION PRESERVE") {
			n, ok, err := v.count(m, "SELECT COALESCE(CONVERT_TZ("+all[i+1].Text+", "+set[len(set)-1].Text+", '+00:00') < UTC_TIMESTAMP(), 0)")
			if ok && n > 0 {
				v.say(m, lockstep.Blocks, "%s was to happen once, at %s, which is over: the server would drop it as soon as it is made. Leave it out.", m.name, all[i+1].Text)
			}
			return err
		}
	}
	return nil
}

// The server's numbers for a query about what is not there yet, or that it cannot compare.
var unanswerable = []uint16{1054, 1267, 1271, 1146, 1139, 1064}

// count asks for a number; ok is false where it cannot be told, which is said where the account may not ask.
func (v *validator) count(m *move, query string) (n int, ok bool, err error) {
	err = v.conn.QueryRowContext(v.ctx, query).Scan(&n)
	switch {
	case isFault(err, unanswerable):
		return 0, false, nil
	case isFault(err, notAllowed):
		v.say(m, lockstep.Loses, "The account %s may not read the rows of %s, so nobody knows what is lost. Grant it the right SELECT to have them counted.", v.address.user, m.name)
		return 0, false, nil
	case err != nil:
		return 0, false, v.fault(v.ctx, err)
	}
	return n, true, nil
}
