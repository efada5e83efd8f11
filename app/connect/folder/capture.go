package folder

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

const (
	// largest is the size of the largest file that is an item.
	largest = 64 << 20
	// atHand is the size up to which a body is kept in memory, and allAtHand that of all bodies of a capture together: the
	// others are read again when they are asked for.
	atHand    = 1 << 20
	allAtHand = 16 << 20
	// attempts is how often a file that changes while it is read is read.
	attempts = 3
)

const tooLarge = "it is larger than 64 MiB"

// Capture reads the folder: each file is an item, and so is each object of the model file.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	s, err := c.site()
	if err != nil {
		return lockstep.State{}, err
	}
	var items []lockstep.Item
	var omitted []lockstep.Omitted
	kept := int64(0)
	omit := func(name, why string) {
		omitted = append(omitted, lockstep.Omitted{Key: c.key(name), Why: why})
	}
	err = c.walk(ctx, s, func(f found) error {
		if f.name == c.model {
			objects, err := c.readModel(ctx, s, f)
			items = append(items, objects...)
			return err
		}
		if why := unfit(f.info); why != "" {
			omit(f.name, why)
			return nil
		}
		content, err := read(ctx, s.disk(), f.disk, f.info)
		if err != nil {
			return gone(s.file == "", err, err)
		}
		if kept += content.body.Size; kept > allAtHand {
			content.body = readLater(s.disk(), f.disk, content.body)
		}
		items = append(items, c.item(f.name, content))
		return nil
	}, omit)
	if err != nil {
		return lockstep.State{}, fmt.Errorf("capture folder: %w", err)
	}
	return lockstep.NewState(items, omitted)
}

func (c *connector) item(name string, content content) lockstep.Item {
	return lockstep.Item{Key: c.key(name), Part: lockstep.Configuration, Mode: content.mode, Body: content.body}
}

// readModel gives the items of the model file. Where they cannot be told apart the folder cannot be captured: leaving
// the model out would make every object look removed.
func (c *connector) readModel(ctx context.Context, s site, f found) ([]lockstep.Item, error) {
	refuse := func(what string) error {
		return lockstep.Errorf(lockstep.Invalid, "The model file %s %s. Mend it, or name another model file, or none, in the slot's settings.", s.full(f.disk), what)
	}
	switch why := unfit(f.info); {
	case why != "":
		return nil, refuse("cannot be read, as " + why)
	case f.info.IsDir():
		return nil, refuse("is a folder")
	case !f.info.Mode().IsRegular():
		return nil, refuse("is a link, which is never followed")
	}
	content, err := read(ctx, s.disk(), f.disk, f.info)
	if err != nil {
		return nil, gone(s.file == "", err, err)
	}
	doc, err := content.body.Bytes()
	if err != nil {
		return nil, err
	}
	items, err := c.place().Items(doc, content.mode)
	var syntax *jsonmodel.SyntaxError
	if errors.As(err, &syntax) {
		return nil, refuse("cannot be read: " + syntax.Error())
	}
	return items, err
}

// unfit says why something in the folder cannot be an item; "" for what can, and for folders.
func unfit(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsRegular() && info.Size() > largest:
		return tooLarge
	case mode.IsRegular(), mode.IsDir(), mode&fs.ModeSymlink != 0:
		return ""
	case mode&fs.ModeSocket != 0:
		return "it is a socket"
	case mode&fs.ModeNamedPipe != 0:
		return "it is a named pipe"
	case mode&fs.ModeDevice != 0:
		return "it is a device"
	}
	return "it is not a regular file"
}

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
	mode lockstep.Mode
	body lockstep.Body
}

// errChanged says that a file was changed while it was read.
var errChanged = errors.New("changed while it was read")

// read gives the content of a file or link. A file that does not hold still is a Conflict. An error of a file that is
// no longer there is fs.ErrNotExist.
func read(ctx context.Context, d disk, name string, info fs.FileInfo) (content, error) {
	for range attempts {
		c, err := readOnce(ctx, d, name, info)
		if !errors.Is(err, errChanged) {
			return c, err
		}
		if info, err = d.lstat(name); err != nil {
			return content{}, unreadable(d.full(name), err)
		}
	}
	return content{}, lockstep.Errorf(lockstep.Conflict, "%s was changed again and again while it was read. Wait until nobody writes it, then try again.", d.full(name))
}

func readOnce(ctx context.Context, d disk, name string, info fs.FileInfo) (content, error) {
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
	body, err := readBody(ctx, d, name, f, opened)
	if err != nil {
		return content{}, err
	}
	after, err := f.Stat()
	if err != nil {
		return content{}, unreadable(d.full(name), err)
	}
	if body.Size != after.Size() || stamp(opened) != stamp(after) {
		return content{}, errChanged
	}
	return content{mode: modeOf(opened), body: body}, nil
}

func readBody(ctx context.Context, d disk, name string, f *os.File, info fs.FileInfo) (lockstep.Body, error) {
	// One byte more than the file had shows that it grew.
	limited := &io.LimitedReader{R: f, N: info.Size() + 1}
	if info.Size() <= atHand {
		b, err := readWhole(limited, info.Size()+1)
		if err != nil {
			return lockstep.Body{}, unreadable(d.full(name), err)
		}
		return lockstep.BodyOf(b), nil
	}
	h := sha256.New()
	n, err := io.Copy(h, readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return limited.Read(p)
	}))
	if ctx.Err() != nil {
		return lockstep.Body{}, ctx.Err()
	}
	if err != nil {
		return lockstep.Body{}, unreadable(d.full(name), err)
	}
	sum := lockstep.DigestFromRaw(h.Sum(nil))
	return readLater(d, name, lockstep.Body{Digest: sum, Size: n}), nil
}

// readLater gives a body whose bytes are read again when they are asked for.
func readLater(d disk, name string, body lockstep.Body) lockstep.Body {
	sum := body.Digest
	return lockstep.LazyBody(sum, body.Size, func() ([]byte, error) { return again(d, name, sum) })
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
	b, err := readWhole(f, info.Size()+1)
	if err != nil {
		return nil, unreadable(d.full(name), err)
	}
	if lockstep.DigestOf(b) != sum {
		return nil, changed
	}
	return b, nil
}

// readWhole reads to the end, or so many bytes at most. It takes no more memory than that at once, and takes it once.
func readWhole(r io.Reader, most int64) ([]byte, error) {
	b := make([]byte, most)
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return b[:n], err
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(p []byte) (int, error) { return r(p) }

func modeOf(info fs.FileInfo) lockstep.Mode {
	if runnable(info.Mode()) {
		return lockstep.Executable
	}
	return lockstep.Plain
}

// Fingerprint is made of what the file system says about each file; nothing is opened.
func (c *connector) Fingerprint(ctx context.Context) (string, error) {
	s, err := c.site()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	err = c.walk(ctx, s, func(f found) error {
		fmt.Fprintf(h, "%q %s\n", f.name, stamp(f.info))
		return nil
	}, func(name, why string) { fmt.Fprintf(h, "%q %s\n", name, why) })
	if err != nil {
		return "", fmt.Errorf("look over folder: %w", err)
	}
	return string(lockstep.DigestFromRaw(h.Sum(nil))), nil
}
