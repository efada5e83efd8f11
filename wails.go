//go:build (desktop || dev) && !bindings

package main

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"

	"lockstep/app"
	"lockstep/app/lockstep"
)

//go:embed all:frontend/dist
var assets embed.FS

//go:embed build/appicon.png
var icon []byte

// wailsPage is the page in a window of Wails.
type wailsPage struct {
	ctx    atomic.Pointer[context.Context] // Wails' own; nil until the window has started
	ending atomic.Bool                     // the window has agreed to close
}

// newPage fails where there is no display: GTK would end the program without a word that helps.
func newPage() (page, error) {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return nil, lockstep.Errorf(lockstep.Unreachable,
			"There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Use the command line: lockstep --help.")
	}
	return &wailsPage{}, nil
}

// started gives Wails' context; ok is false before the window is there.
func (p *wailsPage) started() (ctx context.Context, ok bool) {
	at := p.ctx.Load()
	if at == nil {
		return nil, false
	}
	return *at, true
}

func (p *wailsPage) emit(event string, payload any) {
	if ctx, ok := p.started(); ok {
		wails_runtime.EventsEmit(ctx, event, payload)
	}
}

func (p *wailsPage) raise() {
	if ctx, ok := p.started(); ok {
		wails_runtime.WindowUnminimise(ctx)
		wails_runtime.WindowShow(ctx)
	}
}

func (p *wailsPage) end() {
	if ctx, ok := p.started(); ok && !p.ending.Load() {
		wails_runtime.Quit(ctx)
	}
}

func (p *wailsPage) dialogs() app.Dialogs { return nativeDialogs{p} }

// show runs the window until it is closed.
func (p *wailsPage) show(w *window) (err error) {
	// A display that does not answer makes Wails panic, because GTK cannot be initialised.
	defer func() {
		if cause := recover(); cause != nil {
			err = lockstep.Errorf(lockstep.Unreachable, "The window cannot be opened: %v. Is the display reachable? The command line works without one: lockstep --help.", cause)
		}
	}()
	if err := wails.Run(p.options(w)); err != nil {
		return lockstep.Errorf(lockstep.Internal, "The window cannot be opened: %v.", err)
	}
	return nil
}

func (p *wailsPage) options(w *window) *options.App {
	size := w.lastSize()
	theme := w.theme()
	return &options.App{
		Title:            "Lockstep",
		Width:            size.Width,
		Height:           size.Height,
		MinWidth:         minWidth,
		MinHeight:        minHeight,
		WindowStartState: startState(size),
		BackgroundColour: canvas(theme),
		AssetServer:      &assetserver.Options{Assets: assets, Middleware: w.dressing},
		Menu:             p.menu(),
		Bind:             []any{w.app},
		ErrorFormatter:   rejection,
		OnStartup: func(ctx context.Context) {
			p.ctx.Store(&ctx)
			wails_runtime.OnFileDrop(ctx, func(_, _ int, paths []string) {
				if len(paths) > 0 {
					p.emit("archive:dropped", map[string]string{"path": paths[0]})
				}
			})
		},
		// What the desktop said before the page listened was heard by nobody.
		OnDomReady: func(context.Context) { p.emit("theme", told(w.desktop.now())) },
		OnBeforeClose: func(ctx context.Context) bool {
			wide, high := wails_runtime.WindowGetSize(ctx)
			w.keepSize(windowSize{Width: wide, Height: high, Maximised: wails_runtime.WindowIsMaximised(ctx)})
			held := w.holdsOpen()
			p.ending.Store(!held)
			return held
		},
		DragAndDrop: &options.DragAndDrop{EnableFileDrop: true},
		Linux: &linux.Options{
			Icon:        icon,
			ProgramName: "lockstep",
			// Hardware acceleration shows a blank window with some drivers, and the page needs none.
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever,
		},
		Windows: &windows.Options{Theme: frameTheme(w.chosenTheme())},
		Mac:     &mac.Options{About: &mac.AboutInfo{Title: "Lockstep", Message: "Version " + programVersion(), Icon: icon}},
	}
}

// canvas is the colour behind the page, as in the page's tokens, so that nothing flashes before it is painted.
func canvas(theme string) *options.RGBA {
	if theme == dark {
		return options.NewRGB(0x12, 0x13, 0x16)
	}
	return options.NewRGB(0xf4, 0xf4, 0xf1)
}

// frameTheme is the look of the window's frame on Windows.
func frameTheme(chosen string) windows.Theme {
	switch chosen {
	case dark:
		return windows.Dark
	case light:
		return windows.Light
	}
	return windows.SystemDefault
}

// dressing serves the page itself with its theme in it, and leaves the rest to Wails.
func (w *window) dressing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" && r.URL.Path != "/index.html" {
			next.ServeHTTP(rw, r)
			return
		}
		page, err := assets.ReadFile("frontend/dist/index.html")
		if err != nil {
			next.ServeHTTP(rw, r) // which says that the page was not built
			return
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write(w.dressed(page))
	})
}

// holdsOpen says that the window must not close yet: a run is under way. The page asks what to do about it; after a
// signal nobody is asked, and the run is stopping at its next change already.
func (w *window) holdsOpen() bool {
	if !w.busy() {
		return false
	}
	if !w.closing.Load() {
		w.page.emit("close:asked", map[string]string{})
	}
	return true
}

func startState(size windowSize) options.WindowStartState {
	if size.Maximised {
		return options.Maximised
	}
	return options.Normal
}

// rejection is what a rejected promise holds. Wails makes it the message of a JavaScript Error, which an object would
// not survive, so it is JSON as text.
func rejection(err error) any { return app.ErrorText(err) }

// tell shows a failure to open in a message box, in a window that is there for nothing else.
func (p *wailsPage) tell(failure error) {
	defer func() {
		if cause := recover(); cause != nil {
			fmt.Fprintln(os.Stderr, "The message cannot be shown in a window:", cause)
		}
	}()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ended
		os.Exit(1)
	}()
	_ = wails.Run(&options.App{
		Title: "Lockstep", Width: 480, Height: 120, StartHidden: true,
		AssetServer: &assetserver.Options{Assets: assets},
		OnDomReady: func(ctx context.Context) {
			_, _ = wails_runtime.MessageDialog(ctx, wails_runtime.MessageDialogOptions{
				Type: wails_runtime.ErrorDialog, Title: "Lockstep cannot open", Message: failure.Error()})
			wails_runtime.Quit(ctx)
		},
		Linux: &linux.Options{Icon: icon, ProgramName: "lockstep", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
}

// nativeDialogs are the system's own.
type nativeDialogs struct{ p *wailsPage }

func (d nativeDialogs) Folder(title string) (string, error) {
	ctx, ok := d.p.started()
	if !ok {
		return "", errNoWindow()
	}
	return wails_runtime.OpenDirectoryDialog(ctx, wails_runtime.OpenDialogOptions{Title: title, CanCreateDirectories: true})
}

func (d nativeDialogs) Open(title, pattern string) (string, error) {
	ctx, ok := d.p.started()
	if !ok {
		return "", errNoWindow()
	}
	return wails_runtime.OpenFileDialog(ctx, wails_runtime.OpenDialogOptions{
		Title: title, Filters: []wails_runtime.FileFilter{{DisplayName: pattern, Pattern: pattern}}})
}

func (d nativeDialogs) Save(title, name string) (string, error) {
	ctx, ok := d.p.started()
	if !ok {
		return "", errNoWindow()
	}
	return wails_runtime.SaveFileDialog(ctx, wails_runtime.SaveDialogOptions{Title: title, DefaultFilename: name, CanCreateDirectories: true})
}

func errNoWindow() error {
	return lockstep.Errorf(lockstep.Unreachable, "The window is not there yet. Try again in a moment.")
}
