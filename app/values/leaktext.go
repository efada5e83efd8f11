package values

import (
	"path"
	"strings"
)

// Texts that are no settings: what is for people to read, and programs.
var (
	pages    = set(".md .markdown .rst .txt .adoc .html .htm .svg .css .scss .tex .po .pot .csv .sql .diff .patch .log .xhtml")
	programs = set(".go .js .mjs .cjs .ts .tsx .jsx .py .rb .php .java .kt .cs .c .h .cc .cpp .rs .swift .pl .lua .scala .vue .svelte .ex .tmpl .tpl .hbs .ejs .twig")
)

// longestLine is how long a line may be to be taken apart; a longer one was written by a program for programs.
const longestLine = 8 << 10

// text looks at the lines of what is no document, or cannot be read as one.
func (g *guarded) text(found *Found) {
	ext := strings.ToLower(path.Ext(g.name))
	page, program := pages[ext], programs[ext]
	ruled, given := g.ruledLines(found), g.lines()
	n, at := 0, 0
	for line := range strings.Lines(string(g.body)) {
		n++
		start := at
		at += len(line)
		line = strings.TrimSpace(line)
		if len(line) < 3 || given[line] || ruled.covers(start, at) {
			continue
		}
		if why := g.line(line, page, program); why != "" {
			g.leak("", n, why)
		} else if strings.HasPrefix(line, "-----BEGIN ") && strings.Contains(line, "PRIVATE KEY") && !page && privateKey(string(g.body[start:min(len(g.body), start+longestLooked)])) {
			g.leak("", n, g.secretWhy())
		}
	}
}

// stretches are where a rule names something, from and to.
type stretches [][2]int

func (s stretches) covers(start, end int) bool {
	for _, one := range s {
		if one[0] < end && one[1] > start {
			return true
		}
	}
	return false
}

// ruledLines are the places in a text that patterns name.
func (g *guarded) ruledLines(found *Found) (all stretches) {
	for _, i := range g.rules.places(g.item.Key) {
		for _, p := range found.named(*g.rules.all[i].place, g.rules.all[i].Kind) {
			if p.Start < p.End && !maskedAnywhere(p.Value.Text) {
				all = append(all, [2]int{p.Start, p.End})
			}
		}
	}
	return all
}

// lines are those that the target holds already.
func (g *guarded) lines() map[string]bool {
	held := map[string]bool{}
	for line := range strings.Lines(string(g.before)) {
		held[strings.TrimSpace(line)] = true
	}
	return held
}

func comment(line string) bool {
	for _, mark := range []string{"#", "//", ";", "--", "<!--", "*", "/*", "'", "%"} {
		if strings.HasPrefix(line, mark) {
			return !strings.HasPrefix(line, "-----")
		}
	}
	return strings.HasPrefix(strings.ToLower(line), "rem ")
}

// line says why a line should not be written.
func (g *guarded) line(line string, page, program bool) string {
	if strings.Contains(line, LeftOut) || line == NotSet || strings.Contains(line, "[secret ") && ownMaskWithin.MatchString(line) {
		return g.maskedWhy()
	}
	if len(line) > longestLine {
		if one, ok := g.foreign.in(line); ok && one.secret && !g.mentions(one.text) {
			return g.keptWhy("holds a secret of " + g.source.Name)
		}
		return ""
	}
	if comment(line) {
		return ""
	}
	name, value := assigned(line)
	if !page && !program && value != "" && maskedAnywhere(value) && !named1(name, drawing) {
		return g.maskedWhy()
	}
	if why := g.travels(line, Plain, name); why != "" {
		return why
	}
	for _, word := range strings.FieldsFunc(line, divides) {
		if why := g.word(strings.TrimRight(word, ".:"), name, page, program); why != "" {
			return why
		}
	}
	if !page && !program && !translation(g.item.Key.Name) {
		if v := (Value{Kind: String, Text: value}); keepsPromise(hintOf(name, ""), name, v, LookOf(value)) == does {
			return g.secretWhy()
		}
	}
	return ""
}

func divides(r rune) bool { return strings.ContainsRune(" \t\"'`,;()<>[]{}=|", r) }

// word says why a word of a line should not be written.
func (g *guarded) word(word, name string, page, program bool) string {
	if len(word) < 8 {
		return ""
	}
	look := LookOf(word)
	switch {
	case look == LooksTestKey || look == LooksLiveKey:
		if why := g.travels(word, look, name); why != "" {
			return why
		}
		return g.secretWhy()
	case page:
		return ""
	case look == LooksKey || look == LooksJWT || look == LooksPrivateKey || look == LooksCredentials && !program:
		if why := g.travels(word, look, name); why != "" {
			return why
		}
		return g.secretWhy()
	case look == LooksURL, look == LooksHost && !program:
		if host := hostOf(word, look); loopback(host) && serves(name) {
			return ""
		}
		return g.travels(word, look, name)
	}
	return ""
}

// serves says that a line tells a server where to listen, or where the program behind it does.
func serves(name string) bool {
	return named1(name, receiving) || named1(name, set("pass server upstream from"))
}

// assigned takes name = value, name: value or name value; apart; value is "" where a line is nothing of that.
func assigned(line string) (name, value string) {
	line = strings.TrimRight(strings.TrimPrefix(line, "export "), ",;")
	at := strings.IndexAny(line, "=: \t")
	if at <= 0 {
		return "", ""
	}
	name = strings.Trim(line[:at], `"'$`)
	rest := strings.TrimSpace(line[at:])
	rest = strings.TrimSpace(strings.TrimLeft(rest, "=:>"))
	if len(rest) > 1 && (rest[0] == '"' || rest[0] == '\'') && rest[len(rest)-1] == rest[0] {
		rest = rest[1 : len(rest)-1]
	}
	return name, rest
}
