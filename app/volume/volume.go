// Package volume tells what may still be written where a folder is, and whose clock dates its files.
package volume

import "lockstep/app/lockstep"

// Room is what may still be written on the disk of a folder.
func Room(folder string) lockstep.Room { return room(folder) }

// Clock is the clock that dates the files of a folder. That of a disk of this computer is this computer's own. A disk of the
// network goes by its server's, or by this one's, whichever the protocol says: that shows only when a file is written, and a
// survey writes none.
func Clock(folder string) lockstep.Clock {
	if local(folder) {
		return lockstep.Clock{Known: true, Own: true}
	}
	return lockstep.Clock{}
}
