package engine

import (
	"slices"
	"sync"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// layers keeps what was laid over what last, so that who looks again and again at stages that did not change lays nothing
// twice.
type layers struct {
	mu   sync.Mutex
	kept []layer
}

type layer struct {
	of   layered
	laid values.Layer
}

// layered names a laying by all that it depends on.
type layered struct {
	rules, source, target, ready lockstep.Digest
	route                        values.Route
}

// mostLayers is enough for both legs of each stage of a usual pipeline: the source's and that of the common past.
const mostLayers = 8

// over is [values.Rules.Over], remembered.
func (l *layers) over(rules values.Rules, source, target lockstep.State, ready readyValues, route values.Route) (values.Layer, error) {
	of := layered{rules.Digest(), source.Digest(), target.Digest(), ready.digest, route}
	if laid, ok := l.find(of); ok {
		return laid, nil
	}
	laid, err := rules.Over(source, target, ready.find, route)
	if err != nil {
		return laid, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) >= mostLayers {
		l.kept = slices.Delete(l.kept, 0, 1)
	}
	l.kept = append(l.kept, layer{of, laid})
	return laid, nil
}

func (l *layers) find(of layered) (values.Layer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.kept, func(one layer) bool { return one.of == of })
	if i < 0 {
		return values.Layer{}, false
	}
	one := l.kept[i]
	l.kept = append(slices.Delete(l.kept, i, i+1), one)
	return one.laid, true
}
