package folder

import (
	"context"
	"fmt"
	"os"
	"path"
	"runtime"

	"lockstep/app/lockstep"
	"lockstep/app/volume"
)

// Survey asks the system whether the folder may be written to, and what its disk has room for. One file is replaced by another
// beside it, so it is its folder's rights that count. A folder has no version.
func (c *connector) Survey(ctx context.Context) (lockstep.Survey, error) {
	s, err := c.site()
	if err != nil {
		return lockstep.Survey{}, err
	}
	found := lockstep.Survey{Clock: volume.Clock(s.dir), Room: volume.Room(s.dir)}
	denied := mayWrite(s.dir)
	if denied == nil {
		if runtime.GOOS != "windows" { // where rights cannot be asked for cheaply, and show when one writes
			found.Rights = lockstep.MayWrite
		}
		return found, nil
	}
	open, err := "", error(nil)
	if s.file == "" {
		if open, err = c.openBelow(ctx, s, "."); err != nil {
			return lockstep.Survey{}, err
		}
	}
	if open != "" {
		found.Rights = lockstep.MayWrite
		found.Why = fmt.Sprintf("%s itself may not be written to (%v), but folders in it may, such as %s.", c.path, denied, open)
		return found, nil
	}
	what := c.path + " may be read, and not written to"
	if s.file != "" {
		what += ", as its folder may not be"
	}
	found.Rights, found.Why = lockstep.MayRead, fmt.Sprintf("%s (%v). It can be compared and promoted from.", what, denied)
	return found, nil
}

// openBelow finds a folder that may be written to in one that may not; "" where there is none.
func (c *connector) openBelow(ctx context.Context, s site, dir string) (string, error) {
	entries, err := os.ReadDir(s.full(dir))
	if err != nil {
		return "", gone(dir != ".", err, unreadable(s.full(dir), err))
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		if !entry.IsDir() || alwaysOut(entry.Name()) || c.leavesOut(name, true) || s.own.entry(entry) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if mayWrite(s.full(name)) == nil {
			return name, nil
		}
		if open, err := c.openBelow(ctx, s, name); err != nil || open != "" {
			return open, err
		}
	}
	return "", nil
}
