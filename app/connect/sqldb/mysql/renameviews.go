package mysql

import (
	"fmt"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// leftBehind finds views that are to stay as they are and read something under a name that it will not have: the server would keep
// them, and they could not be read any more.
func (r *renaming) leftBehind(before, want lockstep.State) []lockstep.Problem {
	var problems []lockstep.Problem
	for _, item := range want.All() {
		if item.Key.Kind != sqldb.ViewKind || before.Sum(item.Key) != item.Digest() {
			continue
		}
		for _, t := range r.tables {
			name, ok := t.readBy(mustText(item))
			if !ok {
				continue
			}
			problems = append(problems, lockstep.Problem{Key: t.key, Verdict: lockstep.Blocks, Needs: []lockstep.Key{item.Key},
				Message: fmt.Sprintf("%s reads %s of %s, which is called otherwise from then on. Take %s along, or leave %s out.", item.Key.Name, name, t.key.Name, item.Key.Name, t.key.Name)})
		}
	}
	return problems
}

// readBy is what a view reads of the table that gets another name: the table itself, or a column. The server writes each column
// with the name of its table before it, or with the one that the view gives it.
func (t renamedTable) readBy(view string) (name string, ok bool) {
	all := dialect.Tokens(view)
	called := map[string]bool{}
	for i, token := range all {
		if n, quoted := dialect.Unquote(token); !quoted || n != t.name() || all[i-1].Text == "." || i+1 >= len(all) || all[i+1].Text == "." {
			continue
		}
		if t.key != t.former {
			return t.name(), true
		}
		called[t.name()] = true
		if alias, ok := dialect.Unquote(all[i+1]); ok && strings.HasPrefix(all[i+1].Text, "`") {
			called[alias] = true
		}
	}
	for i, token := range all {
		column, _ := dialect.Unquote(token)
		if i < 2 || all[i-1].Text != "." || sqldb.Later(t.columns, column) == column {
			continue
		}
		if of, _ := dialect.Unquote(all[i-2]); called[of] {
			return column, true
		}
	}
	return "", false
}
