package postgres

import (
	"context"
	"database/sql"
	"strings"
)

// rowsPrint is over which version of each row of the settings tables is there.
func (c *connector) rowsPrint(ctx context.Context, tx *sql.Tx) (string, error) {
	var refs []string
	for _, row := range c.Rows {
		schema, name := c.split(c.key("", row.Table))
		refs = append(refs, qualified(schema, name))
	}
	if len(refs) == 0 {
		return "", nil
	}
	there, err := list[struct{ Ref string }](ctx, tx, `SELECT r.ref FROM unnest($1::text[]) r(ref) JOIN pg_class c ON c.oid = to_regclass(r.ref) WHERE c.relkind IN ('r', 'p') ORDER BY r.ref`, refs)
	if err != nil || len(there) == 0 {
		return "", err
	}
	var each []string
	for _, t := range there {
		each = append(each, "(SELECT md5(string_agg(tableoid || ':' || ctid || ':' || xmin, ',' ORDER BY tableoid, ctid)) FROM "+t.Ref+")")
	}
	var got string
	err = tx.QueryRowContext(ctx, "SELECT concat_ws('|', "+strings.Join(each, ", ")+")").Scan(&got)
	return got, err
}
