package pocketbase

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// object is one of JSON. Numbers in it are [json.Number], so that none is rounded.
type object = map[string]any

// leading are the keys that come first, in this order; the others follow by name.
var leading = []string{
	"id", "name", "type", "system", "collection", "required",
	"listRule", "viewRule", "createRule", "updateRule", "deleteRule", "authRule", "manageRule", "viewQuery", "fields", "indexes",
}

// canonical writes a value so that equal values are equal bytes: indented by two spaces, the keys in one order.
func canonical(v any) []byte {
	var b bytes.Buffer
	write(&b, v, "\n")
	b.WriteByte('\n')
	return b.Bytes()
}

func write(b *bytes.Buffer, v any, newline string) {
	switch v := v.(type) {
	case object:
		keys := ordered(v)
		list(b, '{', '}', newline, len(keys), func(i int, inner string) {
			writeScalar(b, keys[i])
			b.WriteString(": ")
			write(b, v[keys[i]], inner)
		})
	case []any:
		list(b, '[', ']', newline, len(v), func(i int, inner string) { write(b, v[i], inner) })
	default:
		writeScalar(b, v)
	}
}

func list(b *bytes.Buffer, open, shut byte, newline string, n int, each func(i int, newline string)) {
	b.WriteByte(open)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(newline + "  ")
		each(i, newline+"  ")
	}
	if n > 0 {
		b.WriteString(newline)
	}
	b.WriteByte(shut)
}

func writeScalar(b *bytes.Buffer, v any) {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil { // of what a decoder gave there is nothing that cannot be written
		panic(err)
	}
	b.Truncate(b.Len() - 1) // the encoder ends a line
}

func ordered(o object) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	rank := func(k string) int {
		if i := slices.Index(leading, k); i >= 0 {
			return i
		}
		return len(leading)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return keys
}

// decode reads one value of JSON.
func decode(b []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("there is more behind its end")
	}
	return nil
}

// text is a value that is a string; "" for any other.
func text(v any) string {
	s, _ := v.(string)
	return s
}
