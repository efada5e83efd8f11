package postgres

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// castType is the type to which texts are cast before they are kept in the column: without its size, to which nothing is cut
// then, but what does not fit is refused.
func (c column) castType() string {
	typ, array := strings.CutSuffix(base(c.typ), "[]")
	switch typ {
	case "character":
		typ = "bpchar"
	case "bit":
		typ = "bit varying"
	}
	if array {
		typ += "[]"
	}
	return typ
}

// records are rows as a statement takes them: a table r of texts, which a parameter gives as JSON.
type records struct{ columns []string }

func (r *records) column(c column) string {
	name := fmt.Sprintf("c%d", len(r.columns))
	r.columns = append(r.columns, name+" text")
	return "CAST(r." + name + " AS " + c.castType() + ")"
}

func (r *records) source() string {
	return "json_to_recordset($1::json) AS r(" + strings.Join(r.columns, ", ") + ")"
}

// matching is the condition by which rows of t are those of the records.
func (r *records) matching(known []column) string {
	var all []string
	for _, c := range known {
		all = append(all, "t."+quote(c.name)+" = "+r.column(c))
	}
	return strings.Join(all, " AND ")
}

// textsOf are the texts of one row, in the order of the columns.
func textsOf(row sqldb.Row, columns []column, into map[string]*string) error {
	for _, c := range columns {
		text, err := c.written(row[c.name])
		if err != nil {
			return err
		}
		into[fmt.Sprintf("c%d", len(into))] = text
	}
	return nil
}

// batch is a statement that takes several rows at once.
type batch struct {
	sql  string
	keys []lockstep.Key
	rows []map[string]*string
}

const (
	mostRows  = 1000
	mostBytes = 4 << 20
)

// parameter are some of the rows, as the statement takes them.
func (b batch) parameter() (string, error) {
	text, err := json.Marshal(b.rows)
	return string(text), err
}

// pieces cuts what is too much for one statement.
func (b batch) pieces() []batch {
	var all []batch
	begin, size := 0, 0
	for i, row := range b.rows {
		for _, text := range row {
			if text != nil {
				size += len(*text)
			}
		}
		if i+1-begin == mostRows || size > mostBytes || i+1 == len(b.rows) {
			all = append(all, batch{b.sql, b.keys[begin : i+1], b.rows[begin : i+1]})
			begin, size = i+1, 0
		}
	}
	return all
}

// batches makes the statements for rows: those of which sql gives the same go together. It gives the columns of the key, and of the
// values, as the statement takes them.
func batches(rows []rowChange, sql func(rowChange) (statement string, now, want []column)) ([]batch, error) {
	var all []batch
	for _, r := range rows {
		statement, now, want := sql(r)
		if statement == "" {
			continue
		}
		texts := map[string]*string{}
		if err := textsOf(r.now, now, texts); err != nil {
			return nil, err
		}
		if err := textsOf(r.want, want, texts); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(b batch) bool { return b.sql == statement })
		if i < 0 {
			i, all = len(all), append(all, batch{sql: statement})
		}
		all[i].keys, all[i].rows = append(all[i].keys, r.key), append(all[i].rows, texts)
	}
	return all, nil
}

func (t *rowChanges) removing(rowChange) (string, []column, []column) {
	var r records
	where := r.matching(t.known())
	return "DELETE FROM " + t.ref + " t USING " + r.source() + " WHERE " + where, t.known(), nil
}

func (t *rowChanges) updating(row rowChange) (string, []column, []column) {
	columns := t.changed(row)
	if len(columns) == 0 {
		return "", nil, nil
	}
	var r records
	where := r.matching(t.known())
	var set []string
	for _, c := range columns {
		set = append(set, quote(c.name)+" = "+r.column(c))
	}
	return "UPDATE " + t.ref + " t SET " + strings.Join(set, ", ") + " FROM " + r.source() + " WHERE " + where, t.known(), columns
}

func (t *rowChanges) adding(row rowChange) (string, []column, []column) {
	var r records
	var columns []column
	var names, casts []string
	for _, c := range t.kept {
		if _, given := row.want[c.name]; given {
			columns, names, casts = append(columns, c), append(names, quote(c.name)), append(casts, r.column(c))
		}
	}
	return "INSERT INTO " + t.ref + " (" + strings.Join(names, ", ") + ") OVERRIDING SYSTEM VALUE SELECT " + strings.Join(casts, ", ") + " FROM " + r.source(), nil, columns
}
