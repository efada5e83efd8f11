package sqldb_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/sqldb"
)

func equal(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTokens(t *testing.T) {
	lite := sqldb.Dialect{Backticks: true, Brackets: true, KeepsCase: true}
	post := sqldb.Dialect{Dollars: true}
	maria := sqldb.Dialect{Backticks: true, Backslash: true, Hash: true, KeepsCase: true}
	for _, c := range []struct {
		dialect sqldb.Dialect
		sql     string
		want    string // the tokens with a bar between
	}{
		{lite, `CREATE TABLE [a b] (x,"y ""z" 'it''s' -- no "end"` + "\n)", `CREATE|TABLE|[a b]|(|x|,|"y ""z"|'it''s'|-- no "end"` + "\n|)"},
		{lite, "SELECT 1.5e3/*x*/+`q`", "SELECT|1.5e3|/*x*/|+|`q`"},
		{lite, "'not closed", "'not closed"},
		{post, `E'a\'b' $$it's$$ $t$ $$ $t$ $1 a$b "Ü"`, `E'a\'b'|$$it's$$|$t$ $$ $t$|$|1|a$b|"Ü"`},
		{post, `größe`, `größe`},
		{maria, "'a\\'b' \"text\" # rest", "'a\\'b'|\"text\"|# rest"},
	} {
		var got []string
		for _, token := range c.dialect.Tokens(c.sql) {
			got = append(got, token.Text)
		}
		equal(t, c.want, strings.Join(got, "|"))
	}
}

func TestNamesThatTokensStandFor(t *testing.T) {
	for _, c := range []struct {
		dialect   sqldb.Dialect
		sql, want string
		ok        bool
	}{
		{sqldb.Dialect{}, "Flags", "flags", true},
		{sqldb.Dialect{KeepsCase: true}, "Flags", "Flags", true},
		{sqldb.Dialect{}, `"a""b"`, `a"b`, true},
		{sqldb.Dialect{Brackets: true}, `[a]`, `a`, true},
		{sqldb.Dialect{}, `'a'`, ``, false},
	} {
		name, ok := c.dialect.Unquote(c.dialect.Tokens(c.sql)[0])
		equal(t, c.want, name)
		equal(t, c.ok, ok)
	}
}

func TestStatements(t *testing.T) {
	lite := sqldb.Dialect{Backticks: true, Brackets: true, KeepsCase: true}
	trigger := `CREATE TEMP TRIGGER t AFTER UPDATE ON a BEGIN
  UPDATE a SET b = CASE WHEN c THEN 1 END; -- END;
  SELECT ';';
END`
	for _, c := range []struct {
		sql  string
		want []string
	}{
		{"", nil},
		{" -- nothing\n", nil},
		{"CREATE TABLE a (b);\n\n" + trigger + " ;\nCREATE INDEX c ON a (b)", []string{"CREATE TABLE a (b)", trigger, "CREATE INDEX c ON a (b)"}},
		{"CREATE TABLE trigger (begin);SELECT 1;;", []string{"CREATE TABLE trigger (begin)", "SELECT 1"}},
		{"CREATE TABLE a (b -- what b is\n);", []string{"CREATE TABLE a (b -- what b is\n)"}},
	} {
		equal(t, c.want, lite.Statements(c.sql))
	}
}

func TestNames(t *testing.T) {
	for _, parts := range [][]string{{"flags"}, {"audit", "log"}, {"a.b/c~d", "e~2f"}, {"größe x"}} {
		name := sqldb.Name(parts...)
		if strings.Contains(name, "/") {
			t.Errorf("the name %s holds what parts a row's key", name)
		}
		equal(t, parts, sqldb.SplitName(name))
	}
	for _, key := range [][]string{{"checkout"}, {"DE", "BY/1"}, {"", "~"}} {
		table, got := sqldb.SplitRowName(sqldb.RowName("audit.log", key))
		equal(t, "audit.log", table)
		equal(t, key, got)
	}
}
