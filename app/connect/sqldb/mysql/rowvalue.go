package mysql

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/connect/sqldb"
)

// numeric says that a row's item has a column's values as numbers.
func (c column) numeric() bool {
	return slices.Contains([]string{wholes, decimals, floats}, c.family()) || c.base == "bit"
}

// number is a number as a row has it in a column of another kind, too.
func (c column) number(written string) any {
	if c.numeric() {
		return json.Number(written)
	}
	return written
}

// binaryNumber is the number whose binary digits are written.
func binaryNumber(digits string) any {
	n, ok := new(big.Int).SetString(digits, 2)
	if !ok {
		return digits
	}
	return json.Number(n.String())
}

var plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// converted is a value of a column that had another type, where it is of the other kind: the server reads a number in a text, and
// writes one as a text.
func (c column) converted(value any) any {
	switch v := value.(type) {
	case string:
		if trimmed := strings.TrimSpace(v); c.numeric() && plainNumber.MatchString(trimmed) {
			return json.Number(trimmed)
		}
	case json.Number:
		if !c.numeric() {
			return v.String()
		}
	}
	return value
}

// kept is a value as a capture gives it once it was written. The error says why it would not be.
func (c column) kept(value any) (any, error) {
	if value == nil {
		if c.notNull {
			return nil, errors.New("must have a value, and has none")
		}
		return nil, nil
	}
	if truth, ok := value.(bool); ok && c.numeric() {
		value = json.Number("0")
		if truth {
			value = json.Number("1")
		}
	}
	number, isNumber := value.(json.Number)
	text, isText := value.(string)
	bytes, isBytes := value.(sqldb.Bytes)
	switch {
	case c.numeric() && isNumber:
		return c.keptNumber(number.String())
	case c.numeric():
		return nil, fmt.Errorf("holds numbers, and %s is none", kindOf(value))
	case isNumber, !isText && !isBytes:
		return nil, fmt.Errorf("holds no %s", kindOf(value))
	case isText && c.family() == "enum":
		return c.keptMember(text)
	case isText && c.family() == "set":
		return c.keptMembers(text)
	case isText && c.family() == moments, isText && c.base == "time":
		return c.keptTime(text), nil
	case isText && c.stringly():
		return c.keptText(text)
	case c.stringly(), c.family() == moments:
		return nil, errors.New("holds texts, and this is none")
	case slices.Contains(shapes, c.base):
		return sqldb.Bytes(text + string(bytes)), nil
	case c.family() == octets:
		return c.keptBytes(text + string(bytes))
	}
	return value, nil
}

// kindOf names what a value is.
func kindOf(value any) string {
	switch value.(type) {
	case string, sqldb.Bytes:
		return "a text"
	case bool:
		return "true or false"
	case json.Number:
		return "number"
	}
	return "list or object"
}

// sql is a value of a column as SQL.
func (c column) sql(value any) string {
	switch v := value.(type) {
	case nil:
		return "NULL"
	case json.Number:
		if number, err := strconv.ParseFloat(v.String(), 32); err == nil && c.base == "float" {
			return strconv.FormatFloat(number, 'g', -1, 64) // the server takes it for a double, and none beyond the greatest float
		}
		return v.String()
	case sqldb.Bytes:
		return "X'" + hex.EncodeToString(v) + "'"
	case string:
		return literal(v)
	}
	return literal(fmt.Sprint(value)) // nothing else is kept
}
