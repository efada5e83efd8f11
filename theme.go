//go:build desktop || dev || e2e

package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

// The themes. A desktop that was not asked, or does not say, has none of them: the web view's own guess holds then.
const (
	light = "light"
	dark  = "dark"
)

// desktopPatience is how long the first page waits for the desktop to say what it looks like.
const desktopPatience = 400 * time.Millisecond

// webViewFollows says that the web view knows the desktop's theme by itself. WebKitGTK does not.
const webViewFollows = runtime.GOOS != "linux"

// desktop is what the desktop looks like, followed while the window is open.
type desktop struct {
	asked chan struct{} // closed once the first answer is there, or none will be

	mu    sync.Mutex
	theme string
}

// followDesktop asks what the desktop looks like, without waiting for it, and tells of every change from then on.
func followDesktop(ctx context.Context, tell func(theme string)) *desktop {
	d := &desktop{asked: make(chan struct{})}
	answered := sync.OnceFunc(func() { close(d.asked) })
	go func() {
		defer answered()
		askDesktop(ctx, func(theme string) {
			d.mu.Lock()
			changed := theme != d.theme
			d.theme = theme
			d.mu.Unlock()
			answered()
			if changed {
				tell(theme)
			}
		})
	}()
	return d
}

// now is the desktop's theme; "" where it is not known in time.
func (d *desktop) now() string {
	select {
	case <-d.asked:
	case <-time.After(desktopPatience):
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.theme
}

// chosenTheme is the theme that the person chose; "" for the desktop's.
func (w *window) chosenTheme() string {
	remembered, err := w.app.Remembered()
	if chosen := remembered["theme"]; err == nil && (chosen == light || chosen == dark) {
		return chosen
	}
	return ""
}

// theme is what the window looks like; "" where nobody knows.
func (w *window) theme() string {
	return cmp.Or(w.chosenTheme(), w.desktop.now())
}

// dressed is the page with its theme in it, so that it is never painted in another one first.
func (w *window) dressed(page []byte) []byte {
	system := ""
	if !webViewFollows {
		system = w.desktop.now()
	}
	return dress(page, w.chosenTheme(), system)
}

func dress(page []byte, chosen, system string) []byte {
	var looks strings.Builder
	if theme := cmp.Or(chosen, system); theme != "" {
		fmt.Fprintf(&looks, ` data-theme="%s"`, theme)
	}
	if system != "" {
		fmt.Fprintf(&looks, ` data-system="%s"`, system)
	}
	return bytes.Replace(page, []byte("<html"), []byte("<html"+looks.String()), 1)
}

// told is what the event "theme" carries.
func told(theme string) map[string]string { return map[string]string{"system": theme} }
