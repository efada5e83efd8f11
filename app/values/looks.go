package values

import (
	"net/netip"
	"strings"
	"unicode"
)

// Look is what a text looks like, whatever its name and its place.
type Look string

// The looks. A value that looks like none of them is LooksPlain.
const (
	LooksPlain       Look = ""
	LooksURL         Look = "URL"         // scheme://…, without a password in it
	LooksHost        Look = "host"        // a host name, with a port or without
	LooksIP          Look = "IP"          // an address of IPv4 or IPv6, with a port or a prefix or without
	LooksMail        Look = "mail"        // a mail address, with a name in front or without
	LooksPath        Look = "path"        // an absolute path of files
	LooksKey         Look = "key"         // a key of a known issuer, or what follows Bearer or Basic
	LooksTestKey     Look = "test key"    // one that its issuer gives for trying out
	LooksLiveKey     Look = "live key"    // one that its issuer gives for real use
	LooksJWT         Look = "JWT"         // a signed token (RFC 7519)
	LooksPrivateKey  Look = "private key" // in PEM, or of OpenSSH, PuTTY, PGP or age
	LooksCredentials Look = "credentials" // a URL or a connection string with a password in it
	LooksToken       Look = "token"       // long, and as if it were drawn by lot
	LooksHash        Look = "hash"        // a digest in hexadecimal, or one that says its algorithm
	LooksTime        Look = "time"        // a date, a time, or both
	LooksID          Look = "ID"          // a UUID, a ULID, or the like
	LooksMask        Look = "mask"        // what programs show in place of a secret
	LooksReference   Look = "reference"   // a variable or a template, which is filled in elsewhere, or what is encrypted
)

// The bounds of what is looked at.
const (
	longestLooked = 4000 // bytes of a value, private keys aside
	longestToken  = 256
)

// LookOf says what a text looks like. It is made for many texts: most are settled by their first characters.
func LookOf(text string) Look {
	text = strings.TrimSpace(text)
	if len(text) < 3 {
		return LooksPlain
	}
	switch {
	case masked(text):
		return LooksMask
	case privateKey(text):
		return LooksPrivateKey
	case len(text) > longestLooked:
		return LooksPlain
	case reference(text):
		return LooksReference
	case strings.ContainsAny(text, " \t\n"):
		return spaced(text)
	}
	if look := issued(text); look != LooksPlain {
		return look
	}
	switch {
	case strings.Contains(text, "://"):
		return addressed(text)
	case connection(text):
		return LooksCredentials
	case mail(text):
		return LooksMail
	case ip(text):
		return LooksIP
	case filePath(text):
		return LooksPath
	case looksTime(text):
		return LooksTime
	case looksID(text):
		return LooksID
	case looksHash(text):
		return LooksHash
	case hostName(text):
		return LooksHost
	case drawn(text):
		return LooksToken
	}
	return LooksPlain
}

// Secret says that what looks like this is a secret, whatever it is called.
func (l Look) Secret() bool {
	switch l {
	case LooksKey, LooksTestKey, LooksLiveKey, LooksJWT, LooksPrivateKey, LooksCredentials:
		return true
	}
	return false
}

// Address says that what looks like this says where something is.
func (l Look) Address() bool {
	switch l {
	case LooksURL, LooksHost, LooksIP, LooksMail, LooksPath:
		return true
	}
	return false
}

// phrase says it to a person.
func (l Look) phrase() string {
	switch l {
	case LooksHost:
		return "looks like a host name"
	case LooksIP:
		return "looks like an IP address"
	case LooksMail:
		return "looks like a mail address"
	case LooksPath:
		return "looks like a path of files"
	case LooksJWT:
		return "looks like a signed token"
	case LooksTestKey:
		return "looks like a key for tests"
	case LooksLiveKey:
		return "looks like a key for real use"
	case LooksCredentials:
		return "holds a password"
	case LooksToken:
		return "looks like a token"
	case LooksID:
		return "looks like an ID"
	}
	return "looks like a " + string(l)
}

// spaced is what a text with spaces in it looks like.
func spaced(text string) Look {
	first, rest, _ := strings.Cut(text, " ")
	switch strings.ToLower(first) {
	case "bearer", "basic", "token":
		if rest = strings.TrimSpace(rest); len(rest) >= 16 && !strings.ContainsAny(rest, " <>") && strings.ContainsAny(rest, "0123456789=") {
			return LooksKey
		}
	}
	switch {
	case len(text) > 400 || strings.Contains(text, "\n"):
		return LooksPlain
	case connection(text):
		return LooksCredentials
	case strings.HasSuffix(text, ">") && strings.Count(text, "<") == 1 && mail(strings.TrimSuffix(text[strings.IndexByte(text, '<')+1:], ">")):
		return LooksMail
	case looksTime(text):
		return LooksTime
	}
	return LooksPlain
}

// reference says that a text is filled in elsewhere.
func reference(text string) bool {
	if strings.HasPrefix(text, "$(") || text[0] == '$' && len(text) > 1 && (text[1] == '_' || isLetter(text[1])) && !strings.ContainsAny(text[2:], "$/") {
		return true
	}
	for _, start := range []string{"ENC[", "ENC(", "vault:", "op://", "env:", "secretsmanager:", "$ANSIBLE_VAULT", "ref+", "arn:aws:", "age-encryption.org"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || strings.Contains(text, "%(") || strings.Contains(text, "<%") ||
		strings.Contains(text, "%{") || text[0] == '%' && text[len(text)-1] == '%'
}

// addressed is what a text with :// in it looks like.
func addressed(text string) Look {
	scheme, rest, _ := strings.Cut(text, "://")
	if scheme == "" || strings.ContainsFunc(scheme, func(r rune) bool {
		return r > unicode.MaxASCII || !isLetter(byte(r)) && !isDigit(byte(r)) && !strings.ContainsRune("+-.:", r)
	}) || rest == "" {
		return LooksPlain
	}
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		user, password, _ := strings.Cut(authority[:at], ":")
		switch {
		case password != "" && !stopgap(password) && !masked(password), drawn(user):
			return LooksCredentials
		}
	}
	if strings.Contains(strings.ToLower(rest), "password=") && connection(strings.ReplaceAll(rest[strings.IndexAny(rest, "?;")+1:], "&", ";")) {
		return LooksCredentials
	}
	return LooksURL
}

// connection says that a text is a list of settings with a password among them.
func connection(text string) bool {
	if !strings.Contains(text, "=") {
		return false
	}
	lower := strings.ToLower(text)
	for _, name := range []string{"password=", "pwd=", "accountkey=", "sharedaccesskey="} {
		at := strings.Index(lower, name)
		if at < 0 || at > 0 && !strings.ContainsRune("; &", rune(lower[at-1])) || !strings.ContainsAny(lower, "; ") && at > 0 {
			continue
		}
		value := text[at+len(name):]
		if end := strings.IndexAny(value, "; &"); end >= 0 {
			value = value[:end]
		}
		if len(value) >= 3 && at > 0 && !stopgap(value) && !masked(value) {
			return true
		}
	}
	return false
}

func ip(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF.:/[]", r) }) {
		return false
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	if _, err := netip.ParseAddrPort(text); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(text)
	return err == nil
}

// roots are where absolute paths of files begin; others are as a rule those of a web site.
var roots = []string{"/var/", "/etc/", "/usr/", "/opt/", "/home/", "/srv/", "/mnt/", "/tmp/", "/run/", "/root/", "/Users/", "/Library/", "/Volumes/", "/private/", "~/", `\\`, "file:/"}

func filePath(text string) bool {
	if len(text) > 3 && isLetter(text[0]) && text[1] == ':' && (text[2] == '\\' || text[2] == '/' && text[3] != '/') {
		return true
	}
	for _, root := range roots {
		if strings.HasPrefix(text, root) && len(text) > len(root) {
			return !strings.ContainsAny(text, "*|()^$")
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
