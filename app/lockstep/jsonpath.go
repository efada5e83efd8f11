package lockstep

import (
	"strconv"
	"strings"
)

// JSONPath leads to a place in a JSON document: names of fields, and numbers of elements.
type JSONPath []string

// ParseJSONPath reads a path such as $.items[0].name, where the dollar may be left out, and a name that holds a dot or a
// bracket is written ["like.this"].
func ParseJSONPath(text string) (JSONPath, error) {
	wrong := func() (JSONPath, error) {
		return nil, Errorf(Invalid, "%q is no path in a JSON document. Nothing was changed. Write it like $.items[0].name.", text)
	}
	rest, path := strings.TrimPrefix(text, "$"), JSONPath{}
	for rest != "" {
		switch {
		case strings.HasPrefix(rest, `["`):
			quoted, err := strconv.QuotedPrefix(rest[1:])
			if err != nil || !strings.HasPrefix(rest[1+len(quoted):], "]") {
				return wrong()
			}
			name, err := strconv.Unquote(quoted)
			if err != nil {
				return wrong()
			}
			path, rest = append(path, name), rest[len(quoted)+2:]
		case strings.HasPrefix(rest, "["):
			number, after, closed := strings.Cut(rest[1:], "]")
			if n, err := strconv.Atoi(number); err != nil || n < 0 || !closed {
				return wrong()
			}
			path, rest = append(path, number), after
		default:
			if rest = strings.TrimPrefix(rest, "."); rest == "" {
				return wrong()
			}
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			if end == 0 {
				return wrong()
			}
			path, rest = append(path, rest[:end]), rest[end:]
		}
	}
	return path, nil
}

// Find gives what is at the place in a document as encoding/json reads it.
func (p JSONPath) Find(document any) (found any, ok bool) {
	for _, step := range p {
		switch at := document.(type) {
		case map[string]any:
			if document, ok = at[step]; !ok {
				return nil, false
			}
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(at) {
				return nil, false
			}
			document = at[n]
		default:
			return nil, false
		}
	}
	return document, true
}
