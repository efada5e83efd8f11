package folder

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

const (
	// largest is the size of the largest file that is an item.
	largest = 64 << 20
	// atHand is the size up to which a body is kept in memory, and allAtHand that of all bodies of a capture together: the
	// others are read again when they are asked for.
	atHand    = 1 << 20
	allAtHand = 8 << 20
)

const tooLarge = "it is larger than 64 MiB"

// Capture reads the folder: each file is an item, and so is each object of the model file.
func (c *connector) Capture(ctx context.Context) (lockstep.State, error) {
	state, _, err := c.Recapture(ctx, lockstep.Seen{})
	return state, err
}

// Recapture is Capture. A file of which the file system says the same as when it was seen is not opened.
func (c *connector) Recapture(ctx context.Context, seen lockstep.Seen) (lockstep.State, lockstep.Stamps, error) {
	s, err := c.site()
	if err != nil {
		return lockstep.State{}, nil, err
	}
	r := reading{c: c, site: s, seen: seen,
		stamps: make(lockstep.Stamps, len(seen.Stamps)), items: make([]lockstep.Item, 0, seen.State.Len())}
	if err = c.walk(ctx, s, r.visit, r.omit); err == nil {
		err = r.readAll(ctx)
	}
	if err != nil {
		return lockstep.State{}, nil, fmt.Errorf("capture folder: %w", err)
	}
	state, err := lockstep.NewState(r.items, r.omitted)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	c.seen = make(map[string]sight, len(r.stamps))
	for key, mark := range r.stamps {
		if key.Kind == fileKind {
			if disk, err := s.onDisk(key.Name); err == nil {
				c.seen[disk] = sight{state.Sum(key), mark}
			}
		}
	}
	return state, r.stamps, nil
}

// reading is a capture under way.
type reading struct {
	c    *connector
	site site
	seen lockstep.Seen
	todo []found // what has to be read

	mu      sync.Mutex
	stamps  lockstep.Stamps
	items   []lockstep.Item
	omitted []lockstep.Omitted
	kept    int64 // bytes that are in memory for the bodies
}

func (r *reading) omit(name, why string) {
	r.omitted = append(r.omitted, lockstep.Omitted{Key: r.c.key(name), Why: why})
}

// visit takes what is as it was seen from there, and leaves the rest to be read.
func (r *reading) visit(f found) error {
	if f.name == r.c.model {
		if items, mark := r.sameModel(f.info); items != nil {
			r.add(items, mark)
			return nil
		}
	} else if why := unfit(f.info); why != "" {
		r.omit(f.name, why)
		return nil
	} else if before, ok := r.seen.State.Get(r.c.key(f.name)); ok {
		if mark := markOf(f.info); r.seen.Stamps[before.Key] == mark {
			r.add([]lockstep.Item{before}, mark)
			return nil
		}
	}
	r.todo = append(r.todo, f)
	return nil
}

// add adds what was found at one path, with its mark.
func (r *reading) add(items []lockstep.Item, mark uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items = append(r.items, items...)
	if mark == 0 {
		return
	}
	for _, item := range items {
		r.stamps[item.Key] = mark
	}
}

// readAll reads what is left, on all processors: one waits for the disk while another one computes a digest.
func (r *reading) readAll(ctx context.Context) error {
	const worthIt = 16 // files for each
	readers, ctx := errgroup.WithContext(ctx)
	next := atomic.Int64{}
	read := func() error {
		var scratch []byte
		for i := next.Add(1); i <= int64(len(r.todo)); i = next.Add(1) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.read(ctx, r.todo[i-1], &scratch); err != nil {
				return err
			}
		}
		return nil
	}
	for range min(runtime.GOMAXPROCS(0)-1, len(r.todo)/worthIt) {
		readers.Go(read)
	}
	err := read()
	return cmp.Or(readers.Wait(), err)
}

func (r *reading) read(ctx context.Context, f found, scratch *[]byte) error {
	if f.name == r.c.model {
		items, mark, err := r.c.readModel(ctx, r.site, f)
		if err == nil {
			r.add(items, mark)
		}
		return err
	}
	content, err := read(ctx, r.site.disk(), f.disk, f.info, scratch)
	if err != nil {
		return gone(r.site.file == "", err, err)
	}
	before, _ := r.seen.State.Get(r.c.key(f.name))
	content = r.keep(f, content, before.Body)
	r.add([]lockstep.Item{r.c.item(f.name, content)}, content.mark)
	return nil
}

// keep gives a content a memory of its own, or that of the body before where it is the same.
func (r *reading) keep(f found, content content, before lockstep.Body) content {
	switch body := content.body; {
	case content.later:
	case body.Digest == before.Digest && body.Size == before.Size:
		content.body = before
	case !r.room(body.Size):
		content.body = readLater(r.site.disk(), f.disk, body)
	default:
		b, _ := body.Bytes() // they are at hand
		content.body = lockstep.KnownBody(body.Digest, bytes.Clone(b))
	}
	return content
}

// room says whether a body of some size may be kept in memory, and counts it.
func (r *reading) room(size int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept+size > allAtHand {
		return false
	}
	r.kept += size
	return true
}

// sameModel gives the items of the model as they were seen; nil where its file has changed.
func (r *reading) sameModel(info fs.FileInfo) (items []lockstep.Item, mark uint64) {
	mark = markOf(info)
	for _, item := range r.seen.State.All() {
		if !r.c.place().Holds(item.Key) {
			continue
		}
		if r.seen.Stamps[item.Key] != mark {
			return nil, 0
		}
		items = append(items, item)
	}
	return items, mark
}

func (c *connector) item(name string, content content) lockstep.Item {
	return lockstep.Item{Key: c.key(name), Part: lockstep.Configuration, Mode: content.mode, Body: content.body}
}

// readModel gives the items of the model file. Where they cannot be told apart the folder cannot be captured: leaving
// the model out would make every object look removed.
func (c *connector) readModel(ctx context.Context, s site, f found) (items []lockstep.Item, mark uint64, err error) {
	refuse := func(what string) error {
		return lockstep.Errorf(lockstep.Invalid, "The model file %s %s. Mend it, or name another model file, or none, in the slot's settings.", s.full(f.disk), what)
	}
	switch why := unfit(f.info); {
	case why != "":
		return nil, 0, refuse("cannot be read, as " + why)
	case f.info.IsDir():
		return nil, 0, refuse("is a folder")
	case !f.info.Mode().IsRegular():
		return nil, 0, refuse("is a link, which is never followed")
	}
	content, err := read(ctx, s.disk(), f.disk, f.info, new([]byte))
	if err != nil {
		return nil, 0, gone(s.file == "", err, err)
	}
	doc, err := content.body.Bytes()
	if err != nil {
		return nil, 0, err
	}
	items, err = c.place().Items(doc, content.mode)
	var syntax *jsonmodel.SyntaxError
	if errors.As(err, &syntax) {
		return nil, 0, refuse("cannot be read: " + syntax.Error())
	}
	return items, content.mark, err
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
	var line []byte
	err = c.walk(ctx, s, func(f found) error {
		line = strconv.AppendQuote(line[:0], f.name)
		for _, n := range stamp(f.info) {
			line = strconv.AppendInt(append(line, ' '), n, 10)
		}
		h.Write(append(line, '\n'))
		return nil
	}, func(name, why string) { fmt.Fprintf(h, "%q %s\n", name, why) })
	if err != nil {
		return "", fmt.Errorf("look over folder: %w", err)
	}
	return string(lockstep.DigestFromRaw(h.Sum(nil))), nil
}
