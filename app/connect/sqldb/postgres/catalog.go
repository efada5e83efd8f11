package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// settled makes the texts of the catalogs the same whatever is set for the server, the database or the account: every name is
// written with its schema, and every constant in one way. Rows that a policy hides are an error instead of a lower count. It gives
// the version of the server.
const settled = `SELECT current_setting('server_version_num')::integer, concat(set_config('search_path', '', true), set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
 set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true), set_config('lc_monetary', 'C', true),
 set_config('quote_all_identifiers', 'off', true), set_config('check_function_bodies', 'off', true), set_config('row_security', 'off', true), set_config('lock_timeout', $1, true))`

// own leaves out what belongs to an extension, or is made with a type.
const own = ` AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '%[1]s'::regclass AND e.objid = %[2]s.oid AND (e.deptype = 'e' OR '%[1]s' = 'pg_proc' AND e.deptype = 'i'))`

var (
	relationsQuery = `SELECT c.oid::bigint, n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relpersistence AS persistence,
 coalesce(c.reloptions, '{}') || coalesce((SELECT array_agg('toast.' || o) FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = c.reltoastrelid), '{}') AS options,
 c.relrowsecurity AS secured, c.relforcerowsecurity AS forced, c.relreplident AS replica, c.reltype::bigint AS rowtype, t.typarray::bigint AS rowarray,
 CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition, obj_description(c.oid, 'pg_class') AS comment,
 CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partitioning, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
 CASE WHEN c.relispartition THEN (SELECT inhparent FROM pg_inherits WHERE inhrelid = c.oid)::bigint END AS parent,
 CASE WHEN c.relispartition THEN (SELECT quote_ident(pn.nspname) || '.' || quote_ident(pc.relname) FROM pg_inherits JOIN pg_class pc ON pc.oid = inhparent JOIN pg_namespace pn ON pn.oid = pc.relnamespace WHERE inhrelid = c.oid) END AS above,
 c.reloftype <> 0 AS typed, coalesce(a.amname, 'heap') AS method,
 NOT c.relispartition AND c.relkind <> 'p' AND EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)) AS inherits
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_type t ON t.oid = c.reltype
WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')` + fmt.Sprintf(own, "pg_class", "c")

	columnsQuery = `SELECT a.attrelid::bigint AS relation, a.attnum AS number, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
 CASE WHEN a.attcollation <> t.typcollation THEN (SELECT quote_ident(cn.nspname) || '.' || quote_ident(o.collname) FROM pg_collation o JOIN pg_namespace cn ON cn.oid = o.collnamespace WHERE o.oid = a.attcollation) END AS collation,
 a.attnotnull AS required, a.attidentity AS identity, a.attgenerated AS generated, pg_get_expr(d.adbin, d.adrelid) AS value, d.oid::bigint AS default,
 CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage, t.typstorage AS usual, a.attcompression AS compression, coalesce(a.attstattarget, -1) AS target,
 coalesce(a.attoptions, '{}') AS options, col_description(a.attrelid, a.attnum) AS comment
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`

	constraintsQuery = `SELECT k.oid::bigint, k.conrelid::bigint AS relation, k.contypid::bigint AS domain, k.conname AS name, k.contype AS type, pg_get_constraintdef(k.oid) AS definition,
 k.convalidated AS validated, k.conindid::bigint AS index, k.conkey AS columns, obj_description(k.oid, 'pg_constraint') AS comment
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = ANY($1) AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0 AND k.coninhcount = 0 AND k.conname NOT LIKE '` + passing + `%'`

	indexesQuery = `SELECT i.indexrelid::bigint AS oid, i.indrelid::bigint AS relation, c.relname AS name, n.nspname AS schema, pg_get_indexdef(i.indexrelid) AS definition,
 i.indisclustered AS clustered, i.indisreplident AS replica, i.indisvalid AS valid, obj_description(c.oid, 'pg_class') AS comment,
 (SELECT json_agg(json_build_object('number', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0) AS targets
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY($1) AND NOT c.relispartition AND c.relname NOT LIKE '` + passing + `%'`

	triggersQuery = `SELECT t.oid::bigint, t.tgrelid::bigint AS relation, t.tgname AS name, pg_get_triggerdef(t.oid) AS definition, t.tgenabled AS enabled,
 obj_description(t.oid, 'pg_trigger') AS comment
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY($1) AND NOT t.tgisinternal AND t.tgparentid = 0`

	policiesQuery = `SELECT p.oid::bigint, p.polrelid::bigint AS relation, p.polname AS name, p.polpermissive AS permissive, p.polcmd AS command,
 (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ' ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) r) AS roles,
 pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check, obj_description(p.oid, 'pg_policy') AS comment
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY($1)`

	rulesQuery = `SELECT r.oid::bigint, r.ev_class::bigint AS relation, r.rulename AS name, r.ev_type = '1' AND r.rulename = '_RETURN' AS view,
 CASE WHEN r.rulename <> '_RETURN' THEN pg_get_ruledef(r.oid) END AS definition, r.ev_enabled AS enabled, obj_description(r.oid, 'pg_rewrite') AS comment
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY($1)`

	statisticsQuery = `SELECT s.oid::bigint, s.stxrelid::bigint AS relation, s.stxname AS name, n.nspname AS schema, pg_get_statisticsobjdef(s.oid) AS definition,
 coalesce(s.stxstattarget, -1) AS target, obj_description(s.oid, 'pg_statistic_ext') AS comment
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE n.nspname = ANY($1)`

	functionsQuery = `SELECT p.oid::bigint, n.nspname AS schema, p.proname AS name, oidvectortypes(p.proargtypes) AS arguments, p.prokind AS kind,
 CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE (` + aggregateQuery + `) END AS definition, obj_description(p.oid, 'pg_proc') AS comment
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY($1)` + fmt.Sprintf(own, "pg_proc", "p")

	// What other kinds of objects there are in the schemas, which are not carried.
	othersQuery = `SELECT o.kind, n.nspname AS schema, o.name FROM (
 SELECT 'pg_operator'::regclass AS class, oid, 'operator' AS kind, oprnamespace AS namespace, oprname || '(' || format_type(oprleft, NULL) || ', ' || format_type(oprright, NULL) || ')' AS name FROM pg_operator
 UNION ALL SELECT 'pg_opclass'::regclass, c.oid, 'operator class', opcnamespace, opcname || ' for ' || amname FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
 UNION ALL SELECT 'pg_opfamily'::regclass, f.oid, 'operator family', opfnamespace, opfname || ' for ' || amname FROM pg_opfamily f JOIN pg_am a ON a.oid = opfmethod
 UNION ALL SELECT 'pg_collation'::regclass, oid, 'collation', collnamespace, collname FROM pg_collation
 UNION ALL SELECT 'pg_conversion'::regclass, oid, 'conversion', connamespace, conname FROM pg_conversion
 UNION ALL SELECT 'pg_ts_config'::regclass, oid, 'text search configuration', cfgnamespace, cfgname FROM pg_ts_config
 UNION ALL SELECT 'pg_ts_dict'::regclass, oid, 'text search dictionary', dictnamespace, dictname FROM pg_ts_dict
 UNION ALL SELECT 'pg_ts_parser'::regclass, oid, 'text search parser', prsnamespace, prsname FROM pg_ts_parser
 UNION ALL SELECT 'pg_ts_template'::regclass, oid, 'text search template', tmplnamespace, tmplname FROM pg_ts_template
) o JOIN pg_namespace n ON n.oid = o.namespace WHERE n.nspname = ANY($1) AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')`

	typesQuery = `SELECT t.oid::bigint, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typarray::bigint AS array, t.typrelid::bigint AS relation,
 (SELECT array_agg(quote_literal(e.enumlabel) ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels,
 CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base, t.typnotnull AS required, pg_get_expr(t.typdefaultbin, 'pg_type'::regclass) AS value,
 CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN (SELECT quote_ident(cn.nspname) || '.' || quote_ident(o.collname) FROM pg_collation o JOIN pg_namespace cn ON cn.oid = o.collnamespace WHERE o.oid = t.typcollation) END AS collation,
 (SELECT json_build_object('subtype', format_type(r.rngsubtype, NULL), 'multirange', quote_ident(mn.nspname) || '.' || quote_ident(m.typname), 'multitype', m.oid::bigint, 'multiarray', m.typarray::bigint,
   'class', CASE WHEN NOT oc.opcdefault THEN quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) END,
   'collation', CASE WHEN r.rngcollation <> st.typcollation THEN (SELECT quote_ident(cn.nspname) || '.' || quote_ident(o.collname) FROM pg_collation o JOIN pg_namespace cn ON cn.oid = o.collnamespace WHERE o.oid = r.rngcollation) END,
   'canonical', nullif(r.rngcanonical::regproc::text, '-'), 'difference', nullif(r.rngsubdiff::regproc::text, '-'))
  FROM pg_range r JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_namespace mn ON mn.oid = m.typnamespace JOIN pg_type st ON st.oid = r.rngsubtype
  JOIN pg_opclass oc ON oc.oid = r.rngsubopc JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace WHERE r.rngtypid = t.oid) AS range,
 coalesce(obj_description(t.oid, 'pg_type'), obj_description(t.typrelid, 'pg_class')) AS comment
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_type b ON b.oid = t.typbasetype
WHERE n.nspname = ANY($1) AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
 OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type el WHERE el.typarray = t.oid))` + fmt.Sprintf(own, "pg_type", "t")

	sequencesQuery = `SELECT c.oid::bigint, n.nspname AS schema, c.relname AS name, c.relpersistence AS persistence, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
 s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle, d.refobjid::bigint AS relation, d.refobjsubid AS number, d.deptype AS owned,
 obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
WHERE n.nspname = ANY($1)` + fmt.Sprintf(own, "pg_class", "c")

	extensionsQuery = `SELECT e.oid::bigint, e.extname AS name, n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'`

	schemasQuery = `SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY($1)`

	// What the system was initialised with has small ids: nothing is made of that.
	dependsQuery = `SELECT d.classid::bigint AS class, d.objid::bigint AS object, d.objsubid AS sub, d.refclassid::bigint AS refclass, d.refobjid::bigint AS refobject, d.refobjsubid AS refsub,
 d.deptype AS type FROM pg_depend d WHERE d.objid >= 16384 AND d.refobjid >= 13000 AND d.refclassid <> 'pg_namespace'::regclass`

	classesQuery = `SELECT oid::bigint, relname AS name FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace
 AND relname IN ('pg_class', 'pg_attrdef', 'pg_constraint', 'pg_trigger', 'pg_policy', 'pg_rewrite', 'pg_statistic_ext', 'pg_proc', 'pg_type', 'pg_extension')`
)

// aggregateQuery is what makes an aggregate; nothing for one that orders its input.
const aggregateQuery = `SELECT 'CREATE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') || E') (\n    ' || concat_ws(E',\n    ',
  'SFUNC = ' || g.aggtransfn, 'STYPE = ' || format_type(g.aggtranstype, NULL), 'SSPACE = ' || nullif(g.aggtransspace, 0),
  'FINALFUNC = ' || nullif(g.aggfinalfn::text, '-'), CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END, 'FINALFUNC_MODIFY = ' || CASE g.aggfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END,
  'COMBINEFUNC = ' || nullif(g.aggcombinefn::text, '-'), 'SERIALFUNC = ' || nullif(g.aggserialfn::text, '-'), 'DESERIALFUNC = ' || nullif(g.aggdeserialfn::text, '-'), 'INITCOND = ' || quote_literal(g.agginitval),
  'MSFUNC = ' || nullif(g.aggmtransfn::text, '-'), 'MINVFUNC = ' || nullif(g.aggminvtransfn::text, '-'), 'MSTYPE = ' || CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END, 'MSSPACE = ' || nullif(g.aggmtransspace, 0),
  'MFINALFUNC = ' || nullif(g.aggmfinalfn::text, '-'), CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, 'MFINALFUNC_MODIFY = ' || CASE WHEN g.aggmfinalfn <> 0 THEN CASE g.aggmfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' END END,
  'MINITCOND = ' || quote_literal(g.aggminitval),
  (SELECT 'SORTOP = OPERATOR(' || quote_ident(opn.nspname) || '.' || oprname || ')' FROM pg_operator JOIN pg_namespace opn ON opn.oid = oprnamespace WHERE pg_operator.oid = g.aggsortop),
  'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END) || E'\n)' FROM pg_aggregate g WHERE g.aggfnoid = p.oid AND g.aggkind = 'n'`

// asks is what can be asked: a database, a connection of it, or a transaction.
type asks interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// list reads all rows of a query.
func list[T any](ctx context.Context, from asks, query string, args ...any) ([]T, error) {
	var text []byte
	var rows []T
	err := from.QueryRowContext(ctx, "SELECT coalesce(json_agg(x), '[]') FROM ("+query+") x", args...).Scan(&text)
	if err == nil {
		err = json.Unmarshal(text, &rows)
	}
	return rows, err
}
