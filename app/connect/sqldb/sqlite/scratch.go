package sqlite

import (
	"context"

	"lockstep/app/lockstep"
)

// draft is what items would make, read by SQLite itself in a database that is nowhere but in memory.
type draft struct {
	schema
	wrong map[lockstep.Key]error // what could not be read, or made, and why
}

// drafted makes the tables and views of items in a scratch database. It asks no system.
func drafted(ctx context.Context, items []lockstep.Item) (draft, error) {
	d := draft{wrong: map[lockstep.Key]error{}}
	s, err := connect(ctx, ":memory:")
	if err != nil {
		return d, err
	}
	defer s.close()
	var later []func() // the triggers of views, which may read tables
	for _, item := range items {
		main, indexes, triggers, err := statements(item)
		if err != nil {
			d.wrong[item.Key] = err
			continue
		}
		make := func(statement string) {
			if err := s.exec(ctx, statement); err != nil && d.wrong[item.Key] == nil {
				d.wrong[item.Key] = lockstep.Errorf(lockstep.Invalid, "SQLite cannot make %s: %s. Mend it where it comes from.", item.Key.Name, reason(err))
			}
		}
		make(main)
		for _, p := range indexes {
			make(p.sql)
		}
		for _, p := range triggers {
			later = append(later, func() { make(p.sql) })
		}
	}
	for _, make := range later {
		make()
	}
	d.schema, err = s.schema(ctx)
	return d, err
}
