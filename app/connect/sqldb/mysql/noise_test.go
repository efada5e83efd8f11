package mysql_test

import (
	"fmt"
	"testing"

	"lockstep/app/connect/sqldb/mysql"
)

func TestWhatTheServerFillsItself(t *testing.T) {
	d := keeping(t, []string{"flags(name)", "rates", "groups(name)", "members"},
		"CREATE TABLE flags (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, at timestamp DEFAULT current_timestamp(), changed datetime NULL ON UPDATE current_timestamp(), sure int DEFAULT 1)",
		"CREATE TABLE rates (country char(2), region char(2), changed datetime DEFAULT now(), PRIMARY KEY (country, region))",
		"CREATE TABLE `groups` (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) UNIQUE)", "CREATE TABLE members (name varchar(20) PRIMARY KEY, `group` int, FOREIGN KEY (`group`) REFERENCES `groups` (id))")
	var got []string
	for _, n := range mysql.Driver().Noise(d.slot, d.capture(t)) {
		got = append(got, n.Items.Name+n.Place+" "+n.Why)
	}
	const want = "[flags/*/id is numbered by the database flags/*/at is a time that the database sets flags/*/changed is a time that the database sets rates/*/*/changed is a time that the database sets]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}
