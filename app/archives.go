package app

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/snapshots"
)

// ImportRequest says which archive is meant.
type ImportRequest struct {
	Path       string `json:"path"`
	Passphrase string `json:"passphrase"` // of a sealed one
	Salvage    bool   `json:"salvage"`    // take what is whole of a damaged one

	only lockstep.Digest // the one snapshot that is meant; "" for all
}

// Import adds what an archive holds: snapshots to the histories of their environments, which are found by UUID, never by
// name, and are made where the catalog does not have them; of a backup of everything also its runs. All of it was
// checked before, and all of it is added at once. An environment that is here keeps its own settings. Importing twice
// changes nothing.
func (a *App) Import(r ImportRequest) (v ImportView, err error) {
	defer recovered(&err)
	defer snapshots.Frugal(garbage)()
	v, err = a.importOne(r)
	if v.adds() {
		a.changed("")
	}
	return v, err
}

// adds says that an import adds something: also an environment without a history.
func (v ImportView) adds() bool {
	return v.Added+v.Runs+len(v.Projects) > 0 || slices.ContainsFunc(v.Environments, func(e IntakeView) bool { return e.New })
}

// PreviewImport says what Import would add, and what is damaged. It adds nothing.
func (a *App) PreviewImport(r ImportRequest) (v ImportView, err error) {
	defer recovered(&err)
	defer snapshots.Frugal(garbage)()
	carried, err := a.openArchive(r)
	if err != nil {
		return v, err
	}
	in, err := a.intakeOf(carried, r.only)
	if err != nil {
		return v, err
	}
	return in.view(a, r), nil
}

func (a *App) importOne(r ImportRequest) (v ImportView, err error) {
	carried, err := a.openArchive(r)
	if err != nil {
		return v, err
	}
	if carried.Damages > 0 && !r.Salvage {
		return v, damagedArchive(carried)
	}
	in, err := a.intakeOf(carried, r.only)
	if err != nil {
		return v, err
	}
	if err := in.add(a); err != nil {
		return v, err
	}
	return in.view(a, r), nil
}

// garbage is how much of it there may be, in percent, while an archive is written or added.
const garbage = 25

// openArchive opens an archive, and where that is asked for makes it one of what is whole in it.
func (a *App) openArchive(r ImportRequest) (*snapshots.Carried, error) {
	if err := a.notOurs(r.Path); err != nil {
		return nil, err
	}
	carried, err := snapshots.Open(a.work(), r.Path, r.Passphrase)
	if err == nil && r.Salvage {
		carried.Salvage()
	}
	return carried, err
}

// damagedArchive is the refusal of an archive that is not whole, which names what is damaged.
func damagedArchive(c *snapshots.Carried) error {
	const most = 20
	var named []string
	for _, d := range c.Damaged[:min(most, len(c.Damaged))] {
		named = append(named, damageName(d))
	}
	if more := c.Damages - len(named); more > 0 {
		named = append(named, lockstep.Count(more, "more"))
	}
	return lockstep.Suggest(lockstep.Errorf(lockstep.Corrupt, "The archive is damaged: %s. Nothing was added. Get the file again, or take what is whole.", strings.Join(named, ", ")),
		"To see all of it: --dry-run. To take what is whole: --salvage.")
}

// damageName says in a few words what is damaged.
func damageName(d snapshots.ArchiveDamage) string {
	switch {
	case d.Snapshot == "":
		return strings.ToLower(d.Why[:1]) + strings.TrimSuffix(d.Why[1:], ".")
	case d.Key == (lockstep.Key{}):
		return "all of " + d.Snapshot
	}
	return fmt.Sprintf("%s of %s", d.Key, d.Snapshot)
}

// free is name, or name with a number that is not taken: the first one where they were given in turn. It is found soon
// also where thousands are taken.
func free(name string, taken map[string]bool) string {
	is := func(n int) bool { return taken[fold(numberedName(name, n))] }
	if !is(1) {
		return name
	}
	last, next := 1, 2
	for is(next) {
		last, next = next, 2*next
	}
	for next-last > 1 {
		if middle := (last + next) / 2; is(middle) {
			last = middle
		} else {
			next = middle
		}
	}
	return numberedName(name, next)
}

// numberedName is a name with a number from 2 on, as long as a name may be.
func numberedName(name string, n int) string {
	if n == 1 {
		return name
	}
	end := fmt.Sprintf(" %d", n)
	if letters := []rune(name); len(letters) > lockstep.LongestName-len(end) {
		name = strings.TrimSpace(string(letters[:lockstep.LongestName-len(end)]))
	}
	return name + end
}
