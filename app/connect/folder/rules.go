package folder

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"lockstep/app/lockstep"
)

// ownPrefix begins the names of the files that Lockstep itself leaves in a folder. They are never items.
const ownPrefix = ".lockstep-"

// tempPrefix begins the names of files that wait to be renamed.
const tempPrefix = ownPrefix + "tmp-"

// rules say what of a folder counts.
type rules struct {
	include []pattern // none: everything
	exclude []pattern
	model   string // the slash path of the model file; "" where the model is off
}

// pattern is one line in gitignore's syntax.
type pattern struct {
	glob    string
	negated bool
	folders bool // it matches folders only
}

func readRules(slot lockstep.Slot) (rules, error) {
	var r rules
	var err error
	if r.include, err = patterns(includeLabel, slot.Settings["include"]); err != nil {
		return rules{}, err
	}
	if r.exclude, err = patterns(excludeLabel, slot.Settings["exclude"]); err != nil {
		return rules{}, err
	}
	model, given := slot.Settings["model"]
	if !given {
		model = defaultModel
	}
	if model == "" {
		return r, nil
	}
	model = path.Clean(filepath.ToSlash(model))
	if !fs.ValidPath(model) || model == "." || ours(model) {
		return rules{}, lockstep.Errorf(lockstep.Invalid, "%q cannot be the model file. Name a file inside the folder as %q, or leave it empty.", slot.Settings["model"], modelLabel)
	}
	r.model = model
	if !r.excludes(model) {
		return r, nil
	}
	if given {
		return rules{}, lockstep.Errorf(lockstep.Invalid, "%q leaves out the model file %s. Take it out there, or leave %q empty.", excludeLabel, model, modelLabel)
	}
	r.model = ""
	return r, nil
}

func patterns(label, lines string) ([]pattern, error) {
	var all []pattern
	for line := range strings.Lines(lines) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		p, ok := readPattern(line)
		if !ok {
			return nil, lockstep.Errorf(lockstep.Invalid, "The line %q of %q is not a pattern as in .gitignore. Mend it, or take it out.", line, label)
		}
		if p.glob != "" {
			all = append(all, p)
		}
	}
	return all, nil
}

// readPattern translates a line of gitignore's syntax into a glob over whole slash paths.
func readPattern(line string) (p pattern, ok bool) {
	bare := strings.TrimRight(line, " ")
	if strings.HasSuffix(bare, `\`) && bare != line {
		bare += " " // an escaped space at the end counts
	}
	bare, p.negated = strings.CutPrefix(bare, "!")
	bare, p.folders = strings.CutSuffix(bare, "/")
	if bare == "" {
		return pattern{}, true
	}
	rooted := strings.Contains(bare, "/")
	bare = strings.TrimPrefix(bare, "/")
	if inside, deep := strings.CutSuffix(bare, "/**"); deep {
		bare = inside + "/**/*" // what is inside, without the folder itself
	}
	if !rooted {
		bare = "**/" + bare
	}
	p.glob = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(bare) // braces mean nothing in gitignore
	return p, doublestar.ValidatePattern(p.glob)
}

// last gives the last pattern that matches a path: in gitignore's syntax it decides.
func last(all []pattern, name string, isFolder bool) (p pattern, ok bool) {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].folders && !isFolder {
			continue
		}
		if doublestar.MatchUnvalidated(all[i].glob, name) {
			return all[i], true
		}
	}
	return pattern{}, false
}

// leavesOut says that exclude names this very path; what lies below a folder that is left out is out with it.
func (r rules) leavesOut(name string, isFolder bool) bool {
	p, ok := last(r.exclude, name, isFolder)
	return ok && !p.negated
}

// takesIn says whether include takes in a path whose parent folder is in, or is not.
func (r rules) takesIn(name string, isFolder, parent bool) bool {
	if len(r.include) == 0 {
		return true
	}
	if p, ok := last(r.include, name, isFolder); ok {
		return !p.negated
	}
	return parent
}

// excludes says that a file is left out by exclude, itself or by a folder above it.
func (r rules) excludes(name string) bool {
	for i, b := range []byte(name) {
		if b == '/' && r.leavesOut(name[:i], true) {
			return true
		}
	}
	return r.leavesOut(name, false)
}

// counts says that a file of this slash path would be an item.
func (r rules) counts(name string) bool {
	in := len(r.include) == 0
	for i, b := range []byte(name) {
		if b == '/' {
			in = r.takesIn(name[:i], true, in)
		}
	}
	return r.takesIn(name, false, in) && !r.excludes(name) && !ours(name)
}

// ours says that a path is never an item: it belongs to a version control system, a desktop, or Lockstep itself.
func ours(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if alwaysOut(part) {
			return true
		}
	}
	return false
}

func alwaysOut(base string) bool {
	switch base {
	case ".git", ".hg", ".svn", ".DS_Store", "Thumbs.db":
		return true
	}
	return strings.HasPrefix(base, ownPrefix)
}
