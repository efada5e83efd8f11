package pocketbase

import (
	"regexp"
	"slices"
	"strings"
)

// word finds the parts of a query: comments and texts, names in any quotes, words, and single characters.
var word = regexp.MustCompile("(?s)--[^\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\\[[^\\]]*\\]|\\w+|\\S")

// words are the parts of a query without comments and texts; names stand without their quotes.
func words(query string) []string {
	var all []string
	for _, w := range word.FindAllString(query, -1) {
		switch {
		case strings.HasPrefix(w, "--"), strings.HasPrefix(w, "/*"), w[0] == '\'':
			continue
		case len(w) > 1 && strings.ContainsRune("\"`[", rune(w[0])):
			w = w[1 : len(w)-1]
		}
		all = append(all, w)
	}
	return all
}

// tablesOf are the tables and views that a query reads: what stands behind FROM and JOIN, and behind a comma among those.
func tablesOf(query string) []string {
	var names []string
	var list []bool // of each bracket that is open: whether a list of tables is going on in it
	from, next := false, false
	for _, w := range words(query) {
		switch strings.ToUpper(w) {
		case "FROM", "JOIN":
			from, next = true, true
		case "(":
			list = append(list, from)
			from = next // brackets around tables, or a query that begins anew
		case ")":
			if len(list) > 0 {
				from, list = list[len(list)-1], list[:len(list)-1]
			}
			next = false
		case ",":
			next = from
		case "SELECT", "WHERE", "GROUP", "ORDER", "ON", "USING", "UNION", "EXCEPT", "INTERSECT", "LIMIT", "HAVING", "WINDOW":
			from, next = false, false
		default:
			if next {
				names = append(names, w)
			}
			next = false
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mentions says that a query has a word that is a name.
func mentions(query, name string) bool {
	return slices.ContainsFunc(words(query), func(w string) bool { return strings.EqualFold(w, name) })
}
