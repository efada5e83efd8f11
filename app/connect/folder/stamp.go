package folder

import (
	"io/fs"
	"strconv"
)

// stamp is what the file system says about a file: it changes whenever the content or the mode does.
func stamp(info fs.FileInfo) string {
	var room [160]byte
	b := append(room[:0], info.Mode().String()...)
	for _, n := range append([]int64{info.Size(), info.ModTime().UnixNano()}, identity(info)...) {
		b = strconv.AppendInt(append(b, ' '), n, 10)
	}
	return string(b)
}
