package snapshots

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// This is a reader of ZIP files for files of unknown origin. It is stricter than a general one: every list is bounded
// before it is read, what the two headers of an entry say must agree, and no two entries may share a byte.

// The bounds of a ZIP file, of whichever format its archive is.
const (
	maxZipEntries = maxBackupBlobs + 2*maxBackupTables + 2
	maxZipName    = 1024
)

// The signatures and sizes of the parts of a ZIP file.
const (
	zipLocal, zipLocalSize         = 0x04034b50, 30
	zipCentral, zipCentralSize     = 0x02014b50, 46
	zipEnd, zipEndSize             = 0x06054b50, 22
	zip64End, zip64EndSize         = 0x06064b50, 56
	zip64Locator, zip64LocatorSize = 0x07064b50, 20
	zip64Extra                     = 1
)

const (
	zipEncrypted  = 1 << 0
	zipDescriptor = 1 << 3 // the sizes follow the content
)

const (
	zipStored   = 0
	zipDeflated = 8
)

// entry is a file in a ZIP file.
type entry struct {
	name         string
	flags        uint16
	method       uint16
	crc          uint32
	packed, size int64
	header, data int64 // where they begin
	mode         uint32
}

// zipFile reads one ZIP file.
type zipFile struct {
	r    io.ReaderAt
	size int64
}

// cut is the refusal of a file that does not hold what it should.
func cut(format string, args ...any) error {
	return lockstep.Errorf(lockstep.Corrupt, "The archive is damaged or was cut short: %s. Nothing was taken from it. Get the file again.", fmt.Sprintf(format, args...))
}

// harmful is the refusal of a file that no well-meaning program wrote.
func harmful(format string, args ...any) error {
	return lockstep.Errorf(lockstep.Invalid, "The archive is not one that Lockstep wrote: %s. Nothing was taken from it. Ask whoever gave it to you for the file that Lockstep exported.", fmt.Sprintf(format, args...))
}

var errShort = errors.New("the file is shorter than that")

func (z zipFile) read(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || at > z.size-n {
		return nil, errShort
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(z.r, at, n), b); err != nil {
		return nil, err
	}
	return b, nil
}

// directory is where the list of entries lies.
type directory struct{ count, offset, size int64 }

// directory finds the list of entries from the end of the file.
func (z zipFile) directory() (directory, error) {
	n := min(z.size, zipEndSize+math.MaxUint16)
	tail, err := z.read(z.size-n, n)
	if err != nil {
		return directory{}, cut("it cannot be read to its end")
	}
	for i := len(tail) - zipEndSize; i >= 0; i-- {
		end := tail[i:]
		if binary.LittleEndian.Uint32(end) != zipEnd || int(binary.LittleEndian.Uint16(end[20:])) != len(end)-zipEndSize {
			continue
		}
		d := directory{
			count:  int64(binary.LittleEndian.Uint16(end[10:])),
			size:   int64(binary.LittleEndian.Uint32(end[12:])),
			offset: int64(binary.LittleEndian.Uint32(end[16:])),
		}
		at := z.size - n + int64(i)
		if d.count == math.MaxUint16 || d.size == math.MaxUint32 || d.offset == math.MaxUint32 {
			if d, at, err = z.directory64(at); err != nil {
				return d, err
			}
		}
		switch {
		case d.count < 0 || d.count > maxZipEntries:
			return d, harmful("it says that it holds %d files, and %d are the most", uint64(d.count), maxZipEntries)
		case d.offset < 0 || d.size < 0 || d.offset > at || d.size != at-d.offset:
			return d, cut("its list of files is not where it should be")
		case d.size > d.count*(zipCentralSize+3*math.MaxUint16):
			return d, harmful("its list of files is longer than its number of files allows")
		}
		return d, nil
	}
	return directory{}, cut("the list of its files, which is at the end, is missing")
}

// directory64 reads the larger form, which lies just before the end record at the given place.
func (z zipFile) directory64(end int64) (directory, int64, error) {
	locator, err := z.read(end-zip64LocatorSize, zip64LocatorSize)
	if err != nil || binary.LittleEndian.Uint32(locator) != zip64Locator {
		return directory{}, 0, cut("its list of files is not where it should be")
	}
	at := int64(binary.LittleEndian.Uint64(locator[8:]))
	record, err := z.read(at, zip64EndSize)
	if err != nil || binary.LittleEndian.Uint32(record) != zip64End || at > end-zip64LocatorSize-zip64EndSize {
		return directory{}, 0, cut("its list of files is not where it should be")
	}
	return directory{
		count:  int64(binary.LittleEndian.Uint64(record[32:])),
		size:   int64(binary.LittleEndian.Uint64(record[40:])),
		offset: int64(binary.LittleEndian.Uint64(record[48:])),
	}, at, nil
}

// entries reads the list of entries and holds every one to its own header.
func (z zipFile) entries() ([]entry, error) {
	d, err := z.directory()
	if err != nil {
		return nil, err
	}
	section := bufio.NewReader(io.NewSectionReader(z.r, d.offset, d.size))
	entries := make([]entry, 0, min(d.count, d.size/zipCentralSize))
	for range d.count {
		e, err := readCentral(section)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if _, err := section.ReadByte(); err != io.EOF {
		return nil, cut("its list of files is longer than it says")
	}
	for i := range entries {
		if err := z.locate(&entries[i]); err != nil {
			return nil, err
		}
	}
	return entries, z.apart(entries, d.offset)
}

// readCentral reads one line of the list of entries.
func readCentral(r *bufio.Reader) (entry, error) {
	var h [zipCentralSize]byte
	if _, err := io.ReadFull(r, h[:]); err != nil || binary.LittleEndian.Uint32(h[:]) != zipCentral {
		return entry{}, cut("its list of files does not read as one")
	}
	e := entry{
		flags:  binary.LittleEndian.Uint16(h[8:]),
		method: binary.LittleEndian.Uint16(h[10:]),
		crc:    binary.LittleEndian.Uint32(h[16:]),
		packed: int64(binary.LittleEndian.Uint32(h[20:])),
		size:   int64(binary.LittleEndian.Uint32(h[24:])),
		mode:   binary.LittleEndian.Uint32(h[38:]) >> 16,
		header: int64(binary.LittleEndian.Uint32(h[42:])),
	}
	nameSize, extraSize, commentSize := binary.LittleEndian.Uint16(h[28:]), binary.LittleEndian.Uint16(h[30:]), binary.LittleEndian.Uint16(h[32:])
	if nameSize > maxZipName {
		return entry{}, harmful("the name of a file in it is %d characters long", nameSize)
	}
	name, extra := make([]byte, nameSize), make([]byte, extraSize)
	if _, err := io.ReadFull(r, name); err != nil {
		return entry{}, cut("its list of files ends too early")
	}
	if _, err := io.ReadFull(r, extra); err != nil {
		return entry{}, cut("its list of files ends too early")
	}
	if _, err := r.Discard(int(commentSize)); err != nil {
		return entry{}, cut("its list of files ends too early")
	}
	e.name = string(name)
	return e, e.enlarge(extra)
}

// enlarge takes the sizes that do not fit the list from the extra field of the larger form.
func (e *entry) enlarge(extra []byte) error {
	for len(extra) >= 4 {
		tag, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; n > len(extra) {
			break
		}
		field := extra[:n]
		extra = extra[n:]
		if tag != zip64Extra {
			continue
		}
		for _, value := range []*int64{&e.size, &e.packed, &e.header} {
			if *value == math.MaxUint32 && len(field) >= 8 {
				*value = int64(binary.LittleEndian.Uint64(field))
				field = field[8:]
			}
		}
	}
	if e.size < 0 || e.packed < 0 || e.header < 0 {
		return harmful("the sizes of %q make no sense", e.name)
	}
	return nil
}

// locate finds where the content of an entry begins, and compares what its own header says with what the list says.
func (z zipFile) locate(e *entry) error {
	h, err := z.read(e.header, zipLocalSize)
	if err != nil || binary.LittleEndian.Uint32(h) != zipLocal {
		return cut("%q is not where the list of files says", e.name)
	}
	nameSize, extraSize := int64(binary.LittleEndian.Uint16(h[26:])), int64(binary.LittleEndian.Uint16(h[28:]))
	name, err := z.read(e.header+zipLocalSize, nameSize)
	if err != nil {
		return cut("%q is not where the list of files says", e.name)
	}
	e.data = e.header + zipLocalSize + nameSize + extraSize
	if e.data > z.size || e.packed > z.size-e.data {
		return cut("%q reaches beyond the end", e.name)
	}
	flags := binary.LittleEndian.Uint16(h[6:])
	agree := string(name) == e.name && flags == e.flags && binary.LittleEndian.Uint16(h[8:]) == e.method
	if flags&zipDescriptor == 0 {
		for _, pair := range [][2]int64{
			{int64(binary.LittleEndian.Uint32(h[14:])), int64(e.crc)},
			{int64(binary.LittleEndian.Uint32(h[18:])), e.packed},
			{int64(binary.LittleEndian.Uint32(h[22:])), e.size},
		} {
			agree = agree && (pair[0] == pair[1] || pair[0] == math.MaxUint32)
		}
	}
	if !agree {
		return harmful("the list of files and the header of %q say different things about it", e.name)
	}
	return nil
}

// apart refuses entries that share bytes: a small file could unfold to anything with those.
func (z zipFile) apart(entries []entry, end int64) error {
	order := make([]*entry, len(entries))
	for i := range entries {
		order[i] = &entries[i]
	}
	slices.SortFunc(order, func(a, b *entry) int { return int(min(max(a.header-b.header, -1), 1)) })
	for i, e := range order {
		next := end
		if i+1 < len(order) {
			next = order[i+1].header
		}
		if e.data+e.packed > next {
			return harmful("%q shares its place with another file", e.name)
		}
	}
	return nil
}

// check refuses an entry that no archive holds.
func (e entry) check() error {
	const kind, regular = 0o170000, 0o100000
	switch {
	case e.flags&zipEncrypted != 0:
		return harmful("%q is encrypted", e.name)
	case e.method != zipStored && e.method != zipDeflated:
		return harmful("%q is compressed in a way that Lockstep does not use", e.name)
	case e.method == zipStored && e.packed != e.size:
		return harmful("the sizes of %q contradict each other", e.name)
	case e.mode&kind != 0 && e.mode&kind != regular:
		return harmful("%q is not a file but a link, a folder or a device", e.name)
	case e.size > maxBody:
		return harmful("%q says that it is %d MiB large, and %d are the most", e.name, e.size>>20, maxBody>>20)
	}
	return wrongPath(e.name)
}

// wrongPath refuses a path that would lead elsewhere when it is unpacked, on whatever system.
func wrongPath(name string) error {
	switch {
	case name == "" || strings.HasSuffix(name, "/"):
		return harmful("it holds %q, which is not a file", name)
	case strings.HasPrefix(name, "/"):
		return harmful("the path %q leads out of it", name)
	case strings.ContainsAny(name, `\:`):
		return harmful("the path %q holds a backslash or a colon", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." {
			return harmful("the path %q leads out of it", name)
		}
	}
	for _, r := range name {
		if r < 0x20 || r > 0x7e {
			return harmful("the path %q holds a character that is not plain", name)
		}
	}
	return nil
}

// content gives what an entry unfolds to, and not a byte more than it says.
func (z zipFile) content(e entry) io.Reader {
	packed := io.NewSectionReader(z.r, e.data, e.packed)
	var r io.Reader = packed
	if e.method == zipDeflated {
		r = flate.NewReader(bufio.NewReader(packed))
	}
	return &exactly{r: r, left: e.size, sum: e.crc, name: e.name}
}

// all reads the whole content of an entry whose size was checked before.
func (z zipFile) all(e entry) ([]byte, error) {
	b := make([]byte, e.size)
	r := z.content(e)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return nil, err
	}
	return b, nil
}

// exactly reads as many bytes as an entry says that it has; one that has more or fewer, or other ones, is an error.
type exactly struct {
	r    io.Reader
	left int64
	crc  uint32
	sum  uint32
	name string
}

func (x *exactly) Read(b []byte) (int, error) {
	if x.left == 0 {
		return 0, x.end()
	}
	n, err := x.r.Read(b[:min(int64(len(b)), x.left)])
	x.crc = crc32.Update(x.crc, crc32.IEEETable, b[:n])
	x.left -= int64(n)
	if err == io.EOF && x.left == 0 {
		return n, x.end()
	}
	if err == io.EOF {
		return n, cut("%q is shorter than it says", x.name)
	}
	if err != nil {
		return n, caused(err, lockstep.Corrupt, "The archive is damaged: %q does not unfold. Nothing was taken from it. Get the file again.", x.name)
	}
	return n, nil
}

func (x *exactly) end() error {
	var more [1]byte
	n, err := io.ReadFull(x.r, more[:])
	switch {
	case n != 0:
		return harmful("%q is longer than it says", x.name)
	case err != io.EOF:
		return cut("%q does not unfold to its end", x.name)
	}
	if x.crc != x.sum {
		return cut("the content of %q is not what was put in", x.name)
	}
	return io.EOF
}
