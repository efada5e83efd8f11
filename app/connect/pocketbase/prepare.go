package pocketbase

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lockstep/app/lockstep"
)

// prepare settles want: what is changed is written as a capture would give it, ids are brought together with those of
// before, and what goes with a collection goes with it. It says what no instance could hold.
func prepare(slot lockstep.Slot, before, want lockstep.State) (lockstep.State, []lockstep.Problem, error) {
	patterns, err := excluded(slot)
	if err != nil {
		return lockstep.State{}, nil, err
	}
	p := preparing{slot: slot.Name, exclude: patterns, before: before, want: want, put: map[lockstep.Key]lockstep.Item{}}
	if err := p.read(); err != nil {
		return lockstep.State{}, nil, err
	}
	p.companions()
	p.check()
	if err := p.conform(); err != nil {
		return lockstep.State{}, nil, err
	}
	s := settler{before: p.was, want: p.is, changed: p.changed, after: p.had}
	s.settle()
	for name, other := range s.halves {
		needs := []lockstep.Key{p.key(collectionKind, other), p.key(collectionKind, name)}
		p.block(needs[1], "", needs, "%s is %s under another name. Move both, or neither.", name, other)
	}
	for name := range p.changed {
		p.changedItem(name)
	}
	var put []lockstep.Item
	for _, item := range p.put {
		put = append(put, item)
	}
	settled, err := want.With(put, p.drop)
	slices.SortStableFunc(p.problems, func(a, b lockstep.Problem) int {
		return cmp.Or(a.Key.Compare(b.Key), strings.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
	})
	return settled, p.problems, err
}

type preparing struct {
	slot         string
	exclude      []string
	before, want lockstep.State
	was, is      map[string]collection // by name; in is those that can be read
	had          map[string]bool       // the collections that want names, read or not
	changed      map[string]bool       // the names of those in is that before has not, or not so
	names        map[string]string     // those of before, by id
	put          map[lockstep.Key]lockstep.Item
	drop         []lockstep.Key
	problems     []lockstep.Problem
}

func (p *preparing) key(kind, name string) lockstep.Key {
	return lockstep.Key{Slot: p.slot, Kind: kind, Name: name}
}

func (p *preparing) block(k lockstep.Key, at string, needs []lockstep.Key, format string, args ...any) {
	p.problems = append(p.problems, lockstep.Problem{Key: k, Path: at, Verdict: lockstep.Blocks, Needs: needs, Message: fmt.Sprintf(format, args...)})
}

// read reads the collections of both sides, and refuses what is none.
func (p *preparing) read() error {
	p.was, p.is, p.had, p.changed, p.names = map[string]collection{}, map[string]collection{}, map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, item := range p.before.All() {
		if item.Key.Kind == collectionKind {
			one, err := collectionOf(item)
			if err != nil {
				return fmt.Errorf("read %s: %w", item.Key, err)
			}
			p.was[one.name], p.names[one.id()] = one, one.name
			if one.system() { // it stays, also where nothing is said of it
				p.is[one.name], p.had[one.name] = one, true
			}
		}
	}
	for _, item := range p.want.All() {
		if item.Key.Slot != p.slot {
			continue
		}
		fresh := p.before.Sum(item.Key) != item.Digest()
		switch item.Key.Kind {
		case collectionKind:
			if !fresh {
				p.is[item.Key.Name], p.had[item.Key.Name] = p.was[item.Key.Name], true
				continue
			}
			p.had[item.Key.Name] = true
			if err := p.readCollection(item); err != nil {
				return err
			}
		case settingsKind, oauth2Kind:
			if fresh {
				if err := p.readConfiguration(item); err != nil {
					return err
				}
			}
		default:
			p.block(item.Key, "", nil, "%s is of the kind %s, which a PocketBase does not hold. Leave it out.", item.Key.Name, item.Key.Kind)
		}
	}
	return nil
}

func (p *preparing) readCollection(item lockstep.Item) error {
	b, err := item.Body.Bytes()
	if err != nil {
		return fmt.Errorf("read %s: %w", item.Key, err)
	}
	c := collection{name: item.Key.Name}
	switch err := decode(b, &c.body); {
	case err != nil, c.body == nil:
		p.block(item.Key, "", nil, "%s cannot be read as a collection. Mend it where it comes from.", c.name)
	case c.body["schema"] != nil && c.body["fields"] == nil:
		p.problems = append(p.problems, lockstep.Problem{Key: item.Key, Verdict: lockstep.Blocks, Cause: earlyForm, Message: c.name + " is in the form of PocketBase before 0.23, of which an import would drop every field. Bring the instance that it comes from up to date, and take it from there."})
	case item.Part != lockstep.Model || item.Mode != lockstep.Plain || !slices.Contains([]string{"base", "auth", "view"}, c.sort()):
		p.block(item.Key, "", nil, "%s is no collection as PocketBase has them: its type is %q. Mend it where it comes from.", c.name, c.sort())
	case !counts(p.exclude, c.name):
		p.block(item.Key, "", nil, "%s is left out by the setting %q of this slot. Leave it out, or change that.", c.name, excludeLabel)
	default:
		p.is[c.name], p.changed[c.name] = c.related(p.names), true
	}
	return nil
}

// earlyForm is why none of an old export's collections can be written.
const earlyForm = "they are in the form of PocketBase before 0.23, of which an import would drop every field. Bring the instance that they come from up to date, and take them from there."

// readConfiguration writes a group of settings, or of providers, as a capture would.
func (p *preparing) readConfiguration(item lockstep.Item) error {
	b, err := item.Body.Bytes()
	if err != nil {
		return fmt.Errorf("read %s: %w", item.Key, err)
	}
	var body any
	if err := decode(b, &body); err != nil || item.Part != lockstep.Configuration || item.Mode != lockstep.Plain {
		p.block(item.Key, "", nil, "%s cannot be read as JSON. Mend it where it comes from.", item.Key.Name)
		return nil
	}
	if item.Key.Kind == settingsKind {
		p.checkSettings(item.Key, body)
	}
	item.Body, item.Media = lockstep.BodyOf(canonical(body)), jsonMedia
	p.put[item.Key] = item
	return nil
}

// checkSettings refuses what this instance would pass over in silence, or does not take.
func (p *preparing) checkSettings(k lockstep.Key, body any) {
	former, ok := p.before.Get(k)
	if !ok {
		p.block(k, "", nil, "This PocketBase knows no settings called %s. It may be older than where they come from; bring it up to date, or leave them out.", k.Name)
		return
	}
	b, err := former.Body.Bytes()
	var was any
	if err != nil || decode(b, &was) != nil {
		return
	}
	p.compare(k, nil, was, body)
}

// compare looks for values of another type, and for keys that are not there.
func (p *preparing) compare(k lockstep.Key, at []string, was, is any) {
	place := "/" + strings.Join(at, "/")
	a, isObject := was.(object)
	b, both := is.(object)
	if isObject && both {
		for _, name := range ordered(b) {
			below := append(at[:len(at):len(at)], name)
			if former, ok := a[name]; ok {
				p.compare(k, below, former, b[name])
				continue
			}
			p.block(k, "/"+strings.Join(below, "/"), nil, "This PocketBase does not show %s in its settings %s, so that nobody could see what became of it. Set it there, in its own dashboard, or leave it out.", strings.Join(below, "."), k.Name)
		}
		return
	}
	if was != nil && fmt.Sprintf("%T", was) != fmt.Sprintf("%T", is) {
		p.block(k, place, nil, "%s of the settings %s is to be of another type than this PocketBase has it. Mend it where it comes from.", strings.Join(at, "."), k.Name)
	}
}

// companions lets go with a collection what cannot be without it, and keeps what cannot go.
func (p *preparing) companions() {
	for _, item := range p.want.All() {
		if item.Key.Kind == oauth2Kind && !p.had[item.Key.Name] {
			delete(p.put, item.Key)
			p.drop = append(p.drop, item.Key)
		}
	}
	for _, item := range p.before.All() {
		if _, ok := p.want.Get(item.Key); ok {
			continue
		}
		switch {
		case item.Key.Kind == settingsKind:
			p.stay(item, "The settings %s stay, as every PocketBase of this version has them.")
		case item.Key.Kind == collectionKind && p.was[item.Key.Name].system():
			p.stay(item, "%s stays, as it belongs to PocketBase itself.")
		}
	}
}

// stay keeps an item that cannot go, and says so.
func (p *preparing) stay(item lockstep.Item, format string) {
	p.put[item.Key] = item
	p.problems = append(p.problems, lockstep.Problem{Key: item.Key, Verdict: lockstep.Note, Message: fmt.Sprintf(format, item.Key.Name)})
}

// check refuses collections that contradict themselves or others.
func (p *preparing) check() {
	taken := map[string]string{}
	for name := range p.is {
		folded := strings.ToLower(name)
		if other, ok := taken[folded]; ok {
			p.block(p.key(collectionKind, max(name, other)), "", nil, "%s and %s are one name to PocketBase, which takes small and capital letters for the same. Rename one of them.", min(name, other), max(name, other))
		}
		taken[folded] = name
	}
	for name := range p.changed {
		p.checkFields(p.is[name])
	}
}

func (p *preparing) checkFields(c collection) {
	k := p.key(collectionKind, c.name)
	if c.view() {
		return
	}
	all, _ := c.body["fields"].([]any)
	if len(all) == 0 || len(all) != len(c.fields()) {
		p.block(k, "/fields", nil, "The fields of %s are no list of objects. Mend it where it comes from.", c.name)
		return
	}
	seen := map[string]bool{}
	for _, f := range c.fields() {
		name, place := text(f["name"]), "/fields/[name="+text(f["name"])+"]"
		if name == "" || text(f["type"]) == "" {
			p.block(k, "/fields", nil, "A field of %s has no name or no type. Mend it where it comes from.", c.name)
		}
		if seen[strings.ToLower(name)] {
			p.block(k, place, nil, "%s has two fields called %s. Rename one of them.", c.name, name)
		}
		seen[strings.ToLower(name)] = true
		if text(f["type"]) != "relation" {
			continue
		}
		to, named := f["collection"].(string)
		switch {
		case !named && text(f["collectionId"]) != "":
			p.block(k, place, nil, "%s of %s relates to a collection with the id %s, which is not there. Take that too, or leave %s out.", name, c.name, text(f["collectionId"]), c.name)
		case !named || to == "":
			p.block(k, place, nil, "%s of %s relates to no collection. Mend it where it comes from.", name, c.name)
		case !p.had[to] && counts(p.exclude, to):
			other := p.key(collectionKind, to)
			p.block(k, place, []lockstep.Key{other}, "%s of %s relates to %s, which is not there. Take %s too, or leave %s out.", name, c.name, to, to, c.name)
		}
	}
}

// conform makes each collection that is changed what this instance will show of it.
func (p *preparing) conform() error {
	known, err := examplesOf(p.was)
	if err != nil {
		return err
	}
	for name := range p.changed {
		known.meet(p.is[name])
	}
	for name := range p.changed {
		former := p.formerOf(p.is[name])
		if example := known.collections["auth"]; p.is[name].sort() == "auth" && former.sort() != "auth" {
			for key, v := range example {
				if _, said := p.is[name].body[key]; !said && !unset(v) && key != "id" {
					p.block(p.key(collectionKind, name), "/"+key, nil, "%s leaves out its %s, for which PocketBase has values of its own. Write them down where it comes from.", name, key)
				}
			}
		}
		made, vanishing := known.conform(known.complete(p.is[name], former), former)
		p.is[name] = made
		for _, path := range vanishing {
			what := path[strings.LastIndexByte(path, '/')+1:]
			p.block(p.key(collectionKind, name), path, nil, "This PocketBase does not know %s of %s, and would pass over it. It is older than where that comes from: bring it up to date, or leave %s out.", what, name, name)
		}
	}
	return nil
}

// formerOf is what a collection is now: by its id, or by its name.
func (p *preparing) formerOf(c collection) collection {
	for _, was := range p.was {
		if was.id() == c.id() {
			return was
		}
	}
	return p.was[c.name]
}

// changedItem puts a collection that was settled in the place of what was wanted.
func (p *preparing) changedItem(name string) {
	known := func(other string) bool { return p.had[other] }
	p.put[p.key(collectionKind, name)] = p.is[name].item(p.slot, known)
}
