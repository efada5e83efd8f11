package app

import (
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// RenameView asks whether what goes is what comes, under another name. Its answers are as [App.AnswerRename] takes them.
type RenameView struct {
	From  string `json:"from"`  // what goes: orders, or product.note
	To    string `json:"to"`    // what comes: purchases, or remark
	Same  string `json:"same"`  // the answer that they are one
	Other string `json:"other"` // the answer that they are two
}

func renameView(p lockstep.Problem) *RenameView {
	if p.Rename == nil {
		return nil
	}
	slot := p.Key.Slot + ":"
	return &RenameView{From: p.Rename.From, To: p.Rename.To, Same: slot + p.Rename.Answer(true), Other: slot + p.Rename.Answer(false)}
}

// AnswerRename remembers for the project of an environment whether two names are of one thing: product.note=remark, or
// product.note!=remark where they are not. SLOT: before it says in which slot, where several could be meant.
func (a *App) AnswerRename(environment, answer string) (err error) {
	defer recovered(&err)
	at, err := a.place(environment)
	if err != nil {
		return err
	}
	slot, rest, ok := strings.Cut(answer, ":")
	if _, has := at.Project.Slot(slot); !ok || !has {
		rest = answer
		if slot, err = a.renamingSlot(at.Project); err != nil {
			return err
		}
	}
	question, same, err := lockstep.RenameAnswer(rest)
	if err != nil {
		return err
	}
	_, err = a.editProject(at.Project.Name, func(p *lockstep.Project) error {
		i := slices.IndexFunc(p.Slots, func(s lockstep.Slot) bool { return s.Name == slot })
		driver, err := a.engine.Driver(p.Slots[i].Kind)
		if err != nil {
			return err
		}
		answered := map[string]string{lockstep.RenamesSetting: question.Answered(p.Slots[i].Settings[lockstep.RenamesSetting], same)}
		p.Slots[i].Settings = merged(p.Slots[i].Settings, answered)
		return checkSlot(driver, p.Slots[i], answered)
	})
	return err
}

// renamingSlot is the only slot of a project that remembers renames.
func (a *App) renamingSlot(p lockstep.Project) (string, error) {
	var names []string
	for _, slot := range p.Slots {
		driver, err := a.engine.Driver(slot.Kind)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(driver.SlotFields, func(f lockstep.Field) bool { return f.Name == lockstep.RenamesSetting }) {
			names = append(names, slot.Name)
		}
	}
	switch len(names) {
	case 0:
		return "", lockstep.Errorf(lockstep.Invalid, "%s has no slot that remembers renames: only databases do. Nothing was changed.", p.Name)
	case 1:
		return names[0], nil
	}
	return "", lockstep.Errorf(lockstep.Invalid, "%s has several databases: %s. Write which one it is about before the answer, such as %s:product.note=remark.", p.Name, strings.Join(names, ", "), names[0])
}
