package sqldb

import "strings"

// The kinds of items that every database has.
const (
	TableKind = "table"
	ViewKind  = "view"
	RowKind   = "row"
)

// SQLMedia is the media type of the model's items.
const SQLMedia = "application/sql"

// In the names of items a full stop stands between a schema and what is in it, and a slash before and between the values of
// a row's key. Where they are part of a name or a value they are written as JSON pointers write such (RFC 6901), with ~2 for
// the full stop.
var (
	toName    = strings.NewReplacer("~", "~0", "/", "~1", ".", "~2")
	fromName  = strings.NewReplacer("~0", "~", "~1", "/", "~2", ".")
	toValue   = strings.NewReplacer("~", "~0", "/", "~1")
	fromValue = strings.NewReplacer("~0", "~", "~1", "/")
)

// Name is the name of an item: of an object, or of one in a schema.
func Name(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = toName.Replace(part)
	}
	return strings.Join(escaped, ".")
}

// SplitName is the way back from [Name].
func SplitName(name string) []string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		parts[i] = fromName.Replace(part)
	}
	return parts
}

// RowName is the name of a row's item: the name of its table's item, and the values of its key.
func RowName(table string, key []string) string {
	name := table
	for _, value := range key {
		name += "/" + toValue.Replace(value)
	}
	return name
}

// SplitRowName is the way back from [RowName].
func SplitRowName(name string) (table string, key []string) {
	table, rest, ok := strings.Cut(name, "/")
	if !ok {
		return table, nil
	}
	for value := range strings.SplitSeq(rest, "/") {
		key = append(key, fromValue.Replace(value))
	}
	return table, key
}
