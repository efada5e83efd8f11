package store

import (
	"context"
)

const aboutRemembered = "name of what is remembered"

// Remembered gives all that the window remembers, by name. It is a convenience: what cannot be read any more counts as
// forgotten.
func (r reader) Remembered(ctx context.Context) (map[string]string, error) {
	type pair struct{ name, value string }
	pairs, err := list(ctx, r, func(row scanner) (p pair, err error) {
		var name, value []byte
		if err := row.Scan(&name, &value); err != nil {
			return p, err
		}
		if r.unseal(name, aboutRemembered, &p.name) != nil || r.unseal(value, aboutValueOf(p.name), &p.value) != nil {
			return pair{}, nil
		}
		return p, nil
	}, `SELECT name, value FROM remembered`)
	all := make(map[string]string, len(pairs))
	for _, p := range pairs {
		if p.value != "" {
			all[p.name] = p.value
		}
	}
	return all, err
}

// Remember keeps a value under a name; "" forgets it. A computer that loses its power may lose the latest ones: they
// change with every letter that is typed, and none of them is worth a wait for the disk.
func (s *Store) Remember(ctx context.Context, name, value string) error {
	return s.lightly(ctx, func(tx *Tx) error { return tx.remember(name, value) })
}

func (tx *Tx) remember(name, value string) error {
	id, err := tx.rememberedAs(name)
	if err != nil {
		return err
	}
	if value == "" {
		_, err := tx.exec(`DELETE FROM remembered WHERE id = ?`, id)
		return err
	}
	sealedName, err := tx.seal(name, aboutRemembered)
	if err != nil {
		return err
	}
	content, err := tx.seal(value, aboutValueOf(name))
	if err != nil {
		return err
	}
	_, err = tx.exec(`
		INSERT INTO remembered (id, name, value)
		VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET value = excluded.value`, orNull(id), sealedName, content)
	return err
}

// rememberedAs looks for the row of a name; 0 where there is none. A name may hold the name of an environment or of a
// file, so it is sealed, and sealed names can be found only by opening them: there are few.
func (tx *Tx) rememberedAs(name string) (int64, error) {
	type row struct {
		id   int64
		name string
	}
	rows, err := list(tx.ctx, tx.reader, func(r scanner) (one row, err error) {
		var content []byte
		if err := r.Scan(&one.id, &content); err != nil {
			return one, err
		}
		if tx.unseal(content, aboutRemembered, &one.name) != nil {
			return row{}, nil
		}
		return one, nil
	}, `SELECT id, name FROM remembered`)
	for _, one := range rows {
		if one.name == name {
			return one.id, err
		}
	}
	return 0, err
}

func aboutValueOf(name string) string { return "what is remembered as " + name }
