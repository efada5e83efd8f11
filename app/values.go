package app

import (
	"context"
	"encoding/hex"
	"slices"
	"sync"

	"lockstep/app/engine"
	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// ValuesView is the matrix of environment values: places, and what each environment has there.
type ValuesView struct {
	Project      string                 `json:"project"`
	Environments []ValueEnvironmentView `json:"environments"` // in pipeline order
	Rules        []RuleView             `json:"rules"`
	Places       []ValuePlaceView       `json:"places"`
	Unread       []ProblemView          `json:"unread"` // items in which no place could be looked for, and why
}

// ValueEnvironmentView is a column of the matrix.
type ValueEnvironmentView struct {
	Ref       string `json:"ref"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	Reachable bool   `json:"reachable"`
	Problem   string `json:"problem"` // why it could not be read
}

// ValuePlaceView is a row of the matrix.
type ValuePlaceView struct {
	Place   string      `json:"place"`   // ITEM#PLACE, or ITEM alone for a whole item
	Key     string      `json:"key"`     // of the item
	Address string      `json:"address"` // in the item; "" for the whole
	Kind    string      `json:"kind"`    // keep secret
	Rule    string      `json:"rule"`    // the pattern that named it
	Differ  bool        `json:"differ"`  // not every environment that has a value has the same
	Holes   int         `json:"holes"`   // environments that could be read and have none
	Values  []ValueView `json:"values"`  // one for each environment
}

// ValueView is what one environment has at a place. Of a secret no part is shown.
type ValueView struct {
	Environment string `json:"environment"` // ref
	Status      string `json:"status"`      // set not-set ready unread; ready: kept until the place arrives
	Value       string `json:"value"`       // "" for a secret
	Fingerprint string `json:"fingerprint"` // of a secret, by a key of this catalog: the same for the same value
	Group       int    `json:"group"`       // environments with the same value have the same number, from 1; 0 for none
	ChangedAt   string `json:"changed_at"`  // since when it has been what it is, as far as snapshots tell; "" where they do not
	Fixed       string `json:"fixed"`       // why it cannot be set; "" where it can
}

// What a place of the matrix can be.
const (
	valueSet    = "set"
	valueNotSet = "not-set"
	valueReady  = "ready"
	valueUnread = "unread"
)

// Values reads all environments of a project and gives what each has at the places that belong to environments.
func (a *App) Values(project string) (v ValuesView, err error) {
	defer recovered(&err)
	p, err := a.project(project)
	if err != nil {
		return v, err
	}
	rules, err := a.engine.Rules(p)
	if err != nil {
		return v, err
	}
	columns, err := a.columns(p)
	if err != nil {
		return v, err
	}
	return a.matrix(p, columns, rules, values.Ruled.Stays)
}

// TestRule says what a rule with this pattern would touch if it came before all others: the places and items, with the rule
// that they have now. Nothing is changed.
func (a *App) TestRule(project, pattern string) (v ValuesView, err error) {
	defer recovered(&err)
	p, err := a.project(project)
	if err != nil {
		return v, err
	}
	now, err := a.engine.Rules(p)
	if err != nil {
		return v, err
	}
	// A secret stays one, whatever the pattern would make of it.
	rules, err := values.Compile(append([]lockstep.Rule{{Kind: lockstep.Keep, Pattern: pattern}}, p.Rules.Rules...))
	if err != nil {
		return v, err
	}
	columns, err := a.columns(p)
	if err != nil {
		return v, err
	}
	if v, err = a.matrix(p, columns, rules, func(r values.Ruled) bool { return r.Rule == 0 }); err != nil {
		return v, err
	}
	has, err := a.matrix(p, columns, now, func(values.Ruled) bool { return true })
	v.asRuled(has)
	return v, err
}

// asRuled gives the rows of a matrix the rules that they have, and masks those that are secret.
func (v *ValuesView) asRuled(has ValuesView) {
	at := map[string]ValuePlaceView{}
	for _, row := range has.Places {
		at[row.Key+"#"+row.Address] = row
	}
	for i, row := range v.Places {
		same, ok := at[row.Key+"#"+row.Address]
		if ok && same.Kind != "" {
			v.Places[i] = same
			continue
		}
		// What no rule speaks of yet may be a secret: whether it differs is enough.
		v.Places[i].Kind, v.Places[i].Rule = "", ""
		for j := range row.Values {
			v.Places[i].Values[j].Value = ""
		}
	}
}

// column is an environment of the matrix while it is filled.
type column struct {
	at    engine.Place
	state lockstep.State
	err   error
	ready []lockstep.ReadyValue
}

// row is a place of the matrix while it is filled.
type row struct {
	key   lockstep.Key
	ruled values.Ruled
	cells map[int]values.Ruled // by column
}

func (a *App) matrix(p lockstep.Project, columns []column, rules values.Rules, wanted func(values.Ruled) bool) (v ValuesView, err error) {
	v = ValuesView{Project: p.Name, Environments: []ValueEnvironmentView{}, Rules: a.rulesView(p).Rules, Places: []ValuePlaceView{}, Unread: []ProblemView{}}
	m := matrix{rules: rules, wanted: wanted, at: map[lockstep.Key]map[string]*row{}}
	for i, c := range columns {
		e := ValueEnvironmentView{Ref: refOf(c.at), Name: c.at.Name(), Role: string(c.at.Environment.Role), Reachable: c.err == nil}
		if c.err != nil {
			e.Problem = message(c.err)
		}
		v.Environments = append(v.Environments, e)
		if err := m.read(i, c, &v); err != nil {
			return v, err
		}
	}
	slices.SortStableFunc(m.rows, func(x, y *row) int { return x.key.Compare(y.key) })
	for _, r := range m.rows {
		v.Places = append(v.Places, a.placeView(r, rules, columns))
	}
	return v, nil
}

// columns reads the environments of a project, each at the same time as the others: what cannot be read is a finding.
func (a *App) columns(p lockstep.Project) ([]column, error) {
	environments, err := a.config.Store.Environments(a.reading, p.UUID)
	if err != nil {
		return nil, err
	}
	var columns []column
	for _, e := range pipeline(environments) {
		if !e.Removed && len(e.Connections) > 0 {
			columns = append(columns, column{at: engine.Place{Project: p, Environment: e}})
		}
	}
	var all sync.WaitGroup
	for i := range columns {
		all.Go(func() {
			c := &columns[i]
			defer recovered(&c.err)
			one, err := a.glance(c.at)
			if err == nil {
				c.state = one.state
			}
			c.err = err
		})
	}
	all.Wait()
	for i := range columns {
		if columns[i].ready, err = a.config.Store.ReadyValues(a.reading, columns[i].at.Environment.UUID); err != nil {
			return nil, err
		}
	}
	return columns, a.work().Err()
}

// matrix gathers rows.
type matrix struct {
	rules  values.Rules
	wanted func(values.Ruled) bool
	rows   []*row
	at     map[lockstep.Key]map[string]*row
}

// read adds what the rules name in one environment.
func (m *matrix) read(column int, c column, v *ValuesView) error {
	for _, item := range c.state.All() {
		if item.Key.Quiet() {
			continue
		}
		if kind, rule := m.rules.Whole(item.Key); kind != "" && kind != lockstep.Share {
			m.put(column, item.Key, values.Ruled{Kind: kind, Rule: rule})
			continue
		}
		if !m.rules.Inside(item.Key) {
			continue
		}
		found, err := m.rules.In(item)
		if err != nil {
			return err
		}
		if found.Unread != nil && m.rules.Exactly(item.Key) {
			v.Unread = append(v.Unread, ProblemView{Key: item.Key.String(), Message: c.at.Name() + ": " + message(found.Unread), Verdict: string(lockstep.Note), Needs: []string{}})
		}
		for _, p := range found.Places {
			m.put(column, item.Key, p)
		}
	}
	for _, ready := range c.ready {
		if p, ok := m.rules.Of(ready.Key, ready.Address); ok {
			m.row(ready.Key, p)
		}
	}
	return nil
}

func (m *matrix) put(column int, k lockstep.Key, p values.Ruled) {
	if r := m.row(k, p); r != nil {
		r.cells[column] = p
	}
}

func (m *matrix) row(k lockstep.Key, p values.Ruled) *row {
	if !m.wanted(p) {
		return nil
	}
	if m.at[k] == nil {
		m.at[k] = map[string]*row{}
	}
	r := m.at[k][p.Address]
	if r == nil {
		r = &row{key: k, ruled: p, cells: map[int]values.Ruled{}}
		m.at[k][p.Address] = r
		m.rows = append(m.rows, r)
	}
	return r
}

func (a *App) placeView(r *row, rules values.Rules, columns []column) ValuePlaceView {
	secret := r.ruled.Kind == lockstep.Secret
	v := ValuePlaceView{Place: values.JoinPattern(r.key, r.ruled.Address), Key: r.key.String(), Address: r.ruled.Address,
		Kind: string(r.ruled.Kind), Rule: rules.Pattern(r.ruled.Rule), Values: []ValueView{}}
	groups := map[string]int{}
	for i, c := range columns {
		one := ValueView{Environment: refOf(c.at), Status: valueNotSet}
		text, known := "", false
		if p, has := r.cells[i]; has {
			one.Status, one.Fixed, text, known = valueSet, p.Fixed, p.Value.Text, true
			if r.ruled.Address == "" {
				item, _ := c.state.Get(r.key)
				text = string(item.Body.Digest)
			}
		} else if ready, ok := readyAt(c.ready, r.key, r.ruled.Address); ok {
			one.Status, text, known = valueReady, ready.Text, true
			one.ChangedAt = timeText(ready.At)
			if r.ruled.Address == "" {
				text = string(lockstep.DigestOf([]byte(ready.Text)))
			}
		} else if c.err != nil {
			one.Status = valueUnread
		} else {
			v.Holes++
		}
		if known {
			if groups[text] == 0 {
				groups[text] = len(groups) + 1
			}
			one.Group = groups[text]
			switch {
			case secret:
				one.Fingerprint = a.fingerprint(text)
			case r.ruled.Address != "":
				one.Value = text
			}
		}
		v.Values = append(v.Values, one)
	}
	v.Differ = len(groups) > 1
	return v
}

func readyAt(ready []lockstep.ReadyValue, k lockstep.Key, address string) (lockstep.ReadyValue, bool) {
	for _, v := range ready {
		if v.Key == k && v.Address == address {
			return v, true
		}
	}
	return lockstep.ReadyValue{}, false
}

// fingerprint tells a secret from others without telling anything of it to whoever does not have the key of the catalog:
// 8 hexadecimal digits.
func (a *App) fingerprint(secret string) string {
	return hex.EncodeToString(a.config.Vault.MAC("secret value", []byte(secret))[:4])
}

// pastLooked is how many of an environment's snapshots are looked through for when a value changed.
const pastLooked = 100

// ValueChanges is Values for one environment, with the time since when each value has been what it is: that of the first
// snapshot since which every one has it. It reads snapshots, the newest hundred at most.
func (a *App) ValueChanges(ref string) (v ValuesView, err error) {
	defer recovered(&err)
	at, err := a.place(ref)
	if err != nil {
		return v, err
	}
	rules, err := a.engine.Rules(at.Project)
	if err != nil {
		return v, err
	}
	columns, err := a.columns(at.Project)
	if err != nil {
		return v, err
	}
	if v, err = a.matrix(at.Project, columns, rules, values.Ruled.Stays); err != nil {
		return v, err
	}
	i := slices.IndexFunc(columns, func(c column) bool { return c.at.Environment.UUID == at.Environment.UUID })
	if i < 0 || columns[i].err != nil {
		return v, nil // the matrix says why
	}
	return v, a.addChanges(a.work(), at, columns[i].state, i, rules, &v)
}

// addChanges adds the times of one column, of which the state is now.
func (a *App) addChanges(ctx context.Context, at engine.Place, now lockstep.State, column int, rules values.Rules, v *ValuesView) error {
	past, err := a.config.Store.Snapshots(a.reading, at.Environment.UUID, 0, pastLooked)
	if err != nil {
		return err
	}
	open := map[lockstep.Key][]int{} // the rows of each item of which the change was not found yet
	for i, row := range v.Places {
		if row.Values[column].Status == valueSet {
			k, _ := lockstep.ParseKey(row.Key)
			open[k] = append(open[k], i)
		}
	}
	since := a.config.Now()
	last := now
	for _, s := range past {
		if len(open) == 0 || ctx.Err() != nil {
			break
		}
		state, err := a.config.Vault.State(ctx, s.State)
		if err != nil {
			break // what is damaged tells nothing of what was before
		}
		for k, rows := range open {
			if state.Sum(k) == last.Sum(k) {
				continue
			}
			rest := slices.DeleteFunc(slices.Clone(rows), func(i int) bool {
				if !valueApart(rules, now, state, k, v.Places[i].Address) {
					return false
				}
				v.Places[i].Values[column].ChangedAt = timeText(since)
				return true
			})
			if open[k] = rest; len(rest) == 0 {
				delete(open, k)
			}
		}
		since, last = s.TakenAt, state
	}
	return ctx.Err()
}

// valueApart says that a place holds something else in two states.
func valueApart(rules values.Rules, a, b lockstep.State, k lockstep.Key, address string) bool {
	if address == "" {
		return a.Sum(k) != b.Sum(k)
	}
	return valueIn(rules, a, k, address) != valueIn(rules, b, k, address)
}

func valueIn(rules values.Rules, s lockstep.State, k lockstep.Key, address string) (v [2]string) {
	item, ok := s.Get(k)
	if !ok {
		return v
	}
	found, err := rules.In(item)
	if err != nil {
		return v
	}
	for _, p := range found.Places {
		if p.Address == address {
			return [2]string{"set", p.Value.Text}
		}
	}
	return v
}
