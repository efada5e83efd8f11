package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// describe draws an object by its columns, what hangs on it, and what it reads.
func describe(item lockstep.Item) (lockstep.Object, bool) {
	if item.Part != lockstep.Model || item.Key.Quiet() {
		return lockstep.Object{}, false
	}
	drawn := lockstep.Object{Name: item.Key.Name}
	o, err := parseObject(scope{schemas: []string{schemaIn(item)}, slot: item.Key.Slot}, item)
	if err != nil {
		return drawn, true
	}
	tokens := dialect.Tokens(o.head)
	switch item.Key.Kind {
	case sqldb.TableKind:
		drawn.Fields = o.columns(item.Needs)
		drawn.Parts = o.table.storage()
	case typeKind:
		drawn.Kind, drawn.Fields, drawn.Parts = o.ofType(tokens)
	case functionKind:
		drawn.Kind, drawn.Parts = o.routine(tokens)
	case sqldb.ViewKind:
		drawn.Fields = given(after(tokens, "AS"))
		if o.materialized() {
			drawn.Kind = "materialized view"
		}
	case sequenceKind:
		drawn.Parts = []lockstep.ObjectPart{{Kind: "counts", Text: behind(o.head, tokens, o.ref)}}
	}
	for _, p := range o.parts {
		if p.kind != defaultPart {
			drawn.Parts = append(drawn.Parts, o.drawn(p))
		}
	}
	if item.Key.Kind != sqldb.TableKind { // whose columns say what they relate to
		for _, need := range item.Needs {
			drawn.Parts = append(drawn.Parts, lockstep.ObjectPart{Kind: "uses " + need.Kind, Name: need.Name})
		}
	}
	return drawn, true
}

// columns are those of a table. What a column relates to is among what the table needs.
func (o *object) columns(needs []lockstep.Key) []lockstep.ObjectField {
	unique, relation := map[string]bool{}, map[string]string{}
	for _, p := range o.parts {
		columns, target := constrained(p)
		if len(columns) == 1 && p.foreign {
			relation[columns[0]] = o.related(target, needs)
		}
		if len(columns) == 1 && !p.foreign {
			unique[columns[0]] = true
		}
	}
	var all []lockstep.ObjectField
	for _, c := range o.table.columns {
		all = append(all, lockstep.ObjectField{Name: c.name, Type: c.typ + collate(c.collation), Required: c.required, Unique: unique[c.name],
			Default: c.filled(), Relation: relation[c.name]})
	}
	return all
}

// given are the columns of a view: PostgreSQL writes AS behind whatever is not called as it is.
func given(query []sqldb.Token) []lockstep.ObjectField {
	depth := 0
	end := slices.IndexFunc(query, func(t sqldb.Token) bool {
		if t.Kind == sqldb.Sign {
			depth += strings.Count("(", t.Text) - strings.Count(")", t.Text)
		}
		return depth == 0 && t.Kind == sqldb.Word && slices.Contains([]string{"FROM", "WHERE", "UNION", "INTERSECT", "EXCEPT"}, t.Text)
	})
	if end < 0 {
		end = len(query)
	}
	var all []lockstep.ObjectField
	for _, one := range commas(query[:end]) {
		name, _ := dialect.Unquote(one[len(one)-1])
		all = append(all, lockstep.ObjectField{Name: name})
	}
	return all
}

// filled is what a column holds where nobody says it.
func (c column) filled() string {
	switch {
	case c.identity != "":
		return "GENERATED " + c.identity + " AS IDENTITY"
	case c.generated != "":
		return "GENERATED ALWAYS AS " + c.generated
	}
	return c.value
}

// storage is how a table is kept.
func (t *table) storage() []lockstep.ObjectPart {
	var all []lockstep.ObjectPart
	if t.above != "" {
		all = append(all, lockstep.ObjectPart{Kind: "partition", Name: t.above, Text: t.bound})
	}
	if t.partitioning != "" {
		all = append(all, lockstep.ObjectPart{Kind: "partitioned", Text: t.partitioning})
	}
	if t.unlogged {
		all = append(all, lockstep.ObjectPart{Kind: "unlogged"})
	}
	return all
}

// drawn is a part without what makes it: (price > 0) of ALTER TABLE public.product ADD CONSTRAINT positive CHECK (price > 0).
func (o *object) drawn(p part) lockstep.ObjectPart {
	drawn := lockstep.ObjectPart{Kind: string(p.kind), Name: p.name}
	tokens := dialect.Tokens(p.sql)
	switch p.kind {
	case constraintPart:
		_, said, _ := strings.Cut(p.sql, " ADD CONSTRAINT "+quote(p.name)+" ")
		for _, kind := range []string{"PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK", "EXCLUDE"} {
			if rest, ok := strings.CutPrefix(said, kind+" "); ok {
				drawn.Kind, said = strings.ToLower(kind), rest
			}
		}
		drawn.Text = said
	case indexPart:
		if strings.HasPrefix(p.sql, "CREATE UNIQUE") {
			drawn.Kind = "unique index"
		}
		drawn.Text = "USING " + written(p.sql, after(tokens, "USING"))
	case commentPart:
		drawn.Text = written(p.sql, after(tokens, "IS"))
	case settingPart:
		drawn.Text = strings.TrimPrefix(p.sql, o.alter()+" ")
	case sequencePart, statisticPart:
		drawn.Text = behind(p.sql, tokens, p.name)
	default:
		drawn.Text = behind(p.sql, tokens, quote(p.name))
	}
	return drawn
}

// after is what follows a word.
func after(tokens []sqldb.Token, words ...string) []sqldb.Token {
	at := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Kind == sqldb.Word && slices.Contains(words, t.Text) })
	return tokens[at+1:]
}

// bracketed are the tokens in the first brackets.
func bracketed(tokens []sqldb.Token) []sqldb.Token {
	open := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return t.Text == "(" })
	inside, _ := brackets(tokens[max(open, 0):])
	return inside
}

// behind is what follows a name, as it is written, in a statement that makes what is called so.
func behind(text string, tokens []sqldb.Token, name string) string {
	for i := range tokens {
		for end := i + 1; end <= len(tokens) && tokens[end-1].End()-tokens[i].At <= len(name); end++ {
			if written(text, tokens[i:end]) == name {
				return written(text, tokens[end:])
			}
		}
	}
	return ""
}

// ofType draws an enum by its values, a composite type by its columns, and a domain or a range by what it stands on.
func (o *object) ofType(tokens []sqldb.Token) (kind string, fields []lockstep.ObjectField, parts []lockstep.ObjectPart) {
	c := cursor{text: o.head, rest: after(tokens, "AS")}
	stands := lockstep.ObjectPart{Kind: "stands on", Text: written(o.head, c.rest)}
	inside := bracketed(c.rest)
	switch {
	case tokens[1].Text == "DOMAIN":
		return "domain", nil, []lockstep.ObjectPart{stands}
	case c.next("RANGE"):
		stands.Text = written(o.head, inside)
		return "range", nil, []lockstep.ObjectPart{stands}
	case c.next("ENUM"):
		for _, value := range commas(inside) {
			parts = append(parts, lockstep.ObjectPart{Kind: "value", Name: strings.ReplaceAll(strings.Trim(value[0].Text, "'"), "''", "'")})
		}
		return "enum", nil, parts
	}
	for _, one := range commas(inside) {
		name, _ := dialect.Unquote(one[0])
		fields = append(fields, lockstep.ObjectField{Name: name, Type: written(o.head, one[1:])})
	}
	return "composite type", fields, nil
}

// routine draws a function by what it takes, gives and is written in.
func (o *object) routine(tokens []sqldb.Token) (kind string, parts []lockstep.ObjectPart) {
	rest := after(tokens, words[functionKind]...)
	if inside := bracketed(rest); len(inside) > 0 {
		parts = append(parts, lockstep.ObjectPart{Kind: "takes", Text: written(o.head, inside)})
	}
	for line := range strings.Lines(o.head) {
		for _, word := range []struct{ sql, kind string }{{" RETURNS ", "gives"}, {" LANGUAGE ", "language"}} {
			if said, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), word.sql); ok {
				parts = append(parts, lockstep.ObjectPart{Kind: word.kind, Text: said})
			}
		}
		if strings.HasPrefix(line, "AS ") || strings.HasPrefix(line, "BEGIN ") {
			break
		}
	}
	return strings.ToLower(tokens[len(tokens)-len(rest)-1].Text), parts
}

// schemaIn is the schema that a table's text names: which one goes without saying is a setting of the slot.
func schemaIn(item lockstep.Item) string {
	body, err := item.Body.Bytes()
	if err != nil {
		return ""
	}
	c := cursor{text: string(body), rest: dialect.Tokens(string(body))}
	for len(c.rest) > 0 && !slices.Contains(words[item.Key.Kind], c.rest[0].Text) {
		c.rest = c.rest[1:]
	}
	c.rest = c.rest[min(1, len(c.rest)):]
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
