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

// Open reads an archive of either format, whoever wrote it, and checks all of it before it gives anything: every size, path
// and content, and that states and snapshots are what their digests say. Contents that are damaged are named in what it
// gives; what is damaged beyond that, or was never an archive, is an error: Corrupt or Invalid. A sealed archive needs its
// passphrase: Denied without it, or with another one. The bodies stay in the file, and are checked again when they are read.
func Open(ctx context.Context, path, passphrase string) (*Carried, error) {
	at, err := unlock(path, passphrase)
	if err != nil {
		return nil, err
	}
	z, f, err := at.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := archiveReader{at: at, zip: z, damaged: &damages{why: map[lockstep.Key]string{}}}
	if err := r.list(); err != nil {
		return nil, err
	}
	d, err := r.document()
	if err != nil {
		return nil, err
	}
	if d.Format == BackupFormat {
		return r.backup(ctx, d)
	}
	return r.single(ctx, d)
}

// single reads an archive of one snapshot.
func (r *archiveReader) single(ctx context.Context, d document) (*Carried, error) {
	if r.total > maxArchiveBytes+maxArchiveDocument+maxArchiveText {
		return nil, harmful("it unfolds to more than %d GiB", maxArchiveBytes>>30)
	}
	items, err := r.items(d)
	if err != nil {
		return nil, err
	}
	if err := r.contents(ctx); err != nil {
		return nil, err
	}
	a, err := d.archive(items, r.damaged)
	if err != nil {
		return nil, err
	}
	return carriedOf(r.at, a, r.damaged.list()), nil
}

// openFile opens a file of unknown origin.
func openFile(path string) (*os.File, int64, error) {
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
	at      archiveFile
	zip     zipFile
	entries map[string]entry // by path; what was accounted for is taken out
	total   int64            // what all of them unfold to, by their own account
	files   []archived
	damaged *damages
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
	for _, e := range entries {
		if err := e.check(); err != nil {
			return err
		}
		if lower[strings.ToLower(e.name)] {
			return harmful("it holds %q twice", e.name)
		}
		lower[strings.ToLower(e.name)] = true
		r.entries[e.name] = e
		if r.total += e.size; r.total > maxBackupBytes {
			return harmful("it unfolds to more than %d GiB", maxBackupBytes>>30)
		}
	}
	return nil
}

// document reads lockstep.json.
func (r *archiveReader) document() (document, error) {
	e := r.entries[documentPath]
	if e.size > maxArchiveDocument {
		return document{}, harmful("its %s says that it is %d MiB large", documentPath, e.size>>20)
	}
	delete(r.entries, documentPath)
	if err := r.readme(); err != nil {
		return document{}, err
	}
	return decodeDocument(r.zip.content(e))
}

// items gives the items that the document of one snapshot describes, their contents unchecked.
func (r *archiveReader) items(d document) ([]lockstep.Item, error) {
	items := make([]lockstep.Item, 0, len(d.Items))
	for _, one := range d.Items {
		item, err := r.item(one)
		if err = r.damaged.allow(item.Key, err); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, r.unnamed()
}

// unnamed refuses an archive that holds more than was accounted for.
func (r *archiveReader) unnamed() error {
	for name := range r.entries {
		return harmful("it holds %q, which its %s does not name", name, documentPath)
	}
	return nil
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
	item, err := d.item()
	if err != nil {
		return item, err
	}
	digest := item.Body.Digest
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
	item.Body = lockstep.LazyBody(digest, d.Size, func() ([]byte, error) { return r.at.content(e) })
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

// content reads a content of an archive that was checked before.
func (at archiveFile) content(e entry) ([]byte, error) {
	z, f, err := at.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return z.all(e)
}
