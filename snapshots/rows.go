package snapshots

import (
	"bytes"
	"errors"
	"fmt"

	"lockstep/app/lockstep"
)

// partSize is how much of rows is compressed together, in bytes: what is kept of them in memory at a time.
const partSize = 1 << 20

// Rows takes rows, each a line of JSON, and gives them on in compressed parts.
type Rows struct {
	codec codec
	put   func(part []byte) error
	plain bytes.Buffer
	Count int64 // of the rows so far
	Bytes int64 // of the rows so far, before compression
}

// Rows makes a taker of rows; put is called with each part when it is full.
func (v *Vault) Rows(put func(part []byte) error) *Rows { return &Rows{codec: v.codec, put: put} }

// Add takes a row. One that has a line end is refused.
func (r *Rows) Add(row []byte) error {
	if bytes.IndexByte(row, '\n') >= 0 {
		return errors.New("a row of several lines")
	}
	r.plain.Write(row)
	r.plain.WriteByte('\n')
	r.Count, r.Bytes = r.Count+1, r.Bytes+int64(len(row))
	if r.plain.Len() < partSize {
		return nil
	}
	return r.Flush()
}

// Flush gives on what is not yet a full part.
func (r *Rows) Flush() error {
	if r.plain.Len() == 0 {
		return nil
	}
	part := r.codec.encoder(r.plain.Len()).EncodeAll(r.plain.Bytes(), nil)
	r.plain.Reset()
	return r.put(part)
}

// EachRow calls row with each of the rows of a part. They hold only until it returns.
func (v *Vault) EachRow(part []byte, row func([]byte) error) error {
	plain, err := v.codec.decoder.DecodeAll(part, nil)
	if err != nil {
		return &lockstep.Error{Code: lockstep.Corrupt, Cause: fmt.Errorf("unfold rows: %w", err), Message: "Saved values are damaged. Nothing was changed."}
	}
	for line := range bytes.Lines(plain) {
		if err := row(bytes.TrimSuffix(line, []byte{'\n'})); err != nil {
			return err
		}
	}
	return nil
}
