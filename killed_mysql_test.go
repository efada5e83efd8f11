//go:build linux && !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/sqldb/mysql/mytest"
)

// fair has a foreign key of a table that stays as it is, which is in the way of the column that it refers to.
var fair = []string{"CREATE TABLE goods (id int PRIMARY KEY, code varchar(10), UNIQUE KEY code (code)) DEFAULT CHARSET utf8mb4",
	"CREATE TABLE stalls (id int PRIMARY KEY, code varchar(10), CONSTRAINT sells FOREIGN KEY (code) REFERENCES goods (code)) DEFAULT CHARSET utf8mb4",
	"CREATE TRIGGER `trimmed` BEFORE INSERT ON `goods` FOR EACH ROW SET NEW.code = TRIM(NEW.code)"}

// between is a home from which a MariaDB is promoted to another one, which it comes to by a port.
func between(t *testing.T, source, target *mytest.Database, port string) victim {
	t.Helper()
	dir := t.TempDir()
	v := victim{t: t, home: filepath.Join(dir, "home")}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(mytest.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	add := func(name, role, database, port string, more ...string) {
		v.does(nil, append([]string{"env", "add", name, "--project", "shop", "--role", role, "--kind", "mysql", "--set", "host=" + source.Host, "--set", "port=" + port, "--set", "tls=off",
			"--set", "database=" + database, "--set", "user=" + mytest.User, "--secret", "password=@" + password}, more...)...)
	}
	v.does(nil, "project", "add", "shop")
	add("dev", "development", source.Name, source.Port)
	add("qa", "test", target.Name, port, "--after", "dev")
	return v
}

// A promotion to a MariaDB whose connection is cut at any statement ends exactly as it was to end, or as it began, with the foreign keys
// that it had to go around.
func TestAPromotionToAMariaDBThatIsCutIsBroughtToAnEnd(t *testing.T) {
	source := mytest.Start(t)
	source.Exec(t, fair...)
	source.Exec(t, "ALTER TABLE stalls DROP FOREIGN KEY sells", "ALTER TABLE goods MODIFY code varchar(20) NOT NULL, ADD COLUMN price int",
		"ALTER TABLE stalls ADD CONSTRAINT sells FOREIGN KEY (code) REFERENCES goods (code)", "DROP TRIGGER trimmed", "CREATE TABLE tents (id int PRIMARY KEY, code varchar(20), FOREIGN KEY (code) REFERENCES goods (code))")
	for at, cut := 1, true; cut; at++ {
		for n, answer := range []string{"continue", "undo"} {
			t.Run(fmt.Sprintf("%s at %d", answer, at), func(t *testing.T) {
				target := mytest.New(t)
				target.Exec(t, fair...)
				target.Exec(t, "INSERT INTO goods VALUES (1, 'a')", "INSERT INTO stalls VALUES (1, 'a')")
				end := [2]string{source.Dump(t), target.Dump(t)}[n]
				proxy := mytest.Between(t, target, at)
				v := between(t, source, target, proxy.Port)
				if said, err := v.command(promotion...).CombinedOutput(); err == nil && proxy.Cut() && v.open() != 0 {
					t.Errorf("it was not told: %s", said)
				}
				cut = proxy.Cut()
				if number := v.open(); number != 0 {
					v.does(nil, "run", answer, strconv.Itoa(number))
				} else {
					end = source.Dump(t) // the last answer alone was lost
				}
				if diff := cmp.Diff(end, target.Dump(t)); diff != "" || v.open() != 0 {
					t.Errorf("run %d is open; %s", v.open(), diff)
				}
			})
		}
	}
}

// What a promotion to a MariaDB takes from rows is saved before. Where it is cut after that undoing puts it back, and where it came to
// its end rolling back does, also where that is cut itself and continued.
func TestWhatAPromotionToAMariaDBSavedComesBack(t *testing.T) {
	source := mytest.Start(t)
	source.Exec(t, fair...)
	for at, cut := 2, true; cut; at += 5 {
		t.Run(strconv.Itoa(at), func(t *testing.T) {
			target := mytest.New(t)
			target.Exec(t, fair...)
			target.Exec(t, "ALTER TABLE goods ADD COLUMN price decimal(9,2) NOT NULL", "CREATE TABLE tents (id int PRIMARY KEY, code varchar(10), FOREIGN KEY (code) REFERENCES goods (code))",
				"INSERT INTO goods VALUES (1, 'a', 7.25), (2, 'b', 9)", "INSERT INTO stalls VALUES (1, 'a')", "INSERT INTO tents VALUES (4, 'b'), (5, NULL)")
			proxy, before := mytest.Between(t, target, at), target.DumpAll(t)
			v := between(t, source, target, proxy.Port)
			_ = v.command(append(promotion, "--save-loss")...).Run() // it is cut, or not
			if number := v.open(); number != 0 {
				v.does(nil, "run", "undo", strconv.Itoa(number))
			} else {
				_ = v.command("rollback", "qa", "--accept-loss").Run() // it is cut, or not
			}
			if number := v.open(); number != 0 {
				v.does(nil, "run", "continue", strconv.Itoa(number))
			} else if before != target.DumpAll(t) { // it was cut before it began
				v.does(nil, "rollback", "qa", "--accept-loss")
			}
			cut = proxy.Cut()
			if diff := cmp.Diff(before, target.DumpAll(t)); diff != "" || v.open() != 0 {
				t.Errorf("run %d is open; %s", v.open(), diff)
			}
		})
	}
}
