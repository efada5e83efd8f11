package values

import (
	"regexp"
	"strings"
)

// ownMask is a mask that we show ourselves.
var ownMask = regexp.MustCompile(`^\[secret( [0-9a-f]{4,64}| left out)?\]$`)

// maskWords are what stands in brackets or between asterisks in place of a secret.
var maskWords = map[string]bool{"redacted": true, "hidden": true, "masked": true, "filtered": true, "removed": true, "censored": true, "obscured": true,
	"secret": true, "sensitive": true, "suppressed": true, "value hidden": true, "sensitive value": true, "secret hidden": true}

// masked says that a text is what programs show in place of a secret.
func masked(text string) bool {
	switch {
	case text == "" || len(text) > 200:
		return false
	case text == NotSet || text[0] == '[' && ownMask.MatchString(text):
		return true
	}
	first := text[0]
	if first == 'x' || first == 'X' {
		return len(text) >= 5 && strings.Trim(text, "xX-") == "" && strings.Count(strings.ToLower(text), "x") >= 5
	}
	if bare := strings.Trim(text, "[]<>(){}*_-"); len(bare) < len(text) && strings.ContainsRune("[<({*_", rune(first)) {
		if bare == "" {
			return first == '*' && len(text) >= 3 && strings.Trim(text, "*") == ""
		}
		if maskWords[strings.ToLower(bare)] {
			return true
		}
	}
	// A few characters of the secret may be left at either end.
	if strings.ContainsAny(text, " /\\|") {
		return strings.Trim(text, "•● ") == ""
	}
	for _, run := range []string{"••••", "●●●●", "****"} {
		if at := strings.Index(text, run); at >= 0 && len(strings.ReplaceAll(text, run[:len(run)/4], "")) <= 12 {
			return true
		}
	}
	return false
}

// stopgaps are what is written where a secret is to come.
var stopgaps = map[string]bool{"changeme": true, "change-me": true, "change_me": true, "changeit": true, "secret": true, "password": true, "passwd": true, "pass": true,
	"pwd": true, "token": true, "key": true, "example": true, "todo": true, "tbd": true, "dummy": true, "placeholder": true, "foo": true, "bar": true, "test": true,
	"admin": true, "root": true, "user": true, "guest": true, "mypassword": true, "mysecret": true, "supersecret": true, "p4ssw0rd": true, "replaceme": true, "insecure": true}

// stopgap says that a text only says where a secret is to come.
func stopgap(text string) bool {
	lower := strings.ToLower(text)
	return stopgaps[lower] || strings.Contains(lower, "your") || strings.Contains(lower, "example") || strings.Contains(lower, "xxxx") ||
		strings.ContainsAny(text, "<>{}$") || strings.Contains(lower, "changeme") || strings.Contains(lower, "...")
}
