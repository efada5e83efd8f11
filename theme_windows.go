//go:build desktop || dev || e2e

package main

import (
	"context"

	"golang.org/x/sys/windows/registry"
)

// askDesktop asks once, for the colour behind the page: the web view follows the desktop by itself.
func askDesktop(_ context.Context, answer func(theme string)) {
	key, err := registry.OpenKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Themes\Personalize`, registry.QUERY_VALUE)
	if err != nil {
		return
	}
	defer key.Close()
	lit, _, err := key.GetIntegerValue("AppsUseLightTheme")
	switch {
	case err != nil:
	case lit == 0:
		answer(dark)
	default:
		answer(light)
	}
}
