package postgres

import (
	"slices"
	"strings"
)

// options writes how a relation is stored.
func (b *builder) options(alter string) {
	for _, option := range slices.Sorted(slices.Values(b.rel.Options)) {
		name, value, _ := strings.Cut(option, "=")
		b.say("%s%s SET (%s=%s)", alter, b.ref, name, literal(value))
	}
}

// storageOf begins the name of the part that says how a column is stored.
const storageOf = "storage of "

var storages = map[string]string{"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}

func (b *builder) settings(c attribute) {
	alter := "ALTER TABLE " + b.ref + " ALTER COLUMN " + quote(c.Name)
	if c.Storage != "" {
		b.say("%s SET STORAGE %s", alter, storages[c.Storage])
	}
	if c.Compression != "" {
		b.say("%s SET COMPRESSION %s", alter, map[string]string{"p": "pglz", "l": "lz4"}[c.Compression])
	}
	if c.Target >= 0 {
		b.say("%s SET STATISTICS %d", alter, c.Target)
	}
	for _, option := range slices.Sorted(slices.Values(c.Options)) {
		name, value, _ := strings.Cut(option, "=")
		b.say("%s SET (%s=%s)", alter, name, literal(value))
	}
}
