//go:build !desktop && !dev && !e2e

package main

import "context"

// hasWindow says that this build is the command line alone.
const hasWindow = false

func openWindow(context.Context, windowRequest) int { return 1 }
