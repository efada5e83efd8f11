package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// ExportRequest says which snapshots are meant: those named, or all of an environment, or all of a project.
type ExportRequest struct {
	Refs        []string `json:"refs"`
	Environment string   `json:"environment"` // ref
	Project     string   `json:"project"`     // name
}

// ExportSizeView says how much an export would be. An archive holds one snapshot, so there are as many files.
type ExportSizeView struct {
	Snapshots int    `json:"snapshots"`
	Items     int    `json:"items"`    // of all snapshots together
	Bytes     int64  `json:"bytes"`    // of the files that would be written
	Exact     bool   `json:"exact"`    // else Bytes is estimated from the newest snapshot
	NotHeld   string `json:"not_held"` // what is in none of them
}

// ExportsView is the outcome of an export of several snapshots.
type ExportsView struct {
	Folder string `json:"folder"`
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
}

// exported is a snapshot that is asked for, and where it is from.
type exported struct {
	at       engine.Place
	snapshot lockstep.Snapshot
	file     string // the name of its archive
}

// ExportSize says how large an export would be. It packs the newest snapshot to know, and writes nothing.
func (a *App) ExportSize(r ExportRequest) (v ExportSizeView, err error) {
	defer recovered(&err)
	all, err := a.asked(r)
	if err != nil || len(all) == 0 {
		return v, err
	}
	var bytes int64
	for _, one := range all {
		v.Items += one.snapshot.Items
		bytes += one.snapshot.Bytes
	}
	newest := all[0]
	archive, err := a.archiveOf(newest.at, newest.snapshot)
	if err != nil {
		return v, err
	}
	var packed counter
	if err := snapshots.WriteArchive(&packed, archive); err != nil {
		return v, err
	}
	v.Snapshots, v.Exact, v.NotHeld = len(all), len(all) == 1, archive.NotHeld
	v.Bytes = int64(packed)
	if !v.Exact && newest.snapshot.Bytes > 0 {
		v.Bytes = int64(float64(packed) * float64(bytes) / float64(newest.snapshot.Bytes))
	}
	return v, nil
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// ExportAll writes snapshots to a folder, a file each. A file that is there already is never replaced: then nothing is
// written at all.
func (a *App) ExportAll(r ExportRequest, folder string) (v ExportsView, err error) {
	defer recovered(&err)
	all, err := a.asked(r)
	if err != nil {
		return v, err
	}
	if len(all) == 0 {
		return v, lockstep.Errorf(lockstep.Invalid, "There is no snapshot to export. Nothing was written. Take one first.")
	}
	if v.Folder, err = filepath.Abs(folder); err != nil || folder == "" {
		return v, lockstep.Errorf(lockstep.Invalid, "Say which folder to write to.")
	}
	for _, one := range all {
		path := filepath.Join(v.Folder, one.file)
		if _, err := os.Lstat(path); err == nil {
			return v, lockstep.Errorf(lockstep.Conflict, "%s is there already. Nothing was written. Choose another folder, or move that file away.", path)
		}
	}
	for i, one := range all {
		a.tellArchives(i, len(all))
		if err := a.work().Err(); err != nil {
			return v, lockstep.Errorf(lockstep.Conflict, "Stopped. %s of %s archives are in %s, each of them whole.", lockstep.Number(v.Files), lockstep.Number(len(all)), v.Folder)
		}
		archive, err := a.archiveOf(one.at, one.snapshot)
		if err != nil {
			return v, err
		}
		state := fmt.Sprintf("%s of %s archives are in %s, each of them whole.", lockstep.Number(v.Files), lockstep.Number(len(all)), v.Folder)
		size, err := a.writeArchive("An archive", filepath.Join(v.Folder, one.file), state, archive)
		if err != nil {
			return v, err
		}
		v.Files, v.Bytes = v.Files+1, v.Bytes+size
	}
	return v, nil
}

// asked gives the snapshots of a request, newest first within each environment.
func (a *App) asked(r ExportRequest) (all []exported, err error) {
	for _, ref := range r.Refs {
		at, s, err := a.snapshot(ref)
		if err != nil {
			return nil, err
		}
		all = append(all, exported{at: at, snapshot: s})
	}
	var places []engine.Place
	if r.Environment != "" {
		at, err := a.anyPlace(r.Environment)
		if err != nil {
			return nil, err
		}
		places = append(places, at)
	}
	if r.Project != "" {
		everywhere, err := a.allPlaces()
		if err != nil {
			return nil, err
		}
		for _, at := range everywhere {
			if at.Project.Name == r.Project {
				places = append(places, at)
			}
		}
	}
	for _, at := range places {
		page, _, err := a.config.Store.Snapshots(a.reading, at.Environment.UUID, 0, 0)
		if err != nil {
			return nil, err
		}
		for _, s := range page {
			all = append(all, exported{at: at, snapshot: s})
		}
	}
	taken := map[string]bool{}
	for i := range all {
		all[i].file = archiveName(all[i], taken)
	}
	return all, nil
}

// archiveName is a file's name that every system takes, and that no other file has: northwind-live-3.zip.
func archiveName(one exported, taken map[string]bool) string {
	plain := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}
	var parts []string
	for _, part := range []string{one.at.Project.Name, one.at.Environment.Name, fmt.Sprint(one.snapshot.Number)} {
		if part = strings.Trim(strings.Map(plain, part), "-"); part != "" {
			parts = append(parts, part)
		}
	}
	name := free(strings.Join(parts, "-"), taken)
	taken[name] = true
	return name + ".zip"
}
