package mysql

import (
	"context"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// losing is what a change takes from the rows of a table, and which of them it takes it from.
type losing struct {
	lockstep.Loss
	where string // a condition; "" for all rows
}

// lossOfRows is what goes with a table. why says why it cannot be saved before; "" where it can.
func (m *move) lossOfRows() (l losing, why string) {
	l.Key = m.key
	for _, c := range m.from.written() {
		l.Columns = append(l.Columns, c.name)
	}
	return l, m.unsaveable()
}

// unsaveable says why nothing of a table can be saved while it changes; "" where it can.
func (m *move) unsaveable() (why string) {
	if m.from.versioned || m.to.versioned {
		return " They cannot be saved before, as " + m.name + " keeps former versions of its rows."
	}
	for _, c := range slices.Concat(m.from.columns, m.to.columns) {
		if slices.ContainsFunc(dialect.Tokens(c.value), func(t sqldb.Token) bool { return t.Is("NEXTVAL") }) { // the server does not find it while the table is locked
			return " They cannot be saved before, as " + m.name + " takes numbers of a sequence."
		}
	}
	return ""
}

// lossOf is what goes with a column, or with its type.
func (m *move) lossOf(was column) (l losing, why string) {
	l = losing{lockstep.Loss{Key: m.key, By: m.from.key(), Columns: []string{was.name}}, m.takes(was)}
	switch keys := m.from.of(primary); {
	case len(keys) == 0 || len(l.By) < len(keys[0].columns):
		return l, " They cannot be saved before, as rows of " + m.name + " have no key to be told apart by."
	case slices.ContainsFunc(l.By, func(name string) bool {
		key, _ := m.from.column(name)
		_, stays := m.to.column(name)
		return !stays || m.takes(key) != ""
	}):
		return l, " They cannot be saved before, as rows of " + m.name + " are told apart by what changes."
	}
	return l, m.unsaveable()
}

// takes is the condition of the rows in which a change takes a column's value; "" for none.
func (m *move) takes(was column) string {
	is, stays := m.to.column(was.name)
	_, empty := was.unfilled()
	switch {
	case was.made(), empty:
		return ""
	case (!stays || was.remade(is)) && (was.value == "" || strings.EqualFold(was.value, "NULL")):
		return quoted(was.name) + " IS NOT NULL"
	case !stays || was.remade(is):
		return "TRUE" // one without a value would come again with the default
	}
	was.charset, is.charset = m.from.charset(was), m.to.charset(is)
	for _, t := range trials(was, is) {
		if t.where != "" && t.verdict == lockstep.Loses {
			return t.where
		}
	}
	return ""
}

// losses are those of a change that can be saved before. The snapshot holds the rows of a settings table.
func (m *move) losses(scope sqldb.Scope) (all []losing) {
	if _, held := scope.RowTable(m.key.Name); held || !m.isTable() || m.adds() {
		return nil
	}
	if m.removes() {
		if l, why := m.lossOfRows(); why == "" {
			return []losing{l}
		}
		return nil
	}
	for _, was := range m.from.columns {
		if l, why := m.lossOf(was); l.where != "" && why == "" {
			all = append(all, l)
		}
	}
	return all
}

// columns are those that are saved, of the table as it is before.
func (l losing) columns(from table) (all []column) {
	for _, name := range l.Row() {
		c, _ := from.column(name)
		all = append(all, c)
	}
	return all
}

func (l losing) condition() string {
	if l.where == "" {
		return ""
	}
	return " WHERE " + l.where
}

// saveable says of the loss that was found last that it can be saved before, and how large it is.
func (v *validator) saveable(m *move, l losing) error {
	var lengths []string
	for _, c := range l.columns(m.from) {
		lengths = append(lengths, "COALESCE(OCTET_LENGTH("+c.read()+"), 0)")
	}
	found, loss := len(v.problems)-1, v.renames.former(l.Loss)
	for measured, what := range map[*int64]string{&loss.Rows: "COUNT(*)", &loss.Bytes: "CAST(COALESCE(SUM(" + strings.Join(lengths, " + ") + "), 0) AS UNSIGNED)"} {
		n, known, err := v.count(m, "SELECT "+what+" FROM "+v.renames.rows(m, "held")+l.condition())
		if err != nil || !known {
			return err
		}
		*measured = int64(n)
	}
	v.problems[found].Loss = &loss
	return nil
}

// lose says what a change takes, and whether that can be saved before.
func (v *validator) lose(m *move, l losing, why, said string) error {
	if why == "" && !v.may.on("LOCK TABLES", "") {
		why = " They cannot be saved before, as the account " + v.address.user + " lacks the right LOCK TABLES."
	}
	v.say(m, lockstep.Loses, "%s%s", said, why)
	if why != "" {
		return nil
	}
	return v.saveable(m, l)
}

// save hands what a change takes to whoever saves it, while nobody else can write to the table: it stays so until [applier.letGo].
func (a *applier) save(ctx context.Context, m *move) error {
	saver, ok := a.journal.(lockstep.Saver)
	if !ok {
		return nil
	}
	for _, l := range m.losses(a.scope) {
		err := saver.Save(a.renames.former(l.Loss), func(row func([]byte) error) error {
			if err := a.hold(ctx, m); err != nil {
				return err
			}
			return a.valuesOf(ctx, m, l, row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// valuesOf gives the rows of a loss, one at a time.
func (a *applier) valuesOf(ctx context.Context, m *move, l losing, take func([]byte) error) error {
	columns := l.columns(m.from)
	var refused error
	err := rowsOf(ctx, a.conn, table{columns: columns}, quoted(m.name), l.condition(), func(row sqldb.Row) error {
		values := make([]any, len(columns))
		for i, c := range columns {
			values[i] = row[c.name]
		}
		refused = sqldb.SaveRow(values, take)
		return refused
	})
	if refused != nil {
		return refused
	}
	return a.fault(ctx, err)
}

// hold keeps all others from a table.
func (a *applier) hold(ctx context.Context, m *move) error {
	if a.held {
		return nil
	}
	err := a.exec(ctx, m, "LOCK TABLES "+quoted(m.name)+" WRITE")
	a.held = err == nil
	return err
}

// letGo ends what [applier.hold] began. Where the connection is lost the server lets go by itself.
func (a *applier) letGo(ctx context.Context, m *move) {
	if a.held {
		_ = a.exec(ctx, m, "UNLOCK TABLES")
		a.held = false
	}
}
