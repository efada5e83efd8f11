package jsonmodel

// field is a field as far as it can be read; what is of the wrong sort reads as absent.
type field struct {
	name     string
	kind     string // its type; "" for a relation
	side     string // "object" or "collection"; "" for a plain field
	to       string // the object that it relates to
	via      string
	required bool
	unique   bool
	cascade  bool
	filled   bool   // it has a default
	rename   string // its name to be
	dbName   string
}

func readField(m member) field {
	word := func(name string) string {
		v, _ := m.value.get(name)
		return v.text
	}
	yes := func(name string) bool {
		v, _ := m.value.get(name)
		return v.truth
	}
	f := field{
		name: m.name, kind: word("type"), via: word("via"), rename: word("rename"), dbName: word("dbName"),
		required: yes("required"), unique: yes("unique"), cascade: yes("cascade"), filled: m.value.has("defaultValue"),
	}
	switch {
	case m.value.has("object"):
		f.side, f.to = "object", word("object")
	case m.value.has("collection"):
		f.side, f.to = "collection", word("collection")
	}
	return f
}

// settled is the name that the field has once its rename is done.
func (f field) settled() string {
	if f.rename != "" {
		return f.rename
	}
	return f.name
}

// readFields gives the fields of an object's value by name; of two of one name, the first.
func readFields(v value) []field {
	fields, _ := v.get("fields")
	var all []field
	seen := map[string]bool{}
	for _, m := range fields.members {
		if !seen[m.name] && m.value.sort == object {
			all = append(all, readField(m))
		}
		seen[m.name] = true
	}
	return all
}
