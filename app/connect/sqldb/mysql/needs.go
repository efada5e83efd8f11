package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// connect finds what each item needs: what foreign keys refer to, and what views, triggers and routines name.
func (c *connector) connect(items []lockstep.Item) {
	known := map[string]lockstep.Key{}    // tables, views and sequences, which share their names
	routines := map[string]lockstep.Key{} // in small letters
	for _, item := range items {
		name := sqldb.SplitName(item.Key.Name)[0]
		switch item.Key.Kind {
		case functionKind, procedureKind:
			routines[item.Key.Kind+" "+strings.ToLower(name)] = item.Key
		case eventKind:
		default:
			known[name] = item.Key
		}
	}
	for i, item := range items {
		text, _ := item.Body.Bytes() // it is at hand
		var needs []lockstep.Key
		add := func(k lockstep.Key, ok bool) {
			if ok && k != item.Key && !slices.Contains(needs, k) {
				needs = append(needs, k)
			}
		}
		within := string(text)
		if create, triggers, ok := splitTable(within); ok && item.Key.Kind == sqldb.TableKind {
			t, _ := parseTable(create)
			for _, p := range t.of(foreign) {
				k, ok := known[p.refers.table]
				add(k, ok && p.refers.schema == "")
			}
			named(dialect.Tokens(create), func(_, name string) { // in defaults
				k, ok := known[name]
				add(k, ok && k.Kind == sequenceKind)
			})
			within = joinBodies(triggers)
		}
		named(dialect.Tokens(within), func(kind, name string) {
			if kind != "" {
				k, ok := routines[kind+" "+strings.ToLower(name)]
				add(k, ok)
				return
			}
			k, ok := known[name]
			add(k, ok)
		})
		slices.SortFunc(needs, lockstep.Key.Compare)
		items[i].Needs = needs
	}
}

// named tells of each name that a text uses: of routines with their kind, of tables, views and sequences without.
func named(all []sqldb.Token, tell func(kind, name string)) {
	relation := []string{"FROM", "JOIN", "STRAIGHT_JOIN", "INTO", "UPDATE", "TABLE", "FOR"}
	sequence := []string{"NEXTVAL", "LASTVAL", "SETVAL"}
	for i, t := range all {
		name, ok := dialect.Unquote(t)
		if !ok || i == 0 || all[i-1].Text == "." || i+1 < len(all) && all[i+1].Text == "." {
			continue
		}
		before := all[i-1]
		for j := i - 1; j > 0 && all[j].Text == "("; j-- {
			before = all[j-1] // from ((a join b))
		}
		switch {
		case before.Is("CALL"):
			tell(procedureKind, name)
		case i+1 < len(all) && all[i+1].Text == "(" && !before.Is("FUNCTION") && !before.Is("PROCEDURE") && !before.Is("INTO"):
			tell(functionKind, name)
		case slices.ContainsFunc(relation, before.Is), all[i-1].Text == "(" && slices.ContainsFunc(sequence, before.Is):
			tell("", name)
		}
	}
}
