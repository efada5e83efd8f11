package postgres

import "strings"

// outside are the objects of a kind that lie in no schema, and are not carried.
type outside struct {
	Kind  string // in the singular
	Names []string
}

const outsideQuery = `SELECT o.kind, json_agg(o.name ORDER BY o.name) AS names FROM (
 SELECT 'pg_cast'::regclass AS class, oid, 'cast' AS kind, format_type(castsource, NULL) || ' as ' || format_type(casttarget, NULL) AS name FROM pg_cast
 UNION ALL SELECT 'pg_event_trigger'::regclass, oid, 'event trigger', evtname FROM pg_event_trigger
 UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 'foreign data wrapper', fdwname FROM pg_foreign_data_wrapper
 UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 'foreign server', srvname FROM pg_foreign_server
 UNION ALL SELECT 'pg_publication'::regclass, oid, 'publication', pubname FROM pg_publication
 UNION ALL SELECT 'pg_subscription'::regclass, s.oid, 'subscription', subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid WHERE datname = current_database()
 UNION ALL SELECT 'pg_language'::regclass, oid, 'language', lanname FROM pg_language
 UNION ALL SELECT 'pg_transform'::regclass, t.oid, 'transform', format_type(trftype, NULL) || ' for ' || lanname FROM pg_transform t JOIN pg_language l ON l.oid = trflang
 UNION ALL SELECT 'pg_am'::regclass, oid, 'access method', amname FROM pg_am
 UNION ALL SELECT 'pg_largeobject'::regclass, oid, 'large object', oid::text FROM pg_largeobject_metadata
) o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e') GROUP BY o.kind ORDER BY o.kind`

// enumerated names them kind by kind.
func enumerated(all []outside) string {
	var parts []string
	for _, o := range all {
		kind := o.Kind
		if len(o.Names) > 1 {
			kind += "s"
		}
		parts = append(parts, "the "+kind+" "+few(o.Names))
	}
	return strings.Join(parts, "; ")
}
