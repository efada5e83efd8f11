//go:build !bindings

// Command genbindings writes frontend/wailsjs, what the page calls the window's Go side with. Run it in the root:
//
//	go run -tags bindings ./build/genbindings
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "genbindings is built with -tags bindings.")
	os.Exit(2)
}
