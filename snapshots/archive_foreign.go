package snapshots

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"lockstep/app/lockstep"
)

// magics are the beginnings of files that people have.
func magics() []struct{ begins, what string } {
	return []struct{ begins, what string }{
		{"%PDF-", "a PDF document"},
		{"\x89PNG\r\n", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"GIF8", "a GIF image"},
		{"RIFF", "a sound, a film or a WebP image"},
		{"\x1f\x8b", "a gzip file"},
		{"\x28\xb5\x2f\xfd", "a zstd file"},
		{"BZh", "a bzip2 file"},
		{"\xfd7zXZ\x00", "an xz file"},
		{"7z\xbc\xaf\x27\x1c", "a 7-Zip file"},
		{"Rar!\x1a\x07", "a RAR file"},
		{"SQLite format 3\x00", "a SQLite database"},
		{"\x7fELF", "a program for Linux"},
		{"MZ", "a program for Windows"},
		{"\xcf\xfa\xed\xfe", "a program for macOS"},
		{"\xd0\xcf\x11\xe0", "an old Office document"},
		{"-----BEGIN ", "a key or a certificate"},
	}
}

// foreign says what a file is that is no archive at all; nil for one that is, or may be a damaged one.
func (r *archiveReader) foreign(entries []entry, unread error) error {
	head := make([]byte, min(r.zip.size, 512))
	if n, err := r.zip.r.ReadAt(head, 0); err != nil && n < len(head) {
		if r.at.key != nil {
			return sealedDamaged(err)
		}
		return unreadable(r.at.path, err)
	}
	if unread == nil {
		for _, e := range entries {
			if e.name == documentPath {
				return nil
			}
		}
		return notArchive(zipOf(entries))
	}
	if len(head) >= 4 && binary.LittleEndian.Uint32(head) == zipLocal {
		return nil
	}
	return notArchive("is " + kindOf(head))
}

func notArchive(what string) error {
	return lockstep.Errorf(lockstep.Invalid, "This file is not a Lockstep archive. It %s. Nothing was taken from it. Choose a file that Lockstep exported.", what)
}

// kindOf guesses what begins with head.
func kindOf(head []byte) string {
	if len(head) == 0 {
		return "empty"
	}
	for _, m := range magics() {
		if bytes.HasPrefix(head, []byte(m.begins)) {
			return m.what
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return "a tar file"
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if !utf8.Valid(head) && !utf8.Valid(head[:len(head)-min(3, len(head))]) || bytes.IndexByte(head, 0) >= 0 {
		return "of a kind that Lockstep does not know"
	}
	switch lower := strings.ToLower(string(text)); {
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"):
		return "a web page"
	case strings.HasPrefix(lower, "<"):
		return "an XML text"
	case strings.HasPrefix(lower, "{"), strings.HasPrefix(lower, "["):
		return "a JSON text"
	}
	return "a text"
}

// zipOf says what a ZIP file without the document is or holds.
func zipOf(entries []entry) string {
	var files, images int
	for _, e := range entries {
		switch {
		case strings.HasSuffix(e.name, "/"):
			continue
		case e.name == "word/document.xml":
			return "is a Word document"
		case e.name == "xl/workbook.xml":
			return "is an Excel workbook"
		case e.name == "ppt/presentation.xml":
			return "is a PowerPoint presentation"
		case e.name == "META-INF/MANIFEST.MF":
			return "is a Java program"
		case e.name == "mimetype":
			return "is an OpenDocument file or an e-book"
		}
		files++
		switch strings.ToLower(path.Ext(e.name)) {
		case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".heic", ".tif", ".tiff", ".bmp", ".avif":
			images++
		}
	}
	switch {
	case files == 0:
		return "is a ZIP file without a file in it"
	case images == files:
		return "holds " + counted(images, "image")
	}
	return "holds " + counted(files, "file") + ", none of them lockstep.json"
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
