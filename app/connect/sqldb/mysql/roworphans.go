package mysql

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// reach is a foreign key of any table of the server to which rows of settings tables matter.
type reach struct {
	schema, table       string // that refers
	name                string
	parentOf, parent    string // the schema and the table that it refers to
	columns, references []string
}

// touched are the foreign keys of tables that get or change rows, and those to tables that lose or change some.
func (c *connector) touched(ctx context.Context, db asker, rows []*rowChange) ([]reach, error) {
	var from, to []string
	for _, r := range rows {
		name := literal(r.table.name)
		if r.op != lockstep.Remove && !slices.Contains(from, name) {
			from = append(from, name)
		}
		if r.op != lockstep.Add && !slices.Contains(to, name) {
			to = append(to, name)
		}
	}
	var conditions []string
	if len(from) > 0 {
		conditions = append(conditions, "TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ("+strings.Join(from, ", ")+")")
	}
	if len(to) > 0 {
		conditions = append(conditions, "REFERENCED_TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IN ("+strings.Join(to, ", ")+")")
	}
	var all []reach
	for _, condition := range conditions {
		found, err := c.reaches(ctx, db, condition)
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			if !slices.ContainsFunc(all, func(o reach) bool { return o.schema == k.schema && o.table == k.table && o.name == k.name }) {
				all = append(all, k)
			}
		}
	}
	return all, nil
}

// reaches asks for foreign keys.
func (c *connector) reaches(ctx context.Context, db asker, condition string) ([]reach, error) {
	rows, err := db.QueryContext(ctx, "SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME"+
		" FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL AND "+condition+" ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION")
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	defer rows.Close()
	var all []reach
	for rows.Next() {
		var k reach
		var column, references string
		if err := rows.Scan(&k.schema, &k.table, &k.name, &k.parentOf, &k.parent, &column, &references); err != nil {
			return nil, c.fault(ctx, err)
		}
		if n := len(all); n == 0 || all[n-1].schema != k.schema || all[n-1].table != k.table || all[n-1].name != k.name {
			all = append(all, k)
		}
		last := &all[len(all)-1]
		last.columns, last.references = append(last.columns, column), append(last.references, references)
	}
	return all, c.fault(ctx, rows.Err())
}

// dangling counts, by foreign key, the rows that refer to nothing. stands names what stands for a table of the database.
func (c *connector) dangling(ctx context.Context, db asker, keys []reach, stands map[string]string) ([]int, error) {
	counts := make([]int, len(keys))
	for i, k := range keys {
		n, err := c.number(ctx, db, k.query(c.address.database, stands))
		if err != nil {
			return nil, err
		}
		counts[i] = n
	}
	return counts, nil
}

func (k reach) query(database string, stands map[string]string) string {
	place := func(schema, table string) string {
		if other := stands[table]; other != "" && schema == database {
			return quoted(other)
		}
		return quoted(schema) + "." + quoted(table)
	}
	query := "SELECT COUNT(*) FROM " + place(k.schema, k.table) + " child WHERE "
	for _, column := range k.columns {
		query += "child." + quoted(column) + " IS NOT NULL AND "
	}
	query += "NOT EXISTS (SELECT 1 FROM " + place(k.parentOf, k.parent) + " parent WHERE "
	for i, column := range k.columns {
		if i > 0 {
			query += " AND "
		}
		query += "parent." + quoted(k.references[i]) + " = child." + quoted(column)
	}
	return query + ")"
}

// number asks for one.
func (c *connector) number(ctx context.Context, db asker, query string) (n int, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&n)
	}
	if err == nil {
		err = rows.Err()
	}
	return n, err
}
