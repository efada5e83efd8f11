// Package folder connects a directory, or one file, as a slot: every file in it is an item, and the objects of its
// model file are items too. It reads without following links, and writes only inside the directory: everything is
// staged beside its target and renamed, so that no reader sees half a file. It knows nothing of stages, snapshots
// or runs.
package folder
