//go:build schemas

package mysql_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql/mytest"
)

// asSeen are the statements of a dump without how a trigger was written down: in which character set, and with which white space,
// which MariaDB keeps in its head as somebody wrote it.
func asSeen(dump string) []string {
	set := regexp.MustCompile(`/\*!50003 SET [^;]*;`)
	head := regexp.MustCompile(`(?is)/\*!50003 CREATE\*/ /\*!50003 trigger .*?for each row\s`)
	text := head.ReplaceAllString(set.ReplaceAllString(dump, ""), "trigger ")
	all := strings.Split(strings.Join(strings.Fields(text), " "), ";")
	slices.Sort(all)
	return all
}

// Schemas of real programs, which build/schemas.sh puts into the folder that LOCKSTEP_SCHEMAS names, come to an empty database
// whole, as MariaDB's own tool sees it; then all of them go again. MariaDB's client reads them, as they change its delimiter.
func TestSchemasOfRealPrograms(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(os.Getenv("LOCKSTEP_SCHEMAS"), "mysql", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no schemas: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, b := mytest.New(t), mytest.New(t)
			client := exec.Command("mariadb", "--no-defaults", "-h", a.Host, "-P", a.Port, "-u", mytest.User, "-p"+mytest.Password, a.Name)
			client.Stdin = strings.NewReader(string(text))
			if out, err := client.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			from, into := open(t, a), open(t, b)
			state, empty := connecttest.Capture(t, from), connecttest.Capture(t, into)
			t.Logf("%d objects", state.Count())
			if state.Count() == 0 {
				t.Fatal("it holds nothing")
			}
			for _, left := range state.Omitted() {
				t.Errorf("%s is left out: %s", left.Key, left.Why)
			}
			move(t, into, state)
			sameTexts(t, state, connecttest.Capture(t, into))
			if diff := cmp.Diff(asSeen(quiet(t, a)), asSeen(quiet(t, b))); diff != "" {
				t.Error(diff)
			}
			move(t, into, empty)
			sameTexts(t, empty, connecttest.Capture(t, into))
		})
	}
}
