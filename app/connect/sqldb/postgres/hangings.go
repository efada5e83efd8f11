package postgres

import (
	"strings"

	"lockstep/app/connect/sqldb"
)

// hangings writes what hangs on a relation: indexes, statistics, triggers, policies and rules.
func (b *builder) hangings() {
	alter := "ALTER TABLE " + b.ref
	for _, i := range b.indexes() {
		// That of a partitioned table is made for all partitions.
		b.say("%s", strings.Replace(i.Definition, " ON ONLY "+b.ref+" ", " ON "+b.ref+" ", 1))
		for _, c := range i.Targets {
			b.say("ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d", qualified(i.Schema, i.Name), c.Number, c.Target)
		}
	}
	for _, s := range b.statistics() {
		b.say("%s", s.Definition)
		if s.Target >= 0 {
			b.say("ALTER STATISTICS %s SET STATISTICS %d", qualified(s.Schema, s.Name), s.Target)
		}
	}
	for _, i := range byName(b.seen.indexes[b.rel.OID], hanging.name) {
		if i.Clustered {
			b.say("%s CLUSTER ON %s", b.alters(), quote(i.Name))
		}
		if i.Replica && b.rel.Replica == "i" {
			b.say("%s REPLICA IDENTITY USING INDEX %s", alter, quote(i.Name))
		}
	}
	if how := map[string]string{"f": "FULL", "n": "NOTHING"}[b.rel.Replica]; how != "" && b.key.Kind == sqldb.TableKind {
		b.say("%s REPLICA IDENTITY %s", alter, how)
	}
	for _, t := range b.triggers() {
		b.say("%s", t.Definition)
		b.enabling(t, "TRIGGER")
	}
	if b.rel.Secured {
		b.say("%s ENABLE ROW LEVEL SECURITY", alter)
	}
	if b.rel.Forced {
		b.say("%s FORCE ROW LEVEL SECURITY", alter)
	}
	for _, p := range b.policies() {
		b.say("%s", p.statement(b.ref))
	}
	for _, r := range b.rules() {
		b.say("%s", strings.TrimSuffix(strings.TrimSpace(r.Definition), ";"))
		b.enabling(r, "RULE")
	}
}

// alters is how a relation is changed by hand.
func (b *builder) alters() string {
	if b.rel.Kind == "m" {
		return "ALTER MATERIALIZED VIEW " + b.ref
	}
	return "ALTER TABLE " + b.ref
}

func (b *builder) statistics() []hanging { return byName(b.seen.statistics[b.rel.OID], hanging.name) }
func (b *builder) triggers() []hanging   { return byName(b.seen.triggers[b.rel.OID], hanging.name) }
func (b *builder) policies() []policy    { return byName(b.seen.policies[b.rel.OID], policy.name) }

// enabling says when a trigger or a rule fires, where that is not as usual.
func (b *builder) enabling(h hanging, what string) {
	if how := map[string]string{"D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}[h.Enabled]; how != "" {
		b.say("ALTER TABLE %s %s %s %s", b.ref, how, what, quote(h.Name))
	}
}

var commands = map[string]string{"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}

func (p policy) statement(ref string) string {
	how := "PERMISSIVE"
	if !p.Permissive {
		how = "RESTRICTIVE"
	}
	text := "CREATE POLICY " + quote(p.Name) + " ON " + ref + " AS " + how + " FOR " + commands[p.Command] + " TO " + p.Roles
	if p.Using != "" {
		text += "\n    USING (" + p.Using + ")"
	}
	if p.Check != "" {
		text += "\n    WITH CHECK (" + p.Check + ")"
	}
	return text
}

// comments writes those on the relation and on all that is part of it.
func (b *builder) comments() {
	on := func(what, comment string) { b.statements = commented(b.statements, what, comment) }
	on(map[string]string{"r": "TABLE ", "p": "TABLE ", "v": "VIEW ", "m": "MATERIALIZED VIEW "}[b.rel.Kind]+b.ref, b.rel.Comment)
	for _, c := range byName(b.columns(), func(a attribute) string { return a.Name }) {
		on("COLUMN "+b.ref+"."+quote(c.Name), c.Comment)
	}
	for _, k := range b.constraints() {
		on("CONSTRAINT "+quote(k.Name)+" ON "+b.ref, k.Comment)
	}
	for _, i := range b.indexes() {
		on("INDEX "+qualified(i.Schema, i.Name), i.Comment)
	}
	for _, s := range b.statistics() {
		on("STATISTICS "+qualified(s.Schema, s.Name), s.Comment)
	}
	for _, s := range byName(b.seen.owned[b.rel.OID], func(s sequence) string { return s.Name }) {
		on("SEQUENCE "+qualified(s.Schema, s.Name), s.Comment)
	}
	for _, t := range b.triggers() {
		on("TRIGGER "+quote(t.Name)+" ON "+b.ref, t.Comment)
	}
	for _, p := range b.policies() {
		on("POLICY "+quote(p.Name)+" ON "+b.ref, p.Comment)
	}
	for _, r := range b.rules() {
		on("RULE "+quote(r.Name)+" ON "+b.ref, r.Comment)
	}
}

// nodes notes where the parts of the relation are.
func (b *builder) nodes() {
	part := func(kind partKind, name string) node { return node{b.key, kind, name} }
	for _, c := range b.columns() {
		column := part(columnPart, c.Name)
		if b.rel.Bound != "" {
			continue // it changes with that of its table
		}
		b.know("pg_class", b.rel.OID, int64(c.Number), column)
		if c.Storage != "" {
			b.undo[part(settingPart, storageOf+c.Name)] = b.alters() + " ALTER COLUMN " + quote(c.Name) + " SET STORAGE " + storages[c.Usual]
		}
		value := part(defaultPart, c.Name)
		if c.Generated != "" {
			value = column // it goes and comes with its expression
		}
		b.know("pg_attrdef", c.Default, 0, value)
	}
	for _, i := range b.seen.indexes[b.rel.OID] {
		b.know("pg_class", i.OID, 0, part(indexPart, i.Name))
	}
	for _, k := range b.constraints() {
		b.know("pg_constraint", k.OID, 0, part(constraintPart, k.Name))
		if k.Type != "f" {
			b.know("pg_class", k.Index, 0, part(constraintPart, k.Name))
		}
	}
	for _, s := range b.seen.owned[b.rel.OID] {
		n := part(sequencePart, qualified(s.Schema, s.Name))
		for _, c := range b.columns() {
			if s.Owned == "i" && c.Number == s.Number {
				n = part(columnPart, c.Name)
			}
		}
		b.know("pg_class", s.OID, 0, n)
	}
	for _, s := range b.statistics() {
		b.know("pg_statistic_ext", s.OID, 0, part(statisticPart, qualified(s.Schema, s.Name)))
	}
	for _, t := range b.triggers() {
		b.know("pg_trigger", t.OID, 0, part(triggerPart, t.Name))
	}
	for _, p := range b.policies() {
		b.know("pg_policy", p.OID, 0, part(policyPart, p.Name))
	}
	for _, r := range b.seen.rules[b.rel.OID] {
		n := part(rulePart, r.Name)
		if r.View {
			n = node{item: b.key}
		}
		b.know("pg_rewrite", r.OID, 0, n)
	}
}
