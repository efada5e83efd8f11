package app_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/lockstep"
)

func (p *program) snapshots(refs ...string) {
	p.t.Helper()
	for _, ref := range refs {
		if _, err := p.TakeSnapshot(ref, ""); err != nil {
			p.t.Fatal(err)
		}
	}
}

func TestAllSnapshotsOfAnEnvironmentTravelByFolder(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "live", "qa")
	folder := t.TempDir()
	asked := app.ExportRequest{Environment: "live"}
	size, err := p.ExportSize(asked)
	if err != nil {
		t.Fatal(err)
	}
	if size.Snapshots != 2 || size.Exact || size.Bytes == 0 || size.NotHeld == "" && size.Items == 0 {
		t.Errorf("the size is %+v", size)
	}
	done, err := p.ExportAll(asked, folder)
	if err != nil {
		t.Fatal(err)
	}
	if done.Files != 2 || done.Bytes < size.Bytes/2 || done.Bytes > size.Bytes*2 {
		t.Errorf("%+v was written, %+v was said", done, size)
	}
	if _, err := p.ExportAll(asked, folder); !errors.Is(err, lockstep.Conflict) {
		t.Errorf("what is there is written over: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "holiday.zip"), []byte("no archive"), 0o644); err != nil {
		t.Fatal(err)
	}

	other := newProgram(t)
	seen, err := other.InspectAll(folder)
	if err != nil {
		t.Fatal(err)
	}
	if !seen.Folder || len(seen.Archives) != 2 || len(seen.Refused) != 1 || !strings.Contains(seen.Refused[0].Why, "is a text") {
		t.Errorf("the folder is %+v", seen)
	}
	var paths []string
	for _, one := range seen.Archives {
		paths = append(paths, one.Path)
	}
	for _, want := range []app.ImportView{{Added: 2}, {Already: 2}} {
		got, err := other.ImportAll(paths)
		if err != nil || got.Added != want.Added || got.Already != want.Already {
			t.Errorf("imported %+v, %v, want %+v", got, err, want)
		}
	}
	page, err := other.Snapshots("Northwind/Live", 0, 0)
	if err != nil || page.Total != 2 {
		t.Errorf("%d snapshots, %v", page.Total, err)
	}
	if again, err := p.InspectAll(paths[0]); err != nil || again.Folder || again.Archives[0].Here != "Northwind/Live" || again.Archives[0].Already != 1 {
		t.Errorf("where it comes from: %+v, %v", again, err)
	}
}

func TestAProjectOfTheSameNameIsAnotherProject(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("qa")
	zip := filepath.Join(t.TempDir(), "qa.zip")
	if _, err := p.Export([]string{"qa@latest"}, zip); err != nil {
		t.Fatal(err)
	}
	there, _ := sampled(t)
	seen, err := there.Inspect(zip)
	if err != nil {
		t.Fatal(err)
	}
	if seen.Known || seen.Here != "" || seen.Home != "Northwind 2/QA" {
		t.Errorf("before it is added it is %+v", seen)
	}
	added, err := there.Import(zip)
	if err != nil {
		t.Fatal(err)
	}
	if len(added.Snapshots) != 1 || added.Snapshots[0].Environment != seen.Home {
		t.Errorf("it was added as %+v", added)
	}
	if seen, err = there.Inspect(zip); err != nil || !seen.Known || seen.Here != "Northwind 2/QA" || seen.Home != seen.Here {
		t.Errorf("once it is added it is %+v, error %v", seen, err)
	}
}

func TestTheCatalogItselfIsNoArchive(t *testing.T) {
	p, _ := sampled(t)
	link := filepath.Join(t.TempDir(), "holiday.zip")
	if err := os.Symlink(filepath.Join(p.home, "catalog.db"), link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(p.home, "catalog.db"), link} {
		if _, err := p.Inspect(path); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "own files") {
			t.Errorf("inspect %s: %v", path, err)
		}
		if _, err := p.Import(path); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "own files") {
			t.Errorf("import %s: %v", path, err)
		}
		if _, err := p.Compare(path, "qa"); err == nil {
			t.Errorf("%s is compared", path)
		}
	}
}

func TestTheSizeOfOneSnapshotIsExact(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live")
	size, err := p.ExportSize(app.ExportRequest{Refs: []string{"live@1"}})
	if err != nil {
		t.Fatal(err)
	}
	done, err := p.Export([]string{"live@1"}, filepath.Join(t.TempDir(), "live.zip"))
	if err != nil {
		t.Fatal(err)
	}
	if !size.Exact || size.Bytes != done.Bytes || size.Items != done.Items {
		t.Errorf("%+v was said, %+v was written", size, done)
	}
}

func TestAllOfAProjectAreItsEnvironmentsTogether(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "qa", "qa")
	done, err := p.ExportAll(app.ExportRequest{Project: "Northwind"}, t.TempDir())
	if err != nil || done.Files != 3 {
		t.Errorf("%+v, %v", done, err)
	}
	if _, err := p.ExportAll(app.ExportRequest{Environment: "development"}, t.TempDir()); !errors.Is(err, lockstep.Invalid) {
		t.Errorf("nothing is exported: %v", err)
	}
}

func TestADamagedArchiveIsLookedAtAndNotImported(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live")
	file := filepath.Join(t.TempDir(), "live.zip")
	if _, err := p.Export([]string{"live@1"}, file); err != nil {
		t.Fatal(err)
	}
	spoil(t, file, "settings/mail.json")
	seen, err := p.InspectAll(file)
	if err != nil {
		t.Fatal(err)
	}
	if damaged := seen.Archives[0].Damaged; len(damaged) != 1 || damaged[0].Key != "main:file/settings/mail.json" {
		t.Errorf("damaged is %+v", damaged)
	}
	items, err := p.ArchiveItems(file)
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, item := range items {
		content, err := p.ArchiveItem(file, item.Key)
		if item.Damaged != "" {
			lost++
			if !errors.Is(err, lockstep.NotFound) {
				t.Errorf("what is damaged is shown: %v", err)
			}
			continue
		}
		if err != nil || content.Size != item.Size {
			t.Errorf("%s: %+v, %v", item.Key, content, err)
		}
	}
	if lost != 1 || len(items) < 10 {
		t.Errorf("%d of %d items are damaged", lost, len(items))
	}
	if _, err := p.Import(file); !errors.Is(err, lockstep.Corrupt) {
		t.Errorf("a damaged archive is imported: %v", err)
	}
}

// spoil changes the content of one file of an archive.
func spoil(t *testing.T, path, name string) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, name) {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		entry, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(bytes.Repeat([]byte("x"), int(f.UncompressedSize64))); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close(), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func TestTheLastVerificationIsRemembered(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live")
	if v, err := p.Verified(); err != nil || v.At != "" {
		t.Errorf("before the first: %+v, %v", v, err)
	}
	found, err := p.Verify()
	if err != nil {
		t.Fatal(err)
	}
	v, err := p.Verified()
	if err != nil || v.At == "" || v.By != "ada@desk" || v.Snapshots != found.Snapshots || v.Bodies != found.Bodies || v.Damaged != 0 {
		t.Errorf("remembered is %+v, %v", v, err)
	}
}
