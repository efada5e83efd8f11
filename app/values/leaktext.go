package values

import (
	"path"
	"regexp"
	"strings"
)

// Texts that are no settings: what is for people to read, and programs.
var (
	pages    = set(".md .markdown .rst .txt .adoc .html .htm .svg .css .scss .tex .po .pot .csv .sql .diff .patch .log .xhtml .pod .m4 .tmac")
	programs = set(".go .js .mjs .cjs .ts .tsx .jsx .py .rb .php .java .kt .cs .c .h .cc .cpp .rs .swift .pl .pm .lua .scala .vue .svelte .ex .tmpl .tpl .hbs .ejs .twig")
)

// longestLine is how long a line may be to be taken apart; a longer one was written by a program for programs.
const longestLine = 8 << 10

// textSort is what a text is for.
type textSort byte

const (
	settings textSort = iota
	program
	page
)

// sortOf tells by a name what a text is for.
func sortOf(name string) textSort {
	ext := path.Ext(name)
	base := strings.TrimSuffix(path.Base(name), ext)
	switch ext = strings.ToLower(ext); {
	case pages[ext], strings.ContainsAny(base, "AEIOUY") && base == strings.ToUpper(base) && !strings.HasPrefix(base, "."), strings.ToLower(base) == "copyright": // README, NEWS
		return page
	case programs[ext]:
		return program
	}
	return settings
}

// text looks at the lines of what is no document, or cannot be read as one.
func (g *guarded) text(found *Found) {
	sort := sortOf(g.name)
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
		if why := g.line(line, sort); why != "" {
			g.leak("", n, why)
		} else if strings.HasPrefix(line, "-----BEGIN ") && strings.Contains(line, "PRIVATE KEY") && sort != page && privateKey(string(g.body[start:min(len(g.body), start+longestLooked)])) {
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
func (g *guarded) line(line string, sort textSort) string {
	if strings.Contains(line, LeftOut) || line == NotSet || strings.Contains(line, "[secret ") && ownMaskWithin.MatchString(line) {
		return g.maskedWhy()
	}
	if len(line) > longestLine {
		if one, ok := g.foreign.in(line); ok && one.secret && !g.mentions(one.text) && !g.theirs(one.text) {
			return g.keptWhy("holds a secret of " + g.source.Name)
		}
		return ""
	}
	if comment(line) {
		return ""
	}
	set := assigned(line)
	if sort == settings && set.marked && maskedAnywhere(set.value) && !hasWord(set.name, drawing) {
		return g.maskedWhy()
	}
	if why := g.travels(line, LooksPlain, set.name); why != "" {
		return why
	}
	told := set.marked || strings.Count(line, " ") < mostWords // a sentence may speak of any host
	place := hasWord(set.name, placed) && !strings.Contains(set.name, ".")
	hosts := told && sort == settings && (set.marked || strings.HasSuffix(line, ";") || place)
	for _, word := range strings.FieldsFunc(line, divides) {
		if why := g.word(strings.TrimRight(word, ".:"), set.name, sort, told, hosts); why != "" {
			return why
		}
	}
	if h := hintOf(set.name, ""); sort == settings && h != noHint {
		if v := (Value{Kind: String, Text: set.value}); keepsPromise(h, set.name, v, LookOf(set.value)) == does && !translation(g.item.Key.Name) {
			return g.secretWhy()
		}
	}
	return ""
}

// mostWords is how many spaces a line has at most that is no sentence.
const mostWords = 4

func divides(r rune) bool { return strings.ContainsRune(" \t\"'`,;()<>[]{}=|", r) }

// word says why a word of a line should not be written.
func (g *guarded) word(word, name string, sort textSort, urls, hosts bool) string {
	if len(word) < 8 {
		return ""
	}
	look := LookOf(word)
	switch {
	case look == LooksTestKey, look == LooksLiveKey, sort != page && look.Secret() && (look != LooksCredentials || sort == settings):
		if why := g.travels(word, look, name); why != "" {
			return why
		}
		return g.secretWhy()
	case look == LooksURL && sort != page && urls, look == LooksHost && hosts:
		host := hostOf(word, look)
		if loopback(host) && (sort == program || serves(name)) {
			return ""
		}
		if look == LooksHost && strings.Count(host, ".") < 2 && !strings.Contains(word, ":") && !loopback(host) && !hasWord(name, placed) {
			return "" // a file may be called so
		}
		return g.travels(word, look, name)
	}
	return ""
}

// behind are names of lines that say where a program behind a server listens.
var behind = set("pass server upstream from include")

// serves says that a line tells a server where to listen, or where the program behind it does, or that it is of a list of hosts.
func serves(name string) bool {
	return hasWord(name, receiving) || hasWord(name, behind) || loopback(name)
}

// setting is name = value, name: value, or name value.
type setting struct {
	name, value string
	marked      bool // a mark stands between the two
}

var settingLine = regexp.MustCompile(`^(?:export |set |- )?["']?([A-Za-z_][\w.-]*|127\.[\d.]+|::1)["']?(\s*(?::=|=>|[=:])\s*|\s+)(\S.*)$`)

// assigned takes a setting apart. All of it is empty where a line is none.
func assigned(line string) setting {
	m := settingLine.FindStringSubmatch(strings.TrimRight(line, ",;"))
	if m == nil {
		return setting{}
	}
	one := setting{name: m[1], value: m[3], marked: strings.TrimSpace(m[2]) != ""}
	if n := len(one.value); n > 1 && (one.value[0] == '"' || one.value[0] == '\'') && one.value[n-1] == one.value[0] {
		one.value = one.value[1 : n-1]
	}
	return one
}
