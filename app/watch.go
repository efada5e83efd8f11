package app

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
)

// usualWatch is how often an environment is looked at where nobody set it otherwise.
const usualWatch = 5 * time.Minute

// watchEvery is how often an environment is looked at; 0 for never.
func watchEvery(e lockstep.Environment) time.Duration {
	switch {
	case e.Watch == 0:
		return usualWatch
	case e.Watch < 0:
		return 0
	}
	return e.Watch
}

// watchMost is the longest interval that makes sense: a year.
const watchMost = 365 * 24 * time.Hour

// watchOf reads an interval of so many seconds; 0 is never.
func watchOf(seconds int) (time.Duration, error) {
	switch {
	case seconds == 0:
		return lockstep.Unwatched, nil
	case seconds < 0 || seconds > int(watchMost/time.Second):
		return 0, lockstep.Errorf(lockstep.Invalid, "An environment is looked at after a second at the earliest and a year at the latest, or never. Nothing was changed. Set another interval.")
	}
	return time.Duration(seconds) * time.Second, nil
}

// How long after a start the environments are looked at (a window that opens reads them itself), how often it is asked
// which there are (another process may have added one), and how long the end of a look is waited for.
const (
	firstWatch  = 2 * time.Second
	watchAnew   = time.Minute
	watchEnding = 2 * time.Second
)

// Watch looks at every environment in its interval, and where its system tells of changes soon after each, until ctx ends.
// What is found is told to the window, and drift by notify once. It is no method, since a window can call every method.
func Watch(ctx context.Context, a *App, notify func(title, text string)) {
	w := &watcher{app: a, notify: notify, watched: map[string]*watched{}, anew: make(chan struct{}, 1)}
	a.mu.Lock()
	a.watcher = w
	a.mu.Unlock()
	_ = a.settleOutlooks() // a convenience: what it cannot keep is kept with the next change of a setting
	ticker := time.NewTicker(watchAnew)
	defer ticker.Stop()
	for {
		w.settle(ctx)
		select {
		case <-ctx.Done():
			w.end()
			return
		case <-ticker.C:
		case <-w.anew:
		}
	}
}

// watcher watches environments, each by itself, so that a slow one holds up no other.
type watcher struct {
	app    *App
	notify func(title, text string)
	anew   chan struct{} // which environments there are has changed
	going  sync.WaitGroup

	mu      sync.Mutex
	watched map[string]*watched // by UUID
}

// settle begins to watch what is new or was set otherwise, and ends what is not there any more.
func (w *watcher) settle(ctx context.Context) {
	places, err := w.app.lookedAt("")
	if err != nil {
		return // it is asked again
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	there := map[string]bool{}
	for _, at := range places {
		uuid, every := at.Environment.UUID, watchEvery(at.Environment)
		if every == 0 {
			continue
		}
		there[uuid] = true
		if old := w.watched[uuid]; old != nil {
			if reflect.DeepEqual(old.at, at) {
				continue
			}
			old.stop()
		}
		one := &watched{watcher: w, at: at, every: every, stirred: make(chan struct{}, 1)}
		inside, stop := context.WithCancel(ctx)
		one.stop, w.watched[uuid] = stop, one
		w.going.Go(func() { one.run(inside) })
	}
	for uuid, one := range w.watched {
		if !there[uuid] {
			one.stop()
			delete(w.watched, uuid)
		}
	}
}

// end waits for the looks under way, which were told to stop, for a while.
func (w *watcher) end() {
	_ = w.app.Interrupt() // which cannot fail
	ended := make(chan struct{})
	go func() {
		w.going.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(watchEnding):
	}
}

// heed is told what was recorded: "" is the list of projects, with their environments.
func (w *watcher) heed(ref string) {
	if ref == "" {
		signal(w.anew)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.watched {
		if refOf(one.at) == ref {
			one.stir()
		}
	}
}

// signal tells one who listens, or will.
func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default: // it was told already
	}
}

// watched is one environment that is watched.
type watched struct {
	*watcher
	at      engine.Place
	every   time.Duration
	stop    context.CancelFunc
	stirred chan struct{} // something there may have changed

	looked time.Time
	rest   time.Duration // what has to lie between two looks: it grows while every look finds something else
}

func (w *watched) stir() { signal(w.stirred) }

// What changes is looked at once nothing has changed for a moment, or else after a while.
const (
	stillFor  = 300 * time.Millisecond
	stillMost = 3 * time.Second
	restFirst = 2 * time.Second
	busyAgain = 3 * time.Second // after a run was found to be under way
)

func (w *watched) run(ctx context.Context) {
	w.going.Go(func() { w.listen(ctx) })
	timer := time.NewTimer(firstWatch)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-w.stirred:
			if !w.still(ctx) {
				return
			}
		}
		next := w.every
		if !w.look() {
			next = min(next, busyAgain)
		}
		timer.Reset(next)
	}
}

// listen has the system tell of changes. Where it does not, or stops, the interval is all there is until it does again.
func (w *watched) listen(ctx context.Context) {
	for {
		err := w.app.engine.Notify(ctx, w.at, w.stir)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(w.every):
			w.stir() // what happened meanwhile was not told
		}
	}
}

// still waits until nothing stirs any more; false says that ctx ended.
func (w *watched) still(ctx context.Context) bool {
	most := time.After(max(stillMost, w.rest-time.Since(w.looked)))
	quiet := time.NewTimer(max(stillFor, w.rest-time.Since(w.looked)))
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-w.stirred:
			quiet.Reset(max(stillFor, w.rest-time.Since(w.looked)))
		case <-quiet.C:
			return true
		case <-most:
			return true
		}
	}
}

// look looks once; done is false where a run is under way, so that nothing was looked at.
func (w *watched) look() (done bool) {
	var err error
	defer recovered(&err) // a fault ends a look, and not the watching
	w.looked = time.Now()
	if under, err := w.app.engine.Under(w.app.reading, w.at); err != nil || under {
		return err != nil
	}
	var one *sight
	var drift engine.Drift
	if w.at.Environment.Role == lockstep.Development { // it is edited in place
		one, err = w.app.glance(w.at)
	} else {
		one, drift, err = w.app.findDrift(w.at)
	}
	var v LookView
	if one == nil {
		v, err = w.app.unseen(w.at, err)
	} else {
		v, err = w.app.lookView(w.at, one)
	}
	if err != nil {
		return true
	}
	w.app.config.Emit("looked", v)
	if w.rest = min(max(restFirst, 2*w.rest), w.every); !drift.New {
		w.rest = 0
		return true
	}
	if len(drift.Changes) == 0 {
		w.notify(w.at.Name()+" was changed by another computer", drift.Elsewhere)
		return true
	}
	w.notify(w.at.Name()+" drifted", fmt.Sprintf("%s changed outside Lockstep. A snapshot was taken.", changedItems(len(drift.Changes))))
	return true
}

// changedItems begins a sentence: 1 item was, 2 items were.
func changedItems(n int) string {
	if n == 1 {
		return "1 item was"
	}
	return counted(n, "item") + " were"
}
