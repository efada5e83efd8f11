package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lockstep/app/lockstep"
)

// The sample's environments in pipeline order: each is a folder of its own.
var sampleStages = [...]struct {
	folder, name string
	role         lockstep.Role
}{
	{"development", "Development", lockstep.Development},
	{"qa", "QA", lockstep.Test},
	{"live", "Live", lockstep.Live},
}

// CreateSample writes the sample project's folders below dir, a new or empty folder, and adds it to the catalog. Without
// dir it is a new folder in the person's home.
func (a *App) CreateSample(dir string) (v ProjectView, err error) {
	defer recovered(&err)
	if dir == "" {
		if dir, err = newSampleFolder(); err != nil {
			return v, err
		}
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return v, err
	}
	if err := empty(dir); err != nil {
		return v, err
	}
	if err := a.mayHold(dir); err != nil {
		return v, err
	}
	projects, err := a.config.Store.Projects(a.reading)
	if err != nil {
		return v, err
	}
	taken := map[string]bool{}
	for _, p := range projects {
		taken[fold(p.Name)] = true
	}
	if err := writeSample(a.config.Sample, dir); err != nil {
		return v, unwritten("The sample", dir, "What was written before that is there.", err)
	}
	project, err := a.AddProject(free("Northwind", taken))
	if err != nil {
		return v, err
	}
	upstream := ""
	for _, stage := range sampleStages {
		_, err := a.AddEnvironment(EnvironmentRequest{Project: project.Name, Name: stage.name, Role: string(stage.role),
			Upstream: upstream, Kind: "folder", Settings: map[string]string{"path": filepath.Join(dir, stage.folder)}})
		if err != nil {
			return v, err
		}
		upstream = stage.name
	}
	found, err := a.project(project.Name)
	if err != nil {
		return v, err
	}
	return a.projectView(found)
}

func newSampleFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", lockstep.Suggest(lockstep.Errorf(lockstep.NotFound, "There is no home folder to put the sample in. Choose a folder for it."),
			"Name it: lockstep sample DIR.")
	}
	there := map[string]bool{}
	entries, err := os.ReadDir(home)
	if err != nil {
		return "", lockstep.Suggest(lockstep.Errorf(lockstep.Denied, "The home folder cannot be read: %v. Choose a folder for the sample.", err),
			"Name it: lockstep sample DIR.")
	}
	for _, e := range entries {
		there[fold(e.Name())] = true
	}
	return filepath.Join(home, free("Lockstep sample", there)), nil
}

// empty refuses a place that holds something already.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return lockstep.Errorf(lockstep.Invalid, "%s cannot be used for the sample: %v. Choose a new or empty folder.", dir, err)
	case len(entries) > 0:
		return lockstep.Errorf(lockstep.Conflict, "%s is not empty. Nothing was written. Choose a new or empty folder for the sample.", dir)
	}
	return nil
}

// mayHold refuses a folder that may be no environment's, before anything is written there. It need not be there yet.
func (a *App) mayHold(dir string) error {
	driver, err := a.engine.Driver("folder")
	if err != nil {
		return err
	}
	slot, err := a.newSlot(lockstep.DefaultSlot, "folder", nil)
	if err != nil {
		return err
	}
	err = a.tryConnection(driver, slot, lockstep.Connection{Settings: map[string]string{"path": dir}})
	if errors.Is(err, lockstep.NotFound) {
		return nil
	}
	return err
}

func writeSample(sample fs.FS, dir string) error {
	return fs.WalkDir(sample, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		content, err := fs.ReadFile(sample, name)
		if err != nil {
			return err
		}
		return os.WriteFile(to, content, 0o644)
	})
}
