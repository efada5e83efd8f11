package store

import (
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// purpose is what a connection is for.
type purpose int

const (
	writing purpose = iota
	reading
)

// dsn names the file for SQLite, with every setting in it, since a setting made on a pool reaches one connection only.
// The patience with other processes comes first: what follows may already have to wait.
func dsn(path string, p purpose, summed bool) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/home/catalog.db
	}
	var settings []string
	switch p {
	case writing:
		settings = []string{"journal_mode(WAL)", "foreign_keys(1)", "synchronous(FULL)"}
	case reading:
		settings = []string{"query_only(1)"}
	}
	query := url.Values{"_pragma": append([]string{"busy_timeout(5000)"}, settings...), "_dqs": {"0"}}
	if summed {
		query.Set("vfs", vfsName)
	}
	switch p {
	case writing:
		query.Set("mode", "rw")
		query.Set("_txlock", "immediate")
	case reading:
		query.Set("mode", "ro")
	}
	file := url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}
	return file.String()
}
