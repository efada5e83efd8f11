package values

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// Format is how a document is written.
type Format string

// The formats. Text is anything else: only patterns find places in it.
const (
	JSON       Format = "JSON" // RFC 8259, with comments and trailing commas
	YAML       Format = "YAML" // 1.2, and what is read of 1.1
	TOML       Format = "TOML" // 1.0 and 1.1
	Env        Format = ".env"
	INI        Format = "INI"
	Properties Format = "properties" // as java.util.Properties loads them
	XML        Format = "XML"        // 1.0, without declarations of its own
	Text       Format = "text"
)

// flat says that a format knows texts alone: 8080 in it may be a number or not.
func (f Format) flat() bool {
	return f == Env || f == INI || f == Properties || f == XML || f == Text
}

// FormatOf is the format that an item's name promises, by its extension or because it is well known.
func FormatOf(name string) Format {
	base := strings.ToLower(path.Base(name))
	if base == ".env" || strings.HasPrefix(base, ".env.") {
		return Env
	}
	switch path.Ext(base) {
	case ".json", ".jsonc", ".webmanifest":
		return JSON
	case ".yaml", ".yml":
		return YAML
	case ".toml":
		return TOML
	case ".env":
		return Env
	case ".ini":
		return INI
	case ".properties":
		return Properties
	case ".xml", ".config", ".csproj", ".props", ".plist":
		return XML
	}
	switch base {
	case ".babelrc", ".eslintrc", ".prettierrc", ".swcrc":
		return JSON
	case ".editorconfig", ".npmrc", "my.cnf", "php.ini":
		return INI
	}
	return Text
}

// Kind is what a value is.
type Kind string

// The kinds. .env, INI, properties and XML have texts alone. Any is for a value that was given as text: it becomes
// what the place is already, where it can be that, and a string otherwise.
const (
	Any    Kind = ""
	String Kind = "string"
	Number Kind = "number"
	Bool   Kind = "bool"
	Null   Kind = "null"
	Time   Kind = "time" // a date or a time of TOML or YAML; a string elsewhere
)

// Value is a value, and the bytes that it was written as where it was lifted out of a document.
type Value struct {
	Kind Kind
	Text string // decoded; a number as it is written: 1e400 stays what it is

	token  string
	style  byte
	format Format
}

// Token is how the value is written where it was found, quotes included; "" for one that was found nowhere.
func (v Value) Token() string { return v.token }

// is says that two values mean the same.
func (v Value) is(other Value) bool { return v.Kind == other.Kind && v.Text == other.Text }

// Place is where a document holds a value.
type Place struct {
	Address    string
	Start, End int // of the token in the body, in bytes, quotes included; both are the same where nothing is written
	Line       int // where it begins, from 1
	Value      Value
	Quoted     bool
	Fixed      string // why it cannot be set, as words that follow a colon; "" where it can
}

// Document is the bytes of an item, and where its values are. It does not change.
type Document struct {
	name   string
	format Format
	body   []byte
	root   *node
	nodes  nodes
}

// The bounds of what is read.
const (
	largest = 16 << 20 // bytes
	longest = 1 << 20  // lines, commas and tags, each of which may make a value
	deepest = 1000     // levels
	widest  = 1000     // attributes of an element
)

// Open reads a document in the format that its name promises. The body must not be changed afterwards. The error is Invalid where it is not written so: it is one
// whole item then, in which only OpenText finds places.
func Open(name string, body []byte) (*Document, error) { return open(name, FormatOf(name), body) }

// OpenText opens a document as plain text, whatever its name.
func OpenText(name string, body []byte) (*Document, error) { return open(name, Text, body) }

// openAt opens a document for an address: as plain text for one that is a pattern.
func openAt(address, name string, body []byte) (*Document, error) {
	if patterned(address) {
		return OpenText(name, body)
	}
	return Open(name, body)
}

// patterned says that an address is a pattern for text.
func patterned(address string) bool { return strings.HasPrefix(address, "~") }

func open(name string, format Format, body []byte) (*Document, error) {
	d := &Document{name: name, format: format, body: body}
	err := d.readable()
	if err == nil {
		err = d.parse()
	}
	if err != nil {
		return nil, &lockstep.Error{Code: lockstep.Invalid, Cause: err,
			Message: fmt.Sprintf("%s cannot be read as %s: %s. It is compared and promoted as a whole. Mend it, or take the values in it out of the rules.", name, format, err)}
	}
	return d, nil
}

// Format is how the document is written.
func (d *Document) Format() Format { return d.format }

func (d *Document) readable() error {
	switch {
	case len(d.body) > largest:
		return fault("it is larger than %d MB", largest>>20)
	case d.format != Text && bytes.Count(d.body, []byte("\n"))+bytes.Count(d.body, []byte(","))+bytes.Count(d.body, []byte("<")) > longest:
		return fault("it holds more than a million lines, commas and tags")
	case bytes.IndexByte(d.body, 0) >= 0:
		return d.faultAt(bytes.IndexByte(d.body, 0), "it holds a NUL byte")
	case !utf8.Valid(d.body):
		return d.faultAt(invalidUTF8(d.body), "the text is not UTF-8")
	}
	return nil
}

func (d *Document) parse() (err error) {
	// A fault of a parser must not take the program with it: what it cannot read is one whole item.
	defer func() {
		if r := recover(); r != nil {
			err = fault("its parser gave up") // with what, may hold a part of the text
		}
	}()
	switch d.format {
	case JSON:
		d.root, err = parseJSON(d)
	case YAML:
		d.root, err = parseYAML(d)
	case TOML:
		d.root, err = parseTOML(d)
	case Env:
		d.root, err = parseEnv(d)
	case INI:
		d.root, err = parseINI(d)
	case Properties:
		d.root, err = parseProperties(d)
	case XML:
		d.root, err = parseXML(d)
	default:
		d.root = &node{sort: object}
	}
	return err
}

// bom is the mark that some editors put before UTF-8 text.
const bom = "\xef\xbb\xbf"

// begin is where the text begins: behind a byte order mark.
func (d *Document) begin() int {
	if bytes.HasPrefix(d.body, []byte(bom)) {
		return len(bom)
	}
	return 0
}

// line is the line of an offset, from 1.
func (d *Document) line(at int) int { return bytes.Count(d.body[:at], []byte("\n")) + 1 }

// newline is how the document ends its lines.
func (d *Document) newline() string {
	if i := bytes.IndexByte(d.body, '\n'); i > 0 && d.body[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

func invalidUTF8(body []byte) int {
	for i := 0; i < len(body); {
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(body)
}
