package postgres

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

// object is an item's text, cut into what comes and goes alone.
type object struct {
	key    lockstep.Key
	schema string
	ref    string // its name in SQL, with its schema; for a function with its arguments
	head   string // the statement that makes it
	table  *table // of a table: what its head says
	parts  []part // in the order of the text
}

// table is what makes a table.
type table struct {
	name         string
	unlogged     bool
	columns      []column
	partitioning string // PARTITION BY and what follows
	above, bound string // of a partition: its table, and which part of that it is
}

// column is a table's. At most one of value, generated and identity is set.
type column struct {
	name, typ, collation string
	required             bool
	value                string // its default, as an expression
	generated            string // the expression that computes it, and whether it is stored
	identity             string // ALWAYS or BY DEFAULT
	options              string // of the identity, in brackets
	text                 string // all of it
}

// partKind is a kind of what objects are made of.
type partKind string

// The kinds of parts. A part of the last ones is set and set back, all others are made and dropped.
const (
	columnPart     partKind = "column"
	defaultPart    partKind = "default"
	constraintPart partKind = "constraint"
	indexPart      partKind = "index"
	statisticPart  partKind = "statistic"
	triggerPart    partKind = "trigger"
	policyPart     partKind = "policy"
	rulePart       partKind = "rule"
	sequencePart   partKind = "sequence"
	settingPart    partKind = "setting"
	commentPart    partKind = "comment"
)

// part is one statement of an object besides the one that makes it.
type part struct {
	kind partKind
	name string
	on   node   // the part that it says something about; zero for the object
	sql  string // makes it
	undo string // drops it, or sets it back

	definition string // of a constraint, where it is made with its table
	foreign    bool   // it is a foreign key
}

// of is the part as a part of an object.
func (p part) of(item lockstep.Key) node { return node{item, p.kind, p.name} }

// find is the part of a kind and a name.
func (o *object) find(n node) (part, bool) {
	for _, p := range o.parts {
		if p.kind == n.part && p.name == n.name {
			return p, true
		}
	}
	return part{}, false
}

// statements cuts a text at the semicolons between its statements. Those in brackets or in the body of a function end none.
func statements(text string) [][]sqldb.Token {
	var all [][]sqldb.Token
	var one []sqldb.Token
	depth, body := 0, 0
	for _, t := range dialect.Tokens(text) {
		switch {
		case t.Kind == sqldb.Sign && t.Text == "(":
			depth++
		case t.Kind == sqldb.Sign && t.Text == ")":
			depth--
		case t.Kind == sqldb.Word && t.Text == "ATOMIC" && len(one) > 0 && one[len(one)-1].Text == "BEGIN",
			t.Kind == sqldb.Word && t.Text == "CASE" && body > 0:
			body++
		case t.Kind == sqldb.Word && t.Text == "END" && body > 0:
			body--
		case t.Kind == sqldb.Sign && t.Text == ";" && depth == 0 && body == 0:
			if len(one) > 0 {
				all = append(all, one)
			}
			one = nil
			continue
		}
		one = append(one, t)
	}
	if len(one) > 0 {
		all = append(all, one)
	}
	return all
}

// written is the text of tokens.
func written(text string, tokens []sqldb.Token) string {
	if len(tokens) == 0 {
		return ""
	}
	return text[tokens[0].At:tokens[len(tokens)-1].End()]
}

// parseObject cuts an item's text. The error is Invalid: the text is none that this connector wrote.
func parseObject(s scope, item lockstep.Item) (*object, error) {
	body, err := item.Body.Bytes()
	if err != nil {
		return nil, err
	}
	text := string(body)
	schema, name := s.split(item.Key)
	o := &object{key: item.Key, schema: schema, ref: qualified(schema, name)}
	if item.Key.Kind == extensionKind {
		o.ref = quote(name)
	}
	strange := func() error {
		return lockstep.Errorf(lockstep.Invalid, "%s is not written as Lockstep writes it. Take it from a database.", item.Key.Name)
	}
	for _, tokens := range statements(text) {
		if o.makes(tokens) {
			if o.head != "" {
				return nil, strange()
			}
			o.head = written(text, tokens)
			if item.Key.Kind == functionKind {
				o.ref = routine(text, tokens, name)
			}
			if !o.named(text, tokens) {
				return nil, strange()
			}
			if item.Key.Kind == sqldb.TableKind {
				if !o.parseTable(text, name, tokens) {
					return nil, strange()
				}
			}
			continue
		}
		p, ok := o.parse(text, tokens)
		if !ok {
			return nil, strange()
		}
		o.parts = append(o.parts, p)
	}
	if o.head == "" {
		return nil, strange()
	}
	return o, nil
}

// named says that a statement makes what the item is called.
func (o *object) named(text string, tokens []sqldb.Token) bool {
	at := slices.IndexFunc(tokens, func(t sqldb.Token) bool { return slices.Contains(words[o.key.Kind], t.Text) })
	c := cursor{text: text, rest: tokens[at+1:]}
	ref := c.ref()
	if o.key.Kind == functionKind {
		return strings.HasPrefix(o.ref, ref) && strings.HasPrefix(ref, quote(o.schema)+".")
	}
	return ref == o.ref
}

// words are by which statements objects of a kind are made.
var words = map[string][]string{sqldb.TableKind: {"TABLE"}, sqldb.ViewKind: {"VIEW"}, functionKind: {"FUNCTION", "PROCEDURE", "AGGREGATE"},
	typeKind: {"TYPE", "DOMAIN"}, sequenceKind: {"SEQUENCE"}, extensionKind: {"EXTENSION"}}

// makes says that a statement makes the object itself.
func (o *object) makes(tokens []sqldb.Token) bool {
	if tokens[0].Text != "CREATE" {
		return false
	}
	return slices.ContainsFunc(tokens[:min(4, len(tokens))], func(t sqldb.Token) bool {
		return t.Kind == sqldb.Word && slices.Contains(words[o.key.Kind], t.Text)
	})
}

// routine is what a function is dropped by: its name as it is written, and the types of its arguments; "" where it is called otherwise.
func routine(text string, tokens []sqldb.Token, name string) string {
	begin, end := -1, len(tokens)
	for i, t := range tokens {
		if begin < 0 && slices.Contains(words[functionKind], t.Text) {
			begin = i + 1
		}
		if begin >= 0 && t.Text == "(" && t.Kind == sqldb.Sign {
			end = i
			break
		}
	}
	called, _ := dialect.Unquote(tokens[end-1])
	arguments, ok := strings.CutPrefix(name, called)
	if !ok {
		return ""
	}
	return written(text, tokens[begin:end]) + arguments
}

// commas cuts tokens at the commas that are in no brackets.
func commas(tokens []sqldb.Token) [][]sqldb.Token {
	var all [][]sqldb.Token
	var one []sqldb.Token
	depth := 0
	for _, t := range tokens {
		if t.Kind == sqldb.Sign {
			depth += strings.Count("([", t.Text) - strings.Count(")]", t.Text)
			if t.Text == "," && depth == 0 {
				if len(one) > 0 {
					all = append(all, one)
				}
				one = nil
				continue
			}
		}
		one = append(one, t)
	}
	if len(one) > 0 {
		all = append(all, one)
	}
	return all
}
