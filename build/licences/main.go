// Command licences writes app/licences.json: what the program is built of, and the licence of each part. Run it in the
// root whenever a module or a package of the page changes:
//
//	go run ./build/licences
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// part is one part of the program, as app knows it.
type part struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Licence string `json:"licence"`
	Text    string `json:"text"`
}

func main() {
	if err := write("app/licences.json"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(file string) error {
	parts, err := modules()
	if err != nil {
		return err
	}
	packages, err := packages("frontend")
	if err != nil {
		return err
	}
	parts = append(parts, packages...)
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Version, b.Version))
	})
	parts = slices.CompactFunc(parts, func(a, b part) bool { return a.Name == b.Name && a.Version == b.Version })
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(parts); err != nil {
		return err
	}
	return os.WriteFile(file, text.Bytes(), 0o644)
}

// modules are the Go modules of the window on every system, and Go's own library.
func modules() (parts []part, err error) {
	const format = `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}`
	for _, system := range []struct{ os, tags string }{{"linux", "desktop,production,webkit2_41"}, {"windows", "desktop,production"}, {"darwin", "desktop,production"}} {
		list := exec.Command("go", "list", "-deps", "-tags", system.tags, "-f", format, ".")
		list.Env = append(os.Environ(), "GOOS="+system.os, "GOARCH=amd64", "CGO_ENABLED=1")
		list.Stderr = os.Stderr
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("list the modules for %s: %w", system.os, err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			fields := strings.SplitN(lines.Text(), " ", 3)
			if len(fields) != 3 || slices.ContainsFunc(parts, func(p part) bool { return p.Name == fields[0] }) {
				continue
			}
			one, err := licensed(fields[0], fields[1], fields[2], "")
			if err != nil {
				return nil, err
			}
			parts = append(parts, one)
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	library, err := licensed("Go", "", strings.TrimSpace(string(root)), "")
	return append(parts, library), err
}

var imported = regexp.MustCompile(`(?m)(?:from|import) '(@?[\w-]+(?:/[\w.-]+)?)`)

// packages are what the page imports, with what that needs at run time. Svelte needs nothing there: its own
// requirements are those of its compiler.
func packages(frontend string) (parts []part, err error) {
	var wanted []string
	err = filepath.WalkDir(filepath.Join(frontend, "src"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".test.ts") || filepath.Ext(path) != ".ts" && filepath.Ext(path) != ".svelte" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range imported.FindAllStringSubmatch(string(text), -1) {
			wanted = append(wanted, packageName(match[1]))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for len(wanted) > 0 {
		name := wanted[0]
		wanted = wanted[1:]
		dir := filepath.Join(frontend, "node_modules", name)
		text, err := os.ReadFile(filepath.Join(dir, "package.json"))
		if seen[name] || os.IsNotExist(err) { // the same, or a word in a comment
			continue
		}
		seen[name] = true
		var about struct {
			Version, License string
			Dependencies     map[string]string
		}
		if err := cmp.Or(err, json.Unmarshal(text, &about)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		one, err := licensed(name, about.Version, dir, about.License)
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
		for needed := range about.Dependencies {
			if name != "svelte" {
				wanted = append(wanted, needed)
			}
		}
	}
	return parts, nil
}

// packageName is the package of an import: @scope/name or name.
func packageName(path string) string {
	if strings.HasPrefix(path, "@") {
		return path
	}
	name, _, _ := strings.Cut(path, "/")
	return name
}

// licensed reads the licence that lies in a folder.
func licensed(name, version, dir, told string) (part, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return part{}, err
	}
	for _, entry := range entries {
		stem, _, _ := strings.Cut(strings.ToLower(entry.Name()), ".")
		if entry.IsDir() || !slices.Contains([]string{"license", "licence", "copying", "unlicense", "license-mit"}, stem) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		return part{name, version, cmp.Or(told, kind(string(text))), strings.ReplaceAll(strings.TrimSpace(string(text)), "\r\n", "\n")}, err
	}
	if told == "" {
		return part{}, fmt.Errorf("%s: no licence in %s", name, dir)
	}
	return part{name, version, told, ""}, nil
}

// kind is the usual name of a licence, by a sentence that only it has.
func kind(text string) string {
	flat := strings.Join(strings.Fields(text), " ")
	for _, one := range []struct{ has, kind string }{
		{"Apache License", "Apache-2.0"},
		{"Mozilla Public License", "MPL-2.0"},
		{"SIL OPEN FONT LICENSE", "OFL-1.1"},
		{"Neither the name", "BSD-3-Clause"},
		{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
		{"Permission is hereby granted, free of charge", "MIT"},
		{"Permission to use, copy, modify, and", "ISC"},
		{"This is free and unencumbered software", "Unlicense"},
	} {
		if strings.Contains(flat, one.has) {
			return one.kind
		}
	}
	return "see its text"
}
