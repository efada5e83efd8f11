package volume

import (
	"golang.org/x/sys/windows"

	"lockstep/app/lockstep"
)

func room(folder string) lockstep.Room {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return lockstep.Room{}
	}
	var free uint64
	if windows.GetDiskFreeSpaceEx(path, &free, nil, nil) != nil {
		return lockstep.Room{}
	}
	return lockstep.Room{Known: true, Bytes: int64(free), Files: -1, Disk: root(folder)}
}

func local(folder string) bool {
	at, err := windows.UTF16PtrFromString(root(folder))
	if err != nil {
		return false
	}
	switch windows.GetDriveType(at) {
	case windows.DRIVE_FIXED, windows.DRIVE_REMOVABLE, windows.DRIVE_RAMDISK:
		return true
	}
	return false
}

// root is where the disk of a folder begins; "" where that is not known.
func root(folder string) string {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return ""
	}
	var at [windows.MAX_LONG_PATH]uint16
	if windows.GetVolumePathName(path, &at[0], uint32(len(at))) != nil {
		return ""
	}
	return windows.UTF16ToString(at[:])
}
