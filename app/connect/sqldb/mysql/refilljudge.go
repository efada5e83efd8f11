package mysql

import (
	"fmt"
	"strings"

	"lockstep/app/lockstep"
)

// comesBack says what is put back, once the saved rows lie where they can be found.
func (v *validator) comesBack() error {
	for _, m := range v.moves {
		if s, ok := v.whole(m); ok {
			v.problems = append(v.problems, saidWhole(m, s))
		}
		back := v.refills(m)
		if len(back) == 0 || !v.may.on("CREATE TEMPORARY TABLES", "") {
			continue // which is said of the change
		}
		for _, r := range back {
			r.from, r.name = v.renames.rows(m, "held"), "held"
			if err := v.try(r); err != nil {
				return v.fault(v.ctx, err)
			}
			v.problems = append(v.problems, r.said())
		}
		m.back = back
	}
	return nil
}

// try counts the rows that would get their values back.
func (v *validator) try(r *refill) error {
	run := func(statement string, args ...any) error {
		_, err := v.conn.ExecContext(v.ctx, statement, args...)
		return err
	}
	if err := run(restoring); err != nil {
		return err
	}
	if err := r.load(run); err != nil {
		return err
	}
	if err := r.weigh(v.ctx, v.conn); err != nil {
		return err
	}
	return run(making)
}

// putsBack are the rights that it takes to put saved values back.
func (v *validator) putsBack(m *move) []string {
	if _, ok := v.whole(m); ok {
		return []string{"INSERT", "ALTER", "DROP"}
	}
	if len(v.refills(m)) > 0 {
		return []string{"CREATE TEMPORARY TABLES", "LOCK TABLES", "SELECT", "UPDATE"}
	}
	return nil
}

// said says how many rows get back their values.
func (r *refill) said() lockstep.Problem {
	p := lockstep.Problem{Key: r.Key, Path: "columns." + r.column.name, Verdict: lockstep.Note}
	p.Message = fmt.Sprintf("%s of %s gets back the values that were saved of it, in %s.", r.column.name, r.to.name, lockstep.Count(r.back, "row"))
	if gone := int(r.Rows) - r.back; gone > 0 {
		p.Message = strings.TrimSuffix(p.Message, ".") + fmt.Sprintf("; of %s more it was saved, and they are gone or were changed since.", lockstep.Count(gone, "row"))
	}
	return p
}

// saidWhole says how many rows a table gets back.
func saidWhole(m *move, s lockstep.Saved) lockstep.Problem {
	return lockstep.Problem{Key: m.key, Verdict: lockstep.Note, Message: fmt.Sprintf("%s gets back the %s that were saved.", m.name, lockstep.Count(int(s.Rows), "row"))}
}
