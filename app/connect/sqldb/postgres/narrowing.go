package postgres

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

var sized = regexp.MustCompile(`^(character varying|character|numeric)\((\d+)(?:,(-?\d+))?\)$`)

var ranges = map[string]string{"smallint": "-32768 AND 32767", "integer": "-2147483648 AND 2147483647", "bigint": "-9223372036854775808 AND 9223372036854775807"}

// narrowed counts the values that do not fit another type, and those that it changes.
func (n *counting) narrowed(was, is *object, c, later column) error {
	name, fits := quote(c.name), ""
	numeric := slices.Contains(families[0], base(c.typ))
	switch size := sized.FindStringSubmatch(later.typ); {
	case size != nil && size[1] != "numeric":
		fits = fmt.Sprintf("char_length(rtrim(%s::text)) <= %s", name, size[2])
	case size != nil && numeric:
		whole, _ := strconv.Atoi(size[2])
		scale, _ := strconv.Atoi(size[3])
		fits = fmt.Sprintf("abs(round(%s::numeric, %d)) < 10::numeric ^ %d", name, scale, whole-scale)
	case ranges[later.typ] != "" && numeric:
		fits = fmt.Sprintf("round(%s::numeric) BETWEEN %s", name, ranges[later.typ])
	}
	if fits != "" {
		rows, err := n.count("SELECT count(*) FROM %s WHERE NOT (%s)", was.ref, fits)
		if err != nil {
			return err
		}
		if rows > 0 {
			n.say(was.key, c.name, lockstep.Blocks, "%s of %s becomes %s, and %s whose value does not fit. Change those first.", c.name, was.key.Name, later.typ, are(rows))
			return nil
		}
	}
	if n.made(base(later.typ)) {
		return nil // which has its former labels, or checks, by now
	}
	rows, err := n.count("SELECT count(*) FROM %s WHERE %s", was.ref, n.alters(c, later))
	if err != nil || rows <= 0 {
		return err
	}
	n.say(was.key, c.name, lockstep.Loses, "%s of %s becomes %s, which changes the value in %s.", c.name, was.key.Name, later.typ, lockstep.Count(rows, "row"))
	return n.saveableIn(was, is, c, " WHERE "+n.rewrites(c, later), rows)
}

// alters is the condition by which a value is another one once it has gone to another type, and back. A number is the same with more
// zeros behind its point; of all else each sign counts, which can be asked of every type.
func (p *planning) alters(c, later column) string {
	if c.category() == asNumeric {
		return p.returned(c, later) + " IS DISTINCT FROM " + quote(c.name)
	}
	return p.rewrites(c, later)
}

// rewrites is the condition by which it is written otherwise then.
func (p *planning) rewrites(c, later column) string {
	return "(" + p.returned(c, later) + ")::text IS DISTINCT FROM " + quote(c.name) + "::text"
}

// returned is a value that has gone to another type, and back.
func (p *planning) returned(c, later column) string {
	return p.cast(p.cast(quote(c.name), c, later), later, c)
}

// labels counts the rows with a value that an enum loses.
func (n *counting) labels() error {
	for column := range n.retyped {
		table := n.was(column.item)
		if table == nil || table.table == nil {
			continue
		}
		typ := table.table.column(column.name).typ
		for k := range n.anew {
			was, is := n.was(k), n.is(k)
			if was == nil || is == nil || !was.enum() || !is.enum() || strings.TrimSuffix(typ, "[]") != was.ref {
				continue
			}
			gone := slices.DeleteFunc(labels(was.head), func(l string) bool { return slices.Contains(labels(is.head), l) })
			for _, label := range gone {
				rows, err := n.count("SELECT count(*) FROM %s WHERE %s = ANY (%s)", table.ref, label, elements(column.name, typ))
				if err != nil {
					return err
				}
				if rows > 0 {
					n.say(k, "", lockstep.Blocks, "%s loses the value %s, and %s of %s where %s has it. Change those first.", k.Name, label, are(rows), column.item.Name, column.name)
				}
			}
		}
	}
	return nil
}

// elements are the values of a column as an array of texts.
func elements(column, typ string) string {
	if strings.HasSuffix(typ, "[]") {
		return quote(column) + "::text[]"
	}
	return "ARRAY[" + quote(column) + "::text]"
}
