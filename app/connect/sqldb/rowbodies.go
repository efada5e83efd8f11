package sqldb

import (
	"github.com/klauspost/compress/s2"

	"lockstep/app/lockstep"
)

// rowBodies keeps the texts of rows compressed until somebody asks for them: there may be a hundred thousand, and each repeats the
// names of its columns. The first ones are the dictionary of all others.
type rowBodies struct {
	sample []byte
	dict   *s2.Dict
}

// sampleSize is how much of the first rows is the dictionary, in bytes.
const sampleSize = 16 << 10

// body is a row's text as a body.
func (r *rowBodies) body(text []byte) lockstep.Body {
	if r.dict == nil {
		if r.sample = append(r.sample, text...); len(r.sample) >= sampleSize {
			r.dict = s2.MakeDict(r.sample, nil)
		}
		return lockstep.BodyOf(text)
	}
	dict, packed := r.dict, r.dict.Encode(nil, text)
	packed = append(make([]byte, 0, len(packed)), packed...) // what it was encoded into is larger
	return lockstep.CheckedBody(lockstep.DigestOf(text), int64(len(text)), func() ([]byte, error) { return dict.Decode(nil, packed) })
}
