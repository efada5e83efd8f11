package store

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"

	"lockstep/app/lockstep"
)

// slotRecord is a slot as it lies sealed in the catalog.
type slotRecord struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Settings map[string]string `json:"settings,omitempty"`
}

func slotRecords(slots []lockstep.Slot) []slotRecord {
	records := make([]slotRecord, len(slots))
	for i, s := range slots {
		records[i] = slotRecord{s.Name, s.Kind, s.Settings}
	}
	return records
}

// Projects gives all projects by name.
func (r reader) Projects(ctx context.Context) ([]lockstep.Project, error) {
	return list(ctx, r, r.scanProject, `
		SELECT uuid, name, slots, retention, rules
		FROM project
		ORDER BY folded`)
}

func (r reader) scanProject(row scanner) (lockstep.Project, error) {
	var p lockstep.Project
	var content, keep, rules []byte
	if err := row.Scan(&p.UUID, &p.Name, &content, &keep, &rules); err != nil {
		return p, err
	}
	if keep != nil {
		if err := json.Unmarshal(keep, &p.Keep); err != nil {
			return p, damaged(r.path, "what pruning keeps of a project cannot be read", err)
		}
	}
	var records []slotRecord
	if err := r.unseal(content, aboutProject(p.UUID), &records); err != nil {
		return p, err
	}
	for _, s := range records {
		p.Slots = append(p.Slots, lockstep.Slot{Name: s.Name, Kind: s.Kind, Settings: s.Settings})
	}
	if rules == nil {
		return p, nil
	}
	var ruling rulingRecord
	if err := r.unseal(rules, aboutRules(p.UUID), &ruling); err != nil {
		return p, err
	}
	p.Rules = lockstep.Ruling(ruling)
	return p, nil
}

// AddProject adds a project. A name that another project has, in whatever case, is a Conflict.
func (tx *Tx) AddProject(p lockstep.Project) error {
	content, err := tx.seal(slotRecords(p.Slots), aboutProject(p.UUID))
	if err != nil {
		return err
	}
	rules, err := tx.rules(p)
	if err != nil {
		return err
	}
	_, err = tx.exec(`
		INSERT INTO project (uuid, name, folded, slots, retention, rules)
		VALUES (?, ?, ?, ?, ?, ?)`, p.UUID, p.Name, fold(p.Name), content, retention(p.Keep), rules)
	return tx.projectFault(p, err)
}

// retention is what pruning keeps, as the catalog has it; NULL for everything.
func retention(r lockstep.Retention) any {
	if r == (lockstep.Retention{}) {
		return nil
	}
	text, _ := json.Marshal(r) // four numbers
	return string(text)
}

// rulingRecord is a project's rules as they lie sealed in the catalog.
type rulingRecord struct {
	Rules    []lockstep.Rule
	Declined []string
	Former   [][]lockstep.Rule
}

// rules are a project's rules, sealed; NULL where it never had any.
func (tx *Tx) rules(p lockstep.Project) (any, error) {
	if len(p.Rules.Rules)+len(p.Rules.Declined)+len(p.Rules.Former) == 0 {
		return nil, nil
	}
	return tx.seal(rulingRecord(p.Rules), aboutRules(p.UUID))
}

func aboutRules(uuid string) string { return "rules of project " + uuid }

// UpdateProject gives a project the name, the slots, the rules and what is kept of it as p has them.
func (tx *Tx) UpdateProject(p lockstep.Project) error {
	content, err := tx.seal(slotRecords(p.Slots), aboutProject(p.UUID))
	if err != nil {
		return err
	}
	rules, err := tx.rules(p)
	if err != nil {
		return err
	}
	n, err := tx.exec(`
		UPDATE project
		SET name = ?, folded = ?, slots = ?, retention = ?, rules = ?
		WHERE uuid = ?`, p.Name, fold(p.Name), content, retention(p.Keep), rules, p.UUID)
	if err == nil && n == 0 {
		return noProject()
	}
	return tx.projectFault(p, err)
}

func (tx *Tx) projectFault(p lockstep.Project, err error) error {
	if err == nil || !taken(err) {
		return tx.mapped(tx.ctx, err)
	}
	return caused(err, lockstep.Conflict, "There is a project named %q already. Nothing was changed. Choose another name.", p.Name)
}

// RemoveProject removes a project with its environments. One with history, which stays for ever, is a Conflict.
func (tx *Tx) RemoveProject(uuid string) error {
	project, err := tx.id(`SELECT id FROM project WHERE uuid = ?`, uuid)
	if err != nil {
		return err
	}
	if project == 0 {
		return noProject()
	}
	for _, history := range []struct{ query, what string }{
		{`SELECT count(*) FROM snapshot WHERE environment IN (SELECT id FROM environment WHERE project = ?)`, "snapshots"},
		{`SELECT count(*) FROM run WHERE environment IN (SELECT id FROM environment WHERE project = ?)`, "runs"},
	} {
		n, err := tx.id(history.query, project)
		if err != nil {
			return err
		}
		if n > 0 {
			return lockstep.Errorf(lockstep.Conflict,
				"The project has %s, which are kept, so it cannot be removed. Nothing was changed. Remove its environments instead: they are hidden, and their history stays.", history.what)
		}
	}
	if _, err := tx.exec(`DELETE FROM check_result WHERE environment IN (SELECT id FROM environment WHERE project = ?)`, project); err != nil {
		return tx.mapped(tx.ctx, err)
	}
	if _, err := tx.exec(`DELETE FROM value WHERE environment IN (SELECT id FROM environment WHERE project = ?)`, project); err != nil {
		return tx.mapped(tx.ctx, err)
	}
	if _, err := tx.exec(`DELETE FROM environment WHERE project = ?`, project); err != nil {
		return tx.mapped(tx.ctx, err)
	}
	_, err = tx.exec(`DELETE FROM project WHERE id = ?`, project)
	return tx.mapped(tx.ctx, err)
}

func noProject() error {
	return lockstep.Errorf(lockstep.NotFound, "There is no such project in this catalog. Ask for the projects again; it may have been removed.")
}

func aboutProject(uuid string) string { return "slots of project " + uuid }

// fold gives names that differ only in case one form, in whatever script.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}
