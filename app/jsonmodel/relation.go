package jsonmodel

import (
	"maps"
	"slices"

	"lockstep/app/lockstep"
)

// relation checks one side of a relation: what it says itself, and that the other side names it back.
func (c *checker) relation(k lockstep.Key, path string, m member) {
	f := readField(m)
	if f.required {
		c.blocks(k, path+".required", "The field %s of %s is a relation, and a relation cannot be required. Take required out.", m.name, k.Name)
	}
	if f.filled {
		c.blocks(k, path+".defaultValue", "The field %s of %s is a relation, and a relation has no default. Take defaultValue out.", m.name, k.Name)
	}
	if f.side == "object" {
		if c.named(k, path, m, "object") {
			c.oneSide(k, path, f)
		}
		return
	}
	if !m.value.has("collection") || !m.value.has("via") {
		c.blocks(k, path, "The many side %s of %s needs both collection and via. Add the one that is missing.", m.name, k.Name)
		return
	}
	if c.named(k, path, m, "collection") && c.named(k, path, m, "via") {
		c.manySide(k, path, f)
	}
}

// named says that a property of a relation is a text, and that the object which it names is there.
func (c *checker) named(k lockstep.Key, path string, m member, property string) bool {
	v, _ := m.value.get(property)
	if v.sort != text || v.text == "" {
		c.blocks(k, path+"."+property, "%s of the relation %s in %s should be a name in quotes.", property, m.name, k.Name)
		return false
	}
	if property == "via" {
		return true
	}
	if _, ok := c.fields[v.text]; ok {
		return true
	}
	problem := c.blocks(k, path+"."+property, "%s relates to %s by %s, and there is no object %s. Bring it along, or take the field out.", k.Name, v.text, m.name, v.text)
	problem.Needs = c.either(k, v.text)
	return false
}

// oneSide looks for the collection that names this field back.
func (c *checker) oneSide(k lockstep.Key, path string, f field) {
	if len(c.namedBy(k.Name, f)) > 0 {
		return
	}
	problem := c.blocks(k, path, "%s relates to %s by %s, and no field of %s names it back. Add a field with collection %s and via %s there.",
		k.Name, f.to, f.name, f.to, k.Name, f.name)
	problem.Needs = c.either(k, f.to)
}

// namedBy gives the names of the fields that are the many side of f, a field of the object of a name.
func (c *checker) namedBy(object string, f field) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.fields[f.to])) {
		o := c.fields[f.to][name]
		if o.side == "collection" && o.to == object && o.via == f.name {
			names = append(names, name)
		}
	}
	return names
}

// manySide looks at the field that via names.
func (c *checker) manySide(k lockstep.Key, path string, f field) {
	back, ok := c.fields[f.to][f.via]
	var problem *lockstep.Problem
	switch {
	case !ok:
		problem = c.blocks(k, path+".via", "%s collects %s by %s, and %s has no field %s. Add it with object %s, or name another.",
			k.Name, f.to, f.name, f.to, f.via, k.Name)
	case back.side == "collection":
		problem = c.blocks(k, path+".via", "%s and %s would be related many to many by %s and %s, which the model does not know. Put an object between them.",
			k.Name, f.to, f.name, f.via)
	case back.side != "object" || back.to != k.Name:
		problem = c.blocks(k, path+".via", "%s collects %s by %s, and the field %s of %s does not relate to %s. Give it object %s, or name another.",
			k.Name, f.to, f.name, f.via, f.to, k.Name, k.Name)
	default:
		c.onlyOne(k, path, back, f)
		return
	}
	problem.Needs = c.either(k, f.to)
}

// onlyOne refuses that two collections are the many side of one field.
func (c *checker) onlyOne(k lockstep.Key, path string, back, f field) {
	names := c.namedBy(f.to, back)
	if len(names) > 1 && names[0] != f.name {
		c.blocks(k, path+".via", "%s and %s of %s both collect %s via %s. Take one of them out.", names[0], f.name, k.Name, f.to, f.via)
	}
}

// either gives both ends of a relation: whichever of them has another version may end the disagreement with it.
func (c *checker) either(k lockstep.Key, name string) []lockstep.Key {
	if name == k.Name {
		return []lockstep.Key{k}
	}
	return []lockstep.Key{c.place.Key(name), k}
}
