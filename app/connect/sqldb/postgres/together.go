package postgres

import (
	"fmt"
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// together finds what of a wanted model does not fit the rest of it: a foreign key to a column, or a value of an enum, that is
// not there. Where only a part of the changes is wanted, the other object's change is needed too.
func together(s scope, before, want lockstep.State) ([]lockstep.Problem, error) {
	f := fitting{scope: s, before: before, want: want, parsed: map[lockstep.Key]*object{}}
	for _, item := range want.All() {
		if item.Key.Slot != s.slot || item.Key.Quiet() || !slices.ContainsFunc(item.Needs, func(k lockstep.Key) bool { return f.fresh(k) || f.fresh(item.Key) }) {
			continue
		}
		if err := f.values(item); err != nil {
			return nil, err
		}
		if item.Key.Kind == sqldb.TableKind {
			f.references(item)
		}
	}
	return f.problems, nil
}

type fitting struct {
	scope
	before, want lockstep.State
	parsed       map[lockstep.Key]*object
	problems     []lockstep.Problem
}

func (f *fitting) fresh(k lockstep.Key) bool { return f.before.Sum(k) != f.want.Sum(k) }

// object is a wanted item, cut; nil where it is not there or cannot be.
func (f *fitting) object(k lockstep.Key) *object {
	if o, ok := f.parsed[k]; ok {
		return o
	}
	var o *object
	if item, ok := f.want.Get(k); ok {
		o, _ = parseObject(f.scope, item) // what cannot be cut is said elsewhere
	}
	f.parsed[k] = o
	return o
}

// say names both: what is changed of them needs the change of the other.
func (f *fitting) say(k, other lockstep.Key, format string, args ...any) {
	if !f.fresh(k) {
		k, other = other, k
	}
	f.problems = append(f.problems, lockstep.Problem{Key: k, Verdict: lockstep.Blocks, Needs: []lockstep.Key{other}, Message: fmt.Sprintf(format, args...)})
}

// values looks for 'value'::schema.type in a text.
func (f *fitting) values(item lockstep.Item) error {
	enums := map[string]*object{}
	for _, k := range item.Needs {
		if o := f.object(k); k.Kind == typeKind && o != nil && o.enum() {
			enums[o.ref] = o
		}
	}
	if len(enums) == 0 {
		return nil
	}
	body, err := item.Body.Bytes()
	if err != nil {
		return err
	}
	c := cursor{text: string(body), rest: dialect.Tokens(string(body))}
	said := map[string]bool{}
	for len(c.rest) > 3 {
		value := c.rest[0]
		c.rest = c.rest[1:]
		if value.Kind != sqldb.Text || !c.next(":", ":") {
			continue
		}
		o := enums[c.ref()]
		if o == nil || c.next("[") || said[value.Text] || slices.Contains(labels(o.head), value.Text) {
			continue
		}
		said[value.Text] = true
		f.say(item.Key, o.key, "%s uses the value %s of %s, which does not have it.", item.Key.Name, value.Text, o.key.Name)
	}
	return nil
}

// references looks for the columns that foreign keys refer to.
func (f *fitting) references(item lockstep.Item) {
	o := f.object(item.Key)
	if o == nil {
		return
	}
	for _, p := range o.parts {
		if !p.foreign {
			continue
		}
		_, target := constrained(p)
		for _, k := range item.Needs {
			to := f.object(k)
			if to == nil || to.table == nil || to.ref != target || to.table.above != "" {
				continue
			}
			for _, name := range referred(p) {
				if to.table.column(name).name == "" {
					f.say(item.Key, k, "%s refers to %s of %s, which is not there.", item.Key.Name, name, k.Name)
				}
			}
		}
	}
}
