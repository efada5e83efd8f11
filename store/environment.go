package store

import (
	"context"
	"database/sql"
	"time"

	"lockstep/app/lockstep"
)

// connectionRecord is a connection as it lies sealed in the catalog.
type connectionRecord struct {
	Settings map[string]string `json:"settings,omitempty"`
	Secrets  map[string]string `json:"secrets,omitempty"`
}

const selectEnvironment = `
	SELECT e.uuid, p.uuid, e.name, e.role, u.uuid, e.writable, e.removed, e.connections, e.checks, e.watch
	FROM environment e
	JOIN project p ON p.id = e.project
	LEFT JOIN environment u ON u.id = e.upstream `

// Environments gives a project's environments, or with "" those of all projects, in the order in which they were
// added, removed ones included.
func (r reader) Environments(ctx context.Context, project string) ([]lockstep.Environment, error) {
	if project == "" {
		return list(ctx, r, r.scanEnvironment, selectEnvironment+`ORDER BY e.id`)
	}
	return list(ctx, r, r.scanEnvironment, selectEnvironment+`WHERE p.uuid = ? ORDER BY e.id`, project)
}

// Environment gives the environment of a uuid, removed or not.
func (r reader) Environment(ctx context.Context, uuid string) (lockstep.Environment, error) {
	e, err := r.scanEnvironment(r.q.QueryRowContext(ctx, selectEnvironment+`WHERE e.uuid = ?`, uuid))
	if missing(err) {
		return e, noEnvironment()
	}
	return e, r.mapped(ctx, err)
}

func (r reader) scanEnvironment(row scanner) (lockstep.Environment, error) {
	var e lockstep.Environment
	var upstream sql.NullString
	var content, checks []byte
	var watch sql.NullInt64
	if err := row.Scan(&e.UUID, &e.Project, &e.Name, &e.Role, &upstream, &e.Writable, &e.Removed, &content, &checks, &watch); err != nil {
		return e, err
	}
	e.Upstream = upstream.String
	if e.Watch = time.Duration(watch.Int64) * time.Second; watch.Valid && e.Watch == 0 {
		e.Watch = lockstep.Unwatched
	}
	var records map[string]connectionRecord
	if err := r.unseal(content, aboutConnections(e.UUID), &records); err != nil {
		return e, err
	}
	e.Connections = make(map[string]lockstep.Connection, len(records))
	for slot, c := range records {
		e.Connections[slot] = lockstep.Connection{Settings: c.Settings, Secrets: c.Secrets}
	}
	return e, r.unsealChecks(checks, &e)
}

// AddEnvironment adds an environment. A name that another one of the project has, in whatever case, is a Conflict,
// unless that one was removed.
func (tx *Tx) AddEnvironment(e lockstep.Environment) error {
	row, err := tx.environmentRow(e)
	if err != nil {
		return err
	}
	_, err = tx.exec(`
		INSERT INTO environment (project, name, folded, role, upstream, writable, removed, connections, checks, watch, uuid)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(row, e.UUID)...)
	return tx.environmentFault(e, err)
}

// UpdateEnvironment makes the environment of e's uuid what e is.
func (tx *Tx) UpdateEnvironment(e lockstep.Environment) error {
	row, err := tx.environmentRow(e)
	if err != nil {
		return err
	}
	n, err := tx.exec(`
		UPDATE environment
		SET project = ?, name = ?, folded = ?, role = ?, upstream = ?, writable = ?, removed = ?, connections = ?, checks = ?, watch = ?
		WHERE uuid = ?`, append(row, e.UUID)...)
	if err == nil && n == 0 {
		return noEnvironment()
	}
	return tx.environmentFault(e, err)
}

// environmentRow gives the values of project, name, folded, role, upstream, writable, removed, connections, checks and watch.
func (tx *Tx) environmentRow(e lockstep.Environment) ([]any, error) {
	project, err := tx.id(`SELECT id FROM project WHERE uuid = ?`, e.Project)
	if err != nil {
		return nil, err
	}
	if project == 0 {
		return nil, noProject()
	}
	upstream, err := tx.environmentID(e.Upstream)
	if err != nil {
		return nil, err
	}
	records := make(map[string]connectionRecord, len(e.Connections))
	for slot, c := range e.Connections {
		records[slot] = connectionRecord{Settings: c.Settings, Secrets: c.Secrets}
	}
	content, err := tx.seal(records, aboutConnections(e.UUID))
	if err != nil {
		return nil, err
	}
	checks, err := tx.sealChecks(e)
	if err != nil {
		return nil, err
	}
	return []any{project, e.Name, fold(e.Name), string(e.Role), orNull(upstream), e.Writable, e.Removed, content, checks, watchOf(e)}, nil
}

// watchOf is how often an environment is looked at, as the catalog has it.
func watchOf(e lockstep.Environment) any {
	if e.Watch == 0 {
		return nil
	}
	return max(0, int64(e.Watch/time.Second))
}

func (tx *Tx) environmentFault(e lockstep.Environment, err error) error {
	if err == nil || !taken(err) {
		return tx.mapped(tx.ctx, err)
	}
	return caused(err, lockstep.Conflict, "The project has an environment named %q already. Nothing was changed. Choose another name.", e.Name)
}

// environmentID is the small number of an environment; 0 for "".
func (tx *Tx) environmentID(uuid string) (int64, error) {
	if uuid == "" {
		return 0, nil
	}
	id, err := tx.id(`SELECT id FROM environment WHERE uuid = ?`, uuid)
	if err == nil && id == 0 {
		return 0, noEnvironment()
	}
	return id, err
}

func noEnvironment() error {
	return lockstep.Errorf(lockstep.NotFound, "There is no such environment in this catalog. Ask for the environments again; it may have been removed.")
}

func aboutConnections(uuid string) string { return "connections of environment " + uuid }
