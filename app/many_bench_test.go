package app_test

import (
	"fmt"
	"testing"
)

// What is done with one snapshot takes as long beside ten thousand others as beside a hundred.
func BenchmarkManySnapshots(b *testing.B) {
	for _, many := range []int{100, 10_000} {
		p := newProgram(b)
		dir := stages(b, p, map[string]string{"a.conf": "a", "b.conf": "b"})
		version := 0
		take := func() {
			version++
			write(b, dir+"/development", map[string]string{
				fmt.Sprintf("%d.conf", version%50): fmt.Sprintf("listen %d;\nserver_name shop;\n", version), "a.conf": fmt.Sprintf("version = %d\n", version)})
			if _, err := p.TakeSnapshot("development", ""); err != nil {
				b.Fatal(err)
			}
		}
		for range many {
			take()
		}
		b.Run(fmt.Sprintf("take beside %d", many), func(b *testing.B) {
			for b.Loop() {
				take()
			}
		})
		b.Run(fmt.Sprintf("list a page of %d", many), func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Snapshots("development", 0, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("compare the oldest of %d with the newest", many), func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Compare("development@1", fmt.Sprintf("development@%d", many), true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
