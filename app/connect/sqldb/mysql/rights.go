package mysql

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// rights are what the account may do in the database.
type rights struct {
	database []string
	tables   map[string][]string // on single tables, besides
	server   []string            // on the whole server
}

const allRights = "ALL PRIVILEGES"

// on says that the account has a right on a table, or on the whole database where none is named.
func (r rights) on(right, table string) bool {
	for _, held := range [][]string{r.database, r.tables[table]} {
		if slices.Contains(held, right) || slices.Contains(held, allRights) {
			return true
		}
	}
	return false
}

// everywhere says that the account has a right of the server as a whole.
func (r rights) everywhere(right string) bool {
	return slices.Contains(r.server, right) || slices.Contains(r.server, allRights)
}

func (c *connector) rights(ctx context.Context) (rights, error) {
	r := rights{tables: map[string][]string{}}
	rows, err := c.reads.QueryContext(ctx, "SHOW GRANTS")
	if err != nil {
		return r, c.fault(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var grant string
		if err := rows.Scan(&grant); err != nil {
			return r, c.fault(ctx, err)
		}
		r.add(grant, c.address.database)
	}
	return r, c.fault(ctx, rows.Err())
}

// add reads one line, such as GRANT SELECT, SHOW VIEW ON `shop`.* TO `tests`@`%`.
func (r *rights) add(grant, database string) {
	all := dialect.Tokens(grant)
	on := slices.IndexFunc(all, func(t sqldb.Token) bool { return t.Is("ON") })
	if on < 0 || on+3 >= len(all) || !all[0].Is("GRANT") {
		return
	}
	var named []string
	for part := range strings.SplitSeq(grant[all[0].End():all[on].At], ",") {
		named = append(named, strings.ToUpper(strings.TrimSpace(part)))
	}
	if all[on+2].Text != "." {
		return // on a routine
	}
	schema, _ := dialect.Unquote(all[on+1])
	table, single := dialect.Unquote(all[on+3])
	switch {
	case all[on+1].Text != "*" && !like(schema, database):
	case single:
		r.tables[table] = append(r.tables[table], named...)
	default:
		r.database = append(r.database, named...)
		if all[on+1].Text == "*" {
			r.server = append(r.server, named...)
		}
	}
}

// like matches a name with a pattern of grants: _ is a character, % any, and a backslash takes the meaning from the next.
func like(pattern, name string) bool {
	if pattern == "" {
		return name == ""
	}
	switch {
	case pattern[0] == '%':
		return like(pattern[1:], name) || name != "" && like(pattern, name[1:])
	case pattern[0] == '\\' && len(pattern) > 1:
		pattern = pattern[1:]
	case pattern[0] == '_' && name != "":
		return like(pattern[1:], name[1:])
	}
	return name != "" && pattern[0] == name[0] && like(pattern[1:], name[1:])
}
