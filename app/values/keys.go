package values

import (
	"math"
	"regexp"
	"strings"
)

// issuer is how the keys of somebody who gives out keys begin.
type issuer struct {
	prefix string
	least  int // how many characters follow
	look   Look
}

// issuers are those whose keys are known by how they begin.
var issuers = []issuer{
	{"sk_live_", 10, LooksLiveKey}, {"rk_live_", 10, LooksLiveKey}, {"pk_live_", 10, LooksLiveKey},
	{"sk_test_", 10, LooksTestKey}, {"rk_test_", 10, LooksTestKey}, {"pk_test_", 10, LooksTestKey},
	{"rzp_live_", 12, LooksLiveKey}, {"rzp_test_", 12, LooksTestKey},
	{"access_token$production$", 20, LooksLiveKey}, {"access_token$sandbox$", 20, LooksTestKey},
	{"sq0atp-", 20, LooksLiveKey}, {"sq0csp-", 30, LooksLiveKey}, {"sandbox-sq0", 20, LooksTestKey},
	{"live_", 30, LooksLiveKey}, {"test_", 30, LooksTestKey},
	{"whsec_", 16, LooksKey}, {"AKIA", 16, LooksKey}, {"ASIA", 16, LooksKey}, {"AIza", 35, LooksKey}, {"ya29.", 20, LooksKey},
	{"ghp_", 30, LooksKey}, {"gho_", 30, LooksKey}, {"ghu_", 30, LooksKey}, {"ghs_", 30, LooksKey}, {"ghr_", 30, LooksKey}, {"github_pat_", 22, LooksKey},
	{"glpat-", 20, LooksKey}, {"gldt-", 20, LooksKey}, {"glrt-", 20, LooksKey}, {"glsa_", 30, LooksKey},
	{"xoxb-", 20, LooksKey}, {"xoxp-", 20, LooksKey}, {"xoxa-", 20, LooksKey}, {"xoxs-", 20, LooksKey}, {"xapp-", 20, LooksKey},
	{"sk-ant-", 30, LooksKey}, {"sk-proj-", 30, LooksKey}, {"sk-", 40, LooksKey}, {"hf_", 30, LooksKey},
	{"SG.", 40, LooksKey}, {"npm_", 36, LooksKey}, {"pypi-AgE", 40, LooksKey}, {"rubygems_", 40, LooksKey}, {"dckr_pat_", 20, LooksKey},
	{"dop_v1_", 60, LooksKey}, {"shpat_", 30, LooksKey}, {"shpss_", 30, LooksKey}, {"hvs.", 20, LooksKey}, {"NRAK-", 20, LooksKey},
	{"lin_api_", 30, LooksKey}, {"sntrys_", 30, LooksKey}, {"sbp_", 30, LooksKey}, {"PMAK-", 50, LooksKey}, {"AGE-SECRET-KEY-1", 50, LooksPrivateKey},
}

var signed = regexp.MustCompile(`^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$`)

// issued is what a key of a known issuer looks like; LooksPlain for all else.
func issued(text string) Look {
	if strings.HasPrefix(text, "eyJ") && signed.MatchString(text) {
		return LooksJWT
	}
	for _, i := range issuers {
		if text[0] != i.prefix[0] || !strings.HasPrefix(text, i.prefix) {
			continue
		}
		rest := text[len(i.prefix):]
		if len(i.prefix) == 5 && (rest == strings.ToLower(rest) || strings.Contains(rest, "_")) && (i.look == LooksLiveKey || i.look == LooksTestKey) {
			continue // a name in small letters begins so as well
		}
		if len(rest) >= i.least && len(rest) <= 400 && keyChars(rest) && !exemplary(rest) && (i.least < 30 || strings.ContainsAny(rest, "0123456789")) {
			return i.look
		}
	}
	return LooksPlain
}

func keyChars(text string) bool {
	for i := range len(text) {
		if c := text[i]; !isLetter(c) && !isDigit(c) && !strings.ContainsRune("-_+/=.", rune(c)) {
			return false
		}
	}
	return true
}

// exemplary says that a key is one that documentation shows, or only says where one is to come.
func exemplary(text string) bool {
	lower := strings.ToLower(text)
	for _, part := range []string{"example", "xxxx", "your", "placeholder", "0000000000", "1234567890", "abcdefghij", "...", "dummy"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return distinct(text) < 5
}

// distinct counts the different bytes of a text.
func distinct(text string) (n int) {
	var seen [256]bool
	for i := range len(text) {
		if !seen[text[i]] {
			seen[text[i]] = true
			n++
		}
	}
	return n
}

var (
	pemKey    = regexp.MustCompile(`-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----\s*(\\n)?[\w+/=:\s,\\-]{60,}`)
	ownKeys   = regexp.MustCompile(`AGE-SECRET-KEY-1[0-9A-Z]{50,}`)
	puttyFile = "PuTTY-User-Key-File-"
)

// privateKey says that a text holds a private key.
func privateKey(text string) bool {
	if len(text) < 60 {
		return false
	}
	return strings.Contains(text, "PRIVATE KEY") && pemKey.MatchString(text) ||
		strings.Contains(text, "AGE-SECRET-KEY-1") && ownKeys.MatchString(text) || strings.HasPrefix(text, puttyFile)
}

// drawn says that a text is as if it were drawn by lot: long, of letters and digits in no order that a person gives names.
func drawn(text string) bool {
	if len(text) < 20 || len(text) > longestToken {
		return false
	}
	var upper, lower, digits, turns, marks, slashes int
	last := byte(0)
	for i := range len(text) {
		c, kind := text[i], byte(0)
		switch {
		case isDigit(c):
			digits++
			kind = 'd'
		case c >= 'a' && c <= 'z':
			lower++
			kind = 'a'
		case c >= 'A' && c <= 'Z':
			upper++
			kind = 'A'
		case c == '/':
			slashes++
		case strings.IndexByte("+=-_~.!#$%&*^@", c) >= 0:
			marks++
		default:
			return false
		}
		if kind != 0 && last != 0 && kind != last && !(last == 'A' && kind == 'a') { // a capital begins a word
			turns++
		}
		if kind != 0 {
			last = kind
		}
	}
	n := len(text)
	switch {
	case digits < 2 || upper+lower < 6 || marks > n/5 || slashes > n/16 || strings.ContainsAny(text[:1], "./#@"):
		return false
	case upper == 0 && lower > 0 && strings.ContainsAny(text, "-_./") && longestWord(text) < 16: // words with a number, as names have
		return false
	}
	return turns*5 >= n && entropy(text) >= 3.4
}

// longestWord is the length of the longest part between marks.
func longestWord(text string) (n int) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("-_./", r) }) {
		n = max(n, len(word))
	}
	return n
}

// entropy is how many bits a byte of a text tells, by how often each is there.
func entropy(text string) (bits float64) {
	var count [256]int
	for i := range len(text) {
		count[text[i]]++
	}
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(text))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

var (
	timed = regexp.MustCompile(`^(\d{4}[-/]\d\d[-/]\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?([Zz]|UTC|GMT|[+-]\d\d:?\d\d))?)?|\d\d:\d\d:\d\d(\.\d+)?|\d\d\.\d\d\.\d{4}( \d\d:\d\d(:\d\d)?)?|\d{8}T?\d{6}Z?|(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{6,12} \d\d:\d\d:\d\d .{3,12})$`)
	named = regexp.MustCompile(`^\{?([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?|[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{24})$`)
	hexed = regexp.MustCompile(`^((md5|sha1|sha224|sha256|sha384|sha512)[-:=][\w+/=-]{20,}|h1:[\w+/=]{40,}|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$`)
)

func looksTime(text string) bool {
	return len(text) >= 8 && len(text) <= 40 && (isDigit(text[0]) || text[0] >= 'F' && text[0] <= 'W') && timed.MatchString(text)
}

func looksID(text string) bool {
	return len(text) >= 24 && len(text) <= 38 && named.MatchString(text) && strings.ContainsAny(text, "0123456789")
}

func looksHash(text string) bool {
	return len(text) >= 24 && len(text) <= 200 && hexed.MatchString(text) && distinct(text) > 4
}
