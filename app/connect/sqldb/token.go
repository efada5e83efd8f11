package sqldb

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Dialect is what differs in how databases write SQL.
type Dialect struct {
	Backticks bool // `name`
	Brackets  bool // [name]
	Dollars   bool // $tag$ text $tag$, and E'text' with backslashes
	Backslash bool // a backslash in 'text' takes the next character along, and "text" is a text
	Hash      bool // # begins a comment
	KeepsCase bool // names that are not quoted keep their case: it means nothing, or what it says
}

// Token is a word of SQL.
type Token struct {
	Kind TokenKind
	Text string // as it is written
	At   int    // where it begins, in bytes
}

// TokenKind says what a token is.
type TokenKind int

// The kinds of tokens. White space is none.
const (
	Word    TokenKind = iota // a keyword, or a name that is not quoted
	Quoted                   // a quoted name
	Text                     // a text
	Number                   // begins with a digit
	Comment                  // with the characters that make it one
	Sign                     // one character that is none of the above
)

// Is says that the token is this keyword, which is given in capitals.
func (t Token) Is(keyword string) bool { return t.Kind == Word && strings.EqualFold(t.Text, keyword) }

// End is where the token ends, in bytes.
func (t Token) End() int { return t.At + len(t.Text) }

// Tokens cuts SQL into its tokens, comments among them. What is not closed reaches to the end.
func (d Dialect) Tokens(sql string) []Token {
	var all []Token
	for at := 0; at < len(sql); {
		r, size := utf8.DecodeRuneInString(sql[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		kind, length := d.token(sql[at:], r, size)
		all = append(all, Token{kind, sql[at : at+length], at})
		at += length
	}
	return all
}

// token is the kind and the length of what s begins with.
func (d Dialect) token(s string, r rune, size int) (TokenKind, int) {
	next := func(prefix string) bool { return strings.HasPrefix(s, prefix) }
	switch {
	case next("--"), r == '#' && d.Hash:
		return Comment, until(s, "\n", 0)
	case next("/*"):
		return Comment, until(s, "*/", 2) // PostgreSQL nests them, which nobody does in what a catalog holds
	case d.Dollars && (next("E'") || next("e'")):
		return Text, 1 + closed(s[1:], '\'', true)
	case r == '\'':
		return Text, closed(s, '\'', d.Backslash)
	case r == '"' && d.Backslash:
		return Text, closed(s, '"', true)
	case r == '"', r == '`' && d.Backticks:
		return Quoted, closed(s, byte(r), false)
	case r == '[' && d.Brackets:
		return Quoted, until(s, "]", 1)
	case r == '$' && d.Dollars:
		if tag := dollarTag(s); tag != "" {
			return Text, until(s, tag, len(tag))
		}
		return Sign, size
	case unicode.IsDigit(r):
		return Number, span(s, func(r rune) bool { return inWord(r) || r == '.' })
	case inWord(r):
		return Word, span(s, inWord)
	}
	return Sign, size
}

func inWord(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) || r > unicode.MaxASCII
}

func span(s string, in func(rune) bool) int {
	if end := strings.IndexFunc(s, func(r rune) bool { return !in(r) }); end >= 0 {
		return end
	}
	return len(s)
}

// until is where s ends with what closes it, looked for from a place on.
func until(s, closing string, from int) int {
	if at := strings.Index(s[from:], closing); at >= 0 {
		return from + at + len(closing)
	}
	return len(s)
}

// closed is the length of a quoted text, in which the quote is doubled, or follows a backslash.
func closed(s string, quote byte, backslash bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && backslash:
			i++
		case s[i] != quote:
		case i+1 < len(s) && s[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(s)
}

// dollarTag is what a text in dollars begins with; "" where it does not.
func dollarTag(s string) string {
	end := strings.IndexByte(s[1:], '$')
	if end < 0 {
		return ""
	}
	tag := s[:end+2]
	if inner := tag[1 : len(tag)-1]; inner != "" && (unicode.IsDigit(rune(inner[0])) || span(inner, func(r rune) bool { return r != '$' && inWord(r) }) < len(inner)) {
		return ""
	}
	return tag
}

// Unquote is the name that a token stands for; ok is false where it is none.
func (d Dialect) Unquote(t Token) (name string, ok bool) {
	switch {
	case t.Kind == Word && d.KeepsCase:
		return t.Text, true
	case t.Kind == Word:
		return strings.ToLower(t.Text), true
	case t.Kind != Quoted || len(t.Text) < 2:
		return "", false
	}
	inner := t.Text[1 : len(t.Text)-1]
	if quote := t.Text[:1]; quote != "[" {
		inner = strings.ReplaceAll(inner, quote+quote, quote)
	}
	return inner, true
}

// Statements cuts SQL at the semicolons that end its statements, which are left out, as are comments around statements. Those
// in the body of a trigger end none: it goes on until an END that follows one.
func (d Dialect) Statements(sql string) []string {
	var all []string
	var words []Token // of the statement so far, without comments
	flush := func() {
		if len(words) > 0 {
			all = append(all, sql[words[0].At:words[len(words)-1].End()])
		}
		words = nil
	}
	for _, t := range d.Tokens(sql) {
		switch {
		case t.Kind == Comment:
		case t.Text == ";" && t.Kind == Sign && (!inBody(words) || endsBody(words)):
			flush()
		default:
			words = append(words, t)
		}
	}
	flush()
	return all
}

// inBody says that a statement makes a trigger and has come to what it does.
func inBody(words []Token) bool {
	if len(words) < 3 || !words[0].Is("CREATE") {
		return false
	}
	rest := words[1:]
	if rest[0].Is("TEMP") || rest[0].Is("TEMPORARY") {
		rest = rest[1:]
	}
	return rest[0].Is("TRIGGER") && slices.ContainsFunc(rest, func(t Token) bool { return t.Is("BEGIN") })
}

func endsBody(words []Token) bool {
	n := len(words)
	return n >= 2 && words[n-1].Is("END") && words[n-2].Text == ";"
}
