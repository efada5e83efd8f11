package values

import (
	"strings"
	"unicode"
)

// words are the words of a name in small letters: of camelCase, snake_case and all that marks divide. A number behind a
// word is left out.
func words(name string) (all []string) {
	start := -1
	end := func(at int) {
		if start >= 0 {
			if word := strings.TrimRight(strings.ToLower(name[start:at]), "0123456789"); word != "" {
				all = append(all, word)
			}
		}
		start = -1
	}
	var last rune
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
		case start < 0:
			start = i
		case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)):
			end(i)
			start = i
		case unicode.IsLower(r) && unicode.IsUpper(last) && i-start > 1: // APIKey is API Key
			at := i - len(string(last))
			end(at)
			start = at
		}
		last = r
	}
	end(len(name))
	return all
}

// hint is what a name promises of a value.
type hint byte

const (
	noHint   hint = iota
	perhaps       // a secret if it looks like one
	secretly      // a secret, such as a token or a key
	password      // a secret that a person may have thought of
)

var (
	stems     = []string{"pass", "pwd", "secret", "token", "key", "cred", "dsn", "auth", "salt", "pepper"}
	passwords = set("password passwd passphrase passwort pwd passcode userpassword rootpassword dbpassword")
	secrets   = set("secret token credential apikey apitoken apisecret secretkey accesskey privatekey authkey authtoken accesstoken refreshtoken clientsecret appsecret sharedsecret signingkey")
	// tails say how a secret is written or which one it is, and heads in front of "key" that it is one; lookups that it is none.
	tails   = set("value values base64 b64 hex plain plaintext current previous old new live prod production dev development test testing qa stage staging primary secondary raw encoded")
	keys    = set("api secret private access auth encryption signing signature master license account app jwt session service server admin client webhook storage deploy shared hmac crypto security cookie sendgrid stripe aws gcp azure")
	lookups = set("primary foreign public sort partition hash cache map lookup group translation index unique object row column item route registry hot shortcut translate i18n name field label message msg id data json locale config property state store query local sequence composite natural pub attribute dedupe routing message grouping bucket dictionary")
	counted = set("csrf next page design syntax cancel cancellation max min num total input output prompt completion context bucket lex lexer parser comment string regex theme css color colour start end sync continuation delimiter separator stop bos eos pad unk mask special")
)

// hintOf says what a name promises; what is above it helps where the name alone does not tell.
func hintOf(name, parent string) hint {
	lower := strings.ToLower(name)
	found := false
	for _, stem := range stems {
		if strings.Contains(lower, stem) {
			found = true
			break
		}
	}
	if !found {
		return within(parent)
	}
	w := words(name)
	for len(w) > 1 && tails[w[len(w)-1]] {
		w = w[:len(w)-1]
	}
	if len(w) == 0 {
		return noHint
	}
	last, before := w[len(w)-1], ""
	if len(w) > 1 {
		before = w[len(w)-2]
	}
	if last == "hash" && passwords[before] {
		return secretly
	}
	if !strings.HasSuffix(last, "ss") {
		last = strings.TrimSuffix(last, "s")
	}
	switch {
	case passwords[last], last == "pass" && (before == "" || !counted[before] && before != "by" && before != "no" && before != "first"):
		return password
	case secrets[last]:
		if counted[before] {
			return noHint
		}
		return secretly
	case last == "key" && keys[before]:
		return secretly
	case last == "key" && (before == "" || lookups[before] || before == "image" || before == "sub"):
		return noHint
	case last == "key" && name == strings.ToUpper(name): // as variables of the environment are written
		return secretly
	case last == "key", last == "dsn", last == "salt", last == "pepper", last == "auth", last == "authorization":
		return perhaps
	case last == "id" && before == "key":
		return perhaps
	}
	return within(parent)
}

// within is what it promises to stand in something of a name.
func within(parent string) hint {
	switch strings.ToLower(parent) {
	case "secrets", "credentials", "passwords", "apikeys", "api_keys", "stringdata":
		return perhaps
	}
	return noHint
}

// promise is how likely a value is the secret that its name promises.
type promise int

const (
	cannot promise = iota - 1 // a bool, a label, a path, a reference
	wordly                    // a mere word
	may                       // one that may have been thought of, or stands for one to come
	does
)

// words that name a kind of value, or that there is none.
var kindWords = set("string text password required optional boolean bool true false none null nil undefined hidden input field number integer object array yes no on off enabled disabled auto default basic bearer digest plain file env environment vault local never always ask prompt oauth oauth2 inherit public private readonly write read admin all any unknown header cookie query body jwt session")

// keepsPromise says how likely a value is the secret that its name promises.
func keepsPromise(h hint, name string, v Value, look Look) promise {
	text := strings.TrimSpace(v.Text)
	switch {
	case v.Kind == Bool || v.Kind == Null || v.Kind == Time || len(text) < 3 || h == noHint && !look.Secret():
		return cannot
	case look.Secret():
		return does
	case look == LooksToken:
		return does
	case h == perhaps && (look == LooksID || look == LooksHash) || look == LooksReference || look == LooksMask || look.Address() || look == LooksTime:
		return cannot
	case look == LooksID, look == LooksHash:
		return does
	case h == perhaps:
		return cannot
	}
	return guessed(h, name, text)
}

// guessed judges a text that looks like nothing in particular.
func guessed(h hint, name, text string) promise {
	var letters, upper, digits, marks, spaces, dots int
	for _, r := range text {
		switch {
		case r > unicode.MaxASCII || r < ' ' || strings.ContainsRune("<>{}()", r):
			return cannot
		case unicode.IsLetter(r):
			letters++
			if unicode.IsUpper(r) {
				upper++
			}
		case unicode.IsDigit(r):
			digits++
		case r == ' ':
			spaces++
		case r == '.' || r == '-' || r == '_' || r == ':':
			dots++
		default:
			marks++
		}
	}
	lower := strings.ToLower(text)
	switch {
	case h == password && text[0] == '$' && strings.Count(text, "$") > 2 && spaces == 0 && len(text) > 20: // a password's hash
		return does
	case spaces > 0, kindWords[lower], strings.ContainsRune("/.@#$*[", rune(text[0])), strings.HasPrefix(lower, "http"):
		return cannot
	case letters == 0:
		if h == password && digits >= 6 && dots == 0 {
			return may
		}
		return cannot
	case len(text) > 200, strings.HasSuffix(lower, strings.ToLower(name)) && dots > 0: // the key of a translation
		return cannot
	case lower == strings.ToLower(name), upper == 1 && digits+marks+dots == 0 && text[0] < 'a':
		return cannot // a label
	case stopgap(text):
		if h == password || digits > 0 || strings.Contains(lower, "change") {
			return may
		}
		return cannot
	case h == password && digits+marks > 0 && strings.Count(text, ".") < 2:
		return does
	case h == password && strings.Contains(text, "."):
		return cannot
	case h == password && len(text) >= 4:
		return may
	case len(text) >= 8 && digits > 0 && dots == 0 && letters > 0:
		return does
	case len(text) >= 8 && digits > 0 && strings.Count(text, ".") == 0:
		return may
	}
	return wordly
}
