package mysql_test

import (
	"testing"

	"lockstep/app/connect/sqldb/mysql/mytest"
)

func TestMain(m *testing.M) { mytest.Main(m) }
