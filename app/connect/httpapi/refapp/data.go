package refapp

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"strings"
)

// memory is what the app serves its users from: the model and the configuration as they were when it began, or when its
// cache was cleared.
type memory struct {
	schema schema
	files  map[string][]byte
}

// remember reads the memory anew.
func (a *App) remember(ctx context.Context) error {
	return a.in(ctx, func(tx *sql.Tx) (bool, error) {
		doc, err := modelOf(ctx, tx)
		if err != nil {
			return false, err
		}
		var fresh memory
		if fresh.schema, _, err = read(doc); err != nil {
			return false, err
		}
		if fresh.files, err = filesOf(ctx, tx); err != nil {
			return false, err
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		a.cached = fresh
		return false, nil
	})
}

func (a *App) now() memory {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.cached
}

func (a *App) clearCache(w http.ResponseWriter, r *http.Request) error {
	if err := a.remember(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *App) serveFile(w http.ResponseWriter, r *http.Request) error {
	body, ok := a.now().files[r.PathValue("name")]
	if !ok {
		return no(http.StatusNotFound, "There is no such file.")
	}
	_, err := w.Write(body)
	return err
}

func (a *App) columns(r *http.Request) (string, []column, error) {
	object := r.PathValue("object")
	columns, ok := a.now().schema[object]
	if !ok {
		return object, nil, no(http.StatusNotFound, "There is no object %s.", object)
	}
	return object, columns, nil
}

func (a *App) addRow(w http.ResponseWriter, r *http.Request) error {
	object, columns, err := a.columns(r)
	if err != nil {
		return err
	}
	given := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&given); err != nil {
		return no(http.StatusBadRequest, "A row is an object of JSON: %v.", err)
	}
	names, marks, values := []string{"id"}, []string{"NULL"}, []any{}
	for _, c := range columns {
		value, ok := given[c.name]
		if !ok {
			value = c.value
		}
		delete(given, c.name)
		stored, err := c.stored(value)
		if err != nil {
			return no(http.StatusUnprocessableEntity, "%v.", err)
		}
		names, marks, values = append(names, quote(c.name)), append(marks, "?"), append(values, stored)
	}
	for name := range given {
		return no(http.StatusUnprocessableEntity, "%s has no field %s.", object, name)
	}
	var id int64
	err = a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		done, err := tx.ExecContext(r.Context(), `INSERT INTO `+quote(object)+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, values...)
		if err != nil {
			return false, no(http.StatusUnprocessableEntity, "The row is not taken: %v.", err)
		}
		var astray int
		if err := tx.QueryRowContext(r.Context(), `SELECT count(*) FROM pragma_foreign_key_check(?)`, object).Scan(&astray); err != nil {
			return false, err
		}
		if astray > 0 {
			return false, no(http.StatusUnprocessableEntity, "The row relates to one that is not there.")
		}
		id, err = done.LastInsertId()
		return true, err
	})
	if err != nil {
		return err
	}
	return show(w, map[string]int64{"id": id})
}

func (a *App) listRows(w http.ResponseWriter, r *http.Request) error {
	object, columns, err := a.columns(r)
	if err != nil {
		return err
	}
	names := []string{"id"}
	for _, c := range columns {
		names = append(names, quote(c.name))
	}
	list := []map[string]any{}
	return a.in(r.Context(), func(tx *sql.Tx) (bool, error) {
		rows, err := tx.QueryContext(r.Context(), `SELECT `+strings.Join(names, ", ")+` FROM `+quote(object)+` ORDER BY id`)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		for rows.Next() {
			values := make([]any, len(names))
			into := make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return false, err
			}
			row := map[string]any{"id": values[0]}
			for i, c := range columns {
				row[c.name] = values[i+1]
			}
			list = append(list, row)
		}
		if err := rows.Err(); err != nil {
			return false, err
		}
		return false, show(w, list)
	})
}
