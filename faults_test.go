package main

import "os"

// struckMark follows the path of the target that a fault has struck.
const struckMark = ".struck"

// targetVariable is the folder that faults strike.
const targetVariable = "LOCKSTEP_TEST_TARGET"

// faults are what may happen to a run, by name.
var faults = map[string]func(){
	"kill": func() {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {} // until the signal comes
	},
}
