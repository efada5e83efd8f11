package refapp

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep/app/jsonmodel"
	"lockstep/app/lockstep"
)

// remark is something said about a place of the model.
type remark struct {
	Object  string `json:"object,omitempty"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// dropped says how many rows lose a value, or are lost.
type dropped struct {
	Object string `json:"object"`
	Field  string `json:"field,omitempty"`
	Rows   int64  `json:"rows"`
}

// column is a field that has values of its own.
type column struct {
	name, kind, to   string // kind is the field's type, or "object" for a relation to another object
	required, unique bool
	value            any // its default; nil for none
}

// holds is the type of a column in SQLite.
func (c column) holds() string {
	return map[string]string{"float": "REAL", "boolean": "INTEGER", "binary": "BLOB", "object": "INTEGER"}[c.kind]
}

// definition is a column as CREATE TABLE has it.
func (c column) definition() string {
	text := quote(c.name) + " " + c.holds()
	if c.required {
		text += " NOT NULL"
	}
	if c.unique {
		text += " UNIQUE"
	}
	if c.kind == "object" {
		text += " REFERENCES " + quote(c.to) + " (id)"
	}
	return text
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// schema is the columns of each object, by its name.
type schema map[string][]column

func (s schema) names() []string { return slices.Sorted(maps.Keys(s)) }

func (s schema) column(object, name string) (column, bool) {
	i := slices.IndexFunc(s[object], func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return s[object][i], true
}

// read reads a model: as a schema, or as what is wrong with it.
func read(doc []byte) (schema, []remark, error) {
	cut, err := jsonmodel.Split(doc)
	if err != nil {
		return nil, nil, err
	}
	var wrong []remark
	for _, p := range place().Validate(cut.Objects) {
		if p.Verdict == lockstep.Blocks {
			wrong = append(wrong, remark{p.Key.Name, fieldOf(p.Path), p.Message})
		}
	}
	var objects []struct {
		Name   string
		Fields map[string]map[string]any
	}
	if len(wrong) > 0 || json.Unmarshal(doc, &objects) != nil {
		return nil, wrong, nil
	}
	s := schema{}
	for _, o := range objects {
		s[o.Name] = []column{}
		if strings.HasPrefix(o.Name, "_") || strings.HasPrefix(strings.ToLower(o.Name), "sqlite_") {
			wrong = append(wrong, remark{Object: o.Name, Message: o.Name + " is a name that this app keeps for itself."})
		}
		for _, name := range slices.Sorted(maps.Keys(o.Fields)) {
			f := o.Fields[name]
			if f["rename"] != nil || f["dbName"] != nil {
				wrong = append(wrong, remark{o.Name, name, "This app knows neither rename nor dbName."})
			}
			if f["collection"] != nil {
				continue
			}
			c := column{name: name, value: f["defaultValue"]}
			c.kind, _ = f["type"].(string)
			c.required, _ = f["required"].(bool)
			c.unique, _ = f["unique"].(bool)
			if to, ok := f["object"].(string); ok {
				c.kind, c.to = "object", to
			}
			s[o.Name] = append(s[o.Name], c)
		}
	}
	return s, wrong, nil
}

// fieldOf is the field that a path such as fields.price.type leads to.
func fieldOf(path string) string {
	rest, ok := strings.CutPrefix(path, "fields.")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, ".")
	return name
}

// stored is a value of JSON as SQLite holds it in a column.
func (c column) stored(v any) (any, error) {
	ok := true
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		ok = c.kind == "string" || c.kind == "text" || c.kind == "datetime" || c.kind == "binary"
	case float64:
		ok = c.kind == "float" || c.kind == "object"
	case bool:
		ok = c.kind == "boolean"
	case []any:
		ok = c.kind == "point"
		b, err := json.Marshal(v)
		return string(b), errorsIf(!ok, err, c, v)
	default:
		ok = false
	}
	return v, errorsIf(!ok, nil, c, v)
}

func errorsIf(wrong bool, err error, c column, v any) error {
	if err == nil && wrong {
		err = fmt.Errorf("%v is no value for %s, which is of the type %s", v, c.name, c.kind)
	}
	return err
}
