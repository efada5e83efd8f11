// Package app is what the window and the command line can ask for: short methods that take and give plain strings and
// numbers. It knows no window and no terminal; both are handed to it.
package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/volume"
	"lockstep/snapshots"
	"lockstep/store"
)

// Config is what an App is made of.
type Config struct {
	Context     context.Context
	Home        string // the folder of the catalog, the locks and the settings
	Catalog     string // the catalog's file
	SealedBy    string // keychain or vault.key
	Version     string
	Person      string // name@computer
	Store       *store.Store
	Vault       *snapshots.Vault
	Outlook     store.Sealer // seals what is needed to look at environments while the key is out of reach; nil keeps nothing
	Drivers     []lockstep.Driver
	Sample      fs.FS // the sample project: a folder an environment
	Emit        func(event string, payload any)
	Dialogs     Dialogs // nil where there is no window
	Now         func() time.Time
	LockTimeout time.Duration
	Opened      string // the archive that the program was started with
}

// Dialogs are the system's own file dialogs. An empty answer means that the person cancelled.
type Dialogs interface {
	Folder(title string) (string, error)
	Open(title, pattern string) (string, error)
	Save(title, name string) (string, error)
}

// App is one open catalog.
type App struct {
	config   Config
	reading  context.Context // of the catalog's rows: quick, and still needed to tell how a cancelled run ended
	engine   *engine.Engine
	sessions sessions
	sights   sights
	glances  sessions // what a history shows, which must not push out a plan
	annals   *annals

	mu      sync.Mutex
	cancel  map[string]context.CancelFunc // of the run under way, by environment UUID
	ctx     context.Context               // of everything else that is under way
	stop    context.CancelFunc            // ends ctx
	search  context.CancelFunc            // ends the search in a comparison; nil before the first
	watcher *watcher                      // nil while nobody watches
	handed  string                        // an archive for the page that it has not taken yet; "" for none
}

// New makes an App of an open catalog.
func New(config Config) *App {
	a := &App{
		config:  config,
		annals:  newAnnals(),
		reading: context.WithoutCancel(config.Context),
		cancel:  map[string]context.CancelFunc{},
		engine: engine.New(engine.Config{
			Catalog:     catalog{config.Store},
			Vault:       config.Vault,
			Drivers:     config.Drivers,
			Locks:       filepath.Join(config.Home, "locks"),
			LockTimeout: config.LockTimeout,
			By:          config.Person,
			Now:         config.Now,
			Room:        func() lockstep.Room { return volume.Room(config.Home) },
		}),
	}
	a.ctx, a.stop = context.WithCancel(config.Context)
	a.handed = config.Opened
	return a
}

// work is the context of what is read and written outside runs.
func (a *App) work() context.Context {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ctx
}

// Interrupt stops whatever is being read, compared, exported or imported. A run goes on: it has its own Cancel.
func (a *App) Interrupt() (err error) {
	defer recovered(&err)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stop()
	a.ctx, a.stop = context.WithCancel(a.config.Context)
	return nil
}

// Close closes the app's catalog. It is no method, since a window can call every method.
func Close(a *App) error { return a.config.Store.Close() }

// About says what program and catalog this is.
func (a *App) About() (v AboutView, err error) {
	defer recovered(&err)
	v = AboutView{
		Version:    a.config.Version,
		Home:       a.config.Home,
		Catalog:    a.config.Catalog,
		SealedBy:   a.config.SealedBy,
		SealedText: sealedText(a.config.SealedBy),
		Person:     a.config.Person,
	}
	v.Bytes = a.catalogSize()
	if v.Snapshots, err = a.config.Store.CountSnapshots(a.reading, ""); err != nil {
		return v, err
	}
	return v, a.aboutKey(&v)
}

func sealedText(by string) string {
	if by == "keychain" {
		return "Sealed with a key in this system's keychain."
	}
	return "Sealed with the file vault.key in Lockstep's folder: it protects a copied catalog, not a stolen folder."
}

// Kinds gives the kinds of connector with the fields of their forms.
func (a *App) Kinds() (kinds []KindView, err error) {
	defer recovered(&err)
	kinds = []KindView{}
	for _, d := range a.config.Drivers {
		kinds = append(kinds, KindView{Kind: d.Kind, Title: d.Title, SlotFields: fieldViews(d.SlotFields), Fields: fieldViews(d.Fields)})
	}
	return kinds, nil
}

func fieldViews(fields []lockstep.Field) []FieldView {
	views := []FieldView{}
	for _, f := range fields {
		options := []OptionView{}
		for _, o := range f.Options {
			options = append(options, OptionView{o.Value, o.Label})
		}
		views = append(views, FieldView{Name: f.Name, Label: f.Label, Help: f.Help, Default: f.Default,
			Input: string(f.Input), Required: f.Required, Secret: f.Secret, Options: options})
	}
	return views
}

// Opened gives the archive that the program was started with, or that HandOver gave since, and gives it once; "" for
// none.
func (a *App) Opened() (path string, err error) {
	defer recovered(&err)
	a.mu.Lock()
	defer a.mu.Unlock()
	path, a.handed = a.handed, ""
	return path, nil
}

// HandOver gives the page an archive to show. A page that does not listen yet takes it as soon as it is there. It is no
// method, since a window can call every method.
func HandOver(a *App, archive string) {
	a.mu.Lock()
	a.handed = archive
	a.mu.Unlock()
	a.config.Emit("archive:opened", map[string]string{})
}

// PickFolder asks for a folder; "" where the person cancelled.
func (a *App) PickFolder(title string) (path string, err error) {
	defer recovered(&err)
	if a.config.Dialogs == nil {
		return "", errNoWindow()
	}
	return a.config.Dialogs.Folder(title)
}

// PickArchive asks for an archive file; "" where the person cancelled.
func (a *App) PickArchive() (path string, err error) {
	defer recovered(&err)
	if a.config.Dialogs == nil {
		return "", errNoWindow()
	}
	return a.config.Dialogs.Open("Open an archive", "*.zip;*.age")
}

// PickSettings asks for a file with the settings of a project; "" where the person cancelled.
func (a *App) PickSettings() (path string, err error) {
	defer recovered(&err)
	if a.config.Dialogs == nil {
		return "", errNoWindow()
	}
	return a.config.Dialogs.Open("Apply settings", "*.toml")
}

// PickSave asks where to write a file of this name; "" where the person cancelled.
func (a *App) PickSave(name string) (path string, err error) {
	defer recovered(&err)
	if a.config.Dialogs == nil {
		return "", errNoWindow()
	}
	return a.config.Dialogs.Save("Export", name)
}

func errNoWindow() error {
	return lockstep.Errorf(lockstep.Invalid, "There is no window to ask in.")
}

// changed tells the window that something about an environment was recorded; "" means the list of projects. Whoever watches
// looks at it again.
func (a *App) changed(environment string) {
	a.recorded(environment)
	a.mu.Lock()
	w := a.watcher
	a.mu.Unlock()
	if w != nil {
		w.heed(environment)
	}
}

// recorded is changed, of what no look has to follow.
func (a *App) recorded(environment string) {
	_ = a.settleOutlooks() // a convenience: what it cannot keep now is kept with the next record
	a.config.Emit("changed", map[string]string{"environment": environment})
}

// recovered turns a panic into an error: a promise of the window that nobody settles would wait for ever.
func recovered(err *error) {
	if r := recover(); r != nil {
		fmt.Fprintf(os.Stderr, "fault: %v\n%s", r, debug.Stack())
		*err = lockstep.Errorf(lockstep.Internal, "Lockstep met a fault of its own: %v. Nothing more was done. Please report it with what you did before.", r)
	}
}
