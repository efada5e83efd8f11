package mysql

import (
	"slices"
	"strings"

	"lockstep/app/connect/sqldb"
)

// An item's text runs in the server's own client. What has a body stands between lines of ;; as a body holds semicolons:
//
//	CREATE TABLE `orders` (
//	...
//	);
//
//	DELIMITER ;;
//	SET sql_mode = '', collation_connection = utf8mb4_general_ci
//	;;
//	CREATE TRIGGER ...
//	;;
//	DELIMITER ;
const (
	bodiesBegin = "DELIMITER ;;\n"
	bodyEnds    = "\n;;\n"
	bodiesEnd   = "DELIMITER ;\n"
)

// body is something that is made together with settings of the session, which it keeps.
type body struct {
	settings string // SET ...
	create   string
}

// bounded says that a body can be told from what follows it.
func (b body) bounded() bool { return !strings.Contains(b.create+"\n", bodyEnds) }

func joinBodies(bodies []body) string {
	if len(bodies) == 0 {
		return ""
	}
	text := bodiesBegin
	for _, b := range bodies {
		text += b.settings + bodyEnds + b.create + bodyEnds
	}
	return text + bodiesEnd
}

// splitBodies is the way back from joinBodies.
func splitBodies(text string) (bodies []body, ok bool) {
	text, ok = strings.CutPrefix(text, bodiesBegin)
	text, closes := strings.CutSuffix(text, bodyEnds+bodiesEnd)
	if !ok || !closes {
		return nil, false
	}
	parts := strings.Split(text, bodyEnds)
	if len(parts)%2 != 0 {
		return nil, false
	}
	for pair := range slices.Chunk(parts, 2) {
		bodies = append(bodies, body{pair[0], pair[1]})
	}
	return bodies, true
}

// tableText is a table's text with its triggers behind it.
func tableText(create string, triggers []body) string {
	text := create + ";\n"
	if len(triggers) > 0 {
		text += "\n" + joinBodies(triggers)
	}
	return text
}

// splitTable is the way back from tableText.
func splitTable(text string) (create string, triggers []body, ok bool) {
	create, rest, has := strings.Cut(text, ";\n\n"+bodiesBegin)
	if !has {
		create, ok = strings.CutSuffix(text, ";\n")
		return create, nil, ok
	}
	triggers, ok = splitBodies(bodiesBegin + rest)
	return create, triggers, ok
}

// splitView gives the settings and the statement of a view's text.
func splitView(text string) (b body, ok bool) {
	text, ok = strings.CutSuffix(text, ";\n")
	settings, create, has := strings.Cut(text, ";\n")
	return body{settings, create}, ok && has
}

// edit is a text with some of its stretches replaced. They are in order and do not overlap.
type edit struct {
	from, to int
	text     string
}

func edited(text string, edits []edit) string {
	var out strings.Builder
	at := 0
	for _, e := range edits {
		out.WriteString(text[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.WriteString(text[at:])
	return out.String()
}

// withoutDefiner takes who it runs as out of a statement: accounts differ between servers.
func withoutDefiner(create string) string {
	all := dialect.Tokens(create)
	for i, t := range all[:min(len(all), 8)] {
		if !t.Is("DEFINER") || i+2 >= len(all) || all[i+1].Text != "=" {
			continue
		}
		end := i + 3
		if end+1 < len(all) && all[end].Text == "@" {
			end += 2
		}
		if end < len(all) {
			return create[:t.At] + create[all[end].At:]
		}
	}
	return create
}

// withoutDatabase takes the database's own name out of a statement, where it stands before that of an object. Where it may be
// the name of something else, such as an alias, all stays as it is.
func withoutDatabase(text, database string) string {
	if strings.EqualFold(database, "new") || strings.EqualFold(database, "old") {
		return text // these are the rows of a trigger
	}
	all := dialect.Tokens(text)
	var edits []edit
	for i, t := range all {
		if name, ok := dialect.Unquote(t); !ok || name != database || i > 0 && all[i-1].Text == "." {
			continue
		}
		if i+2 >= len(all) || all[i+1].Text != "." {
			return text
		}
		edits = append(edits, edit{t.At, all[i+2].At, ""})
	}
	return edited(text, edits)
}

// namesDatabase says that a statement names objects by way of the database, which [withoutDatabase] did not take out. It may do so
// in what the server does not take for a comment, too.
func namesDatabase(text, database string) bool {
	all := dialect.Tokens(text)
	for i, t := range all {
		if t.Kind == sqldb.Comment && runs(t.Text) && strings.Contains(strings.ReplaceAll(t.Text, "`", ""), database+".") {
			return true
		}
		name, ok := dialect.Unquote(t)
		if !ok || name != database || i == 0 || i+1 >= len(all) || all[i+1].Text != "." {
			continue
		}
		if slices.ContainsFunc([]string{"FROM", "JOIN", "INTO", "UPDATE", "CALL", "TABLE"}, all[i-1].Is) {
			return true
		}
	}
	return false
}

// runs says that a comment is none to the server: /*! is for MySQL alone, and two dashes begin one only before a space.
func runs(comment string) bool {
	if after, dashes := strings.CutPrefix(comment, "--"); dashes {
		return after != "" && !strings.ContainsAny(after[:1], " \t\n\r")
	}
	return strings.HasPrefix(comment, "/*!") || strings.HasPrefix(comment, "/*M!")
}

// tableCreate is the text of a table without what is not of its model: the number that counts up next, and the name of the
// database before that of a sequence.
func tableCreate(text, database string) string {
	all := dialect.Tokens(text)
	var edits []edit
	depth := 0
	for i, t := range all {
		switch {
		case t.Text == "(" && t.Kind == sqldb.Sign:
			depth++
		case t.Text == ")" && t.Kind == sqldb.Sign:
			depth--
		case depth == 0 && t.Is("AUTO_INCREMENT") && i+2 < len(all) && all[i+1].Text == "=":
			edits = append(edits, edit{all[i-1].End(), all[i+2].End(), ""})
		case t.Kind == sqldb.Quoted && i > 1 && all[i-1].Text == "(" && (all[i-2].Is("nextval") || all[i-2].Is("lastval")):
			if name, _ := dialect.Unquote(t); name == database && i+2 < len(all) && all[i+1].Text == "." {
				edits = append(edits, edit{t.At, all[i+2].At, ""})
			}
		}
	}
	return edited(text, edits)
}

// viewCreate lays out a view, which the server writes in one line. White space means nothing in it: the server keeps none.
func viewCreate(text string) string {
	all := dialect.Tokens(text)
	var edits []edit
	depth, selects := 0, false
	newline := func(i int, indent string) {
		edits = append(edits, edit{all[i-1].End(), all[i].At, "\n" + indent})
	}
	for i, t := range all {
		if depth == 0 && selects && all[i-1].Text == "," && all[i-1].Kind == sqldb.Sign {
			newline(i, "  ")
		}
		switch {
		case t.Text == "(" && t.Kind == sqldb.Sign:
			depth++
		case t.Text == ")" && t.Kind == sqldb.Sign:
			depth--
		case depth > 0 || i == 0:
		case t.Is("SELECT"):
			selects = true
			newline(i, "")
		case t.Is("FROM"), t.Is("WHERE"), t.Is("GROUP"), t.Is("HAVING"), t.Is("UNION"), t.Is("LIMIT"), t.Is("ORDER"):
			newline(i, "")
		}
	}
	return edited(text, edits)
}

// triggerBody is what a trigger does, cut out of the statement by which somebody made it.
func triggerBody(create string) (string, bool) {
	all := dialect.Tokens(create)
	for i := 2; i+1 < len(all); i++ {
		if !all[i].Is("ROW") || !all[i-1].Is("EACH") || !all[i-2].Is("FOR") {
			continue
		}
		at := i + 1
		if all[at].Is("FOLLOWS") || all[at].Is("PRECEDES") {
			at += 2 // the order of triggers is that in which they stand
		}
		if at < len(all) {
			return create[all[at].At:], true
		}
	}
	return "", false
}

// quoted is a name as SQL.
func quoted(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// literal is a text as SQL.
func literal(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(text) + "'"
}
