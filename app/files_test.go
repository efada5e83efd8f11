package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func TestWhatCannotBeWrittenSaysWhereAndWhy(t *testing.T) {
	p, dir := sampled(t)
	p.take("live", "")
	comparison, err := p.Compare("development", "live", true)
	if err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	nowhere := filepath.Join(dir, "nowhere")
	for _, row := range []struct {
		path string
		code lockstep.Code
		says string
	}{
		{filepath.Join(nowhere, "x.zip"), lockstep.NotFound, "as there is no folder " + nowhere + ". Nothing is there that was not there before. Make it"},
		{filepath.Join(plain, "x.zip"), lockstep.Invalid, "as " + plain + " is not a folder. Nothing is there"},
		{dir, lockstep.Invalid, "as that is a folder. Nothing is there"},
		{filepath.Join(p.home, "catalog.db"), lockstep.Invalid, "is one of Lockstep's own files"},
	} {
		_, exported := p.Export(app.ExportRequest{Refs: []string{"live@1"}}, row.path)
		_, reported := p.SaveReport(comparison.ID, row.path)
		for what, err := range map[string]error{"The archive": exported, "The report": reported} {
			if !errors.Is(err, row.code) || !strings.Contains(err.Error(), row.path) || !strings.Contains(err.Error(), row.says) || strings.Contains(err.Error(), ".lockstep-export") {
				t.Errorf("%s to %s: %v", what, row.path, err)
			}
		}
	}
	if _, err := p.Import(app.ImportRequest{Path: filepath.Join(p.home, "catalog.db")}); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "own files") {
		t.Errorf("the catalog as an archive: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".lockstep-") {
			t.Errorf("%s was left", e.Name())
		}
	}
}
