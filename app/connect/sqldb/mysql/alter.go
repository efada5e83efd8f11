package mysql

import (
	"slices"
	"strings"
)

// alteration is what takes a table to another one of its name.
type alteration struct {
	unpartition bool     // it is not partitioned any more
	clauses     []string // of one ALTER TABLE
	late        []string // of one that follows: foreign keys whose name the first one frees, or whose columns it changes
	partition   string   // how it is partitioned at last
	copies      bool     // the table is copied, where the server would change nothing otherwise
}

// alter compares two tables. Foreign keys that release names are dropped and made again, since a column of theirs changes.
func alter(from, to table, release map[string]bool) alteration {
	var a alteration
	a.unpartition = from.partition != "" && to.partition == ""
	if to.partition != from.partition {
		a.partition = to.partition
	}
	dropped := map[string]bool{}
	for _, p := range from.of(foreign) {
		if !to.has(p) || release[p.name] {
			a.clauses = append(a.clauses, "DROP FOREIGN KEY "+quoted(p.name))
			dropped[strings.ToLower(p.name)] = true
		}
	}
	drops, adds := parts(from, to)
	a.clauses = append(a.clauses, drops...)
	a.clauses = append(a.clauses, columns(from, to)...)
	a.clauses = append(a.clauses, adds...)
	a.clauses = append(a.clauses, options(from, to)...)
	for _, p := range to.of(foreign) {
		switch {
		case from.has(p) && !release[p.name]:
		case dropped[strings.ToLower(p.name)], p.refers.table == to.name: // a table is checked with itself as it was
			a.late = append(a.late, "ADD "+p.text)
		default:
			a.clauses = append(a.clauses, "ADD "+p.text)
		}
	}
	return a
}

// statements are an alteration's, in order. One alone is whole or not at all.
func (a alteration) statements(name string) []string {
	alter := "ALTER TABLE " + quoted(name)
	var all []string
	if a.unpartition {
		all = append(all, alter+" REMOVE PARTITIONING")
	}
	for _, clauses := range [][]string{a.clauses, a.late} {
		if len(clauses) > 0 {
			if a.copies {
				clauses = append([]string{"ALGORITHM=COPY"}, clauses...)
			}
			all = append(all, alter+"\n  "+strings.Join(clauses, ",\n  "))
		}
	}
	if a.partition != "" {
		all = append(all, alter+"\n"+a.partition)
	}
	return all
}

// parts are the clauses for keys and checks. The server keeps those of a class in the order in which they were made, so that
// from the first one on that differs all of a class are made again. For those that stay the same it does nothing.
func parts(from, to table) (drops, adds []string) {
	for _, class := range []string{primary, unique, plainKey, fulltext, check, period} {
		before, after := from.of(class), to.of(class)
		same := 0
		for rest := before; same < len(after); same++ {
			i := slices.IndexFunc(rest, func(p part) bool { return p.text == after[same].text })
			if i < 0 {
				break
			}
			rest = rest[i+1:]
		}
		kept := map[string]bool{}
		for _, p := range after[:same] {
			kept[p.text] = true
		}
		for _, p := range before {
			if !kept[p.text] {
				drops = append(drops, p.drop())
			}
		}
		for _, p := range after[same:] {
			adds = append(adds, "ADD "+p.text)
		}
	}
	return drops, adds
}

func (p part) drop() string {
	switch p.class {
	case primary:
		return "DROP PRIMARY KEY"
	case check:
		return "DROP CONSTRAINT " + quoted(p.name)
	case period:
		return "DROP PERIOD FOR " + quoted(p.name)
	}
	return "DROP KEY " + quoted(p.name)
}

// columns are the clauses for columns: as few of those that stay move as the order allows.
func columns(from, to table) []string {
	var clauses []string
	stays := func(c column) bool {
		other, ok := to.column(c.name)
		return ok && !c.remade(other)
	}
	var kept []string // names of from that stay, in its order
	for _, c := range from.columns {
		if stays(c) {
			kept = append(kept, strings.ToLower(c.name))
		} else {
			clauses = append(clauses, "DROP COLUMN "+quoted(c.name))
		}
	}
	var order []int // where to's columns that stay were among those
	for _, c := range to.columns {
		if i := slices.Index(kept, strings.ToLower(c.name)); i >= 0 {
			order = append(order, i)
		}
	}
	unmoved := rising(order)
	recoded := recodes(from, to)
	place := "FIRST"
	for _, c := range to.columns {
		i := slices.Index(kept, strings.ToLower(c.name))
		was, _ := from.column(c.name)
		definition := quoted(c.name) + " " + c.text
		switch {
		case i < 0:
			clauses = append(clauses, "ADD COLUMN "+definition+" "+place)
		case !unmoved[i]:
			clauses = append(clauses, change(was, c)+definition+" "+place)
		case was.text != c.text || was.name != c.name || recoded && c.stringly():
			clauses = append(clauses, change(was, c)+definition)
		}
		place = "AFTER " + quoted(c.name)
	}
	return clauses
}

// change is the beginning of the clause that changes a column, whose name may be written in another case.
func change(was, is column) string {
	if was.name != is.name {
		return "CHANGE COLUMN " + quoted(was.name) + " "
	}
	return "MODIFY COLUMN "
}

// recodes says that a column without a character set of its own has another one.
func recodes(from, to table) bool {
	return from.option("DEFAULT CHARSET") != to.option("DEFAULT CHARSET") || from.option("COLLATE") != to.option("COLLATE")
}

// rising is the longest rising selection of different numbers.
func rising(numbers []int) map[int]bool {
	best := make([]int, len(numbers))   // the length of the longest one that ends here
	before := make([]int, len(numbers)) // what comes before it there, or -1
	last := -1
	for i, n := range numbers {
		best[i], before[i] = 1, -1
		for j := range i {
			if numbers[j] < n && best[j] >= best[i] {
				best[i], before[i] = best[j]+1, j
			}
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	chosen := map[int]bool{}
	for i := last; i >= 0; i = before[i] {
		chosen[numbers[i]] = true
	}
	return chosen
}

// options are the clauses for a table's options. One that is not said any more goes back to what counts without it.
func options(from, to table) []string {
	var clauses []string
	if recodes(from, to) {
		clauses = append(clauses, "DEFAULT CHARSET="+to.option("DEFAULT CHARSET"))
		if collate := to.option("COLLATE"); collate != "" {
			clauses[0] += " COLLATE=" + collate
		}
	}
	for _, o := range to.options {
		if o.name != "DEFAULT CHARSET" && o.name != "COLLATE" && from.option(o.name) != o.value {
			clauses = append(clauses, o.name+"="+o.value)
		}
	}
	for _, o := range from.options {
		if o.name != "DEFAULT CHARSET" && o.name != "COLLATE" && to.option(o.name) == "" {
			clauses = append(clauses, o.name+"="+unset(o.name))
		}
	}
	return clauses
}

// unset is the value that an option has where it is not said.
func unset(name string) string {
	switch strings.ToUpper(name) {
	case "COMMENT", "CONNECTION":
		return "''"
	case "KEY_BLOCK_SIZE", "AVG_ROW_LENGTH", "MIN_ROWS", "MAX_ROWS", "CHECKSUM", "DELAY_KEY_WRITE":
		return "0"
	}
	return "DEFAULT"
}
