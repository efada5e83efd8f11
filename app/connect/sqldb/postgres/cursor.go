package postgres

import (
	"slices"

	"lockstep/app/connect/sqldb"
)

// cursor walks through the tokens of a statement.
type cursor struct {
	text string
	rest []sqldb.Token
}

// next goes on where these words follow.
func (c *cursor) next(words ...string) bool {
	for i, word := range words {
		if i >= len(c.rest) || c.rest[i].Text != word {
			return false
		}
	}
	c.rest = c.rest[len(words):]
	return true
}

// name takes a name.
func (c *cursor) name() string {
	if len(c.rest) == 0 {
		return ""
	}
	name, _ := dialect.Unquote(c.rest[0])
	c.rest = c.rest[1:]
	return name
}

// ref takes names with full stops between them, as they are written.
func (c *cursor) ref() string {
	n := 1
	for n+1 < len(c.rest) && c.rest[n].Text == "." {
		n += 2
	}
	n = min(n, len(c.rest))
	ref := written(c.text, c.rest[:n])
	c.rest = c.rest[n:]
	return ref
}

// last takes names with full stops between them, and gives the last one.
func (c *cursor) last() string {
	tokens := dialect.Tokens(c.ref())
	if len(tokens) == 0 {
		return ""
	}
	name, _ := dialect.Unquote(tokens[len(tokens)-1])
	return name
}

// number takes a number.
func (c *cursor) number() string {
	sign := ""
	if c.next("-") {
		sign = "-"
	}
	if len(c.rest) == 0 {
		return ""
	}
	digits := c.rest[0].Text
	c.rest = c.rest[1:]
	return sign + digits
}

// option takes the name in (name='value').
func (c *cursor) option() string {
	end := slices.IndexFunc(c.rest, func(t sqldb.Token) bool { return t.Text == "=" })
	if end < 1 {
		return ""
	}
	return written(c.text, c.rest[1:end])
}
