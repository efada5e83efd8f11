//go:build windows && desktop

package main

import (
	"os"
	"syscall"
)

// attachConsole gives a windowed program the console that it was started from, so that it can be used as a command
// line. Streams that were redirected are left as they are.
func attachConsole() {
	const parent = ^uintptr(0)
	attach := syscall.NewLazyDLL("kernel32.dll").NewProc("AttachConsole")
	if ok, _, _ := attach.Call(parent); ok == 0 {
		return // started from no console
	}
	reopen(&os.Stdin, "CONIN$", syscall.STD_INPUT_HANDLE)
	reopen(&os.Stdout, "CONOUT$", syscall.STD_OUTPUT_HANDLE)
	reopen(&os.Stderr, "CONOUT$", syscall.STD_ERROR_HANDLE)
}

func reopen(stream **os.File, name string, number int) {
	if handle, err := syscall.GetStdHandle(number); err == nil && handle != 0 && handle != syscall.InvalidHandle {
		return
	}
	if f, err := os.OpenFile(name, os.O_RDWR, 0); err == nil {
		*stream = f
	}
}
