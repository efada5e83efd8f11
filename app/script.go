package app

// Script gives the statements by which a plan would change its target, in their order; none for systems that are changed in
// another way. It asks the target.
func (a *App) Script(plan string) (v ScriptView, err error) {
	defer recovered(&err)
	one, err := a.planned(plan)
	if err != nil {
		return v, err
	}
	statements, err := a.engine.Script(a.work(), *one.draft, one.plan)
	if err != nil {
		return v, err
	}
	v.Statements = []StatementView{}
	for _, s := range statements {
		v.Statements = append(v.Statements, StatementView{Key: keyText(s.Key), Text: s.Text})
	}
	return v, nil
}

// scripted is what the statements of a plan are written in; "" where there are none.
func (a *App) scripted(one *session) string {
	for _, c := range one.plan.Writes() {
		slot, ok := one.draft.At.Project.Slot(c.Key.Slot)
		if !ok {
			continue
		}
		if driver, err := a.engine.Driver(slot.Kind); err == nil && driver.Traits(slot.Settings).Script != "" {
			return driver.Traits(slot.Settings).Script
		}
	}
	return ""
}
