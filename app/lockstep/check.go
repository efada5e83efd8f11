package lockstep

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Check is a probe of an environment: an HTTP request, a command, or a line for a shell.
type Check struct {
	Name string

	URL      string // of a request; "" for a command
	Method   string // "" is GET
	Status   int    // the expected one; 0 for any from 200 to 299
	Headers  Settings
	Body     string // a regular expression that the answer must match; "" for any answer
	JSONPath string // a place in the answer, such as $.status; "" for none
	Equals   string // what must be there

	Argv  []string // of a command, which no shell reads
	Shell string   // a line that the shell reads
	Dir   string   // where it runs; "" for wherever Lockstep was started
	Env   Settings // environment variables, beside those that Lockstep has

	Secrets Settings      // headers, or environment variables, that are never shown
	Timeout time.Duration // of each attempt
	Retries int           // so many more attempts after one that failed
}

// The bounds of a check.
const (
	CheckTimeout = 10 * time.Second // where nothing else is asked for
	mostTimeout  = 10 * time.Minute
	mostRetries  = 10
	mostNames    = 50 // headers or variables
	mostText     = 16 << 10
	MostChecks   = 50 // of an environment
)

// Request says that the check is an HTTP request, and not a command.
func (c Check) Request() bool { return c.URL != "" }

// Address is what the check's secrets were given for: they go nowhere else.
func (c Check) Address() string {
	return strings.Join(append([]string{c.URL, c.Shell, c.Dir}, c.Argv...), "\n")
}

// Text is what the check does, on one line, as a person wrote it.
func (c Check) Text() string {
	switch {
	case c.Request():
		return c.Verb() + " " + c.URL
	case c.Shell != "":
		return c.Shell
	}
	words := make([]string, len(c.Argv))
	for i, word := range c.Argv {
		words[i] = Word(word)
	}
	return strings.Join(words, " ")
}

// Verb is the method of the request.
func (c Check) Verb() string {
	if c.Method == "" {
		return "GET"
	}
	return c.Method
}

// Digest names the definition, so that what one that was edited since has passed does not count. The values of its secrets
// are left out: they say how to get in, not what is looked at, and a short one could be guessed from a digest.
func (c Check) Digest() Digest {
	h := newHasher()
	for _, text := range []string{c.Name, c.URL, c.Verb(), Number(c.Status), c.Body, c.JSONPath, c.Equals, c.Shell, c.Dir, c.Timeout.String(), Number(c.Retries)} {
		h.text(text)
	}
	h.settings(c.Headers)
	h.settings(c.Env)
	names := Settings{}
	for name := range c.Secrets {
		names[name] = ""
	}
	h.settings(names)
	for _, word := range c.Argv {
		h.text(word)
	}
	return h.digest()
}

// Fault says why a check cannot be one; nil where it can. It asks no system.
func (c Check) Fault() error {
	if err := CheckName("check", c.Name); err != nil {
		return err
	}
	kinds := 0
	for _, is := range []bool{c.URL != "", len(c.Argv) > 0, c.Shell != ""} {
		if is {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return c.wrong("it is one of a request, a command, and a line for the shell")
	case c.Timeout <= 0 || c.Timeout > mostTimeout:
		return c.wrong("its timeout lies above 0 seconds, and is not longer than 10 minutes")
	case c.Retries < 0 || c.Retries > mostRetries:
		return c.wrong("it is tried again 10 times at most")
	case len(c.Headers)+len(c.Env)+len(c.Secrets) > mostNames || c.size() > mostText:
		return c.wrong("it is longer than any check")
	case c.controls():
		return c.wrong("it holds a control character, such as the end of a line")
	}
	if c.Request() {
		return c.faultOfRequest()
	}
	return c.faultOfCommand()
}

func (c Check) size() int {
	n := len(c.URL) + len(c.Body) + len(c.JSONPath) + len(c.Equals) + len(c.Shell) + len(c.Dir)
	for _, word := range c.Argv {
		n += len(word) + 1
	}
	for _, settings := range []Settings{c.Headers, c.Env, c.Secrets} {
		for name, value := range settings {
			n += len(name) + len(value)
		}
	}
	return n
}

// controls says that something that is shown holds a control character.
func (c Check) controls() bool {
	shown := append([]string{c.URL, c.Method, c.Body, c.JSONPath, c.Equals, c.Shell, c.Dir}, c.Argv...)
	for _, settings := range []Settings{c.Headers, c.Env} {
		for name, value := range settings {
			shown = append(shown, name, value)
		}
	}
	for name := range c.Secrets {
		shown = append(shown, name)
	}
	return slices.ContainsFunc(shown, func(text string) bool {
		return !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' })
	})
}

var token = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

func (c Check) faultOfRequest() error {
	at, err := url.Parse(c.URL)
	switch {
	case err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https":
		return c.wrong("its address begins with http:// or https://, and names a host")
	case at.User != nil:
		return c.wrong("its address holds a name or a password, which would be shown. Give it as a secret header instead")
	case c.Dir != "" || len(c.Env) > 0:
		return c.wrong("a request has neither a folder nor environment variables")
	case !token.MatchString(c.Verb()):
		return c.wrong("its method is no word of HTTP")
	case c.Status != 0 && (c.Status < 100 || c.Status > 599):
		return c.wrong("its expected status is no status of HTTP, which lie between 100 and 599")
	}
	if _, err := regexp.Compile(c.Body); err != nil {
		return c.wrong("its pattern of the answer is no regular expression (" + err.Error() + ")")
	}
	if c.JSONPath != "" {
		if _, err := ParseJSONPath(c.JSONPath); err != nil {
			return err
		}
	} else if c.Equals != "" {
		return c.wrong("it says what must be in the answer, but not where")
	}
	for _, headers := range []Settings{c.Headers, c.Secrets} {
		for name, value := range headers {
			if !token.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
				return c.wrong("a header has a name that HTTP does not know, or more than a line")
			}
		}
	}
	return nil
}

func (c Check) faultOfCommand() error {
	if c.Method != "" || c.Status != 0 || c.Body != "" || c.JSONPath != "" || c.Equals != "" || len(c.Headers) > 0 {
		return c.wrong("what an answer must be is for requests alone. A command passes where it ends well")
	}
	if len(c.Argv) > 0 && c.Argv[0] == "" {
		return c.wrong("its command has no name")
	}
	for _, variables := range []Settings{c.Env, c.Secrets} {
		for name, value := range variables {
			if name == "" || strings.Contains(name, "=") || strings.Contains(value, "\x00") { // a secret may have several lines
				return c.wrong("a variable has no proper name or value")
			}
		}
	}
	return nil
}

func (c Check) wrong(why string) error {
	return Errorf(Invalid, "The check %s cannot be: %s. Nothing was changed.", c.Name, why)
}

// LooksSecret says that a header or a variable of this name holds a secret, as a rule.
func LooksSecret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"authorization", "cookie", "token", "secret", "passw", "passphrase", "credential", "apikey", "api-key", "api_key", "private"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return strings.HasSuffix(name, "-key") || strings.HasSuffix(name, "_key")
}

// CheckOutcome is what became of a check: passed or not, and a sentence of what was seen.
type CheckOutcome struct {
	Name    string
	Passed  bool
	Message string
	Took    time.Duration
}

// CheckResult is what a check found on an environment that had a state.
type CheckResult struct {
	CheckOutcome
	Check  Digest            // of its definition
	State  Digest            // of the whole state
	Slots  map[string]Digest // the shared digest of each slot that the environment fills
	Output string            // the end of what the command printed, or the beginning of what was answered; "" where it passed
	At     time.Time
	Seq    int64 // which of its environment's it is: clocks may go back; 0 where that is not known
}

// Newer says that a result was found later than another one of the same environment, or at the same time.
func (r CheckResult) Newer(than CheckResult) bool {
	if r.Seq != than.Seq {
		return r.Seq > than.Seq
	}
	return !r.At.Before(than.At)
}

// FailedChecks counts the outcomes that did not pass.
func FailedChecks(outcomes []CheckOutcome) (n int) {
	for _, o := range outcomes {
		if !o.Passed {
			n++
		}
	}
	return n
}

// Policy is what is done where a run goes wrong: it fails, it leaves what was not wanted, or a check fails after it.
type Policy string

// The policies.
const (
	StopOnFailure     Policy = "stop"
	RollBackOnFailure Policy = "roll-back"
)
