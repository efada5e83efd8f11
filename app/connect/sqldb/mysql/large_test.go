package mysql_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

// How long the acts take on a large database, for who asks for it: LOCKSTEP_TABLES=300 is the number of tables.
func TestALargeDatabase(t *testing.T) {
	var tables int
	if _, err := fmt.Sscan(os.Getenv("LOCKSTEP_TABLES"), &tables); err != nil {
		t.Skip("LOCKSTEP_TABLES is not set")
	}
	a, b := mytest.New(t), mytest.New(t)
	for i := range tables {
		create := fmt.Sprintf("CREATE TABLE t%d (id int PRIMARY KEY AUTO_INCREMENT, up int", i)
		for c := range 18 {
			create += fmt.Sprintf(", c%d varchar(%d) NOT NULL DEFAULT 'x' COMMENT 'a column'", c, c+20)
		}
		a.Exec(t, create+fmt.Sprintf(", KEY k (c1, c2), CONSTRAINT fk%d FOREIGN KEY (up) REFERENCES t%d (id))", i, max(i-1, 0)),
			fmt.Sprintf("CREATE TRIGGER tr%d BEFORE INSERT ON t%d FOR EACH ROW SET NEW.c1 = trim(NEW.c1)", i, i))
	}
	from, into := open(t, a), open(t, b)
	measure := func(what string, act func()) {
		began := time.Now()
		act()
		t.Logf("%s: %d ms", what, time.Since(began).Milliseconds())
	}
	var want lockstep.State
	measure("capture", func() { want = connecttest.Capture(t, from) })
	measure("capture again", func() { want = connecttest.Capture(t, from) })
	measure("promote into an empty database", func() { move(t, into, want) })
	a.Exec(t, "ALTER TABLE t7 ADD COLUMN added int")
	measure("promote one table", func() { move(t, into, connecttest.Capture(t, from)) })
}
