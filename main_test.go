package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatAsksForTheWindow(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "live.ZIP")
	if err := os.WriteFile(archive, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.zip"), 0o700); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		want windowRequest
		ok   bool
	}{
		{"no arguments", nil, windowRequest{}, true},
		{"a home alone", []string{"--home", "/h"}, windowRequest{Home: "/h"}, true},
		{"a home joined by an equals sign", []string{"--home=/h"}, windowRequest{Home: "/h"}, true},
		{"an existing archive", []string{archive}, windowRequest{Archive: archive}, true},
		{"a home and an archive", []string{"--home", "/h", archive}, windowRequest{Home: "/h", Archive: archive}, true},
		{"a command", []string{"status"}, windowRequest{}, false},
		{"a command with a home", []string{"--home", "/h", "status"}, windowRequest{}, false},
		{"a flag", []string{"--help"}, windowRequest{}, false},
		{"an archive that does not exist", []string{filepath.Join(dir, "none.zip")}, windowRequest{}, false},
		{"a folder named like an archive", []string{filepath.Join(dir, "folder.zip")}, windowRequest{}, false},
		{"two archives", []string{archive, archive}, windowRequest{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := windowAsked(tt.args)
			if ok != tt.ok {
				t.Fatalf("asks for the window: %v, want %v", ok, tt.ok)
			}
			if ok && got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestTheHomeFolder(t *testing.T) {
	t.Run("is made for its owner alone", func(t *testing.T) {
		home, err := homeFolder(filepath.Join(t.TempDir(), "a", "b"))
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(home)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o700 {
			t.Errorf("its mode is %o", mode)
		}
	})
	t.Run("comes from LOCKSTEP_HOME where none is asked for", func(t *testing.T) {
		want := filepath.Join(t.TempDir(), "home")
		t.Setenv("LOCKSTEP_HOME", want)
		if home, err := homeFolder(""); err != nil || home != want {
			t.Errorf("got %s, %v", home, err)
		}
	})
	t.Run("is not a file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := homeFolder(file); err == nil {
			t.Error("a file was taken for a home folder")
		}
	})
}
