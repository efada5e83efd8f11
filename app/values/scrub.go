package values

import (
	"cmp"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// Hidden stands for a secret in what others wrote.
const Hidden = "[secret]"

// shortestScrubbed is how many bytes a secret has at least for it to be looked for in what others write: less is in every
// text.
const shortestScrubbed = 4

// Scrubber takes the secrets of a state out of texts that others wrote, such as the output of a command. The error is that
// of reading a content.
func (r Rules) Scrubber(s lockstep.State) (func(string) string, error) {
	var secrets []string
	for _, item := range s.All() {
		if !r.Secrets(item.Key) {
			continue
		}
		if kind, _ := r.Whole(item.Key); kind == lockstep.Secret {
			body, err := item.Body.Bytes()
			if err != nil {
				return nil, err
			}
			for line := range strings.Lines(string(body)) {
				secrets = append(secrets, strings.TrimSpace(line))
			}
			continue
		}
		found, err := r.In(item)
		if err != nil {
			return nil, err
		}
		for _, p := range found.Places {
			if p.Kind == lockstep.Secret {
				secrets = append(secrets, p.Value.Text, p.Value.Token())
			}
		}
	}
	secrets = slices.DeleteFunc(secrets, func(secret string) bool { return len(secret) < shortestScrubbed })
	if len(secrets) == 0 {
		return func(text string) string { return text }, nil
	}
	slices.SortFunc(secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // a longer one may hold a shorter one
	pairs := make([]string, 0, 2*len(secrets))
	for _, secret := range slices.Compact(secrets) {
		pairs = append(pairs, secret, Hidden)
	}
	return strings.NewReplacer(pairs...).Replace, nil
}
