package postgres

import (
	"fmt"
	"math"
	"strings"
)

// numbering is how a sequence counts, each option by the words that set it.
type numbering struct {
	words []string
	value map[string]string
}

// usual is how the sequence of an identity column counts where nothing is said.
func usual(table, column, typ, increment string) numbering {
	most := map[string]int64{"smallint": math.MaxInt16, "integer": math.MaxInt32}[typ]
	if most == 0 {
		most = math.MaxInt64
	}
	least, start := int64(1), int64(1)
	if strings.HasPrefix(increment, "-") {
		least, most, start = -most-1, -1, -1
	}
	return numbering{[]string{"INCREMENT BY", "MINVALUE", "MAXVALUE", "START WITH", "CACHE", "CYCLE", "SEQUENCE NAME"}, map[string]string{
		"INCREMENT BY": "1", "MINVALUE": fmt.Sprint(least), "MAXVALUE": fmt.Sprint(most), "START WITH": fmt.Sprint(start),
		"CACHE": "1", "CYCLE": "NO CYCLE", "SEQUENCE NAME": table + "_" + column + "_seq",
	}}
}

// options are what is said of an identity's sequence because it is not usual.
func (s sequence) options(rel relation, c attribute) string {
	is := map[string]string{
		"INCREMENT BY": fmt.Sprint(s.Increment), "MINVALUE": fmt.Sprint(s.Min), "MAXVALUE": fmt.Sprint(s.Max), "START WITH": fmt.Sprint(s.Start),
		"CACHE": fmt.Sprint(s.Cache), "CYCLE": "NO CYCLE", "SEQUENCE NAME": s.Name,
	}
	if s.Cycle {
		is["CYCLE"] = "CYCLE"
	}
	as := usual(rel.Name, c.Name, c.Type, is["INCREMENT BY"])
	var said []string
	for _, word := range as.words {
		switch value := is[word]; {
		case value == as.value[word]:
		case word == "SEQUENCE NAME":
			said = append(said, word+" "+qualified(s.Schema, s.Name))
		case word == "CYCLE":
			said = append(said, value)
		default:
			said = append(said, word+" "+value)
		}
	}
	if len(said) == 0 {
		return ""
	}
	return " (" + strings.Join(said, " ") + ")"
}

// numberingOf reads the options of an identity column, usual ones included.
func numberingOf(table string, c column) numbering {
	said := map[string]string{}
	at := cursor{text: c.options, rest: dialect.Tokens(c.options)}
	for len(at.rest) > 0 {
		switch {
		case at.next("CYCLE"):
			said["CYCLE"] = "CYCLE"
		case at.next("MINVALUE"):
			said["MINVALUE"] = at.number()
		case at.next("MAXVALUE"):
			said["MAXVALUE"] = at.number()
		case at.next("CACHE"):
			said["CACHE"] = at.number()
		case at.next("INCREMENT", "BY"):
			said["INCREMENT BY"] = at.number()
		case at.next("START", "WITH"):
			said["START WITH"] = at.number()
		case at.next("SEQUENCE", "NAME"):
			said["SEQUENCE NAME"] = at.last()
		default:
			at.rest = at.rest[1:]
		}
	}
	as := usual(table, c.name, c.typ, said["INCREMENT BY"])
	for word, value := range said {
		as.value[word] = value
	}
	return as
}

// onward is the statement that moves the sequence on that numbers a column, but never back; "" where there is none.
func (o *object) onward(c column) string {
	sequence := o.owned()[c.name]
	if c.identity != "" {
		sequence = qualified(o.schema, numberingOf(o.table.name, c).value["SEQUENCE NAME"])
	}
	if sequence == "" || c.category() != asInteger {
		return ""
	}
	const move = `SELECT setval(%[1]s, m) FROM (SELECT max(%[2]s) AS m FROM %[3]s) x, %[4]s s, pg_sequence q
		WHERE q.seqrelid = %[1]s::regclass AND q.seqincrement > 0 AND m BETWEEN q.seqmin AND q.seqmax AND (m > s.last_value OR m = s.last_value AND NOT s.is_called)`
	return fmt.Sprintf(move, literal(sequence), quote(c.name), o.ref, sequence)
}
