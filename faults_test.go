package main

import "os"

// struckMark follows the path of the target that a fault has struck.
const struckMark = ".struck"

// tempPrefix begins the names of files that wait to be renamed.
const tempPrefix = ".lockstep-tmp-"

// targetVariable is the folder that faults strike.
const targetVariable = "LOCKSTEP_TEST_TARGET"

// fakeVariable says that a test has no small disk to fill, so that a fault has to make do without.
const fakeVariable = "LOCKSTEP_TEST_FAKE"

// smallDisk is the folder that is a small disk of its own, for the faults that fill one.
var smallDisk = map[string]string{"full": "disk", "catalog": "box"}

// faults are what may happen to a run, by name.
var faults = map[string]func(){
	"kill": func() {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {} // until the signal comes
	},
}
