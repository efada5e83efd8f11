package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// between says that a table, or a view that holds rows, is as it is wanted but for what comes after the transaction, or a part of that.
func between(before, now, after lockstep.Item) bool {
	all := [3]*object{{}}
	for i, item := range []lockstep.Item{before, now, after} {
		if i == 0 && item.Key.Kind == "" { // it is new
			continue
		}
		if kind := item.Key.Kind; kind != sqldb.TableKind && kind != sqldb.ViewKind {
			return false
		}
		o, err := parseObject(scope{schemas: []string{schemaIn(item)}, slot: item.Key.Slot}, item)
		if err != nil {
			return false
		}
		all[i] = o
	}
	was, half, is := all[0], all[1], all[2]
	for _, one := range half.parts {
		later, ok := is.find(one.of(lockstep.Key{}))
		former, there := was.find(one.of(lockstep.Key{}))
		weak := later.sql+notValid == one.sql && !(there && former.sql == later.sql)
		if !ok || later.sql != one.sql && !weak {
			return false
		}
	}
	for _, one := range is.parts {
		n := one.of(lockstep.Key{})
		former, there := was.find(n)
		if _, made := half.find(n); !made && there && former.sql == one.sql {
			return false
		}
	}
	if is.head == half.head || is.table == nil || half.table == nil {
		return is.head == half.head
	}
	return len(is.table.columns) == len(half.table.columns) && !slices.ContainsFunc(is.table.columns, func(c column) bool {
		as := half.table.column(c.name)
		filled := was.table != nil && !was.table.column(c.name).required && as.text == strings.Replace(c.text, " NOT NULL", "", 1)
		return as.text != c.text && !filled
	})
}
