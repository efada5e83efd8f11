//go:build !windows || !desktop

package main

// attachConsole does nothing: the program has the console that it was started from.
func attachConsole() {}
