// Package connect lists the kinds of connectors that the program has.
package connect

import (
	"lockstep/app/connect/folder"
	"lockstep/app/connect/httpapi"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/sqlite"
	"lockstep/app/lockstep"
)

// All gives the drivers, in the order in which they are offered. home is Lockstep's own folder, with its catalog and its key: no
// connector touches it.
func All(home string) []lockstep.Driver {
	return []lockstep.Driver{folder.Driver(home), pocketbase.Driver(), postgres.Driver(), mysql.Driver(), sqlite.Driver(home), httpapi.Driver()}
}
