package volume

import (
	"slices"

	"golang.org/x/sys/unix"
)

// ceph and lustre are numbers of their kernel modules, which x/sys does not have.
const (
	ceph   = 0x00c36400
	lustre = 0x0bd00bd0
)

// local says that the disk is this computer's, as far as its kind tells: FUSE may lead anywhere.
func local(folder string) bool {
	var stat unix.Statfs_t
	if unix.Statfs(folder, &stat) != nil {
		return false
	}
	return !slices.Contains([]uint32{
		unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.V9FS_MAGIC,
		unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC, unix.CODA_SUPER_MAGIC, unix.NCP_SUPER_MAGIC, unix.FUSE_SUPER_MAGIC, ceph, lustre,
	}, uint32(stat.Type))
}
