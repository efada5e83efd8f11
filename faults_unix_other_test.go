//go:build unix && !linux

package main

import "testing"

func cannotStrike(*testing.T, string) string { return "" }

func release(*testing.T, string) {}

func withDisks(*testing.T) bool { return false }

// makeDisk has no small disks to give: what fills one is faked.
func makeDisk(_ *testing.T, _, fault string) bool { return smallDisk[fault] == "" }

func dropDisk(*testing.T, string, string) {}
