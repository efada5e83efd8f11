package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
	"lockstep/snapshots"
)

// ArchivesView is what a file, or every archive in a folder, holds.
type ArchivesView struct {
	Path     string               `json:"path"`
	Folder   bool                 `json:"folder"`
	Sealed   bool                 `json:"sealed"` // with a passphrase: without it there are no archives here
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

// Sealed says that an archive is sealed with a passphrase.
func (a *App) Sealed(path string) (sealed bool, err error) {
	defer recovered(&err)
	if err := a.notOurs(path); err != nil {
		return false, err
	}
	return snapshots.IsSealed(path), nil
}

// inspect reads an archive, checks all of it, and says what it holds and what an import would add.
func (a *App) inspect(r ImportRequest) (v ArchiveView, err error) {
	carried, err := a.openArchive(r)
	if err != nil {
		return v, err
	}
	info, err := os.Stat(r.Path)
	if err != nil {
		return v, err
	}
	in, err := a.intakeOf(carried, "")
	if err != nil {
		return v, err
	}
	v = ArchiveView{
		Path: r.Path, Format: carried.Format, Sealed: carried.Sealed, Snapshots: []SnapshotView{}, Bytes: info.Size(),
		NotHeld: carried.NotHeld, Already: in.already, Damaged: []DamageView{}, Import: in.view(a, r),
	}
	for _, d := range carried.Damaged {
		v.Damaged = append(v.Damaged, DamageView{Snapshot: r.Path, Key: keyText(d.Key), Why: d.Why})
	}
	projects := map[string]lockstep.Project{}
	for _, p := range carried.Projects {
		projects[p.UUID] = p
	}
	for i, home := range in.homes {
		if i == 0 {
			v.Project, v.Environment, v.Role = projects[home.CarriedEnvironment.Project].Name, home.CarriedEnvironment.Name, string(home.CarriedEnvironment.Role)
			v.Known, v.Home = home.known, refOf(home.Place)
		}
	}
	if v.Known && !in.homes[0].Place.Environment.Removed {
		v.Here = v.Home
	}
	for _, n := range carried.Snapshots {
		home := in.homes[in.at[n.Environment]]
		one := plainSnapshot(engine.Place{Project: projects[home.CarriedEnvironment.Project], Environment: home.CarriedEnvironment.Environment}, n)
		one.Ref, one.NotHeld = string(n.ID), carried.NotHeld
		v.Snapshots = append(v.Snapshots, one)
	}
	return v, nil
}

func keyText(k lockstep.Key) string {
	if k == (lockstep.Key{}) {
		return ""
	}
	return k.String()
}

// InspectAll reads an archive, or every archive in a folder, and says what they hold. A file that is no archive is an
// error, one among others in a folder is named.
// A sealed one says no more than that where the passphrase is missing.
func (a *App) InspectAll(r ImportRequest) (v ArchivesView, err error) {
	defer recovered(&err)
	path := r.Path
	v = ArchivesView{Path: path, Archives: []ArchiveView{}, Refused: []RefusedArchiveView{}}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		if v.Sealed = snapshots.IsSealed(path); v.Sealed && r.Passphrase == "" {
			return v, nil
		}
		one, err := a.inspect(r)
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
		one, err := a.inspect(ImportRequest{Path: file, Salvage: r.Salvage})
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

// ArchiveItems gives what an archive of one snapshot holds, item by item; of a damaged one also what cannot be read.
func (a *App) ArchiveItems(r ImportRequest) (views []ArchiveItemView, err error) {
	defer recovered(&err)
	carried, state, err := a.archiveState(r)
	if err != nil {
		return nil, err
	}
	views = []ArchiveItemView{}
	for _, d := range carried.Damaged {
		views = append(views, ArchiveItemView{Key: d.Key.String(), Damaged: d.Why})
	}
	for _, item := range state.All() {
		if item.Key.Quiet() {
			continue
		}
		views = append(views, ArchiveItemView{Key: item.Key.String(), Part: string(item.Part), Mode: string(item.Mode), Size: item.Body.Size})
	}
	return views, nil
}

// ArchiveItem gives one item of an archive of one snapshot with its content, where that is whole.
func (a *App) ArchiveItem(r ImportRequest, item string) (v ItemView, err error) {
	defer recovered(&err)
	key, err := lockstep.ParseKey(item)
	if err != nil {
		return v, err
	}
	carried, state, err := a.archiveState(r)
	if err != nil {
		return v, err
	}
	found, ok := state.Get(key)
	if !ok {
		return v, lockstep.Errorf(lockstep.NotFound, "%s has no item %s that can be read. Look at the list of its items.", filepath.Base(r.Path), item)
	}
	var rules values.Rules
	if at, err := a.placeOf(carried.Snapshots[0].Environment); err == nil {
		if rules, err = a.engine.Rules(at.Project); err != nil {
			return v, err
		}
	}
	return a.itemView(rules, key, found)
}

// archiveState is what is whole of the one snapshot that an archive holds.
func (a *App) archiveState(r ImportRequest) (*snapshots.Carried, lockstep.State, error) {
	r.Salvage = true
	carried, err := a.openArchive(r)
	if err != nil {
		return nil, lockstep.State{}, err
	}
	if len(carried.Snapshots) != 1 {
		return nil, lockstep.State{}, lockstep.Errorf(lockstep.Invalid, "%s holds %s, which are looked at once they are added. Add them first.", filepath.Base(r.Path), lockstep.Count(len(carried.Snapshots), "snapshot"))
	}
	state, err := carried.State(a.work(), carried.Snapshots[0].State)
	return carried, state, err
}

// ImportAll imports several archives, one after the other. It stops at the first that cannot be, and says how many were.
func (a *App) ImportAll(paths []string) (v ImportView, err error) {
	defer recovered(&err)
	v.Snapshots = []SnapshotView{}
	added := false
	defer func() {
		if added {
			a.changed("")
		}
	}()
	for i, path := range paths {
		a.tellArchives(i, len(paths))
		one, err := a.importOne(ImportRequest{Path: path})
		if err != nil && added {
			var said *lockstep.Error
			if errors.As(err, &said) {
				return v, lockstep.Errorf(said.Code, "%s %s of %s were added before that, and stay.", said.Message, lockstep.Number(i), lockstep.Number(len(paths)))
			}
		}
		if err != nil {
			return v, err
		}
		added = added || one.adds()
		v.Added, v.Already, v.Snapshots = v.Added+one.Added, v.Already+one.Already, append(v.Snapshots, one.Snapshots...)
	}
	return v, nil
}
