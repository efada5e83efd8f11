package postgres

import (
	"context"
	"database/sql"

	"lockstep/app/lockstep"
)

// grantsQuery finds the statements by which objects belong again to whom they did, and may again be used by whom they might.
const grantsQuery = `WITH made AS (
 SELECT o.ord, o.catalog, o.oid, CASE o.catalog WHEN 'pg_proc' THEN 'ROUTINE ' || o.oid::regprocedure::text WHEN 'pg_type' THEN CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || o.oid::regtype::text
   ELSE CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END || o.oid::regclass::text END AS name,
  CASE o.catalog WHEN 'pg_proc' THEN 'ROUTINE ' || o.oid::regprocedure::text WHEN 'pg_type' THEN 'TYPE ' || o.oid::regtype::text
   ELSE CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || o.oid::regclass::text END AS grantable,
  coalesce(c.relowner, f.proowner, t.typowner) AS owner, coalesce(c.relacl, f.proacl, t.typacl) AS acl
 FROM json_to_recordset($1::json) AS o(ord int, catalog text, oid oid) LEFT JOIN pg_class c ON o.catalog = 'pg_class' AND c.oid = o.oid
 LEFT JOIN pg_proc f ON o.catalog = 'pg_proc' AND f.oid = o.oid LEFT JOIN pg_type t ON o.catalog = 'pg_type' AND t.oid = o.oid)
SELECT ord, 0 AS rank, false AS loose, 'ALTER ' || name || ' OWNER TO ' || quote_ident(pg_get_userbyid(owner)) AS sql FROM made WHERE pg_get_userbyid(owner) <> current_user
UNION ALL SELECT ord, 1, false, 'REVOKE ALL ON ' || grantable || ' FROM PUBLIC' FROM made WHERE acl IS NOT NULL
UNION ALL SELECT ord, 2, false, 'GRANT ' || a.privilege_type || ' ON ' || grantable || ' TO ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
  || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END FROM made, aclexplode(acl) a WHERE a.grantee <> owner
UNION ALL SELECT ord, 2, true, 'GRANT ' || a.privilege_type || ' (' || quote_ident(c.attname) || ') ON ' || grantable || ' TO ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
  || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END FROM made, pg_attribute c, aclexplode(c.attacl) a WHERE made.catalog = 'pg_class' AND c.attrelid = made.oid AND a.grantee <> owner
ORDER BY 1, 2, 4`

// granted gives the statements that follow when something was dropped and made again.
func granted(ctx context.Context, tx *sql.Tx, p *planning) ([]step, error) {
	type object struct {
		Ord     int    `json:"ord"`
		Catalog string `json:"catalog"`
		OID     int64  `json:"oid"`
	}
	catalogs := map[string]string{functionKind: "pg_proc", typeKind: "pg_type"}
	var objects []object
	keys := p.remade()
	for i, k := range keys {
		o := object{i, "pg_class", p.now.oids[k].object}
		if catalog, ok := catalogs[k.Kind]; ok {
			o.Catalog = catalog
		}
		if k.Kind != extensionKind {
			objects = append(objects, o)
		}
	}
	if len(objects) == 0 {
		return nil, nil
	}
	rows, err := list[struct {
		Ord   int
		Loose bool
		SQL   string
	}](ctx, tx, grantsQuery, jsonOf(objects))
	var steps []step
	for _, row := range rows {
		steps = append(steps, step{key: keys[row.Ord], sql: row.SQL, loose: row.Loose})
	}
	return steps, err
}

// remade are the objects that are dropped and made again, or beside the former ones.
func (p *planning) remade() []lockstep.Key {
	var keys []lockstep.Key
	for _, k := range p.touched() {
		if p.was(k) != nil && (p.goes[node{item: k}] || p.anew[k]) {
			keys = append(keys, k)
		}
	}
	return keys
}
