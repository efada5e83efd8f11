//go:build bindings

// Command genbindings writes frontend/wailsjs, what the page calls the window's Go side with. Run it in the root:
//
//	go run -tags bindings ./build/genbindings
package main

import (
	"fmt"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"

	"lockstep/app"
)

// With the tag bindings Wails opens no window: it looks at what is bound, writes and returns.
func main() {
	if err := wails.Run(&options.App{Bind: []any{&app.App{}}}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
