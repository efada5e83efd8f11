package postgres

import (
	"slices"
	"strings"
)

// view writes a view, or a materialised one.
func (b *builder) view() {
	query := strings.TrimSuffix(strings.TrimSpace(b.rel.Definition), ";")
	if b.rel.Kind == "m" {
		b.say("CREATE MATERIALIZED VIEW %s AS\n %s", b.ref, query)
		for _, c := range b.columns() {
			b.settings(c)
		}
		b.options("ALTER MATERIALIZED VIEW ")
		return
	}
	with := ""
	for i, option := range slices.Sorted(slices.Values(b.rel.Options)) {
		name, value, _ := strings.Cut(option, "=")
		with += []string{" WITH (", ", "}[min(i, 1)] + name + "=" + literal(value)
	}
	if with != "" {
		with += ")"
	}
	b.say("CREATE VIEW %s%s AS\n %s", b.ref, with, query)
	for _, c := range b.columns() {
		if c.Value != "" {
			b.say("ALTER VIEW %s ALTER COLUMN %s SET DEFAULT %s", b.ref, quote(c.Name), c.Value)
		}
	}
}
