//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// largeName is the corpus that is made here: 10,000 files, 100 MB, of which one in a hundred changes from one version to the
// next.
const largeName = "large"

// makeLarge makes the history of the large corpus in a folder, and gives the folder.
func makeLarge(dir string) (string, error) {
	const files, versions = 10_000, 6
	random := rand.New(rand.NewPCG(1, 2))
	name := func(i int) string { return filepath.Join(dir, fmt.Sprintf("d%d", i%100), fmt.Sprintf("%d.conf", i)) }
	line := func(i int) string {
		const words = "listen server_name root index location proxy_pass upstream allow deny rewrite return error_page include timeout buffer cache"
		all := strings.Fields(words)
		return fmt.Sprintf("%s %s.%d %d;\n", all[random.IntN(len(all))], all[random.IntN(len(all))], i, random.IntN(1_000_000))
	}
	for i := range files {
		var text strings.Builder
		for text.Len() < 10_000 {
			text.WriteString(line(i))
		}
		if err := os.MkdirAll(filepath.Dir(name(i)), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(name(i), []byte(text.String()), 0o644); err != nil {
			return "", err
		}
	}
	if _, err := output("git", "-C", dir, "init", "-q"); err != nil {
		return "", err
	}
	for version := range versions {
		if version > 0 {
			for range files / 100 {
				i := random.IntN(files)
				old, err := os.ReadFile(name(i))
				if err != nil {
					return "", err
				}
				lines := strings.SplitAfter(string(old), "\n")
				lines[random.IntN(len(lines)-1)] = line(i)
				if err := os.WriteFile(name(i), []byte(strings.Join(lines, "")), 0o644); err != nil {
					return "", err
				}
			}
		}
		if _, err := output("git", "-C", dir, "add", "-A"); err != nil {
			return "", err
		}
		if _, err := output("git", "-C", dir, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0", "commit", "-q", "-m", fmt.Sprint(version)); err != nil {
			return "", err
		}
	}
	return dir, nil
}
