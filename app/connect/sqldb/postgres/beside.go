package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// largeTable is the size in bytes from which on a table is read as a whole beside the traffic, and not under a lock: less than this is
// read, or put into an index, in about a tenth of a second.
const largeTable = 8 << 20

// underWay begins the names of what is there only while a table is changed. A capture does not give it.
const underWay = "lockstep_under_way_"

// passing is the same as LIKE takes it.
const passing = `lockstep\_under\_way\_`

// notValid ends a constraint that holds for new rows alone.
const notValid = " NOT VALID"

// largeQuery finds the tables that are large. Partitions and their tables are none: PostgreSQL does little of this with them.
const largeQuery = `SELECT o.oid::bigint FROM unnest($1::oid[]) AS o JOIN pg_class c ON c.oid = o.o WHERE c.relkind IN ('r', 'm') AND NOT c.relispartition AND pg_relation_size(c.oid) >= $2`

// plan finds the statements, with what is only known by asking: which of the tables are large.
func (c *connector) plan(ctx context.Context, tx *sql.Tx, now reading, want lockstep.State, changes []lockstep.Change) (*planning, error) {
	oids, keys := []int64{}, map[int64]lockstep.Key{}
	for _, change := range changes {
		if place, ok := now.oids[change.Key]; ok {
			oids, keys[place.object] = append(oids, place.object), change.Key
		}
	}
	large, err := list[struct{ OID int64 }](ctx, tx, largeQuery, oids, largeTable)
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	now.large = map[lockstep.Key]bool{}
	for _, one := range large {
		now.large[keys[one.OID]] = true
	}
	return plan(c.scope, now, want, changes, c.saved)
}

// keyed is a primary key or a unique constraint, cut into what an index for it is made of, and what is said of the constraint alone.
var keyed = regexp.MustCompile(`^(PRIMARY KEY|UNIQUE)( NULLS NOT DISTINCT)? (\(.*?\))( INCLUDE \(.*?\))?((?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)$`)

// condition is what a constraint says.
func (p part) condition() string {
	_, text, _ := strings.Cut(p.sql, " ADD CONSTRAINT "+quote(p.name)+" ")
	return text
}

// postpone finds the new parts of large tables that are made when the transaction is committed: indexes, the constraints that need one,
// and foreign keys to those.
func (p *planning) postpone() {
	unique := map[string]bool{}
	for _, k := range p.touched() {
		for _, one := range p.is(k).parts {
			indexed := one.kind == indexPart && !strings.Contains(one.sql, ".*") // which would be the row of a table with this very name
			constrains := one.kind == constraintPart && keyed.MatchString(one.condition()) && !p.grouped(k, one)
			if p.grows(k, one) && (indexed || constrains) {
				p.behind[one.of(k)] = true
				unique[p.is(k).ref] = true
			}
		}
	}
	for _, k := range p.touched() {
		for _, one := range p.is(k).parts {
			if _, target := constrained(one); one.foreign && unique[target] && p.comes(k, one) {
				p.behind[one.of(k)] = true
			}
		}
	}
}

// comes says that an object gets a part which it did not have.
func (p *planning) comes(k lockstep.Key, one part) bool {
	if p.was(k) == nil {
		return true
	}
	before, there := p.was(k).find(one.of(k))
	return !there || before.sql != one.sql
}

// grows says so of a large table.
func (p *planning) grows(k lockstep.Key, one part) bool {
	return p.now.large[k] && !p.fresh(k) && p.comes(k, one)
}

// grouped says that a view which is made now may need a primary key, since it groups by that.
func (p *planning) grouped(k lockstep.Key, key part) bool {
	return strings.HasPrefix(key.condition(), "PRIMARY KEY") && slices.ContainsFunc(p.touched(), func(view lockstep.Key) bool {
		item, _ := p.want.Get(view)
		return view.Kind == sqldb.ViewKind && slices.Contains(item.Needs, k)
	})
}

// later adds a statement for when the transaction is committed.
func (p *planning) later(last bool, s step) {
	if last {
		p.endings = append(p.endings, s)
		return
	}
	p.after = append(p.after, s)
}

// make makes a part. Where a large table has to be read for it, that comes later.
func (p *planning) make(is *object, one part) {
	k, alter, last := is.key, "ALTER TABLE "+is.ref, late(is, one)
	on := one.on
	on.item = k
	_, target := constrained(one)
	switch index := ""; {
	case p.behind[one.of(k)] && one.foreign:
		p.later(last, step{key: k, sql: one.sql + notValid, to: target})
		p.later(last, step{key: k, sql: alter + " VALIDATE CONSTRAINT " + quote(one.name)})
	case p.behind[one.of(k)] && one.kind == indexPart:
		index = p.build(is, one, one.sql)
		p.later(last, step{key: k, sql: "ALTER INDEX " + qualified(is.schema, index) + " RENAME TO " + quote(one.name)})
	case p.behind[one.of(k)]:
		key := keyed.FindStringSubmatch(one.condition())
		index = p.build(is, one, "CREATE UNIQUE INDEX "+quote(one.name)+" ON "+is.ref+" USING btree "+key[3]+key[4]+key[2])
		p.later(last, step{key: k, sql: alter + " ADD CONSTRAINT " + quote(one.name) + " " + key[1] + " USING INDEX " + quote(index) + key[5]})
	case p.behind[on]:
		p.later(last, step{key: k, sql: one.sql})
	case one.kind == constraintPart && is.table != nil && p.grows(k, one) && (one.foreign || strings.HasPrefix(one.condition(), "CHECK ")) && !strings.HasSuffix(one.sql, notValid):
		p.steps = append(p.steps, step{key: k, sql: one.sql + notValid, to: target})
		p.later(last, step{key: k, sql: alter + " VALIDATE CONSTRAINT " + quote(one.name)})
	default:
		p.steps = append(p.steps, step{key: k, sql: one.sql, to: target})
	}
}

// trial is an index that is tried on an empty copy of a table.
type trial struct {
	step
	ref string
}

// build adds the statements that build an index under another name, which it gives, and one that tries it on an empty table.
func (p *planning) build(is *object, one part, sql string) string {
	name := fmt.Sprintf("%s%d", underWay, len(p.trials)+1)
	p.trials = append(p.trials, trial{step{key: is.key, sql: sql}, is.ref})
	sql = strings.Replace(sql, " INDEX "+quote(one.name)+" ON ", " INDEX CONCURRENTLY "+name+" ON ", 1)
	p.later(false, step{key: is.key, sql: sql, undo: "DROP INDEX CONCURRENTLY IF EXISTS " + qualified(is.schema, name)})
	return name
}

// require lets a column of a large table have no empty value any more. PostgreSQL does not read the table again for that where a constraint
// says the same.
func (p *planning) require(is *object, c column) {
	k, alter := is.key, is.alter()
	name := fmt.Sprintf("%s%d", underWay, len(p.after)+1)
	p.do(k, "%s ADD CONSTRAINT %s CHECK (%s IS NOT NULL)%s", alter, name, quote(c.name), notValid)
	for _, sql := range []string{"VALIDATE CONSTRAINT " + name, "ALTER COLUMN " + quote(c.name) + " SET NOT NULL", "DROP CONSTRAINT " + name} {
		p.later(false, step{key: k, sql: alter + " " + sql})
	}
}

// validate makes a constraint that is there hold for all rows.
func (p *planning) validate(is *object, one part) {
	s := step{key: is.key, sql: strings.Replace(one.undo, " DROP CONSTRAINT ", " VALIDATE CONSTRAINT ", 1)}
	if p.now.large[is.key] {
		p.later(late(is, one), s)
		return
	}
	p.steps = append(p.steps, s)
}
