package mysql

import (
	"slices"

	"lockstep/app/lockstep"
)

// cost says what a change does to a table with its rows.
func (v *validator) cost(m *move) error {
	said := ""
	switch {
	case copies(m):
		said = "The change copies %s, %s. It can be read meanwhile, and may not be written to."
	case slices.ContainsFunc(m.to.of(unique, plainKey, fulltext), func(p part) bool { return !m.from.has(p) }):
		said = "The change builds an index over %s, %s."
	default:
		return nil
	}
	rows, err := v.rows(m)
	if err == nil {
		v.say(m, lockstep.Note, said, m.name, rows)
	}
	return err
}

// copies says that the server has to write all rows anew.
func copies(m *move) bool {
	if m.from.partition != m.to.partition || len(m.release) > 0 {
		return true
	}
	for _, name := range []string{"ENGINE", "ROW_FORMAT", "KEY_BLOCK_SIZE"} {
		if m.from.option(name) != m.to.option(name) {
			return true
		}
	}
	for _, p := range m.to.of(primary, foreign, check) {
		if !m.from.has(p) {
			return true
		}
	}
	if len(m.from.of(primary)) > len(m.to.of(primary)) || reorders(m) {
		return true
	}
	for _, is := range m.to.columns {
		was, there := m.from.column(is.name)
		switch {
		case !there || was.remade(is):
			if is.generated == stored {
				return true
			}
		case was.says != is.says && !extends(was, is), recodes(m.from, m.to) && is.stringly() && m.from.charset(was) != m.to.charset(is):
			return true
		}
	}
	return false
}

// reorders says that keys are the same in another order: the server does nothing for that alone, unless it copies the table.
func reorders(m *move) bool {
	_, adds := parts(m.from, m.to)
	return len(adds) > 0 && !slices.ContainsFunc(m.to.parts, func(p part) bool { return p.class != foreign && !m.from.has(p) })
}

// extends says that all stored values stay as they are under another type.
func extends(was, is column) bool {
	if was.base != is.base || was.charset != is.charset || was.generated != is.generated || is.notNull && !was.notNull {
		return false
	}
	switch is.base {
	case "varchar":
		had, _ := was.room()
		room, _ := is.room()
		const short = 63 // characters of four bytes, whose length is stored in one byte
		return had <= room && (had > short) == (room > short)
	case "enum", "set":
		return len(was.args) <= len(is.args) && slices.Equal(was.args, is.args[:len(was.args)])
	}
	return slices.Equal(was.args, is.args) && was.unsigned == is.unsigned
}
