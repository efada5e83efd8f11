package app

import (
	"bytes"
	"context"
	"strings"

	"lockstep/app/lockstep"
)

// largeSearched is the size from which on an item is not searched.
const largeSearched = 8 << 20

// SearchComparison finds the items of a comparison that hold a text in their name or in their content on either side,
// whatever its case. A newer search ends an older one.
func (a *App) SearchComparison(sessionID, text string) (v SearchView, err error) {
	defer recovered(&err)
	one, err := a.sessions.get(sessionID)
	if err != nil {
		return v, err
	}
	v.Keys, v.Unsearched = []string{}, []OmittedView{}
	ctx, end := a.newSearch()
	defer end()
	wanted := []byte(strings.ToLower(strings.TrimSpace(text)))
	for _, c := range one.changes {
		if err := ctx.Err(); err != nil {
			return v, err
		}
		found := bytes.Contains(bytes.ToLower([]byte(c.Key.Name+"\n"+c.From.Name)), wanted)
		for i, item := range []lockstep.Item{itemAt(one.before, one.former(c.Key)), itemAt(one.after, c.Key)} {
			if found {
				break
			}
			if item.Body.Size > largeSearched {
				v.skip(c.Key, "it is larger than 8 MiB")
				break
			}
			content, err := a.shown(one.rules[i], item)
			if err != nil { // such as a file that was changed since it was read; reading both sides again tells
				v.skip(c.Key, "it cannot be read any more: "+message(err))
				break
			}
			found = !lockstep.Binary(content) && bytes.Contains(bytes.ToLower(content), wanted)
		}
		if found {
			v.Keys = append(v.Keys, c.Key.String())
		}
	}
	return v, nil
}

func (v *SearchView) skip(k lockstep.Key, why string) {
	v.Skipped++
	v.Unsearched = append(v.Unsearched, OmittedView{Key: k.String(), Why: why})
}

// newSearch ends the search that is under way, and is ended itself by the next one or by Interrupt.
func (a *App) newSearch() (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancel(a.work())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.search != nil {
		a.search()
	}
	a.search = end
	return ctx, end
}

// itemAt is an item of a state; one without content where it has none.
func itemAt(s lockstep.State, k lockstep.Key) lockstep.Item {
	item, _ := s.Get(k)
	return item
}
