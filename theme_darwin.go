//go:build desktop || dev || e2e

package main

import (
	"context"
	"os/exec"
)

// askDesktop asks once, for the colour behind the page: the web view follows the desktop by itself. The setting is
// there in the dark only.
func askDesktop(ctx context.Context, answer func(theme string)) {
	if exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", "AppleInterfaceStyle").Run() == nil {
		answer(dark)
		return
	}
	answer(light)
}
