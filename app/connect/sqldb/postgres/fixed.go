package postgres

import (
	"regexp"
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// arrayType is a type of arrays, as PostgreSQL writes it, and the type of their elements.
var arrayType = regexp.MustCompile(`^((?:(?:"(?:[^"]|"")+"|\w+)\.)?(?:"(?:[^"]|"")+"|\w+)(?: varying| precision| (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?)?` +
	`(?:\(-?\d+(?:,-?\d+)*\))?(?: with(?:out)? time zone)?)\[\]`)

// fixed gives a statement the form that PostgreSQL shows once it has run it. It shows the cast of an array that it put in itself,
// as in state = ANY ((ARRAY['a'::character varying])::text[]), but where it reads such a cast it casts each element. In statistics it
// leaves out the brackets around what is cast.
func fixed(sql string) string {
	for strings.Contains(sql, "ARRAY[") {
		from, to, cast := castArray(sql, dialect.Tokens(sql))
		if cast == "" {
			break
		}
		sql = sql[:from] + cast + sql[to:]
	}
	return sql
}

// castArray finds (ARRAY[...])::type[] and gives the array with its elements cast; "" where there is none.
func castArray(sql string, tokens []sqldb.Token) (from, to int, cast string) {
	for at := range tokens {
		if !follows(tokens[at:], "ARRAY", "[") {
			continue
		}
		closes := at + 1 + closing(tokens[at+1:])
		bare := follows(tokens[closes:], "]", ":", ":") && closes > at+2 // one without elements is always shown with its type
		begin, last := at, closes+2
		if !bare {
			begin, last = at-1, closes+3
		}
		if !bare && (at == 0 || !follows(tokens[at-1:], "(") || !follows(tokens[closes:], "]", ")", ":", ":")) {
			continue
		}
		if typ := arrayType.FindStringSubmatch(sql[tokens[last].End():]); typ != nil {
			return tokens[begin].At, tokens[last].End() + len(typ[0]), castElements(sql, tokens[at+2:closes], typ[1], bare)
		}
	}
	return 0, 0, ""
}

// castElements is an array with its elements cast to a type; those that are arrays themselves with theirs.
func castElements(sql string, inside []sqldb.Token, typ string, bare bool) string {
	elements := commas(inside)
	literal := func(e []sqldb.Token) bool { return follows(e, "ARRAY", "[") && closing(e[1:]) == len(e)-2 }
	nested := slices.ContainsFunc(elements, literal)
	var all []string
	for _, e := range elements {
		text := written(sql, e)
		if !bare || composed(e) {
			text = "(" + text + ")"
		}
		switch {
		case literal(e):
			all = append(all, castElements(sql, e[2:len(e)-1], typ, bare))
		case nested:
			all = append(all, text+"::"+typ+"[]")
		default:
			all = append(all, text+"::"+typ)
		}
	}
	return "ARRAY[" + strings.Join(all, ", ") + "]"
}

// composed says that an expression has an operator that is in no brackets.
func composed(tokens []sqldb.Token) bool {
	depth := 0
	for _, t := range tokens {
		if t.Kind == sqldb.Sign {
			depth += strings.Count("([", t.Text) - strings.Count(")]", t.Text)
		}
		operator := t.Kind == sqldb.Sign && !strings.Contains("()[].:", t.Text) || t.Kind == sqldb.Word && slices.Contains([]string{"AND", "OR", "NOT", "IS", "COLLATE", "AT"}, t.Text)
		if depth == 0 && operator {
			return true
		}
	}
	return false
}

// follows says that tokens begin with these words or signs.
func follows(tokens []sqldb.Token, texts ...string) bool {
	if len(tokens) < len(texts) {
		return false
	}
	for i, text := range texts {
		if t := tokens[i]; t.Text != text || t.Kind != sqldb.Word && t.Kind != sqldb.Sign {
			return false
		}
	}
	return true
}

// closing is where the bracket closes with which tokens begin, or their end.
func closing(tokens []sqldb.Token) int {
	depth := 0
	for i, t := range tokens {
		if t.Kind == sqldb.Sign {
			depth += strings.Count("([", t.Text) - strings.Count(")]", t.Text)
		}
		if depth == 0 {
			return i
		}
	}
	return len(tokens)
}
