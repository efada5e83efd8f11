package snapshots

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"lockstep/app/lockstep"
)

// ReadArchive reads an archive, whoever wrote it. It gives nothing before everything was checked: every size, path and
// content, and that state and snapshot are what their digests say. The bodies stay in the file and are read, and
// checked again, when they are asked for.
func ReadArchive(ctx context.Context, path string) (Archive, error) {
	a, _, err := readArchive(ctx, path, nil)
	return a, err
}

// CheckArchive reads an archive of which single contents may be damaged: it names those, and gives the archive with what
// is whole. What is damaged is left out of its state, which then is not the snapshot's and must not enter a catalog. An
// archive that is damaged beyond its contents is refused, as ReadArchive refuses it.
func CheckArchive(ctx context.Context, path string) (Archive, []ArchiveDamage, error) {
	return readArchive(ctx, path, &damages{why: map[lockstep.Key]string{}})
}

// readArchive reads an archive; without a list of damages the first one is the end of it.
func readArchive(ctx context.Context, path string, found *damages) (Archive, []ArchiveDamage, error) {
	f, size, err := openArchive(path)
	if err != nil {
		return Archive{}, nil, err
	}
	defer f.Close()
	r := archiveReader{path: path, zip: zipFile{f, size}, damaged: found}
	if err := r.list(); err != nil {
		return Archive{}, nil, err
	}
	d, items, err := r.document()
	if err != nil {
		return Archive{}, nil, err
	}
	if found == nil { // what the document says is judged before its contents are read
		a, err := d.archive(items, nil)
		if err != nil {
			return Archive{}, nil, err
		}
		return a, nil, r.contents(ctx)
	}
	if err := r.contents(ctx); err != nil {
		return Archive{}, nil, err
	}
	a, err := d.archive(items, found)
	return a, found.list(), err
}

func openArchive(path string) (*os.File, int64, error) {
	info, err := os.Stat(path) // before it is opened, which would wait at a pipe
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, caused(err, lockstep.NotFound, "There is no file %s. Choose another one.", path)
	case err != nil:
		return nil, 0, unreadable(path, err)
	case !info.Mode().IsRegular():
		return nil, 0, lockstep.Errorf(lockstep.Invalid, "%s is not a file. Choose an archive that Lockstep exported.", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, unreadable(path, err)
	}
	return f, info.Size(), nil
}

func unreadable(path string, err error) error {
	return lockstep.Errorf(lockstep.Denied, "The file %s cannot be read (%v). Give yourself the right to read it.", path, err)
}

// archiveReader is one archive being read.
type archiveReader struct {
	path    string
	zip     zipFile
	entries map[string]entry // by path; what was accounted for is taken out
	files   []archived
	damaged *damages // nil where nothing may be damaged
}

// archived is a content that the document promises.
type archived struct {
	key    lockstep.Key
	entry  entry
	digest lockstep.Digest
}

// list reads what files the archive holds.
func (r *archiveReader) list() error {
	entries, err := r.zip.entries()
	if foreign := r.foreign(entries, err); foreign != nil {
		return foreign
	}
	if err != nil {
		return err
	}
	r.entries = make(map[string]entry, len(entries))
	lower := make(map[string]bool, len(entries))
	var total int64
	for _, e := range entries {
		if err := e.check(); err != nil {
			return err
		}
		if lower[strings.ToLower(e.name)] {
			return harmful("it holds %q twice", e.name)
		}
		lower[strings.ToLower(e.name)] = true
		r.entries[e.name] = e
		if total += e.size; total > maxArchiveBytes+maxArchiveDocument+maxArchiveText {
			return harmful("it unfolds to more than %d GiB", maxArchiveBytes>>30)
		}
	}
	return nil
}

// document reads lockstep.json and gives the items that it describes, their contents unchecked.
func (r *archiveReader) document() (document, []lockstep.Item, error) {
	e := r.entries[documentPath]
	if e.size > maxArchiveDocument {
		return document{}, nil, harmful("its %s says that it is %d MiB large", documentPath, e.size>>20)
	}
	delete(r.entries, documentPath)
	if err := r.readme(); err != nil {
		return document{}, nil, err
	}
	d, err := decodeDocument(r.zip.content(e))
	if err != nil {
		return d, nil, err
	}
	items := make([]lockstep.Item, 0, len(d.Items))
	for _, one := range d.Items {
		item, err := r.item(one)
		if err = r.damaged.allow(item.Key, err); err != nil {
			return d, nil, err
		}
		items = append(items, item)
	}
	for name := range r.entries {
		return d, nil, harmful("it holds %q, which its %s does not name", name, documentPath)
	}
	return d, items, nil
}

// readme reads past the text for people, which may be missing but must not lie about itself.
func (r *archiveReader) readme() error {
	e, ok := r.entries[readmePath]
	if !ok {
		return nil
	}
	delete(r.entries, readmePath)
	if e.size > 4*maxArchiveText { // it repeats texts of the document
		return harmful("its %s says that it is %d bytes large", readmePath, e.size)
	}
	_, err := io.Copy(io.Discard, r.zip.content(e))
	return err
}

// item gives an item of the document, its content still in the file.
func (r *archiveReader) item(d itemDocument) (lockstep.Item, error) {
	item := lockstep.Item{Key: d.Key.key(), Part: lockstep.Part(d.Part), Mode: lockstep.Mode(d.Mode), Media: d.Media}
	for _, k := range d.Needs {
		item.Needs = append(item.Needs, k.key())
	}
	digest := lockstep.Digest(d.SHA256)
	item.Body = lockstep.Body{Digest: digest, Size: d.Size}
	if why := wrongItem(item); why != "" {
		return item, harmful("%q cannot be an item: %s", item.Key, why)
	}
	if digest.Raw() == nil {
		return item, harmful("the digest of %q is not one", item.Key)
	}
	if item.Mode == lockstep.Link {
		if d.Link == nil || d.Path != "" {
			return item, harmful("the link %q has no target, or a file", item.Key)
		}
		if item.Body = lockstep.BodyOf([]byte(*d.Link)); item.Body.Digest != digest || item.Body.Size != d.Size {
			return item, cut("the target of the link %q is not what was exported", item.Key)
		}
		return item, nil
	}
	e, ok := r.entries[d.Path]
	if !ok || d.Link != nil || !strings.HasPrefix(d.Path, itemsPath) {
		return item, cut("the content of %q, %q, is missing, or is named twice", item.Key, d.Path)
	}
	delete(r.entries, d.Path) // it is named, whatever it holds
	if e.size != d.Size {
		return item, cut("the content of %q does not have the size that was exported", item.Key)
	}
	r.files = append(r.files, archived{item.Key, e, digest})
	item.Body = lockstep.LazyBody(digest, d.Size, func() ([]byte, error) { return readArchived(r.path, e) })
	return item, nil
}

// contents reads every content once and compares it with its digest.
func (r *archiveReader) contents(ctx context.Context) error {
	for _, file := range r.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.damaged.allow(file.key, r.content(file)); err != nil {
			return err
		}
	}
	return nil
}

// content reads one content and compares it with its digest.
func (r *archiveReader) content(file archived) error {
	h := sha256.New()
	if _, err := io.Copy(h, r.zip.content(file.entry)); err != nil {
		return err
	}
	if lockstep.DigestFromRaw(h.Sum(nil)) != file.digest {
		return cut("the content of %q is not what was exported", file.entry.name)
	}
	return nil
}

// readArchived reads a content of an archive that was checked before.
func readArchived(path string, e entry) ([]byte, error) {
	f, size, err := openArchive(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return zipFile{f, size}.all(e)
}
