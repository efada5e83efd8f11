package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "lockstep"

// topLevel are the only folders at the root, those that begin with a dot aside.
var topLevel = []string{"app", "store", "snapshots", "frontend", "build"}

// connectors are the kinds of connector that may have a package below app/connect.
var connectors = []string{"folder", "pocketbase", "directus", "sqldb/sqlite", "sqldb/postgres", "sqldb/mysql", "httpapi", "command"}

// mayImport says which of our packages each package may import. Everything points at lockstep; lockstep points at
// nothing. The root, build/ and frontend/e2e/ hold programs: they may import all.
func mayImport() map[string][]string {
	rule := map[string][]string{
		"app/lockstep":            nil,
		"app/textdiff":            nil,
		"app/keyring":             nil,
		"app/process":             nil,
		"app/volume":              {"app/lockstep"},
		"app/checks":              {"app/lockstep", "app/process"},
		"app/values":              {"app/lockstep"},
		"app/jsonmodel":           {"app/lockstep"},
		"app/connect/connecttest": {"app/lockstep"},
		"store":                   {"app/lockstep"},
		"store/migrations":        nil,
		"store/storetest":         {"app/lockstep", "store"},
		"snapshots":               {"app/lockstep"},
		"app/connect":             {"app/lockstep"},
		"app/engine":              {"app/lockstep", "snapshots", "app/values", "app/checks"},
		"app":                     {"app/lockstep", "app/engine", "app/values", "app/textdiff", "app/volume", "store", "snapshots"},
		"app/cli":                 {"app", "app/lockstep"},
	}
	rule["app/connect/rest"] = []string{"app/lockstep"}
	rule["app/connect/sqldb"] = []string{"app/lockstep"}
	rule["app/connect/sqldb/postgres/pgtest"] = nil
	rule["app/connect/sqldb/mysql/mytest"] = nil
	rule["app/connect/pocketbase/pbtest"] = nil
	rule["app/connect/httpapi/refapp"] = []string{"app/lockstep", "app/jsonmodel"}
	for _, kind := range connectors {
		rule["app/connect/"+kind] = []string{"app/lockstep", "app/jsonmodel", "app/process", "app/volume", "app/connect/rest", "app/connect/sqldb"}
		rule["app/connect"] = append(rule["app/connect"], "app/connect/"+kind)
	}
	return rule
}

func isProgram(pkg string) bool {
	return pkg == "." || strings.HasPrefix(pkg, "build/") || strings.HasPrefix(pkg, "frontend/e2e/")
}

// source is one Go file's imports.
type source struct {
	file    string
	pkg     string // its folder, slashed, from the root
	imports []string
}

// sources reads every Go file of the module, whatever its build tags.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		s := source{file: filepath.ToSlash(name), pkg: path.Dir(filepath.ToSlash(name))}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheRootHoldsTheKnownFoldersAlone(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(topLevel, e.Name()) {
			t.Errorf("the folder %s is not in the layout", e.Name())
		}
	}
}

func TestEveryPackageIsKnown(t *testing.T) {
	rule := mayImport()
	for _, s := range sources(t) {
		if _, ok := rule[s.pkg]; !ok && !isProgram(s.pkg) {
			t.Errorf("%s: the package %s is not in the layout", s.file, s.pkg)
		}
	}
}

// Tests may use what they test with; what is shipped may not.
func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	rule := mayImport()
	for _, s := range sources(t) {
		if isProgram(s.pkg) || strings.HasSuffix(s.file, "_test.go") {
			continue
		}
		for _, imported := range s.imports {
			ours, ok := strings.CutPrefix(imported, module+"/")
			if ok && !slices.Contains(rule[s.pkg], ours) {
				t.Errorf("%s imports %s", s.file, ours)
			}
		}
	}
}

func TestLockstepUsesTheStandardLibraryAlone(t *testing.T) {
	for _, s := range sources(t) {
		if s.pkg != "app/lockstep" || strings.HasSuffix(s.file, "_test.go") {
			continue
		}
		for _, imported := range s.imports {
			if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") || first == module {
				t.Errorf("%s imports %s", s.file, imported)
			}
		}
	}
}

func TestOnlyProgramsImportWails(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			if strings.HasPrefix(imported, "github.com/wailsapp/") && !isProgram(s.pkg) {
				t.Errorf("%s imports %s", s.file, imported)
			}
		}
	}
}

func TestOnlyStoreAndSqldbImportDatabaseSQL(t *testing.T) {
	allowed := []string{"store", "store/storetest", "app/connect/pocketbase/pbtest", "app/connect/httpapi/refapp"}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.file, "_test.go") || slices.Contains(allowed, s.pkg) || strings.HasPrefix(s.pkg+"/", "app/connect/sqldb/") {
			continue
		}
		for _, imported := range s.imports {
			if imported == "database/sql" || strings.HasPrefix(imported, "database/sql/") || strings.HasPrefix(imported, "modernc.org/sqlite") {
				t.Errorf("%s imports %s", s.file, imported)
			}
		}
	}
}

// The build without desktop tags must need neither GTK nor Wails.
func TestFilesOfTheRootThatImportWailsAreTagged(t *testing.T) {
	for _, s := range sources(t) {
		if s.pkg != "." || !slices.ContainsFunc(s.imports, func(i string) bool { return strings.HasPrefix(i, "github.com/wailsapp/") }) {
			continue
		}
		text, err := os.ReadFile(s.file)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		if !strings.HasPrefix(first, "//go:build (desktop || dev)") {
			t.Errorf("%s imports Wails and begins with %q", s.file, first)
		}
	}
}

// A sentence of an error is read in the window and on the command line. What is for one of them alone belongs into
// lockstep.Suggest.
func TestSentencesOfErrorsNameNoCommands(t *testing.T) {
	command := regexp.MustCompile(`lockstep\.Errorf\([^,]+, "[^"]*(lockstep [a-z]+ |lockstep \w+\.|--[a-z]|\bmodel=)`)
	for _, s := range sources(t) {
		if s.pkg == "app/cli" || isProgram(s.pkg) || strings.HasSuffix(s.file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(s.file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range command.FindAllString(string(text), -1) {
			t.Errorf("%s: %s", s.file, found)
		}
	}
}
