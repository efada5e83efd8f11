package sqldb

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// RowMedia is the media type of rows.
const RowMedia = "application/json"

// Row is what a row holds, by column: nil, a bool, a json.Number, a string, [Bytes], or, of a column that holds JSON, what
// that is. It is written as a JSON object with its columns in the order of their names.
type Row map[string]any

// Bytes are a value of a column that holds no text. It is written as an object with the key "base64", so that no text and no
// number is taken for it.
type Bytes []byte

const base64Key = "base64"

// MarshalJSON writes the bytes as an object.
func (b Bytes) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{base64Key: base64.StdEncoding.EncodeToString(b)})
}

// TextValue is a text; one that is no UTF-8 goes as bytes, since JSON could not hold it.
func TextValue(s string) any {
	if utf8.ValidString(s) {
		return s
	}
	return Bytes(s)
}

// RowItem is the item of a row. key are the values by which it is known, and needs what must be there where it is.
func RowItem(slot, table string, key []string, row Row, needs []lockstep.Key) (lockstep.Item, error) {
	text, err := rowText(table, row)
	if err != nil {
		return lockstep.Item{}, err
	}
	return lockstep.Item{
		Key:  lockstep.Key{Slot: slot, Kind: RowKind, Name: RowName(table, key)},
		Part: lockstep.Configuration, Media: RowMedia,
		Body:  lockstep.BodyOf(text),
		Needs: append([]lockstep.Key{{Slot: slot, Kind: TableKind, Name: table}}, needs...),
	}, nil
}

// rowText is a row as its item has it.
func rowText(table string, row Row) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(row); err != nil {
		return nil, fmt.Errorf("write a row of %s: %w", table, err)
	}
	return bytes.Clone(b.Bytes()), nil // of a large table every byte counts: what was made room for goes
}

// RowOf reads the item of a row. The error is Invalid where it is none.
func RowOf(item lockstep.Item) (Row, error) {
	b, err := item.Body.Bytes()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", item.Key, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	var row Row
	if err := decoder.Decode(&row); err != nil || row == nil || decoder.More() || item.Part != lockstep.Configuration {
		return nil, lockstep.Errorf(lockstep.Invalid, "%s cannot be read as a row. Mend it where it comes from.", item.Key.Name)
	}
	for column, value := range row {
		row[column] = bytesOf(value)
	}
	return row, nil
}

// bytesOf is a value that was read from JSON: an object that is how bytes are written is [Bytes].
func bytesOf(value any) any {
	object, ok := value.(map[string]any)
	if !ok || len(object) != 1 {
		return value
	}
	text, ok := object[base64Key].(string)
	if raw, err := base64.StdEncoding.DecodeString(text); ok && err == nil && base64.StdEncoding.EncodeToString(raw) == text {
		return Bytes(raw)
	}
	return value
}

// KeyText is a value as the name of a row's item has it; ok is false for one by which no row can be known.
func KeyText(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	case Bytes:
		return base64.StdEncoding.EncodeToString(v), true
	}
	return "", false
}

// KeyOf are the values of a row's key, as its item's name has them; column is the first that has none.
func (r Row) KeyOf(columns []string) (key []string, column string) {
	for _, c := range columns {
		text, ok := KeyText(r[c])
		if !ok {
			return nil, c
		}
		key = append(key, text)
	}
	return key, ""
}
