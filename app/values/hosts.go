package values

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// domains are the last labels of host names, those of two letters aside. Others end file names and dotted keys.
var domains = set("com net org edu gov mil int info biz name io dev app cloud site online tech shop store systems services solutions digital agency network " +
	"internal local localhost lan intranet corp home example invalid test localdomain arpa xyz club blog page software tools live email hosting website group berlin hamburg eu")

// extensions are the ends of file names that are countries too.
var extensions = set("js ts md py rs rb cs vb pl so gz sh cc hs mm ps ml id is me do as in to at it my no be by am so us")

// reversed are labels with which names of packages begin.
var reversed = set("com org net io de edu gov javax java www2 dev")

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

// hostName says that a text is the name of a host, with a port or without.
func hostName(text string) bool {
	host, port, has := strings.Cut(text, ":")
	if has && (port == "" || len(port) > 5 || strings.Trim(port, "0123456789") != "") || len(host) > 253 || host == "" {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	labels, letters := 1, false
	for i := range len(host) {
		c := host[i]
		switch {
		case c == '.':
			if i == 0 || host[i-1] == '.' || host[i-1] == '-' || i == len(host)-1 {
				return false
			}
			labels++
		case c == '-':
			if i == 0 || host[i-1] == '.' || i == len(host)-1 {
				return false
			}
		case isLetter(c):
			letters = true
		case !isDigit(c):
			return false
		}
	}
	if !letters {
		return false
	}
	if labels == 1 {
		return has && len(port) >= 4 && host == strings.ToLower(host)
	}
	small := host == strings.ToLower(host)
	host = strings.ToLower(host)
	first, last := host[:strings.IndexByte(host, '.')], host[strings.LastIndexByte(host, '.')+1:]
	switch {
	case labels > 2 && reversed[first]:
		return false
	case domains[last]:
		return labels > 2 || len(first) > 1 && small
	case len(last) == 2 && isLetter(last[0]) && isLetter(last[1]):
		return !extensions[last] && (labels > 2 || len(first) > 2 && small) || has
	}
	return has && len(port) >= 4 && isLetter(last[0]) && len(last) > 2
}

func mail(text string) bool {
	local, host, ok := strings.Cut(strings.TrimPrefix(text, "mailto:"), "@")
	if !ok || local == "" || len(local) > 64 || strings.Contains(host, ":") || !strings.Contains(host, ".") && host != "localhost" {
		return false
	}
	for i := range len(local) {
		if c := local[i]; !isLetter(c) && !isDigit(c) && !strings.ContainsRune(".-_+", rune(c)) {
			return false
		}
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if len(last) < 2 || !isLetter(last[0]) {
		return false
	}
	for i := range len(host) {
		if c := host[i]; !isLetter(c) && !isDigit(c) && c != '.' && c != '-' {
			return false
		}
	}
	return true
}

// hostOf is the host in what looks like an address, in small letters and without its port; "" where there is none.
func hostOf(text string, look Look) string {
	text = strings.TrimSpace(text)
	switch look {
	case LooksURL, LooksCredentials:
		scheme, rest, ok := strings.Cut(text, "://")
		if !ok || scheme == "file" {
			return ""
		}
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		text = rest[strings.LastIndexByte(rest, '@')+1:]
	case LooksMail:
		text = strings.TrimSuffix(text[strings.LastIndexByte(text, '@')+1:], ">")
	case LooksHost, LooksIP:
	default:
		return ""
	}
	if strings.HasPrefix(text, "[") {
		text, _, _ = strings.Cut(text[1:], "]")
	} else if strings.Count(text, ":") == 1 {
		text, _, _ = strings.Cut(text, ":")
	}
	return strings.ToLower(text)
}

// loopback says that a host is the computer itself.
func loopback(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasPrefix(host, "127.") || host == "::1" || host == "host.docker.internal"
}

// workshop says that a host is of those that are only there where software is made. The names of a cluster, which end in .local
// too, are the same in each.
func workshop(host string) bool {
	if strings.HasSuffix(host, ".cluster.local") {
		return false
	}
	for _, end := range []string{".local", ".test", ".localdomain", ".example-dev"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

// stageWords are the words for one stage.
var stageWords = []struct {
	words []string
	role  lockstep.Role
}{
	{[]string{"dev", "develop", "development"}, lockstep.Development},
	{[]string{"test", "testing", "tst"}, lockstep.Test},
	{[]string{"qa"}, lockstep.Test},
	{[]string{"uat"}, lockstep.Test},
	{[]string{"sandbox"}, lockstep.Test},
	{[]string{"staging", "stage", "stg", "preprod"}, lockstep.Test},
	{[]string{"live", "prod", "production", "prd"}, lockstep.Live},
}

// stageOf is what a stage of this word is for; "" for a word that is none.
func stageOf(word string) lockstep.Role {
	for _, stage := range stageWords {
		if slices.Contains(stage.words, word) {
			return stage.role
		}
	}
	return ""
}

// namesOf are the words by which an environment may be named: its own, those that mean the same, and those of its role.
func namesOf(name string, role lockstep.Role) map[string]bool {
	own := map[string]bool{}
	for _, word := range append(words(name), strings.ToLower(name)) {
		if len(word) < 2 {
			continue
		}
		own[word] = true
		for _, stage := range stageWords {
			if stageOf(word) != "" && slices.Contains(stage.words, word) {
				for _, w := range stage.words {
					own[w] = true
				}
			}
		}
	}
	for _, stage := range stageWords {
		if stage.role == role && role != lockstep.Test {
			for _, w := range stage.words {
				own[w] = true
			}
		}
	}
	return own
}

// labels are the words in a host name, the last label aside: a domain that ends in .dev or .live may be anybody's.
func labels(host string) []string {
	at := strings.LastIndexByte(host, '.')
	if at < 0 {
		at = len(host)
	}
	return words(host[:at])
}
