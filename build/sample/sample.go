// Package sample holds the sample project: a small shop at three stages of one story. Development is ahead of QA, and
// QA is ahead of Live, by changes of the kind that a team really makes. One of them loses data (products give up their
// legacy_code), one is invalid on purpose (stock_counts on Development has a field of no known type), and Live has a
// hotfix that no other stage knows. Every secret in it is made up. The package knows nothing of Lockstep.
package sample

import (
	"embed"
	"io/fs"
)

//go:embed all:shop
var shop embed.FS

// FS is the sample: the folders development, qa and live.
func FS() fs.FS {
	sub, err := fs.Sub(shop, "shop")
	if err != nil {
		panic(err) // the path is a constant that the compiler embedded
	}
	return sub
}
