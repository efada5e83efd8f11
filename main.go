// Command lockstep keeps the environments of a project in step. Without arguments it opens its window, with one
// archive's path the window on that archive, and with anything else it is the command line. A build without the tag
// desktop is the command line alone. The package is wiring: it decides nothing that app could decide.
package main

import (
	"context"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"syscall"

	"github.com/mattn/go-isatty"

	"lockstep/app/cli"
	"lockstep/snapshots"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	unhurried()
	spare()
	attachConsole()
	ctx, stop := interruptible()
	defer stop()
	if w, ok := windowAsked(args); ok && hasWindow {
		return openWindow(ctx, w)
	}
	return cli.Run(ctx, args, cli.Stdio{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: isatty.IsTerminal(os.Stdin.Fd()) && isatty.IsTerminal(os.Stderr.Fd()), Version: programVersion(),
	}, open, lookout)
}

// unhurried puts the first collection of garbage off until there are 32 MB of it: most commands end before that, and
// to collect costs them more than it gives back.
func unhurried() {
	const percent = 800
	debug.SetGCPercent(percent)
	collected(func() {
		if was := debug.SetGCPercent(snapshots.UsualGarbage); was != percent {
			debug.SetGCPercent(was) // somebody else has a reason for another
		}
	})
}

// spare keeps the program below 200 MB as long as what is in use leaves room for that: a hundred thousand rows do. Where more is in use it
// would collect all the time.
func spare() {
	const little, most = 136 << 20, 156 << 20
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return // somebody else has settled it
	}
	use := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var look func()
	look = func() {
		metrics.Read(use)
		limit := int64(math.MaxInt64)
		if use[0].Value.Uint64() < little {
			limit = most
		}
		debug.SetMemoryLimit(limit)
		collected(look)
	}
	look()
}

// collected does something once garbage was collected.
func collected(do func()) {
	runtime.AddCleanup(new([16]byte), func(struct{}) { do() }, struct{}{})
}

// interruptible is a context that the first Ctrl-C or SIGTERM ends, so that a run stops at its next change. The second
// one ends the program as it would end any other.
func interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// windowRequest is what a window is opened with.
type windowRequest struct {
	Home    string // as given on the command line; "" for none
	Archive string // absolute path of the archive to open on; "" for none
}

// windowAsked reads args the way that asks for a window: nothing but --home, or one existing archive's path.
func windowAsked(args []string) (windowRequest, bool) {
	var w windowRequest
	var rest []string
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch {
		case name == "--home" && joined:
			w.Home = value
		case name == "--home" && i+1 < len(args):
			i++
			w.Home = args[i]
		default:
			rest = append(rest, args[i])
		}
	}
	if len(rest) == 0 {
		return w, true
	}
	if name := strings.ToLower(rest[0]); len(rest) > 1 || !strings.HasSuffix(name, ".zip") && !strings.HasSuffix(name, ".zip.age") {
		return w, false
	}
	info, err := os.Stat(rest[0])
	if err != nil || !info.Mode().IsRegular() {
		return w, false
	}
	w.Archive, err = filepath.Abs(rest[0])
	return w, err == nil
}
