package httpapi

import (
	"bytes"
	"maps"
	"testing"
)

// Whatever a zip holds: what is taken of it comes back the same when it is packed again.
func FuzzAZipIsTakenAsItIsOrNotAtAll(f *testing.F) {
	for _, files := range []map[string][]byte{{}, {"a": nil}, {"mail.json": []byte("{}"), "pages/start.html": []byte("<h1>Shop</h1>")}} {
		packed, err := pack(files)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
		f.Add(packed[:len(packed)-1])
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		files, err := unpack(packed)
		if err != nil {
			return
		}
		for name := range files {
			if why := badName(name); why != "" {
				t.Errorf("%q %s", name, why)
			}
		}
		again, err := pack(files)
		if err != nil {
			t.Fatal(err)
		}
		same, err := unpack(again)
		if err != nil || !maps.EqualFunc(files, same, bytes.Equal) {
			t.Errorf("%q became %q (%v)", files, same, err)
		}
	})
}

// Whatever a model is: in its canonical form it stays what it is.
func FuzzACanonicalModelStaysWhatItIs(f *testing.F) {
	for _, doc := range []string{`[]`, `[{"name":"a"}]`, `[{"fields":{"b":{"type":"float","defaultValue":1.50e1}},"name":"a"},{"name":"<b>","x":[null,true,"\u2028"]}]`} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		objects, err := canonical(doc)
		if err != nil {
			return
		}
		once := compose(objects)
		again, err := canonical(once)
		if err != nil || !bytes.Equal(once, compose(again)) {
			t.Errorf("%s\nbecame\n%s(%v)", once, compose(again), err)
		}
		if _, err := itemsOf(placeOf("any"), objects); err != nil {
			t.Error(err)
		}
	})
}
