package sqlite_test

import (
	"testing"

	"lockstep/app/connect/sqldb/sqlite"
)

func TestStatementsThatAreNoModel(t *testing.T) {
	for text, says := range map[string]string{
		"DROP TABLE a":                           "This makes no table, index, view or trigger: DROP TABLE a",
		"CREATE TABLE a (b); CREATE TABLE A (c)": "A is made twice. Leave one of them.",
		"CREATE TABLE a (b); CREATE VIEW b AS SELECT 1; CREATE VIEW b AS SELECT 2": "b is made twice. Leave one of them.",
		"CREATE INDEX i ON a (b)":                            "i hangs on a, which is not made here. Write down how that is made, or leave it out.",
		"CREATE VIEW a AS SELECT 1; CREATE INDEX i ON a (b)": "i hangs on a, which is not made here. Write down how that is made, or leave it out.",
	} {
		items, problems := sqlite.Driver("").Document.Parse(slot(), []byte(text))
		if len(items) > 0 || len(problems) != 1 || problems[0].Message != says {
			t.Errorf("%q: got %v, %v", text, items, problems)
		}
	}
}
