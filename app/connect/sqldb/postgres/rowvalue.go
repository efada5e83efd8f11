package postgres

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/connect/sqldb"
)

// category is how values of a type stand in a row's item.
type category int

// The categories. What is of no other one stands there as PostgreSQL writes it.
const (
	asText category = iota
	asBool
	asInteger
	asNumeric
	asFloat
	asJSON
	asBytes
)

var categories = map[string]category{"boolean": asBool, "smallint": asInteger, "integer": asInteger, "bigint": asInteger, "numeric": asNumeric,
	"real": asFloat, "double precision": asFloat, "jsonb": asJSON, "bytea": asBytes}

func (c column) category() category { return categories[base(c.typ)] }

// notFinite are the numbers that JSON has none for; they stand there as texts.
var notFinite = []string{"NaN", "Infinity", "-Infinity"}

// shown is a value as a row's item has it, given what PostgreSQL writes.
func (c column) shown(text string) (any, error) {
	switch c.category() {
	case asBool:
		return text == "true", nil
	case asInteger, asNumeric, asFloat:
		if slices.Contains(notFinite, text) {
			return text, nil
		}
		return json.Number(text), nil
	case asBytes:
		raw, err := hex.DecodeString(strings.TrimPrefix(text, `\x`))
		return sqldb.Bytes(raw), err
	case asJSON:
		return shownJSON(text)
	}
	return sqldb.TextValue(text), nil
}

// shownJSON is what a jsonb holds. Where that would be taken for something else in a row, a null or bytes, it is its text as bytes.
func shownJSON(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil || decoder.More() {
		return nil, errors.New("is no JSON")
	}
	object, ok := value.(map[string]any)
	if value == nil || ok && len(object) == 1 && object["base64"] != nil {
		return sqldb.Bytes(text), nil
	}
	return value, nil
}

// written is a value as PostgreSQL reads it; nil is NULL.
func (c column) written(value any) (*string, error) {
	var text string
	switch v := value.(type) {
	case nil:
		return nil, nil
	case sqldb.Bytes:
		if text = string(v); c.category() == asBytes {
			text = `\x` + hex.EncodeToString(v)
		}
	case bool:
		text = strconv.FormatBool(v)
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	if _, whole := value.(sqldb.Bytes); c.category() == asJSON && !whole {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return nil, fmt.Errorf("write %s: %w", c.name, err)
		}
		text = b.String()
	}
	return &text, nil
}

// settled is a value as a capture gives it once the column holds it. The error says why it cannot, as words that follow its name.
func (c column) settled(value any) (any, error) {
	if value == nil {
		if c.required {
			return nil, errors.New("must have a value")
		}
		return nil, nil
	}
	number, isNumber := value.(json.Number)
	text, isText := value.(string)
	raw, isBytes := value.(sqldb.Bytes)
	_, isBool := value.(bool)
	switch c.category() {
	case asBool:
		if isBool {
			return value, nil
		}
		return nil, errors.New("holds true or false")
	case asInteger:
		n, err := strconv.ParseInt(number.String(), 10, map[string]int{"smallint": 16, "integer": 32, "bigint": 64}[c.typ])
		if isNumber && err == nil {
			return json.Number(strconv.FormatInt(n, 10)), nil
		}
		return nil, fmt.Errorf("holds a whole number of the type %s", c.typ)
	case asNumeric, asFloat:
		switch {
		case isText && slices.Contains(notFinite, text):
			return value, nil
		case isNumber && c.category() == asFloat:
			return floatText(number.String(), map[string]int{"real": 32, "double precision": 64}[c.typ])
		case isNumber:
			return numericText(number.String(), scaleOf(c.typ))
		}
		return nil, errors.New("holds a number")
	case asBytes:
		if isBytes {
			return value, nil
		}
		return nil, errors.New(`holds bytes, written as {"base64": …}`)
	case asJSON:
		if isBytes {
			return shownJSON(string(raw))
		}
		return settledJSON(value)
	}
	switch {
	case isText && base(c.typ) == "character":
		return strings.TrimRight(text, " "), nil
	case isText:
		return value, nil
	}
	return nil, errors.New("holds a text")
}

// settledJSON writes the numbers in it as PostgreSQL does.
func settledJSON(value any) (any, error) {
	var err error
	switch v := value.(type) {
	case json.Number:
		return numericText(v.String(), unscaled)
	case []any:
		for i := range v {
			if v[i], err = settledJSON(v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for k := range v {
			if v[k], err = settledJSON(v[k]); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}

var scaled = regexp.MustCompile(`^numeric\(\d{1,4}(?:,(-?\d{1,4}))?\)$`)

// unscaled is said of a numeric with as many digits behind its point as it comes with.
const unscaled = math.MinInt

// scaleOf is how many digits a numeric has behind its point.
func scaleOf(typ string) int {
	size := scaled.FindStringSubmatch(typ)
	if size == nil {
		return unscaled
	}
	scale, _ := strconv.Atoi(size[1]) // without one it is none
	return scale
}

// numericText is a number as PostgreSQL writes a numeric.
func numericText(text string, scale int) (any, error) {
	mantissa, power, _ := strings.Cut(strings.ToLower(text), "e")
	exponent, _ := strconv.Atoi(power)
	_, fraction, _ := strings.Cut(mantissa, ".")
	if exponent > 131072 || exponent < -16383 {
		return nil, errors.New("holds no number as large or as small as that")
	}
	value, ok := new(big.Rat).SetString(text)
	switch {
	case !ok:
		return nil, errors.New("holds a number")
	case scale == unscaled:
		scale = max(0, len(fraction)-exponent)
	case scale < 0:
		return nil, errors.New("rounds its numbers before their point, which cannot be foretold")
	}
	written := value.FloatString(scale)
	if strings.Trim(written, "-0.") == "" {
		written = strings.TrimPrefix(written, "-")
	}
	return json.Number(written), nil
}

// floatText is a number as PostgreSQL writes a float: the shortest text that gives it, without an exponent up to as many digits as
// are always exact.
func floatText(text string, bits int) (any, error) {
	value, err := strconv.ParseFloat(text, bits)
	if err != nil {
		return nil, errors.New("holds no number as large as that")
	}
	written := strconv.FormatFloat(value, 'e', -1, bits)
	_, power, _ := strings.Cut(written, "e")
	exponent, _ := strconv.Atoi(power)
	if digits := map[int]int{32: 6, 64: 15}[bits]; exponent >= -4 && exponent < digits {
		written = strconv.FormatFloat(value, 'f', -1, bits)
	}
	return json.Number(written), nil
}
