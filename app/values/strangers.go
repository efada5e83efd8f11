package values

import (
	"encoding/binary"
	"strings"
	"sync"

	"lockstep/app/lockstep"
)

// shortestStranger is how long a value of the source must be to be known again among others.
const shortestStranger = 8

// strangers are the values that belong to a source, found in texts by their first eight bytes.
type strangers struct {
	maybe [1 << 10]uint64 // a bit for each beginning, so that most places in a text are passed at once
	by    map[uint64][]stranger
}

type stranger struct {
	text   string
	secret bool
}

// learn collects the values that rules say are the source's own, of the items in which the target has others.
func (g *guard) learn() error {
	g.foreign.by = map[uint64][]stranger{}
	if g.rules.None() {
		return nil
	}
	own, err := g.ruledValues(g.source.State, g.target.State)
	if err != nil || len(own) == 0 {
		return err
	}
	for _, v := range own {
		if !v.secret && g.target.Role != lockstep.Live {
			continue // a host may be known to other stages; nobody pays with it
		}
		for _, text := range v.specific() {
			g.foreign.add(stranger{text, v.secret})
		}
	}
	return nil
}

// theirs says that a value is the target's own too, or part of one. It is asked about the few values that were found, as
// answering means to read all that the target has.
func (g *guard) theirs(text string) bool {
	g.once.Do(func() {
		all, err := g.ruledValues(g.target.State, lockstep.State{})
		g.unread = err
		texts := make([]string, len(all))
		for i, v := range all {
			texts[i] = v.text
		}
		g.own = strings.Join(texts, mark)
	})
	return strings.Contains(g.own, text)
}

// ruledValues are the values in a state that rules say belong to its environment, but for items that another state has alike.
func (g *guard) ruledValues(state, other lockstep.State) ([]stranger, error) {
	var mu sync.Mutex
	var all []stranger
	err := each(state.All(), func(item lockstep.Item) error {
		if err := g.stopped(); err != nil {
			return err
		}
		whole, _ := g.rules.Whole(item.Key)
		same, has := other.Get(item.Key)
		if item.Body.Size > largestGuarded || item.Key.Quiet() || whole != lockstep.Secret && !g.rules.Inside(item.Key) || has && same.Body.Digest == item.Body.Digest {
			return nil
		}
		own, err := g.ruledValuesIn(item, whole)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, own...)
		return err
	})
	return all, err
}

func (g *guard) ruledValuesIn(item lockstep.Item, whole lockstep.RuleKind) (own []stranger, err error) {
	if whole == lockstep.Secret && item.Body.Size < longestLooked {
		body, err := item.Body.Bytes()
		return []stranger{{strings.TrimSpace(string(body)), true}}, err
	}
	found, err := g.rules.In(item)
	if err != nil {
		return nil, err
	}
	for _, p := range found.Places {
		if p.Kind.Stays() && p.Value.Kind != Bool && p.Value.Kind != Null {
			own = append(own, stranger{strings.TrimSpace(p.Value.Text), p.Kind == lockstep.Secret})
		}
	}
	return own, nil
}

// specific are the value and what in it is found elsewhere, as far as they can be no other's.
func (v stranger) specific() (texts []string) {
	look := LookOf(v.text)
	host := hostOf(v.text, look)
	switch {
	case len(v.text) < shortestStranger || look == LooksMask || look == LooksReference || look == LooksTime || v.text == NotSet:
		return nil
	case v.secret:
		if stopgap(v.text) || strings.Trim(v.text, "0123456789") == "" && len(v.text) < 12 {
			return nil
		}
		return []string{v.text}
	case look == LooksPlain || look == LooksHash || look == LooksID && len(v.text) < 20 || host != "" && (loopback(host) || look == LooksIP && len(host) < 9):
		return nil // a word or a number is anybody's
	}
	texts = []string{v.text}
	if len(host) >= shortestStranger && host != v.text && strings.Count(host, ".") > 1 && look != LooksMail {
		texts = append(texts, host)
	}
	return texts
}

func (f *strangers) add(v stranger) {
	start := binary.LittleEndian.Uint64([]byte(v.text[:shortestStranger]))
	f.by[start] = append(f.by[start], v)
	h := spread(start)
	f.maybe[h>>6] |= 1 << (h & 63)
}

// spread is 16 bits that tell most beginnings apart.
func spread(start uint64) uint64 { return start * 0x9E3779B97F4A7C15 >> 48 }

// in finds a value of the source in a text, as words of their own.
func (f *strangers) in(text string) (stranger, bool) {
	if len(f.by) == 0 || len(text) < shortestStranger {
		return stranger{}, false
	}
	var start uint64
	for i := range len(text) {
		start = start>>8 | uint64(text[i])<<56
		if i < shortestStranger-1 {
			continue
		}
		if h := spread(start); f.maybe[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		at := i - shortestStranger + 1
		for _, v := range f.by[start] {
			if strings.HasPrefix(text[at:], v.text) && apart(text, at, at+len(v.text)) {
				return v, true
			}
		}
	}
	return stranger{}, false
}

// apart says that a stretch of a text is no part of a longer word.
func apart(text string, start, end int) bool {
	joins := func(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }
	return (start == 0 || !joins(text[start-1]) && text[start-1] != '-') && (end == len(text) || !joins(text[end]) && text[end] != '-')
}
