package app

import (
	"fmt"
	"slices"
	"strings"

	"lockstep/app/engine"
)

// detour says in what a promotion does not keep to the pipeline; "" where it does.
func (a *App) detour(from, at engine.Place) (string, error) {
	over, later, err := a.between(from, at)
	switch {
	case err != nil:
		return "", err
	case later && len(over) > 0:
		return fmt.Sprintf("This passes over %s: what is promoted was never seen there.", strings.Join(over, " and ")), nil
	case later:
		return "", nil
	}
	if _, before, err := a.between(at, from); before || err != nil {
		return "This goes against the pipeline.", err
	}
	return fmt.Sprintf("%s does not come after %s.", at.Name(), from.Name()), nil
}

// between names the stages between one and a later one; later says that it is later.
func (a *App) between(from, to engine.Place) (names []string, later bool, err error) {
	passed := map[string]bool{}
	for up := to.Environment.Upstream; up != "" && !passed[up]; {
		if up == from.Environment.UUID {
			slices.Reverse(names)
			return names, true, nil
		}
		passed[up] = true
		stage, err := a.placeOf(up)
		if err != nil {
			return nil, false, err
		}
		names = append(names, stage.Name())
		up = stage.Environment.Upstream
	}
	return nil, false, nil
}
