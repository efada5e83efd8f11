package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// ArchivesView is what a file, or every archive in a folder, holds.
type ArchivesView struct {
	Path     string               `json:"path"`
	Folder   bool                 `json:"folder"`
	Archives []ArchiveView        `json:"archives"`
	Refused  []RefusedArchiveView `json:"refused"` // files of the folder that are no archives, or damaged beyond their contents
}

// RefusedArchiveView is a file that gives nothing, and why.
type RefusedArchiveView struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// ArchiveItemView is an item of an archive, without its content.
type ArchiveItemView struct {
	Key     string `json:"key"`
	Part    string `json:"part"`
	Mode    string `json:"mode"`
	Size    int64  `json:"size"`
	Damaged string `json:"damaged"` // why it cannot be read; "" where it can
}

// Inspect reads an archive, checks all of it, and says what it holds. It adds nothing.
func (a *App) Inspect(path string) (v ArchiveView, err error) {
	defer recovered(&err)
	return a.inspect(path)
}

func (a *App) inspect(path string) (v ArchiveView, err error) {
	archive, damaged, err := a.checkArchive(path)
	if err != nil {
		return v, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return v, err
	}
	s, err := a.archived(engine.Place{Project: archive.Project, Environment: archive.Environment}, archive)
	if err != nil {
		return v, err
	}
	v = ArchiveView{
		Path:        path,
		Format:      archive.Format,
		Project:     archive.Project.Name,
		Environment: archive.Environment.Name,
		Role:        string(archive.Environment.Role),
		Snapshots:   []SnapshotView{s},
		Bytes:       info.Size(),
		NotHeld:     archive.NotHeld,
		Damaged:     []DamageView{},
	}
	for _, d := range damaged {
		v.Damaged = append(v.Damaged, DamageView{Snapshot: path, Key: d.Key.String(), Why: d.Why})
	}
	if at, err := a.placeOf(archive.Environment.UUID); err == nil {
		v.Known = true
		if !at.Environment.Removed {
			v.Here = refOf(at)
		}
	}
	if _, err := a.config.Store.Snapshot(a.reading, archive.Snapshot.ID); err == nil {
		v.Already = 1
	}
	return v, nil
}

func (a *App) archived(at engine.Place, archive snapshots.Archive) (SnapshotView, error) {
	v, err := a.snapshotView(at, archive.Snapshot, archive.State)
	v.NotHeld = archive.NotHeld
	v.Ref = string(archive.Snapshot.ID)
	return v, err
}

// InspectAll reads an archive, or every archive in a folder, and says what they hold. A file that is no archive is an
// error, one among others in a folder is named.
func (a *App) InspectAll(path string) (v ArchivesView, err error) {
	defer recovered(&err)
	v = ArchivesView{Path: path, Archives: []ArchiveView{}, Refused: []RefusedArchiveView{}}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		one, err := a.inspect(path)
		v.Archives = append(v.Archives, one)
		return v, err
	}
	v.Folder = true
	files, err := archivesIn(path)
	if err != nil {
		return v, err
	}
	for i, file := range files {
		if err := a.work().Err(); err != nil {
			return v, err
		}
		a.tellArchives(i, len(files))
		one, err := a.inspect(file)
		switch code := lockstep.CodeOf(err); {
		case err == nil:
			v.Archives = append(v.Archives, one)
		case code == lockstep.Invalid || code == lockstep.Corrupt || code == lockstep.Denied:
			v.Refused = append(v.Refused, RefusedArchiveView{Path: file, Why: message(err)})
		default:
			return v, err
		}
	}
	return v, nil
}

// archivesIn gives the ZIP files of a folder by name, not those of folders in it.
func archivesIn(dir string) (files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Denied, "The folder %s cannot be read (%v). Give yourself the right to read it.", dir, err)
	}
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), ".zip") {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, lockstep.Errorf(lockstep.Invalid, "There is no .zip file in the folder %s. Nothing was read. Choose the folder that the archives were exported to.", dir)
	}
	return files, nil
}

// tellArchives says how many files of many are done.
func (a *App) tellArchives(done, total int) {
	a.config.Emit("archive:progress", map[string]int{"done": done, "total": total})
}

// ArchiveItems gives what an archive holds, item by item; of a damaged one also what cannot be read.
func (a *App) ArchiveItems(path string) (views []ArchiveItemView, err error) {
	defer recovered(&err)
	archive, damaged, err := a.checkArchive(path)
	if err != nil {
		return nil, err
	}
	views = []ArchiveItemView{}
	for _, d := range damaged {
		views = append(views, ArchiveItemView{Key: d.Key.String(), Damaged: d.Why})
	}
	for _, item := range archive.State.All() {
		if item.Key.Quiet() {
			continue
		}
		views = append(views, ArchiveItemView{Key: item.Key.String(), Part: string(item.Part), Mode: string(item.Mode), Size: item.Body.Size})
	}
	return views, nil
}

// ArchiveItem gives one item of an archive with its content, where that is whole.
func (a *App) ArchiveItem(path, item string) (v ItemView, err error) {
	defer recovered(&err)
	key, err := lockstep.ParseKey(item)
	if err != nil {
		return v, err
	}
	archive, _, err := a.checkArchive(path)
	if err != nil {
		return v, err
	}
	found, ok := archive.State.Get(key)
	if !ok {
		return v, lockstep.Errorf(lockstep.NotFound, "%s has no item %s that can be read. Look at the list of its items.", filepath.Base(path), item)
	}
	return itemView(key, found)
}

// ImportAll imports several archives, one after the other. It stops at the first that cannot be, and says how many were.
func (a *App) ImportAll(paths []string) (v ImportView, err error) {
	defer recovered(&err)
	v.Snapshots = []SnapshotView{}
	defer func() {
		if v.Added > 0 {
			a.changed("")
		}
	}()
	for i, path := range paths {
		a.tellArchives(i, len(paths))
		one, err := a.importOne(path)
		if err != nil && v.Added > 0 {
			var said *lockstep.Error
			if errors.As(err, &said) {
				return v, lockstep.Errorf(said.Code, "%s %s of %s were added before that, and stay.", said.Message, lockstep.Number(v.Added), lockstep.Number(len(paths)))
			}
		}
		if err != nil {
			return v, err
		}
		v.Added, v.Already, v.Snapshots = v.Added+one.Added, v.Already+one.Already, append(v.Snapshots, one.Snapshots...)
	}
	return v, nil
}
