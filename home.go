package main

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/adrg/xdg"

	"lockstep/app/lockstep"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version string

// programVersion is the version that the linker was told, else what the Go tool recorded.
func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// homeFolder is the folder that everything of one catalog is in: the one asked for, else LOCKSTEP_HOME, else the
// system's place for a program's data. It is made, for its owner alone, where it does not exist.
func homeFolder(asked string) (string, error) {
	home := asked
	if home == "" {
		home = os.Getenv("LOCKSTEP_HOME")
	}
	if home == "" {
		home = filepath.Join(xdg.DataHome, "lockstep")
	}
	home, err := filepath.Abs(home)
	if err != nil {
		return "", lockstep.Errorf(lockstep.Invalid, "The home folder %s cannot be found: %v. Choose another one with --home.", home, err)
	}
	if info, err := os.Stat(home); err == nil && !info.IsDir() {
		return "", lockstep.Errorf(lockstep.Invalid, "The home folder %s is a file. Choose another one with --home.", home)
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", lockstep.Errorf(lockstep.Denied, "The home folder %s cannot be made: %v. Choose another one with --home.", home, err)
	}
	return home, nil
}

// person is who works here, as name@computer.
func person() string {
	name := os.Getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if _, after, ok := strings.Cut(name, `\`); ok { // Windows writes DOMAIN\name
		name = after
	}
	if name == "" {
		name = "somebody"
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "localhost"
	}
	return name + "@" + host
}
