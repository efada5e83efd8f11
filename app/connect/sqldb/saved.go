package sqldb

import (
	"bytes"
	"encoding/json"
	"fmt"

	"lockstep/app/lockstep"
)

// SavedText is a row of saved values: a JSON array of them, each as a [Row] has it.
func SavedText(values []any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(values); err != nil {
		return nil, fmt.Errorf("write saved values: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}

// SavedValues reads a row of n saved values. The error is Corrupt where it is none.
func SavedValues(text []byte, n int) ([]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var values []any
	if err := decoder.Decode(&values); err != nil || len(values) != n {
		return nil, lockstep.Errorf(lockstep.Corrupt, "Saved values cannot be read. Nothing was changed.")
	}
	for i, v := range values {
		values[i] = bytesOf(v)
	}
	return values, nil
}
