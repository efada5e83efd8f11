package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"

	"lockstep/app/lockstep"
)

// Outlook is what can be known of an environment without the catalog's key: what is compared to tell whether it is as
// Lockstep last knew it.
type Outlook struct {
	UUID    string
	Project string // name
	Name    string
	Busy    bool            // a run is not finished there
	Number  int             // of the snapshot that is expected; 0 where there is none
	State   lockstep.Digest // that it is of
	Setup   lockstep.Digest // the settings that settled what it holds; "" where they are not known
	TakenAt time.Time
	Sealed  []byte // where to look, sealed by whoever kept it; nil where nothing is kept
}

// Outlooks reads from the catalog at path what can be read without its key, of every environment that is not hidden.
func Outlooks(ctx context.Context, path string) ([]Outlook, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, unopenable(path, err)
	}
	s, err := Open(ctx, path, func(context.Context, Meta) (Sealer, error) { return nil, nil }) // nothing sealed is read
	if err != nil {
		return nil, err
	}
	all, err := list(ctx, s.reader, scanOutlook, `
		SELECT e.uuid, p.name, e.name, n.number, s.digest, n.setup, n.taken_at, e.outlook,
		  EXISTS (SELECT 1 FROM run WHERE environment = e.id AND status NOT IN ('done', 'undone', 'left'))
		FROM environment e
		JOIN project p ON p.id = e.project
		LEFT JOIN snapshot n ON n.environment = e.id AND n.number = (SELECT max(number) FROM snapshot WHERE environment = e.id AND `+expected+`)
		LEFT JOIN state s ON s.id = n.state
		WHERE e.removed = 0
		ORDER BY p.folded, e.id`)
	return all, errors.Join(err, s.Close())
}

func scanOutlook(row scanner) (Outlook, error) {
	var o Outlook
	var number, takenAt sql.NullInt64
	var state, setup []byte
	err := row.Scan(&o.UUID, &o.Project, &o.Name, &number, &state, &setup, &takenAt, &o.Sealed, &o.Busy)
	if o.Number = int(number.Int64); o.Number != 0 {
		o.State, o.TakenAt = lockstep.DigestFromRaw(state), time.Unix(0, takenAt.Int64).UTC()
	}
	if setup != nil {
		o.Setup = lockstep.DigestFromRaw(setup)
	}
	return o, err
}

// Outlook gives what is kept of where to look at an environment without the key; nil where nothing is.
func (r reader) Outlook(ctx context.Context, environment string) (kept []byte, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT outlook FROM environment WHERE uuid = ?`, environment).Scan(&kept)
	if missing(err) {
		return nil, noEnvironment()
	}
	return kept, r.mapped(ctx, err)
}

// KeepOutlook keeps where to look at an environment without the key, which the caller has sealed; nil forgets it.
func (tx *Tx) KeepOutlook(environment string, content []byte) error {
	_, err := tx.exec(`UPDATE environment SET outlook = ? WHERE uuid = ?`, content, environment)
	return tx.mapped(tx.ctx, err)
}
