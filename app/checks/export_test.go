package checks

// WithoutPause lets attempts follow each other at once, until the returned function is called.
func WithoutPause() (restore func()) {
	former := pause
	pause = 0
	return func() { pause = former }
}
