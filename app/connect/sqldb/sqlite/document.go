package sqlite

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// format gives the statements that make the database: tables with what hangs on them, then views, each in the order of their
// names.
func format(slot lockstep.Slot, s lockstep.State) ([]byte, bool, error) {
	var b bytes.Buffer
	for _, item := range s.Slot(slot.Name).All() { // sorted by kind: tables come before views
		if item.Part != lockstep.Model {
			continue
		}
		body, err := item.Body.Bytes()
		if err != nil {
			return nil, true, fmt.Errorf("read %s: %w", item.Key, err)
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.Write(body)
	}
	return b.Bytes(), true, nil
}

// parse reads statements that make tables, indexes, views and triggers, in any order. Comments around them are passed over.
func parse(slot lockstep.Slot, text []byte) ([]lockstep.Item, []lockstep.Problem) {
	refuse := func(k lockstep.Key, format string, args ...any) []lockstep.Problem {
		k.Slot = slot.Name
		return []lockstep.Problem{{Key: k, Verdict: lockstep.Blocks, Message: fmt.Sprintf(format, args...)}}
	}
	p := parsed{tables: map[string]*table{}, views: map[string]*view{}}
	for _, statement := range dialect.Statements(string(text)) {
		kind, name := made(statement)
		k := lockstep.Key{Kind: kind, Name: sqldb.Name(name)}
		switch {
		case kind == "" || name == "":
			return nil, refuse(lockstep.Key{}, "This makes no table, index, view or trigger: %s", opening(statement))
		case kind == "table" || kind == "view":
			if p.table(name) != nil || p.views[fold(name)] != nil {
				return nil, refuse(k, "%s is made twice. Leave one of them.", name)
			}
			p.add(kind, name, statement)
		default:
			p.parts = append(p.parts, hanging{part{name, statement}, kind, on(statement)})
		}
	}
	for _, h := range p.parts {
		if !p.hang(h) {
			return nil, refuse(lockstep.Key{}, "%s hangs on %s, which is not made here. Write down how that is made, or leave it out.", h.name, h.on)
		}
	}
	return schema{p.tables, p.views}.items(slot.Name, sqldb.Scope{}), nil
}

// parsed is what statements make.
type parsed struct {
	tables map[string]*table
	views  map[string]*view // by folded names
	parts  []hanging
}

// hanging is an index or a trigger, and the table or view that it hangs on.
type hanging struct {
	part
	kind, on string
}

func (p parsed) table(name string) *table { return schema{tables: p.tables}.table(name) }

func (p parsed) add(kind, name, statement string) {
	if kind == "view" {
		p.views[fold(name)] = &view{name: name, sql: statement}
		return
	}
	p.tables[name] = &table{name: name, sql: statement}
}

func (p parsed) hang(h hanging) bool {
	byName := func(a, b part) int { return strings.Compare(a.name, b.name) }
	t, v := p.table(h.on), p.views[fold(h.on)]
	switch {
	case t != nil && h.kind == "index":
		t.indexes = append(t.indexes, h.part)
		slices.SortFunc(t.indexes, byName)
	case t != nil:
		t.triggers = append(t.triggers, h.part)
		slices.SortFunc(t.triggers, byName)
	case v != nil && h.kind == "trigger":
		v.triggers = append(v.triggers, h.part)
		slices.SortFunc(v.triggers, byName)
	default:
		return false
	}
	return true
}

// on is what an index or a trigger hangs on: the name behind the first ON that is no name itself.
func on(statement string) string {
	tokens := slices.DeleteFunc(dialect.Tokens(statement), func(t sqldb.Token) bool { return t.Kind == sqldb.Comment })
	for i, t := range tokens {
		if i > 2 && t.Is("ON") && i+1 < len(tokens) {
			name, _ := dialect.Unquote(tokens[i+1])
			return name
		}
	}
	return ""
}

// opening is how a statement begins, for a sentence.
func opening(statement string) string {
	const most = 60
	line, _, _ := strings.Cut(statement, "\n")
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}
