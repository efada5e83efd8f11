package volume

import "golang.org/x/sys/unix"

func local(folder string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(folder, &stat) == nil && stat.Flags&unix.MNT_LOCAL != 0
}
