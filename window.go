//go:build desktop || dev || e2e

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"lockstep/app"
	"lockstep/app/lockstep"
)

// lockTimeout is how long a run waits for another one on its environment.
const lockTimeout = 10 * time.Second

// hasWindow says that this build can open a window.
const hasWindow = true

// window is the program with a window: the app, and the page that shows it. The page is Wails' in a desktop build and
// a browser's in a build for browser tests.
type window struct {
	home    string
	archive string // the archive that it was opened on; "" for none
	app     *app.App
	claim   *claim
	page    page
	closing atomic.Bool // a signal asked for the end: nothing holds it up any more
}

// page is where the app is shown.
type page interface {
	emit(event string, payload any)
	dialogs() app.Dialogs
	raise() // brings the window to the front
	show(*window) error
	end()
}

// openWindow opens the home's one window and gives the exit code once it is closed.
func openWindow(ctx context.Context, asked windowRequest) int {
	if err := runWindow(ctx, asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func runWindow(ctx context.Context, asked windowRequest) error {
	p, err := newPage()
	if err != nil {
		return err
	}
	home, err := homeFolder(asked.Home)
	if err != nil {
		return tell(p, err)
	}
	claim, err := claimWindow(home)
	if errors.Is(err, lockstep.Conflict) {
		return callFirst(home, asked.Archive)
	}
	if err != nil {
		return tell(p, err)
	}
	defer claim.release()
	w := &window{home: home, archive: asked.Archive, claim: claim, page: p}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w.app, err = openApp(ctx, opening{home: home, archive: asked.Archive, lockTimeout: lockTimeout, emit: p.emit, dialogs: p.dialogs()})
	if err != nil {
		return tell(p, err)
	}
	defer w.app.Close()
	go claim.answer(func(archive string) {
		p.raise()
		if archive != "" {
			p.emit("archive:opened", map[string]string{"path": archive})
		}
	})
	context.AfterFunc(ctx, w.interrupted)
	return p.show(w)
}

// busy says that a run is under way.
func (w *window) busy() bool {
	busy, err := w.app.Busy()
	return err == nil && busy
}

// tell shows a failure to open in the window's own way too: who starts a program by its icon sees no terminal.
func tell(p page, err error) error {
	if t, ok := p.(interface{ tell(error) }); ok {
		t.tell(err)
	}
	return err
}
