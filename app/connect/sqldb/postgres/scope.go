package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

const schemasLabel = "Schemas"

// scope is what of a database a slot holds.
type scope struct {
	sqldb.Scope
	slot    string
	schemas []string
}

// scopeOf reads a slot's settings. The error is Invalid, and names the setting.
func scopeOf(slot lockstep.Slot) (scope, error) {
	shared, err := sqldb.ScopeOf(slot)
	s := scope{Scope: shared, slot: slot.Name}
	for line := range strings.Lines(slot.Settings["schemas"]) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "pg_"), line == "information_schema":
			return s, lockstep.Errorf(lockstep.Invalid, "The schema %s of %q is PostgreSQL's own. Leave it out.", line, schemasLabel)
		case slices.Contains(s.schemas, line):
			return s, lockstep.Errorf(lockstep.Invalid, "The schema %s is twice in %q. Leave one of them.", line, schemasLabel)
		}
		s.schemas = append(s.schemas, line)
	}
	if len(s.schemas) == 0 {
		s.schemas = []string{"public"}
	}
	return s, err
}

func (s scope) key(kind, name string) lockstep.Key {
	return lockstep.Key{Slot: s.slot, Kind: kind, Name: name}
}

// named is the key of an object: what is in the first schema goes by its name alone.
func (s scope) named(kind, schema, name string) lockstep.Key {
	if schema == s.schemas[0] {
		return s.key(kind, sqldb.Name(name))
	}
	return s.key(kind, sqldb.Name(schema, name))
}

// split is the way back from named.
func (s scope) split(k lockstep.Key) (schema, name string) {
	parts := sqldb.SplitName(k.Name)
	if len(parts) == 1 {
		return s.schemas[0], parts[0]
	}
	return parts[0], parts[len(parts)-1]
}
