//go:build (desktop || dev) && !(linux && e2e)

package main

// allowAutomation does nothing: only a build for the test of the real window can be driven from outside.
func allowAutomation() {}
