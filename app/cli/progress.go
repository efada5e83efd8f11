package cli

import (
	"fmt"
	"io"
	"sync"

	"lockstep/app"
)

// progress shows what a run does, on one line of standard error that is written over. Where nobody looks it is silent.
type progress struct {
	mu    sync.Mutex
	w     io.Writer // nil where nobody looks
	drawn bool
}

func newProgress(stdio Stdio) *progress {
	if !stdio.Terminal {
		return &progress{}
	}
	return &progress{w: stdio.Err}
}

func (p *progress) emit(event string, payload any) {
	view, ok := payload.(app.ProgressView)
	if event != "run:progress" && event != "check:progress" || !ok || p.w == nil || view.Phase == "done" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	text := view.Message
	if text == "" {
		text = short(view.Key)
	}
	if view.Key != "" && view.Total > 0 {
		text = fmt.Sprintf("%d of %d  %s", view.Done, view.Total, text)
	}
	const most = 76 // the line must not wrap, or it could not be written over
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most-1]) + "…"
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", text)
	p.drawn = true
}

// clear takes the line away before something else is written.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = false
	}
}
