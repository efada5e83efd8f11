package postgres

import (
	"regexp"
	"strings"

	"lockstep/app/connect/sqldb"
)

// dialect is how PostgreSQL writes SQL.
var dialect = sqldb.Dialect{Dollars: true}

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_$]*$`)

// keywords are those that cannot be names in every place.
var keywords = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(`all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
case cast char character check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role
current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false
fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval into is
isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral
leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
only or order out outer overlaps overlay placing position precision primary real references returning right row select session_user setof similar
smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique user using values
varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
xmlserialize xmltable`) {
		all[word] = true
	}
	return all
}()

// quote writes a name as SQL.
func quote(name string) string {
	if plainName.MatchString(name) && !keywords[name] {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// qualified writes a name with its schema.
func qualified(schema, name string) string { return quote(schema) + "." + quote(name) }

// literal writes a text as SQL.
func literal(s string) string {
	text := "'" + strings.ReplaceAll(s, "'", "''") + "'"
	if strings.Contains(s, `\`) {
		return "E" + strings.ReplaceAll(text, `\`, `\\`)
	}
	return text
}

// unquoted is the way back from literal.
func unquoted(sql string) string {
	text := strings.TrimPrefix(sql, "E")
	if len(text) < 2 {
		return ""
	}
	text = strings.ReplaceAll(text[1:len(text)-1], "''", "'")
	if text != "" && sql[0] == 'E' {
		return strings.ReplaceAll(text, `\\`, `\`)
	}
	return text
}
