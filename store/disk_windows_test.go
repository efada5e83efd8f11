package store_test

import "context"

// Windows has no way to bound the files of one process; these parts are played elsewhere only.
func fullDisk(context.Context, string) error         { return nil }
func fullAtBirth(context.Context, string) error      { return nil }
func fullWhileMending(context.Context, string) error { return nil }
