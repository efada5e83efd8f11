package postgres

import (
	"slices"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// Kind is the kind of this connector.
const Kind = "postgres"

// Driver is the driver of PostgreSQL.
func Driver() lockstep.Driver {
	return lockstep.Driver{
		Kind:  Kind,
		Title: "PostgreSQL",
		SlotFields: append([]lockstep.Field{
			{Name: "schemas", Label: schemasLabel, Input: lockstep.LinesInput, Default: "public", Settles: true,
				Help: "One a line. What is in the first one goes by its name alone, what is in others by schema and name."},
		}, sqldb.SlotFields()...),
		Fields: []lockstep.Field{
			{Name: "host", Label: "Host", Input: lockstep.TextInput, Help: "Such as db.shop.example, 127.0.0.1, or the full path of the folder with the server's socket."},
			{Name: "port", Label: "Port", Input: lockstep.TextInput, Default: "5432"},
			{Name: "database", Label: "Database", Input: lockstep.TextInput},
			{Name: "user", Label: "User", Input: lockstep.TextInput, Help: "Who owns the tables: only their owner can change them."},
			{Name: "password", Label: "Password", Input: lockstep.TextInput, Secret: true, Help: "Of that user."},
			{Name: "url", Label: "URL", Input: lockstep.TextInput, Help: "Instead of the four above: postgres://user@db.shop.example:5432/shop, without the password."},
			{Name: "tls", Label: "Encryption", Input: lockstep.ChoiceInput, Help: "Off is for a server on this computer, or behind a tunnel.",
				Options: []lockstep.Option{
					{Value: "", Label: "Certificate verified (verify-full); off to this computer"},
					{Value: "verify-full", Label: "Certificate verified, always"},
					{Value: "require", Label: "Encrypted, certificate not verified"},
					{Value: "off", Label: "Off"},
				}},
			{Name: "ca", Label: "Certificate authority", Input: lockstep.TextInput, Help: "The full path of a PEM file, where its certificate is not from an authority that this computer knows."},
		},
		Traits: func(lockstep.Settings) lockstep.Traits {
			return lockstep.Traits{CountsRows: true, NotHeld: "Rows, other than those of settings tables, roles, grants, tablespaces and server settings are not held."}
		},
		Check:    func(slot lockstep.Slot) error { _, err := scopeOf(slot); return err },
		Open:     open,
		Prepare:  prepare,
		Describe: describe,
	}
}

// describe draws a table as its columns, a view as what it reads, and everything else by its name.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	if item.Part != lockstep.Model || item.Key.Quiet() {
		return lockstep.Object{}, false
	}
	drawn := lockstep.Object{Name: item.Key.Name}
	o, err := parseObject(scope{schemas: []string{schemaIn(item)}, slot: item.Key.Slot}, item)
	if err != nil || o.table == nil {
		for _, need := range item.Needs {
			drawn.Fields = append(drawn.Fields, lockstep.ObjectField{Name: need.Name, Type: "read by this " + item.Key.Kind, Relation: need.Name})
		}
		return drawn, true
	}
	unique, relation := map[string]bool{}, map[string]string{}
	for _, p := range o.parts {
		columns, target := constrained(p)
		if len(columns) == 1 && p.foreign {
			relation[columns[0]] = o.related(target, item.Needs)
		}
		if len(columns) == 1 && !p.foreign {
			unique[columns[0]] = true
		}
	}
	for _, c := range o.table.columns {
		drawn.Fields = append(drawn.Fields, lockstep.ObjectField{Name: c.name, Type: c.typ, Required: c.required, Unique: unique[c.name],
			Default: c.value, Relation: relation[c.name]})
	}
	return drawn, true
}

// schemaIn is the schema that a table's text names: which one goes without saying is a setting of the slot.
func schemaIn(item lockstep.Item) string {
	body, err := item.Body.Bytes()
	if err != nil {
		return ""
	}
	c := cursor{text: string(body), rest: dialect.Tokens(string(body))}
	for len(c.rest) > 0 && !c.next("TABLE") {
		c.rest = c.rest[1:]
	}
	return c.name()
}

// related is the item of the table that a foreign key names with its schema.
func (o *object) related(target string, needs []lockstep.Key) string {
	c := cursor{text: target, rest: dialect.Tokens(target)}
	schema := c.name()
	c.next(".")
	table := c.name()
	name := sqldb.Name(schema, table)
	if slices.ContainsFunc(needs, func(k lockstep.Key) bool { return k.Name == name }) {
		return name
	}
	return sqldb.Name(table)
}
