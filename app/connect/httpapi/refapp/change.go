package refapp

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"lockstep/app/jsonmodel"
)

// verdict is what a change of the model comes to.
type verdict struct {
	Verdict    string    `json:"verdict"`
	Warnings   []remark  `json:"warnings"`
	Operations []remark  `json:"operations"`
	Dropped    []dropped `json:"dropped"`
	Problems   []remark  `json:"problems"`
}

func (v *verdict) settle() {
	v.Verdict = "always"
	if len(v.Dropped) > 0 {
		v.Verdict = "data"
	}
	if len(v.Problems) > 0 {
		v.Verdict = "never"
	}
}

// change makes the tables of one schema those of another, and says what became of the rows. It is tried and made by the
// same statements: what is only tried is rolled back.
type change struct {
	ctx      context.Context
	tx       *sql.Tx
	from, to schema
	verdict  verdict
	err      error
}

// make changes the tables. The error is one of the database; what is wrong with the change is in its verdict.
func (c *change) make() error {
	for _, name := range c.to.names() {
		if _, was := c.from[name]; !was {
			c.tells(name, "make its table")
			c.do(create(name, c.to[name]))
		}
	}
	for _, name := range c.to.names() {
		if was, ok := c.from[name]; ok && !reflect.DeepEqual(was, c.to[name]) {
			c.rebuild(name)
		}
	}
	for _, name := range c.from.names() {
		if _, stays := c.to[name]; !stays {
			c.verdict.Dropped = append(c.verdict.Dropped, dropped{Object: name, Rows: c.count(`SELECT count(*) FROM ` + quote(name))})
			c.tells(name, "drop its table")
			c.do(`DROP TABLE ` + quote(name))
		}
	}
	return c.err
}

func create(name string, columns []column) string {
	parts := []string{"id INTEGER PRIMARY KEY"}
	for _, c := range columns {
		parts = append(parts, c.definition())
	}
	return `CREATE TABLE ` + quote(name) + ` (` + strings.Join(parts, ", ") + `)`
}

// tells says what is done with the table of an object.
func (c *change) tells(object, operation string) {
	c.verdict.Operations = append(c.verdict.Operations, remark{Object: object, Message: operation})
}

// do makes a statement, unless something is wrong already.
func (c *change) do(statement string, args ...any) {
	if c.err != nil || len(c.verdict.Problems) > 0 {
		return
	}
	_, c.err = c.tx.ExecContext(c.ctx, statement, args...)
}

func (c *change) count(query string, args ...any) (n int64) {
	if c.err == nil {
		c.err = c.tx.QueryRowContext(c.ctx, query, args...).Scan(&n)
	}
	return n
}

func (c *change) wrong(object, field, format string, args ...any) {
	c.verdict.Problems = append(c.verdict.Problems, remark{object, field, fmt.Sprintf(format, args...)})
}

// rebuild makes the table of an object anew, with what of its rows fits.
func (c *change) rebuild(name string) {
	table := quote(name)
	for _, old := range c.from[name] {
		if now, ok := c.to.column(name, old.name); !ok || now.to != old.to || (now.kind == "object") != (old.kind == "object") {
			c.loses(name, old.name, c.count(`SELECT count(*) FROM `+table+` WHERE `+quote(old.name)+` IS NOT NULL`))
		}
	}
	var into, from []string
	var values []any
	for _, now := range c.to[name] {
		value, args := c.value(name, now)
		nulls := c.count(`SELECT count(*) FROM `+table+` WHERE (`+value+`) IS NULL`, args...)
		if now.required && nulls > 0 {
			c.wrong(name, now.name, "%s of %s is required, and %d rows have no value for it.", now.name, name, nulls)
		}
		twice := c.count(`SELECT count(*) FROM (SELECT 1 FROM `+table+` WHERE (`+value+`) IS NOT NULL GROUP BY `+value+` HAVING count(*) > 1)`,
			append(slices.Clone(args), args...)...)
		if now.unique && twice > 0 {
			c.wrong(name, now.name, "%s of %s is unique, and %d of its values are stored more than once.", now.name, name, twice)
		}
		into, from, values = append(into, quote(now.name)), append(from, value), append(values, args...)
	}
	into, from = append(into, "id"), append(from, "id")
	fresh := quote("_new_" + name)
	c.tells(name, "make its table anew, with the rows that are in it")
	c.do(strings.Replace(create(name, c.to[name]), table, fresh, 1))
	c.do(`INSERT INTO `+fresh+` (`+strings.Join(into, ", ")+`) SELECT `+strings.Join(from, ", ")+` FROM `+table, values...)
	c.do(`DROP TABLE ` + table)
	c.do(`ALTER TABLE ` + fresh + ` RENAME TO ` + table)
}

func (c *change) loses(object, field string, rows int64) {
	c.verdict.Dropped = append(c.verdict.Dropped, dropped{object, field, rows})
}

// value is what a row has in a column from now on, as an expression, and what that is given.
func (c *change) value(object string, now column) (expression string, args []any) {
	given, err := now.stored(now.value)
	if err != nil {
		c.wrong(object, now.name, "Its default does not fit: %v.", err)
	}
	was, ok := c.from.column(object, now.name)
	if !ok || was.to != now.to || (was.kind == "object") != (now.kind == "object") {
		return "?", []any{given}
	}
	expression = quote(now.name)
	switch jsonmodel.Convertible(was.kind, now.kind) {
	case jsonmodel.Always:
		if was.kind != now.kind && (now.kind == "string" || now.kind == "text") {
			expression = "CAST(" + expression + " AS TEXT)"
		}
	case jsonmodel.Depends:
		fits, fitted := conversion(now.kind, expression)
		converted := "CASE WHEN " + fits + " THEN " + fitted + " END"
		c.loses(object, now.name, c.count(`SELECT count(*) FROM `+quote(object)+` WHERE `+expression+` IS NOT NULL AND (`+converted+`) IS NULL`))
		expression = converted
	default:
		if now.kind != "object" {
			c.wrong(object, now.name, "No value of %s of %s can become one of the type %s.", now.name, object, now.kind)
		}
	}
	if given == nil || !now.required {
		return expression, nil
	}
	return "coalesce(" + expression + ", ?)", []any{given}
}

// conversion says which values can become those of a type, and how.
func conversion(kind, value string) (fits, fitted string) {
	asJSON := func(types string) string {
		return "CASE WHEN json_valid(" + value + ") THEN json_type(" + value + ") IN (" + types + ") ELSE 0 END"
	}
	switch kind {
	case "float":
		return asJSON("'integer', 'real'"), "CAST(" + value + " AS REAL)"
	case "point":
		return asJSON("'array'"), value
	case "datetime":
		return "datetime(" + value + ") IS NOT NULL", value
	case "boolean":
		return "lower(" + value + ") IN ('true', 'false', '1', '0', '1.0', '0.0')", "lower(" + value + ") IN ('true', '1', '1.0')"
	case "string":
		return "length(" + value + ") <= 255", "CAST(" + value + " AS TEXT)"
	}
	return "1", value
}
