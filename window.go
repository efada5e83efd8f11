//go:build desktop || dev || e2e

package main

import (
	"cmp"
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
	app     *app.App
	claim   *claim
	page    page
	desktop *desktop
	closing atomic.Bool // a signal asked for the end: nobody is asked any more
	unwatch func()      // ends the watching of environments, and waits for it
}

// page is where the app is shown.
type page interface {
	emit(event string, payload any)
	dialogs() app.Dialogs
	raise() // brings the window to the front
	show(*window) error
	tell(error) // shows a failure to open: who starts a program by its icon sees no terminal
	end()
}

// openWindow opens the home's one window and gives the exit code once it is closed.
func openWindow(ctx context.Context, asked windowRequest) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, err := newPage()
	if err != nil {
		return failed(err)
	}
	w, err := prepare(ctx, asked, p)
	if errors.Is(err, errShownAlready) {
		return 0
	}
	if err != nil {
		code := failed(err)
		p.tell(err)
		return code
	}
	defer w.close()
	context.AfterFunc(ctx, w.interrupted)
	if err := p.show(w); err != nil {
		return failed(err)
	}
	return 0
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// errShownAlready says that another process shows this home's window, and was called to the front.
var errShownAlready = errors.New("the window is shown already")

// prepare claims the home's window and opens its catalog.
func prepare(ctx context.Context, asked windowRequest, p page) (*window, error) {
	home, err := homeFolder(asked.Home)
	if err != nil {
		return nil, err
	}
	claim, err := claimWindow(home)
	if errors.Is(err, lockstep.Conflict) {
		return nil, cmp.Or(callFirst(home, asked.Archive), errShownAlready)
	}
	if err != nil {
		return nil, err
	}
	// The desktop is asked while the catalog opens.
	desktop := followDesktop(ctx, func(theme string) { p.emit("theme", told(theme)) })
	a, err := openApp(ctx, opening{home: home, archive: asked.Archive, lockTimeout: lockTimeout, emit: p.emit, dialogs: p.dialogs()})
	if err != nil {
		claim.release()
		return nil, err
	}
	go claim.answer(func(archive string) {
		p.raise()
		p.emit("window:raised", map[string]string{})
		if archive != "" {
			app.HandOver(a, archive)
		}
	})
	return &window{home: home, app: a, claim: claim, page: p, desktop: desktop, unwatch: watch(ctx, a)}, nil
}

// watch watches the environments until the answer is called.
func watch(ctx context.Context, a *app.App) (unwatch func()) {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		app.Watch(ctx, a, notify)
		close(ended)
	}()
	return func() {
		stop()
		<-ended
	}
}

func (w *window) close() {
	w.unwatch()
	if err := app.Close(w.app); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	w.claim.release()
}

// busy says that a run is under way.
func (w *window) busy() bool {
	busy, err := w.app.Busy()
	return err == nil && busy
}
