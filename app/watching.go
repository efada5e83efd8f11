package app

import (
	"time"

	"lockstep/app/lockstep"
)

// usualWatch is how often an environment is looked at where nobody set it otherwise.
const usualWatch = 5 * time.Minute

// watchEvery is how often an environment is looked at; 0 for never.
func watchEvery(e lockstep.Environment) time.Duration {
	switch {
	case e.Watch == 0:
		return usualWatch
	case e.Watch < 0:
		return 0
	}
	return e.Watch
}
