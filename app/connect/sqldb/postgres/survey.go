package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

const surveyQuery = `SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS replica, current_setting('default_transaction_read_only') = 'on' AS locked,
 extract(epoch FROM clock_timestamp()) AS clock, pg_encoding_to_char(encoding) AS encoding, datcollate AS collation,
 (SELECT coalesce(json_agg(nspname), '[]') FROM pg_namespace WHERE nspname = ANY($1)) AS schemas,
 (SELECT coalesce(json_agg(nspname), '[]') FROM pg_namespace WHERE nspname = ANY($1) AND NOT has_schema_privilege(oid, 'CREATE')) AS closed,
 (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = ANY($1) AND relkind IN ('r', 'p', 'v', 'm')) AS relations,
 (SELECT coalesce(json_agg(relname ORDER BY relname), '[]') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE nspname = ANY($1) AND relkind IN ('r', 'p', 'v', 'm') AND NOT pg_has_role(relowner, 'USAGE')) AS foreign,
 (SELECT coalesce(json_agg(relname ORDER BY relname), '[]') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE nspname = ANY($1) AND relkind IN ('r', 'p') AND NOT has_table_privilege(c.oid, 'SELECT')) AS hidden
FROM pg_database WHERE datname = current_database()`

// surveyed is what the server tells of itself and of this account.
type surveyed struct {
	Version                  string
	Replica, Locked          bool
	Clock                    float64
	Encoding, Collation      string
	Schemas, Closed, Foreign []string
	Hidden                   []string
	Relations                int
}

// Survey asks what this account may do, and whether the server takes changes at all.
func (c *connector) Survey(ctx context.Context) (lockstep.Survey, error) {
	var got []surveyed
	var beyond []outside
	var sent, came time.Time
	err := c.in(ctx, reads, func(tx *sql.Tx) error {
		var err error
		sent = time.Now()
		got, err = list[surveyed](ctx, tx, surveyQuery, c.schemas)
		came = time.Now()
		if err == nil {
			beyond, err = list[outside](ctx, tx, outsideQuery)
		}
		return c.fault(ctx, err)
	})
	if err != nil || len(got) == 0 {
		return lockstep.Survey{}, err
	}
	s := got[0]
	version, _, _ := strings.Cut(s.Version, " ")
	found := lockstep.Survey{Version: version, Rights: lockstep.MayWrite}
	there := time.UnixMicro(int64(s.Clock * 1e6))
	found.Clock = lockstep.Clock{Known: true, Ahead: there.Sub(sent.Add(came.Sub(sent) / 2)).Round(time.Second)}
	note := func(format string, args ...any) { found.Notes = append(found.Notes, fmt.Sprintf(format, args...)) }
	switch {
	case s.Replica:
		found.Rights, found.Why = lockstep.MayRead, c.String()+" is a replica, which only follows its primary. Name the primary in the connection to write."
	case s.Locked:
		found.Rights, found.Why = lockstep.MayRead, c.String()+" is set to be only read (default_transaction_read_only). Turn that off for "+c.user+" to write."
	case s.Relations > 0 && len(s.Foreign) == s.Relations && len(s.Closed) == len(s.Schemas):
		found.Rights, found.Why = lockstep.MayRead, c.user+" owns no table in "+c.String()+" and may make none. Sign in as the owner to write."
	case len(s.Foreign) > 0:
		found.Why = fmt.Sprintf("%s cannot change %s, of which others are the owners: %s. Sign in as the owner to change those.", c.user, objects(len(s.Foreign), s.Relations), few(s.Foreign))
	case len(s.Closed) > 0:
		found.Why = fmt.Sprintf("%s may make nothing in the schema %s. Grant CREATE on it to add objects.", c.user, few(s.Closed))
	}
	if len(s.Hidden) > 0 {
		note("%s may not read the rows of %s (%s), so what a change loses there cannot be counted. Grant SELECT on them.", c.user, lockstep.Count(len(s.Hidden), "table"), few(s.Hidden))
	}
	for _, schema := range c.schemas {
		if !slices.Contains(s.Schemas, schema) {
			note("There is no schema %s in %s yet. It is made when something comes into it.", schema, c.String())
		}
	}
	note("The database's encoding is %s, its collation %s.", s.Encoding, s.Collation)
	if len(beyond) > 0 {
		note("%s has objects that lie in no schema, and are not carried: %s.", c.String(), enumerated(beyond))
	}
	if c.clear() && !sqldb.Near(c.host) {
		note("What is sent to %s is not encrypted. Turn on the encryption of the connection.", c.host)
	}
	return found, nil
}

func objects(some, all int) string {
	return lockstep.Number(some) + " of " + lockstep.Count(all, "object")
}

// few names the first ones.
func few(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + " and " + lockstep.Number(len(names)-most) + " more"
}
