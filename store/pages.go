package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite "modernc.org/sqlite/lib"
)

// Every page of a catalog ends with a sum of the rest of it: SQLite leaves room for it (the reserved bytes of a page,
// https://www.sqlite.org/fileformat.html), and this file lays it in whenever a page is written to the catalog's file. SQLite
// never looks at it, and neither does reading: what is damaged is found by what is sealed there, or is harmless. Verifying
// compares all pages with their sums, so that it finds every bit that has turned, also where nothing is stored.
//
// It is a VFS (https://www.sqlite.org/vfs.html) that is the one of the operating system but for writing pages, as SQLite's
// own cksumvfs is, which the driver does not have.

const (
	pageSize = 1024
	sumSize  = 8
)

// pageSum is the sum of a page of a number (from 1 on): the first bytes of SHA-256 over its number and content.
func pageSum(number int64, page []byte) [sumSize]byte {
	h := sha256.New()
	_ = binary.Write(h, binary.LittleEndian, number) // a hash takes everything
	h.Write(page[:len(page)-sumSize])
	return [sumSize]byte(h.Sum(nil))
}

// seal lays the sum of a page into it.
func seal(number int64, page []byte) {
	sum := pageSum(number, page)
	copy(page[len(page)-sumSize:], sum[:])
}

// sound says that a page is as it was written. One that was never written, as the file grew by more than was needed, is empty.
func sound(number int64, page []byte) bool {
	if len(page) != pageSize {
		return false
	}
	sum := pageSum(number, page)
	return bytes.Equal(sum[:], page[pageSize-sumSize:]) || bytes.Count(page, []byte{0}) == pageSize
}

// vfsName names the VFS to SQLite.
const vfsName = "lockstep"

// The C function pointers that SQLite is handed, and the originals that they call.
type (
	openFunc  = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	writeFunc = func(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32
)

var (
	systemOpen openFunc
	writers    sync.Map // by the methods that a file was given: what wrote before
	methods    sync.Map // by the methods of the system: those that files are given in their place
)

// registerPages makes the VFS known to SQLite, once in a process.
var registerPages = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	system := sqlite.Xsqlite3_vfs_find(tls, 0)
	if system == 0 {
		return fmt.Errorf("SQLite knows no files on this system")
	}
	vfs := duplicate[sqlite.Tsqlite3_vfs](tls, system)
	name, err := libc.CString(vfsName)
	if err != nil {
		return err
	}
	own := at[sqlite.Tsqlite3_vfs](vfs)
	systemOpen = function[openFunc](own.FxOpen)
	own.FzName, own.FpNext, own.FxOpen = name, 0, pointer[openFunc](openPages)
	if rc := sqlite.Xsqlite3_vfs_register(tls, vfs, 0); rc != sqlite.SQLITE_OK {
		return fmt.Errorf("SQLite does not take the files of a catalog (%d)", rc)
	}
	return nil
})

// openPages opens a file as the system does, and sees to it that the pages of a catalog get their sums.
func openPages(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	rc := systemOpen(tls, vfs, name, file, flags, out)
	if rc == sqlite.SQLITE_OK && flags&sqlite.SQLITE_OPEN_MAIN_DB != 0 {
		opened := at[sqlite.Tsqlite3_file](file)
		opened.FpMethods = withSums(tls, opened.FpMethods)
	}
	return rc
}

// withSums gives methods that write as those of the system, with sums.
func withSums(tls *libc.TLS, system uintptr) uintptr {
	if own, ok := methods.Load(system); ok {
		return own.(uintptr)
	}
	own := duplicate[sqlite.Tsqlite3_io_methods](tls, system)
	m := at[sqlite.Tsqlite3_io_methods](own)
	writers.Store(own, function[writeFunc](m.FxWrite))
	m.FxWrite = pointer[writeFunc](writePage)
	first, _ := methods.LoadOrStore(system, own)
	return first.(uintptr)
}

// writePage writes to a catalog. Whole pages are all that SQLite writes there.
func writePage(tls *libc.TLS, file, buffer uintptr, amount int32, offset int64) int32 {
	if amount == pageSize && offset%pageSize == 0 {
		seal(offset/pageSize+1, unsafe.Slice(at[byte](buffer), pageSize))
	}
	write, _ := writers.Load(at[sqlite.Tsqlite3_file](file).FpMethods)
	return write.(writeFunc)(tls, file, buffer, amount, offset)
}

// at is what lies at an address of C memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// duplicate copies a struct of C to memory that is never given back.
func duplicate[T any](tls *libc.TLS, address uintptr) uintptr {
	var zero T
	twin := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(zero)))
	*at[T](twin) = *at[T](address)
	return twin
}

// function makes a C function pointer callable, and pointer is the way back for a function of the package. Both lean on how
// Go lays out func values (https://go.dev/s/go11func), as the driver itself does.
func function[F any](address uintptr) F {
	return *(*F)(unsafe.Pointer(&struct{ uintptr }{address}))
}

func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f F }{f})) }

// emptyCatalog is the one page of a database without tables. What is settled in it cannot be changed later: the size of
// pages, the room for sums, the write-ahead log, and that room which is given back leaves the file.
func emptyCatalog() []byte {
	page := make([]byte, pageSize)
	copy(page, "SQLite format 3\x00")
	put := binary.BigEndian
	put.PutUint16(page[16:], pageSize)
	page[18], page[19] = 2, 2 // written and read with a write-ahead log
	page[20] = sumSize
	page[21], page[22], page[23] = 64, 32, 32
	put.PutUint32(page[24:], 1) // changes
	put.PutUint32(page[28:], 1) // pages
	put.PutUint32(page[44:], 4) // format of the schema
	put.PutUint32(page[52:], 1) // largest root page: not 0, so that the file can shrink
	put.PutUint32(page[56:], 1) // UTF-8
	put.PutUint32(page[64:], 1) // it shrinks when it is asked to
	put.PutUint32(page[68:], applicationID)
	put.PutUint32(page[92:], 1) // the change that the next number is of
	put.PutUint32(page[96:], sqlite.SQLITE_VERSION_NUMBER)
	page[100] = 13 // a leaf of a table, without rows
	put.PutUint16(page[105:], pageSize-sumSize)
	seal(1, page)
	return page
}
