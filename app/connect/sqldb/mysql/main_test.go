package mysql_test

import (
	"os"
	"testing"

	"lockstep/app/connect/sqldb/mysql/mytest"
)

func TestMain(m *testing.M) {
	if asked := os.Getenv(errandVariable); asked != "" {
		os.Exit(runErrand(asked))
	}
	mytest.Main(m)
}
