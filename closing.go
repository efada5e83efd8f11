//go:build desktop || dev || e2e

package main

import (
	"encoding/json"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const (
	width     = 1280
	height    = 800
	minWidth  = 1024
	minHeight = 680
)

// windowSize is how large the window was when it was closed, and where. A place of 0, 0 is none: some desktops tell
// nobody where a window is.
type windowSize struct {
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	Maximised bool `json:"maximised"`
	Left      int  `json:"left,omitempty"`
	Top       int  `json:"top,omitempty"`
}

// placed says that the window was at a place that it can have again, wholly, on a screen of that size.
func (s windowSize) placed(wide, high int) bool {
	known := s.Left != 0 || s.Top != 0
	return known && !s.Maximised && s.Left >= 0 && s.Top >= 0 && s.Left+s.Width <= wide && s.Top+s.Height <= high
}

// lastSize is the size that was kept, or the first one. A file that makes no sense counts as none.
func (w *window) lastSize() windowSize {
	size := windowSize{Width: width, Height: height}
	if text, err := os.ReadFile(w.sizeFile()); err == nil {
		_ = json.Unmarshal(text, &size)
	}
	size.Width, size.Height = max(size.Width, minWidth), max(size.Height, minHeight)
	return size
}

// keepSize remembers the size for the next start. A maximised window keeps the size that it had before. It is a
// convenience: that it cannot be written keeps no window open.
func (w *window) keepSize(size windowSize) {
	if size.Maximised {
		last := w.lastSize()
		size.Width, size.Height, size.Left, size.Top = last.Width, last.Height, last.Left, last.Top
	}
	if text, err := json.Marshal(size); err == nil {
		_ = os.WriteFile(w.sizeFile(), text, 0o600)
	}
}

func (w *window) sizeFile() string { return filepath.Join(w.home, "window.json") }

// interrupted ends the window after a signal, when the run that may be under way has stopped. A second signal waits for
// nothing.
func (w *window) interrupted() {
	again := make(chan os.Signal, 1)
	signal.Notify(again, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-again
		os.Exit(1)
	}()
	w.closing.Store(true)
	for {
		time.Sleep(50 * time.Millisecond) // Wails hears the signal too, and is quicker where nothing holds it
		if !w.busy() {
			break
		}
	}
	w.page.end()
}
