package httpapi

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	mostFiles   = 20_000
	mostBytes   = 256 << 20 // of all files together, unpacked
	mostPacked  = 64 << 20
	longestName = 1_000 // bytes of a file's path
	ownPrefix   = ".lockstep-"
	removal     = ownPrefix + "remove" // the entry of a part that lists what is to go
)

// badName says why a path cannot be that of a file of a configuration; "" where it can.
func badName(name string) string {
	unseen := func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError || r == '\\' }
	switch {
	case !fs.ValidPath(name), name == ".", strings.ContainsFunc(name, unseen), len(name) > longestName:
		return "is no path inside a configuration"
	case strings.HasPrefix(name, ownPrefix):
		return "begins with " + ownPrefix + ", which is kept for the contract"
	}
	return ""
}

// under is a folder above a file that is itself one of the names; "" for none.
func under(name string, has func(string) bool) string {
	for i, b := range []byte(name) {
		if b == '/' && has(name[:i]) {
			return name[:i]
		}
	}
	return ""
}

// pack makes a zip of files: the same bytes for the same files.
func pack(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

var errTooMuch = fmt.Errorf("its files are larger than %d MB together", mostBytes>>20)

// unpack reads a zip that may hold anything. The error is the reason, as words that follow a colon.
func unpack(packed []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("it is no whole zip (%w)", err)
	}
	if len(z.File) > mostFiles {
		return nil, fmt.Errorf("it holds more than %d files", mostFiles)
	}
	var told uint64
	for _, f := range z.File {
		if told += f.UncompressedSize64; f.UncompressedSize64 > mostBytes || told > mostBytes {
			return nil, errTooMuch
		}
	}
	files, left := map[string][]byte{}, int64(mostBytes)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue // a folder comes with its files
		}
		if err := refuseEntry(f, files); err != nil {
			return nil, err
		}
		body, err := inflate(f, left)
		if err != nil {
			return nil, err
		}
		files[f.Name] = body
		left -= int64(len(body))
	}
	for name := range files {
		if above := under(name, func(s string) bool { _, ok := files[s]; return ok }); above != "" {
			return nil, fmt.Errorf("%q cannot be there together with %q, which is a file", name, above)
		}
	}
	return files, nil
}

// refuseEntry refuses what is no plain file, or is there twice.
func refuseEntry(f *zip.File, files map[string][]byte) error {
	const encrypted = 1
	_, twice := files[f.Name]
	switch why := badName(f.Name); {
	case why != "":
		return fmt.Errorf("%.80q %s", f.Name, why)
	case twice:
		return fmt.Errorf("%q is there twice", f.Name)
	case !f.Mode().IsRegular():
		return fmt.Errorf("%q is no plain file", f.Name)
	case f.Flags&encrypted != 0:
		return fmt.Errorf("%q is encrypted", f.Name)
	}
	return nil
}

// inflate reads an entry no further than there is room left, whatever it says of its size.
func inflate(f *zip.File, left int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%q cannot be read (%w)", f.Name, err)
	}
	body, err := io.ReadAll(io.LimitReader(r, left+1))
	_ = r.Close() // it was read to its end, or is not wanted
	switch {
	case int64(len(body)) > left:
		return nil, errTooMuch
	case err != nil:
		return nil, fmt.Errorf("%q cannot be read (%w)", f.Name, err)
	}
	return body, nil
}
