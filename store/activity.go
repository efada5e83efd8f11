package store

import (
	"context"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// ActivityFilter says which part of all runs is looked at. The zero filter asks for all.
type ActivityFilter struct {
	Project     string       // UUID of the target's project; "" for every one
	Environment string       // UUID of the target; "" for every one
	By          string       // name@computer; "" for everybody
	Act         lockstep.Act // "" for every one
	From, To    time.Time    // begun at From or later, and before To; zero for no bound
}

// where gives the filter as SQL over the run r and its environment e.
func (f ActivityFilter) where() (string, []any, error) {
	var terms []string
	var args []any
	term := func(sql string, arg any) {
		terms, args = append(terms, sql), append(args, arg)
	}
	if f.Project != "" {
		term(`e.project = (SELECT id FROM project WHERE uuid = ?)`, f.Project)
	}
	if f.Environment != "" {
		term(`e.uuid = ?`, f.Environment)
	}
	if f.By != "" {
		term(`r."by" = ?`, f.By)
	}
	if f.Act != "" {
		term(`r.act = ?`, string(f.Act))
	}
	for _, bound := range []struct {
		sql string
		at  time.Time
	}{{`r.started_at >= ?`, f.From}, {`r.started_at < ?`, f.To}} {
		if bound.at.IsZero() {
			continue
		}
		at, err := nanoseconds(bound.at)
		if err != nil {
			return "", nil, err
		}
		term(bound.sql, at)
	}
	if len(terms) == 0 {
		return "", nil, nil
	}
	return `WHERE ` + strings.Join(terms, ` AND `), args, nil
}

// Activity gives a page of the runs of a filter, newest first, and how many there are in all. A limit of 0 means no limit.
func (r reader) Activity(ctx context.Context, filter ActivityFilter, offset, limit int) (page []lockstep.Run, total int, err error) {
	where, args, err := filter.where()
	if err != nil {
		return nil, 0, err
	}
	err = r.q.QueryRowContext(ctx, `
		SELECT count(*)
		FROM run r
		JOIN environment e ON e.id = r.environment `+where, args...).Scan(&total)
	if err != nil {
		return nil, 0, r.mapped(ctx, err)
	}
	if limit <= 0 {
		limit = -1
	}
	page, err = list(ctx, r, r.scanRun, selectRun+where+` ORDER BY r.number DESC LIMIT ? OFFSET ?`, append(args, limit, max(0, offset))...)
	return page, total, err
}

// RunPeople gives everybody who ever began a run, as name@computer, in the order of their names.
func (r reader) RunPeople(ctx context.Context) ([]string, error) {
	return r.texts(ctx, `SELECT DISTINCT "by" FROM run ORDER BY "by"`)
}

// RunEnvironments gives the UUIDs of the environments that a run wrote to.
func (r reader) RunEnvironments(ctx context.Context) ([]string, error) {
	return r.texts(ctx, `SELECT uuid FROM environment WHERE id IN (SELECT environment FROM run)`)
}

func (r reader) texts(ctx context.Context, query string) ([]string, error) {
	return list(ctx, r, func(row scanner) (text string, err error) {
		err = row.Scan(&text)
		return text, err
	}, query)
}
