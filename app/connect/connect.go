// Package connect lists the kinds of connectors that the program has.
package connect

import (
	"lockstep/app/connect/folder"
	"lockstep/app/lockstep"
)

// All gives the drivers, in the order in which they are offered.
func All() []lockstep.Driver {
	return []lockstep.Driver{folder.Driver()}
}
