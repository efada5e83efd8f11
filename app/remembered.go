package app

import "lockstep/app/lockstep"

// What the window remembers is bounded, since all of it is read before the window shows anything.
const (
	longestName  = 1 << 10
	longestValue = 1 << 20
)

// Remembered gives what the window remembers between two starts, by name.
func (a *App) Remembered() (all map[string]string, err error) {
	defer recovered(&err)
	return a.config.Store.Remembered(a.reading)
}

// Remember keeps a value for the window under a name; "" forgets it.
func (a *App) Remember(name, value string) (err error) {
	defer recovered(&err)
	switch {
	case name == "" || len(name) > longestName:
		return lockstep.Errorf(lockstep.Invalid, "What is to be remembered has no name, or one longer than %d characters. Nothing was changed.", longestName)
	case len(value) > longestValue:
		return lockstep.Errorf(lockstep.Invalid, "This is too large to be remembered between two starts (%.1f MB; at most 1 MB). It is still in the window; finish it, or keep a copy elsewhere, before you close.", float64(len(value))/(1<<20))
	}
	return a.config.Store.Remember(a.reading, name, value)
}
