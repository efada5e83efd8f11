package sqlite

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// name is the name of the item of a table or a view.
func name(object string) string { return sqldb.Name(object) }

// object is the way back from name.
func object(item string) string { return strings.Join(sqldb.SplitName(item), ".") }

// text is the body of an item: the statement that makes an object, and those of what hangs on it.
func text(statement string, parts ...[]part) []byte {
	var b strings.Builder
	b.WriteString(statement + ";\n")
	for _, p := range slices.Concat(parts...) {
		b.WriteString("\n" + p.sql + ";\n")
	}
	return []byte(b.String())
}

// items are the items of what is in scope.
func (s schema) items(slot string, scope sqldb.Scope) []lockstep.Item {
	known := map[string]lockstep.Key{} // by folded name
	for _, t := range s.tables {
		known[fold(t.name)] = lockstep.Key{Slot: slot, Kind: sqldb.TableKind, Name: name(t.name)}
	}
	for _, v := range s.views {
		known[fold(v.name)] = lockstep.Key{Slot: slot, Kind: sqldb.ViewKind, Name: name(v.name)}
	}
	maps.DeleteFunc(known, func(_ string, k lockstep.Key) bool { return !scope.Holds(k.Name) })
	var items []lockstep.Item
	add := func(object string, body []byte, read ...string) {
		if k, ok := known[fold(object)]; ok {
			items = append(items, lockstep.Item{Key: k, Part: lockstep.Model, Media: sqldb.SQLMedia, Body: lockstep.BodyOf(body), Needs: needs(k, known, read)})
		}
	}
	for _, t := range s.tables {
		var read []string
		for _, key := range t.foreign {
			read = append(read, key.parent)
		}
		add(t.name, text(t.sql, t.indexes, t.triggers), append(read, mentioned(t.triggers...)...)...)
	}
	for _, v := range s.views {
		add(v.name, text(v.sql, v.triggers), mentioned(append(v.triggers, part{v.name, v.sql})...)...)
	}
	return items
}

// mentioned are the names in statements.
func mentioned(parts ...part) []string {
	var names []string
	for _, p := range parts {
		for _, t := range dialect.Tokens(p.sql) {
			if n, ok := dialect.Unquote(t); ok {
				names = append(names, n)
			}
		}
	}
	return names
}

// needs are the items of those names that are known, without the item itself.
func needs(self lockstep.Key, known map[string]lockstep.Key, names []string) []lockstep.Key {
	found := map[lockstep.Key]bool{}
	for _, n := range names {
		if k, ok := known[fold(n)]; ok && k != self {
			found[k] = true
		}
	}
	return slices.SortedFunc(maps.Keys(found), lockstep.Key.Compare)
}

// made is what a statement makes: its kind (table, view, index or trigger) and its name; "" where it makes none of them.
func made(statement string) (kind, name string) {
	var words []sqldb.Token
	for _, t := range dialect.Tokens(statement) {
		if t.Kind != sqldb.Comment {
			words = append(words, t)
		}
	}
	next := func(keywords ...string) bool {
		if len(words) > 0 && slices.ContainsFunc(keywords, words[0].Is) {
			words = words[1:]
			return true
		}
		return false
	}
	if !next("CREATE") {
		return "", ""
	}
	for next("UNIQUE", "VIRTUAL") {
	}
	for _, k := range []string{"table", "view", "index", "trigger"} {
		if !next(strings.ToUpper(k)) {
			continue
		}
		for next("IF", "NOT", "EXISTS") {
		}
		if len(words) > 0 {
			name, _ = dialect.Unquote(words[0])
		}
		return k, name
	}
	return "", ""
}

// statements are those of an item's body: what makes the object, and its parts. The error says what is wrong with them.
func statements(item lockstep.Item) (main string, indexes, triggers []part, err error) {
	b, err := item.Body.Bytes()
	if err != nil {
		return "", nil, nil, fmt.Errorf("read %s: %w", item.Key, err)
	}
	all := dialect.Statements(string(b))
	for i, statement := range all {
		kind, name := made(statement)
		switch {
		case i == 0 && kind == item.Key.Kind && name == object(item.Key.Name):
			main = statement
		case i > 0 && kind == "index" && item.Key.Kind == sqldb.TableKind:
			indexes = append(indexes, part{name, statement})
		case i > 0 && kind == "trigger":
			triggers = append(triggers, part{name, statement})
		default:
			return "", nil, nil, lockstep.Errorf(lockstep.Invalid, "%s is to be made by statements that make something else. Mend it where it comes from.", item.Key.Name)
		}
	}
	if main == "" {
		return "", nil, nil, lockstep.Errorf(lockstep.Invalid, "%s holds no statement that makes it. Mend it where it comes from.", item.Key.Name)
	}
	return main, indexes, triggers, nil
}
