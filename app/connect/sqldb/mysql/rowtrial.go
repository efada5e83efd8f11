package mysql

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// tryRows makes a temporary table of each settings table as it will be, which this session alone sees and no trigger hangs on, and
// fills it with all rows that are wanted: what does not fit there, would come out as something else, or refers to nothing, does so
// in the run.
func (v *validator) tryRows(plans []*rowPlan) error {
	if len(plans) == 0 {
		return nil
	}
	conn, err := v.writes.Conn(v.ctx) // it is closed afterwards, with the tables that it has made
	if err != nil {
		return v.fault(v.ctx, err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(v.ctx, "SET SESSION sql_mode = "+literal(rowMode)); err != nil {
		return v.fault(v.ctx, err)
	}
	t := &rowTrial{validator: v, conn: conn, stands: map[string]string{}}
	for _, p := range plans {
		if err := t.try(p); err != nil {
			return err
		}
	}
	if t.failed {
		return nil // what follows would follow from that
	}
	return t.references(plans)
}

type rowTrial struct {
	*validator
	conn   *sql.Conn
	stands map[string]string // what stands for a table
	failed bool
}

func (t *rowTrial) block(k lockstep.Key, format string, args ...any) {
	t.failed = true
	t.sayOf(k, lockstep.Blocks, format, args...)
}

// trialTable is the statement that makes one, without what has nothing to do with single rows.
func (p *rowPlan) trialTable(name string) string {
	var lines []string
	for _, c := range p.columns {
		lines = append(lines, "  "+quoted(c.name)+" "+c.text)
	}
	for _, one := range p.parts {
		if slices.Contains([]string{primary, unique, check}, one.class) || one.class == plainKey && strings.HasPrefix(one.text, "KEY") {
			lines = append(lines, "  "+one.text)
		}
	}
	create := "CREATE TEMPORARY TABLE " + quoted(name) + " (\n" + strings.Join(lines, ",\n") + "\n) ENGINE=InnoDB"
	for _, option := range []string{"DEFAULT CHARSET", "COLLATE"} {
		if value := p.option(option); value != "" {
			create += " " + option + "=" + value
		}
	}
	return create
}

// try fills the table of one plan.
func (t *rowTrial) try(p *rowPlan) error {
	name := fmt.Sprintf("lockstep_trial_%d", len(t.stands)+1)
	if p.versioned {
		return nil // no temporary table can be so
	}
	if _, err := t.conn.ExecContext(t.ctx, p.trialTable(name)); err != nil {
		if lost(err) {
			return t.fault(t.ctx, err)
		}
		t.sayOf(p.changes[0].Key, lockstep.Note, "The rows of %s could not be tried before the run: %s.", p.name, said(err))
		return nil
	}
	t.stands[p.name] = name
	if err := t.fill(p, name); err != nil || t.failed {
		return err
	}
	return t.readBack(p, name)
}

// fill inserts all rows, many at once, and one by one where some are refused.
func (t *rowTrial) fill(p *rowPlan, name string) error {
	keys := make([]lockstep.Key, 0, len(p.rows))
	for k := range p.rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, lockstep.Key.Compare)
	begin := inserted(p.table, quoted(name))
	for len(keys) > 0 {
		var values []string
		for size := 0; len(values) < min(len(keys), insertRows) && size < insertBytes; size += len(values[len(values)-1]) {
			values = append(values, p.rowValues(p.rows[keys[len(values)]], column.sql))
		}
		some := keys[:len(values)]
		keys = keys[len(values):]
		_, err := t.conn.ExecContext(t.ctx, begin+strings.Join(values, ",\n"))
		if err == nil {
			continue
		}
		for i, k := range some {
			if err := t.refusal(p, k, begin+values[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// refusal inserts one row, and says why it is refused.
func (t *rowTrial) refusal(p *rowPlan, k lockstep.Key, statement string) error {
	_, err := t.conn.ExecContext(t.ctx, statement)
	why := func() string {
		return strings.TrimSuffix(strings.ReplaceAll(said(err), t.stands[p.name], p.name), ".")
	}
	switch {
	case err == nil:
		return nil
	case lost(err):
		return t.fault(t.ctx, err)
	case isFault(err, duplicate):
		t.block(k, "A value of %s is to be unique in %s, and another row has it: %s. Mend one of them, or leave it out.", k.Name, p.name, why())
	default:
		t.block(k, "%s cannot hold %s: %s. Mend it where it comes from, or leave it out.", p.name, k.Name, why())
	}
	return nil
}

// duplicate is the server's number for a value that is there already.
var duplicate = []uint16{1062, 1586}

// readBack looks whether the rows are shown as they are wanted.
func (t *rowTrial) readBack(p *rowPlan, name string) error {
	err := rowsOf(t.ctx, t.conn, p.table, quoted(name), "", func(row sqldb.Row) error {
		key, _ := row.KeyOf(p.Key)
		k := lockstep.Key{Slot: t.slot, Kind: sqldb.RowKind, Name: sqldb.RowName(p.Table, key)}
		for _, c := range p.written() {
			wanted, is := p.rows[k]
			if is && !reflect.DeepEqual(row[c.name], wanted[c.name]) {
				t.block(k, "%s in %s would be %v instead of %v, as its table keeps it. Mend it where it comes from, or leave it out.", c.name, k.Name, row[c.name], wanted[c.name])
				return nil
			}
		}
		return nil
	})
	return t.fault(t.ctx, err)
}

// references counts the rows that would refer to what is not there any more, or never was.
func (t *rowTrial) references(plans []*rowPlan) error {
	var rows []*rowChange
	for _, p := range plans {
		for _, change := range p.changes {
			rows = append(rows, &rowChange{key: change.Key, table: &rowTable{settled: p.settled}, op: change.Op})
		}
	}
	keys, err := t.touched(t.ctx, t.conn, rows)
	if err != nil {
		return err
	}
	for _, k := range keys {
		before, known, err := t.hanging(k, nil)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		after, known, err := t.hanging(k, t.stands)
		if err != nil {
			return err
		}
		if more := after - before; known && more > 0 {
			t.block(t.about(plans, k), "%s of %s would refer to what is not there in %s. Take that along, or leave it out.", lockstep.Count(more, "row"), k.table, k.parent)
		}
	}
	return nil
}

// hanging counts the rows of one foreign key that refer to nothing; known is false where that cannot be asked yet.
func (t *rowTrial) hanging(k reach, stands map[string]string) (n int, known bool, err error) {
	counts, err := t.dangling(t.ctx, t.conn, []reach{k}, stands)
	switch {
	case isFault(err, unanswerable), isFault(err, notAllowed):
		return 0, false, nil
	case err != nil:
		return 0, false, t.fault(t.ctx, err)
	}
	return counts[0], true, nil
}

// about is the item of which a reference is said: a changed row of the table that refers, or of that which is referred to.
func (t *rowTrial) about(plans []*rowPlan, k reach) lockstep.Key {
	for _, name := range []string{k.table, k.parent} {
		for _, p := range plans {
			if p.name == name {
				return p.changes[0].Key
			}
		}
	}
	return lockstep.Key{Slot: t.slot}
}
