// Package lockstep holds the nouns of the program and the rules between them: item, state, change, plan, run,
// snapshot, environment, connector and error. It uses the standard library alone and knows neither a disk nor a
// database nor a window; everything else points here, and it points at nothing.
package lockstep
