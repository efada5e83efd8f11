package refapp

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// removal is the entry of a part that lists what is to go.
const removal = ".lockstep-remove"

func (a *App) configuration(w http.ResponseWriter, r *http.Request) error {
	return a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		files, err := filesOf(r.Context(), tx)
		if err != nil {
			return false, err
		}
		packed, err := pack(files)
		if err != nil {
			return false, err
		}
		w.Header().Set("ETag", tagOfFiles(files))
		w.Header().Set("Content-Type", "application/zip")
		_, err = w.Write(packed)
		return false, err
	})
}

func (a *App) putConfiguration(w http.ResponseWriter, r *http.Request) error {
	part := r.URL.Query().Get("part") == "true"
	return a.write(w, r, func(tx *sql.Tx) (string, error) {
		files, err := filesOf(r.Context(), tx)
		return tagOfFiles(files), err
	}, func(tx *sql.Tx, packed []byte) (string, error) {
		files, err := unpack(packed)
		if err != nil {
			return "", err
		}
		if part {
			var gone []string
			if list, ok := files[removal]; ok && json.Unmarshal(list, &gone) != nil {
				return "", no(http.StatusBadRequest, "%s holds no list of names.", removal)
			}
			delete(files, removal)
			all, err := filesOf(r.Context(), tx)
			if err != nil {
				return "", err
			}
			for _, name := range gone {
				delete(all, name)
			}
			maps.Copy(all, files)
			files = all
		}
		if err := fit(files); err != nil {
			return "", err
		}
		return tagOfFiles(files), keepFiles(r.Context(), tx, files)
	})
}

// saveFile keeps one file, as the app's own page of settings does.
func (a *App) saveFile(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	err = a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		files, err := filesOf(r.Context(), tx)
		if err != nil {
			return false, err
		}
		files[r.PathValue("name")] = body
		if err := fit(files); err != nil {
			return false, err
		}
		return true, keepFiles(r.Context(), tx, files)
	})
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// fit says whether the names of files can be those of a configuration.
func fit(files map[string][]byte) error {
	for name := range files {
		if !fs.ValidPath(name) || strings.HasPrefix(name, ".lockstep-") {
			return no(http.StatusUnprocessableEntity, "%q is no name of a file of the configuration.", name)
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if _, ok := files[dir]; ok {
				return no(http.StatusUnprocessableEntity, "%s is a file, and the folder of %s.", dir, name)
			}
		}
	}
	return nil
}

func pack(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

func unpack(packed []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, no(http.StatusBadRequest, "The configuration is no zip: %v.", err)
	}
	files, left := map[string][]byte{}, int64(largest)
	for _, f := range z.File {
		if f.Mode().IsDir() {
			continue
		}
		if _, twice := files[f.Name]; twice || !fs.ValidPath(f.Name) || !f.Mode().IsRegular() {
			return nil, no(http.StatusUnprocessableEntity, "%q is there twice, or is no path of a file inside the configuration.", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, no(http.StatusBadRequest, "The zip cannot be read: %v.", err)
		}
		body, err := io.ReadAll(io.LimitReader(r, left+1))
		_ = r.Close() // it was read to its end, or is not wanted
		if err != nil {
			return nil, no(http.StatusBadRequest, "The zip cannot be read: %v.", err)
		}
		if left -= int64(len(body)); left < 0 {
			return nil, no(http.StatusRequestEntityTooLarge, "The configuration is larger than this app takes.")
		}
		files[f.Name] = body
	}
	return files, nil
}
