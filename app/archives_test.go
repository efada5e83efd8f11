package app_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
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

// inspected is what the one archive of a file holds.
func (p *program) inspected(file string) app.ArchiveView {
	p.t.Helper()
	seen, err := p.InspectAll(app.ImportRequest{Path: file})
	if err != nil || len(seen.Archives) != 1 {
		p.t.Fatalf("%+v, %v", seen, err)
	}
	return seen.Archives[0]
}

// exported writes an archive and gives its path.
func (p *program) exported(r app.ExportRequest, name string) string {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), name)
	if _, err := p.Export(r, file); err != nil {
		p.t.Fatal(err)
	}
	return file
}

func (p *program) imported(r app.ImportRequest, added, already int) app.ImportView {
	p.t.Helper()
	seen, err := p.PreviewImport(r)
	if err != nil {
		p.t.Fatal(err)
	}
	got, err := p.Import(r)
	if err != nil || got.Added != added || got.Already != already {
		p.t.Fatalf("imported %+v, %v, want %d and %d", got, err, added, already)
	}
	if seen.Added != got.Added || seen.Runs != got.Runs || len(seen.Projects) != len(got.Projects) {
		p.t.Errorf("the preview says %+v, and it was %+v", seen, got)
	}
	return got
}

func TestAllSnapshotsOfAnEnvironmentTravelInOneFile(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "live", "qa")
	asked := app.ExportRequest{Environment: "live"}
	size, err := p.ExportSize(asked)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "live.zip")
	done, err := p.Export(asked, file)
	if err != nil {
		t.Fatal(err)
	}
	if size.Snapshots != 2 || !size.Exact || size.Bytes != done.Bytes || size.NotHeld == "" && size.Items == 0 || done.Snapshots != 2 {
		t.Errorf("the size is %+v, and %+v was written", size, done)
	}
	other := newProgram(t)
	seen := other.inspected(file)
	if len(seen.Snapshots) != 2 || seen.Home != "Northwind/Live" || seen.Import.Added != 2 || len(seen.Import.Projects) != 1 {
		t.Errorf("the file is %+v", seen)
	}
	other.imported(app.ImportRequest{Path: file}, 2, 0)
	other.imported(app.ImportRequest{Path: file}, 0, 2)
	page, err := other.Snapshots("Northwind/Live", 0, 0)
	if err != nil || page.Total != 2 || !page.Snapshots[0].Imported {
		t.Errorf("%+v, %v", page, err)
	}
	if again := p.inspected(file); again.Here != "Northwind/Live" || again.Already != 2 {
		t.Errorf("where it comes from: %+v", again)
	}
}

func TestAFolderOfArchivesIsImported(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "live")
	folder := t.TempDir()
	for _, n := range []string{"1", "2"} {
		if _, err := p.Export(app.ExportRequest{Refs: []string{"live@" + n}}, filepath.Join(folder, n+".zip")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "holiday.zip"), []byte("no archive"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := newProgram(t)
	seen, err := other.InspectAll(app.ImportRequest{Path: folder})
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
	several := p.exported(app.ExportRequest{Environment: "live"}, "several.zip")
	_, err = newProgram(t).ImportAll([]string{several, filepath.Join(folder, "holiday.zip")})
	if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "1 of 2 were added before that") {
		t.Errorf("error is %v", err)
	}
}

func TestAProjectOfTheSameNameIsAnotherProject(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("qa")
	zip := p.exported(app.ExportRequest{Refs: []string{"qa@latest"}}, "qa.zip")
	there, _ := sampled(t)
	seen := there.inspected(zip)
	if seen.Known || seen.Here != "" || seen.Home != "Northwind 2/QA" {
		t.Errorf("before it is added it is %+v", seen)
	}
	added := there.imported(app.ImportRequest{Path: zip}, 1, 0)
	if len(added.Snapshots) != 1 || added.Snapshots[0].Environment != seen.Home {
		t.Errorf("it was added as %+v", added)
	}
	if seen = there.inspected(zip); !seen.Known || seen.Here != "Northwind 2/QA" || seen.Home != seen.Here {
		t.Errorf("once it is added it is %+v", seen)
	}
}

func TestTheCatalogItselfIsNoArchive(t *testing.T) {
	p, _ := sampled(t)
	link := filepath.Join(t.TempDir(), "holiday.zip")
	if err := os.Symlink(filepath.Join(p.home, "catalog.db"), link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(p.home, "catalog.db"), link} {
		if _, err := p.InspectAll(app.ImportRequest{Path: path}); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "own files") {
			t.Errorf("inspect %s: %v", path, err)
		}
		if _, err := p.Import(app.ImportRequest{Path: path}); !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "own files") {
			t.Errorf("import %s: %v", path, err)
		}
		if _, err := p.Compare(path, "qa", true); err == nil {
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
	done, err := p.Export(app.ExportRequest{Refs: []string{"live@1"}}, filepath.Join(t.TempDir(), "live.zip"))
	if err != nil {
		t.Fatal(err)
	}
	if !size.Exact || size.Bytes != done.Bytes || size.Items != done.Items {
		t.Errorf("%+v was said, %+v was written", size, done)
	}
}

func TestANoteThatNoArchiveTakesIsRefused(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live")
	long := strings.Repeat("x", 1<<16+1)
	_, taking := p.TakeSnapshot("live", long)
	_, noting := p.NoteSnapshot("live@1", long)
	plan := p.plan(app.PlanRequest{Act: "promote", Source: "development", Target: "qa", Choices: files})
	_, starting := p.Start(app.StartRequest{Plan: plan.ID, Why: long})
	for _, err := range []error{taking, noting, starting} {
		if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), "Shorten it") {
			t.Errorf("error is %v", err)
		}
	}
	p.exported(app.ExportRequest{All: true}, "all.zip")
}

func TestASnapshotThatIsAskedForTwiceIsThereOnce(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "live")
	done, err := p.Export(app.ExportRequest{Environment: "live", Refs: []string{"live@1"}}, filepath.Join(t.TempDir(), "live.zip"))
	if err != nil || done.Snapshots != 2 {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestAllOfAProjectAreItsEnvironmentsTogether(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live", "qa", "qa")
	done, err := p.Export(app.ExportRequest{Project: "Northwind"}, filepath.Join(t.TempDir(), "all.zip"))
	if err != nil || done.Snapshots != 3 {
		t.Errorf("%+v, %v", done, err)
	}
	if _, err := p.Export(app.ExportRequest{Environment: "development"}, filepath.Join(t.TempDir(), "none.zip")); !errors.Is(err, lockstep.Invalid) {
		t.Errorf("nothing is exported: %v", err)
	}
}

func TestADamagedArchiveIsLookedAtAndNotImported(t *testing.T) {
	p, _ := sampled(t)
	p.snapshots("live")
	file := p.exported(app.ExportRequest{Refs: []string{"live@1"}}, "live.zip")
	spoil(t, file, "settings/mail.json")
	if damaged := p.inspected(file).Damaged; len(damaged) != 1 || damaged[0].Key != "main:file/settings/mail.json" {
		t.Errorf("damaged is %+v", damaged)
	}
	items, err := p.ArchiveItems(app.ImportRequest{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, item := range items {
		content, err := p.ArchiveItem(app.ImportRequest{Path: file}, item.Key)
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
	if _, err := p.Import(app.ImportRequest{Path: file}); !errors.Is(err, lockstep.Corrupt) || !strings.Contains(err.Error(), "main:file/settings/mail.json of Northwind/Live@1") {
		t.Errorf("a damaged archive is imported: %v", err)
	}
}

// spoil changes the content of one file of an archive.
func spoil(t *testing.T, path, name string) {
	t.Helper()
	change(t, path, name, func(content []byte) []byte { return bytes.Repeat([]byte("x"), len(content)) })
}

func change(t *testing.T, path, name string, to func([]byte) []byte) {
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
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		entry, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(to(content)); err != nil {
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
