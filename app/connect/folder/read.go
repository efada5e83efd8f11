package folder

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"lockstep/app/lockstep"
)

// attempts is how often a file that changes while it is read is read.
const attempts = 3

// disk reads by slash paths; it is the plain file system, or an os.Root.
type disk struct {
	full     func(name string) string // for messages
	lstat    func(name string) (fs.FileInfo, error)
	readlink func(name string) (string, error)
	open     func(name string) (*os.File, error) // without following a link in the last part
}

func (s site) disk() disk {
	return disk{
		full:     s.full,
		lstat:    func(name string) (fs.FileInfo, error) { return os.Lstat(s.full(name)) },
		readlink: func(name string) (string, error) { return os.Readlink(s.full(name)) },
		open:     func(name string) (*os.File, error) { return os.OpenFile(s.full(name), os.O_RDONLY|openFlags, 0) },
	}
}

// content is what an item holds of a file.
type content struct {
	mode  lockstep.Mode
	body  lockstep.Body
	later bool   // the body is read again when it is asked for; otherwise it lies in the scratch
	mark  uint64 // 0 for none
}

// errChanged says that a file was changed while it was read.
var errChanged = errors.New("changed while it was read")

// read gives the content of a file or link. What is small is read into scratch, which grows as needed and is the
// caller's to use again. A file that does not hold still is a Conflict. An error of a file that is no longer there is
// fs.ErrNotExist.
func read(ctx context.Context, d disk, name string, info fs.FileInfo, scratch *[]byte) (content, error) {
	for range attempts {
		c, err := readOnce(ctx, d, name, info, scratch)
		if !errors.Is(err, errChanged) {
			return c, err
		}
		if info, err = d.lstat(name); err != nil {
			return content{}, unreadable(d.full(name), err)
		}
	}
	return content{}, lockstep.Errorf(lockstep.Conflict, "%s was changed again and again while it was read. Wait until nobody writes it, then try again.", d.full(name))
}

func readOnce(ctx context.Context, d disk, name string, info fs.FileInfo, scratch *[]byte) (content, error) {
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := d.readlink(name)
		if err != nil {
			return content{}, unreadable(d.full(name), err)
		}
		return content{mode: lockstep.Link, body: lockstep.BodyOf([]byte(target))}, nil
	}
	if !info.Mode().IsRegular() {
		return content{}, lockstep.Errorf(lockstep.Conflict, "%s is not a regular file any more. Look what became of it, then try again.", d.full(name))
	}
	began := time.Now()
	f, err := d.open(name)
	if errors.Is(err, syscall.ELOOP) {
		return content{}, errChanged // a link took its place
	}
	if err != nil {
		return content{}, unreadable(d.full(name), err)
	}
	defer f.Close()
	opened, err := f.Stat()
	if err != nil {
		return content{}, unreadable(d.full(name), err)
	}
	if !os.SameFile(info, opened) {
		return content{}, errChanged
	}
	c, err := readBody(ctx, d, name, f, opened, scratch)
	if err != nil {
		return content{}, err
	}
	after, err := f.Stat()
	if err != nil {
		return content{}, unreadable(d.full(name), err)
	}
	if c.body.Size != after.Size() || stamp(opened) != stamp(after) {
		return content{}, errChanged
	}
	c.mode = modeOf(opened)
	if settled(opened, began) {
		c.mark = markOf(opened)
	}
	return c, nil
}

func readBody(ctx context.Context, d disk, name string, f *os.File, info fs.FileInfo, scratch *[]byte) (content, error) {
	// One byte more than the file had shows that it grew.
	limited := &io.LimitedReader{R: f, N: info.Size() + 1}
	if info.Size() <= atHand {
		if int64(cap(*scratch)) <= info.Size() {
			*scratch = make([]byte, 2*info.Size()+4096)
		}
		b, err := readWhole(limited, (*scratch)[:info.Size()+1])
		if err != nil {
			return content{}, unreadable(d.full(name), err)
		}
		return content{body: lockstep.BodyOf(b)}, nil
	}
	h := sha256.New()
	n, err := io.Copy(h, readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return limited.Read(p)
	}))
	if ctx.Err() != nil {
		return content{}, ctx.Err()
	}
	if err != nil {
		return content{}, unreadable(d.full(name), err)
	}
	sum := lockstep.DigestFromRaw(h.Sum(nil))
	return content{body: readLater(d, name, lockstep.Body{Digest: sum, Size: n}), later: true}, nil
}

// readLater gives a body whose bytes are read again when they are asked for.
func readLater(d disk, name string, body lockstep.Body) lockstep.Body {
	sum := body.Digest
	return lockstep.CheckedBody(sum, body.Size, func() ([]byte, error) { return again(d, name, sum) })
}

// again reads a large file a second time, when its bytes are asked for.
func again(d disk, name string, sum lockstep.Digest) ([]byte, error) {
	changed := lockstep.Errorf(lockstep.Conflict, "%s has changed since it was read. Try again.", d.full(name))
	f, err := d.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, changed
	}
	if err != nil {
		return nil, unreadable(d.full(name), err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, unreadable(d.full(name), err)
	}
	if info.Size() > largest {
		return nil, changed
	}
	b, err := readWhole(f, make([]byte, info.Size()+1))
	if err != nil {
		return nil, unreadable(d.full(name), err)
	}
	if lockstep.DigestOf(b) != sum {
		return nil, changed
	}
	return b, nil
}

// readWhole reads to the end, or until b is full.
func readWhole(r io.Reader, b []byte) ([]byte, error) {
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return b[:n], err
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(p []byte) (int, error) { return r(p) }
