package values

import (
	"regexp"
	"strings"

	"lockstep/app/lockstep"
)

// receiving are names of places where the computer itself, or any host, is right on every stage.
var receiving = set("bind listen allow allowed trusted proxy whitelist allowlist noproxy binding interface except exclude deny ignore schema")

// drawing are names of places whose value describes how others look.
var drawing = set("mask pattern format placeholder regex regexp example description glob template cron")

// public are sites that are called as stages are, and are none.
var public = set("dev.mysql.com dev.azure.com test.pypi.org dev.to test.pypi.python.org dev.w3.org dev.maxmind.com dev.eclipse.org dev.perl.org")

var ownMaskWithin = regexp.MustCompile(`\[secret( left out| [0-9a-f]{4,64})\]`)

// maskedAnywhere says that a text is a mask, or holds one where a password is to be.
func maskedAnywhere(text string) bool {
	text = strings.TrimSpace(text)
	if masked(text) {
		return true
	}
	if strings.Contains(text, NotSet) || strings.Contains(text, "[secret") && ownMaskWithin.MatchString(text) {
		return true
	}
	if _, rest, ok := strings.Cut(text, "://"); ok {
		if at := strings.IndexByte(rest, '@'); at > 0 {
			_, password, _ := strings.Cut(rest[:at], ":")
			return masked(password)
		}
	}
	return false
}

// suspect says why a value should not be written; "" where nothing speaks against it.
func (g *guarded) suspect(p place, v Value) string {
	name, parent := called(p)
	look := LookOf(v.Text)
	if (look == LooksMask || maskedAnywhere(v.Text)) && !hasWord(name, drawing) {
		return g.maskedWhy()
	}
	if why := g.travels(v.Text, look, name); why != "" {
		return why
	}
	if h := hintOf(name, parent); h >= secretly && !look.Address() && g.elsewhere(v.Text) {
		return g.keptWhy("is called a secret and holds the name of another stage")
	}
	switch item := g.item.Key.Name; {
	case manufactured(item):
	case look.Secret(), keepsPromise(hintOf(name, parent), name, v, look) == does && !translation(item):
		return g.secretWhy()
	}
	return ""
}

// elsewhere says that a secret is one of another stage, by the words in it.
func (g *guarded) elsewhere(text string) bool {
	if g.same || len(text) > 200 || strings.Contains(text, " ") {
		return false
	}
	live := g.target.Role == lockstep.Live
	for _, word := range words(text) {
		role := stageOf(word)
		if role != "" && live != (role == lockstep.Live) && !g.theirs(word) {
			return true
		}
	}
	return false
}

// hasWord says that one of the words of a name is in a set.
func hasWord(name string, in map[string]bool) bool {
	for _, word := range words(name) {
		if in[word] {
			return true
		}
	}
	return false
}

// travels says why a text belongs to another stage.
func (g *guarded) travels(text string, look Look, name string) string {
	live := g.target.Role == lockstep.Live
	switch {
	case look == LooksTestKey && live:
		return g.keptWhy("is a key for tests")
	case look == LooksLiveKey && !live:
		return g.keptWhy("is a key for real use")
	}
	if one, ok := g.foreign.in(text); ok && !g.mentions(one.text) && !g.theirs(one.text) {
		if one.secret {
			return g.keptWhy("holds a secret of " + g.source.Name)
		}
		return g.keptWhy("holds a value that a rule says belongs to " + g.source.Name)
	}
	if !live || g.same || manufactured(g.item.Key.Name) {
		return ""
	}
	host := hostOf(text, look)
	if host == "" || hasWord(name, receiving) || g.mentions(host) {
		return ""
	}
	return g.strange(host)
}

// strange says why a host does not belong to a live environment.
func (g *guarded) strange(host string) string {
	switch {
	case loopback(host):
		return g.keptWhy("leads to the very computer that reads it, as it does where software is made")
	case workshop(host):
		return g.keptWhy("names a host that is only there where software is made")
	case public[host] || isDigit(host[len(host)-1]):
		return ""
	}
	if strings.Count(host, ".") == 1 && !private[host[strings.IndexByte(host, '.')+1:]] {
		return "" // its only label is the name of a site
	}
	for _, word := range labels(host) {
		if g.names[word] && len(word) > 1 {
			return g.keptWhy("names a host of " + g.source.Name)
		}
		if role := stageOf(word); role != "" && role != lockstep.Live {
			return g.keptWhy("names a host of another stage")
		}
	}
	return ""
}

// private are the last labels of hosts that are not the world's.
var private = set("internal lan corp intranet home example invalid arpa")
