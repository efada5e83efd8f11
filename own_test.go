package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lockstep/app"
)

// The test program is also the second process of these tests: with a home it adds a project to the catalog there instead.
const (
	homeVariable    = "LOCKSTEP_TEST_HOME"
	projectVariable = "LOCKSTEP_TEST_PROJECT"
	commandVariable = "LOCKSTEP_TEST_COMMAND" // it is the program itself
	momentVariable  = "LOCKSTEP_TEST_MOMENT"  // of a run at which something happens
	faultVariable   = "LOCKSTEP_TEST_FAULT"   // what happens then
)

func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" {
		if moment, err := strconv.ParseInt(os.Getenv(momentVariable), 10, 64); err == nil {
			os.Exit(lethal(os.Args[1:], moment, faults[os.Getenv(faultVariable)]))
		}
		os.Exit(run(os.Args[1:]))
	}
	home := os.Getenv(homeVariable)
	if home == "" {
		os.Exit(m.Run())
	}
	names, err := addProject(home, os.Getenv(projectVariable))
	if err != nil {
		names = err.Error()
	}
	fmt.Print(names)
	if err != nil {
		os.Exit(1)
	}
}

// addProject adds a project to a home's catalog, and gives the names of all that it sees there.
func addProject(home, name string) (names string, err error) {
	a, err := openApp(context.Background(), opening{home: home, emit: func(string, any) {}})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, app.Close(a)) }()
	if _, err := a.AddProject(name); err != nil {
		return "", err
	}
	return projectNames(a)
}

// Whoever opens and closes the catalog's file drops the locks that SQLite holds on it in the same process. The next process
// that closes the catalog would then take the log away from under this one, with all that is written to it later.
func TestAnEnvironmentAroundTheHomeLeavesTheCatalogAlone(t *testing.T) {
	t.Setenv("LOCKSTEP_KEYCHAIN", "off")
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "app.conf"), []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := openApp(t.Context(), opening{home: home, emit: func(string, any) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close(a)
	if _, err := a.AddProject("First"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddEnvironment(app.EnvironmentRequest{Project: "First", Name: "Home", Role: "development", Kind: "folder",
		Settings: map[string]string{"path": home}}); err == nil {
		t.Error("Lockstep's own folder became an environment")
	}
	_, err = a.AddEnvironment(app.EnvironmentRequest{Project: "First", Name: "Around", Role: "development", Kind: "folder",
		Settings: map[string]string{"path": dir}})
	if err != nil {
		t.Fatal(err)
	}
	taken, err := a.TakeSnapshot("Around", "")
	if err != nil {
		t.Fatal(err)
	}
	if taken.Items != 1 || len(taken.Omitted) != 1 || taken.Omitted[0].Key != "main:file/home" {
		t.Errorf("the snapshot holds %d items and leaves out %v", taken.Items, taken.Omitted)
	}

	secondProcess(t, home, "Second")
	if _, err := os.Stat(filepath.Join(home, "catalog.db-wal")); err != nil {
		t.Errorf("the log was taken away from an open catalog: %v", err)
	}
	if _, err := a.AddProject("Third"); err != nil {
		t.Fatal(err)
	}
	here, err := projectNames(a)
	if err != nil {
		t.Fatal(err)
	}
	there := secondProcess(t, home, "Fourth")
	if here != "First Second Third" || there != "First Fourth Second Third" {
		t.Errorf("this process sees %s, and then another one %s", here, there)
	}
}

// secondProcess adds a project in another process, and gives the names of all that it sees.
func secondProcess(t *testing.T, home, project string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	second := exec.CommandContext(t.Context(), program)
	second.Env = append(os.Environ(), homeVariable+"="+home, projectVariable+"="+project)
	output, err := second.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return string(output)
}

func projectNames(a *app.App) (string, error) {
	projects, err := a.Projects()
	var names []string
	for _, p := range projects {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return strings.Join(names, " "), err
}
