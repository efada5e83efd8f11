package postgres

import (
	"context"
	"strings"
)

// catalog is all that is asked for.
type catalog struct {
	relations   []relation
	columns     map[int64][]attribute
	constraints map[int64][]constraint // by relation, or by domain
	indexes     map[int64][]hanging
	triggers    map[int64][]hanging
	policies    map[int64][]policy
	rules       map[int64][]hanging
	statistics  map[int64][]hanging
	functions   []function
	types       []typ
	owned       map[int64][]sequence // by relation
	free        []sequence
	extensions  []extension
	depends     []depends
	others      []other
	schemas     []named
	classes     []named
}

// into asks a query, and says where what it finds belongs.
func into[T any](ctx context.Context, from asks, query string, schemas []string, add func(T)) error {
	var args []any
	if strings.Contains(query, "$1") {
		args = append(args, schemas)
	}
	rows, err := list[T](ctx, from, query, args...)
	for _, row := range rows {
		add(row)
	}
	return err
}

// ask reads the catalogs by a number of queries that does not depend on what they hold.
func (c *catalog) ask(ctx context.Context, from asks, schemas []string) error {
	c.columns, c.constraints, c.policies, c.owned = map[int64][]attribute{}, map[int64][]constraint{}, map[int64][]policy{}, map[int64][]sequence{}
	c.indexes, c.triggers, c.rules, c.statistics = map[int64][]hanging{}, map[int64][]hanging{}, map[int64][]hanging{}, map[int64][]hanging{}
	hangs := func(on map[int64][]hanging) func(hanging) {
		return func(h hanging) { on[h.Relation] = append(on[h.Relation], h) }
	}
	for _, ask := range []func() error{
		func() error {
			return into(ctx, from, schemasQuery, schemas, func(n named) { c.schemas = append(c.schemas, n) })
		},
		func() error {
			return into(ctx, from, classesQuery, schemas, func(n named) { c.classes = append(c.classes, n) })
		},
		func() error {
			return into(ctx, from, relationsQuery, schemas, func(r relation) { c.relations = append(c.relations, r) })
		},
		func() error {
			return into(ctx, from, columnsQuery, schemas, func(a attribute) { c.columns[a.Relation] = append(c.columns[a.Relation], a) })
		},
		func() error {
			return into(ctx, from, constraintsQuery, schemas, func(k constraint) {
				c.constraints[k.Relation+k.Domain] = append(c.constraints[k.Relation+k.Domain], k)
			})
		},
		func() error { return into(ctx, from, indexesQuery, schemas, hangs(c.indexes)) },
		func() error { return into(ctx, from, triggersQuery, schemas, hangs(c.triggers)) },
		func() error {
			return into(ctx, from, policiesQuery, schemas, func(p policy) { c.policies[p.Relation] = append(c.policies[p.Relation], p) })
		},
		func() error { return into(ctx, from, rulesQuery, schemas, hangs(c.rules)) },
		func() error { return into(ctx, from, statisticsQuery, schemas, hangs(c.statistics)) },
		func() error {
			return into(ctx, from, functionsQuery, schemas, func(f function) { c.functions = append(c.functions, f) })
		},
		func() error {
			return into(ctx, from, typesQuery, schemas, func(t typ) { c.types = append(c.types, t) })
		},
		func() error {
			return into(ctx, from, sequencesQuery, schemas, func(s sequence) {
				if s.Owned == "" {
					c.free = append(c.free, s)
					return
				}
				c.owned[s.Relation] = append(c.owned[s.Relation], s)
			})
		},
		func() error {
			return into(ctx, from, othersQuery, schemas, func(o other) { c.others = append(c.others, o) })
		},
		func() error {
			return into(ctx, from, extensionsQuery, schemas, func(e extension) { c.extensions = append(c.extensions, e) })
		},
		func() error {
			return into(ctx, from, dependsQuery, schemas, func(d depends) { c.depends = append(c.depends, d) })
		},
	} {
		if err := ask(); err != nil {
			return err
		}
	}
	return nil
}
