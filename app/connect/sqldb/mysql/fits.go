package mysql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/lockstep"
)

// trial asks for the values that do not come through a change of type as they are. Without a condition nobody can ask.
type trial struct {
	where    string
	verdict  lockstep.Verdict
	said     saying
	from, to string // what changes, where it is not the type
}

// saying is what is said of one value and of several, of which it tells the number.
type saying struct{ one, many string }

func (s saying) of(n int) string {
	if n == 1 {
		return s.one
	}
	return fmt.Sprintf(s.many, lockstep.Number(n))
}

// The families of types whose values are measured alike.
const (
	wholes   = "whole"
	decimals = "decimal"
	floats   = "float"
	texts    = "text"
	octets   = "binary"
	moments  = "moment"
	others   = "other"
)

var families = map[string]string{
	"tinyint": wholes, "smallint": wholes, "mediumint": wholes, "int": wholes, "bigint": wholes, "year": wholes, "decimal": decimals, "float": floats, "double": floats,
	"char": texts, "varchar": texts, "tinytext": texts, "text": texts, "mediumtext": texts, "longtext": texts,
	"binary": octets, "varbinary": octets, "tinyblob": octets, "blob": octets, "mediumblob": octets, "longblob": octets,
	"date": moments, "datetime": moments, "timestamp": moments, "enum": "enum", "set": "set",
}

func (c column) family() string {
	if f, ok := families[c.base]; ok {
		return f
	}
	return others
}

// room is how much of texts or bytes a column takes at most: in characters for those with a length, otherwise in bytes.
func (c column) room() (n int, characters bool) {
	switch c.base {
	case "char", "varchar", "binary", "varbinary":
		n, _ = strconv.Atoi(append(c.args, "1")[0])
		return n, c.family() == texts
	case "tinytext", "tinyblob":
		return 1<<8 - 1, false
	case "text", "blob":
		return 1<<16 - 1, false
	case "mediumtext", "mediumblob":
		return 1<<24 - 1, false
	}
	return 1<<32 - 1, false
}

// bounds are the least and the greatest number of a whole type, as SQL.
func (c column) bounds() (least, greatest string) {
	bits := map[string]uint{"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}[c.base]
	switch {
	case c.base == "year":
		return "0", "2155"
	case c.unsigned:
		return "0", strconv.FormatUint(1<<bits-1, 10)
	}
	return strconv.FormatInt(-1<<(bits-1), 10), strconv.FormatUint(1<<(bits-1)-1, 10)
}

// digits are those of a decimal, before and after its point.
func (c column) digits() (before, after int) {
	all, _ := strconv.Atoi(append(c.args, "10")[0])
	if len(c.args) > 1 {
		after, _ = strconv.Atoi(c.args[1])
	}
	return all - after, after
}

var (
	notFit   = saying{"1 value there does not fit. Mend it on the target, then plan again", "%s values there do not fit. Mend them on the target, then plan again"}
	rounded  = saying{"1 value there is rounded", "%s values there are rounded"}
	restyled = saying{"1 value there is written in another way", "%s values there are written in another way"}
	lacking  = saying{"1 value there has characters that it lacks. Mend it on the target, then plan again", "%s values there have characters that it lacks. Mend them on the target, then plan again"}
	dayOnly  = saying{"1 value there loses its time of day", "%s values there lose their time of day"}
	fraction = saying{"1 value there loses a fraction of a second", "%s values there lose fractions of a second"}
)

// trials are what to ask of a column that becomes another.
func trials(was, is column) []trial {
	same := was.base == is.base && slices.Equal(was.args, is.args) && was.unsigned == is.unsigned
	var all []trial
	if was.charset != is.charset && is.charset != "" && is.charset != "utf8mb4" && was.charset != "" {
		col := quoted(was.name)
		all = append(all, trial{"CONVERT(CONVERT(" + col + " USING " + is.charset + ") USING utf8mb4) COLLATE utf8mb4_bin <> CONVERT(" + col + " USING utf8mb4)", lockstep.Blocks, lacking, was.charset, is.charset})
	}
	if same {
		return all
	}
	from, to := was.family(), is.family()
	numeric := from == wholes || from == decimals || from == floats
	col := quoted(was.name)
	switch {
	case to == wholes && numeric:
		all = append(all, inBounds(col, is))
		if from != wholes {
			all = append(all, trial{col + " <> ROUND(" + col + ")", lockstep.Loses, rounded, "", ""})
		}
	case to == decimals && numeric:
		before, after := is.digits()
		all = append(all, inDigits(col, before, after), trial{fmt.Sprintf("%s <> ROUND(%s, %d)", col, col, after), lockstep.Loses, rounded, "", ""})
	case (to == wholes || to == decimals) && (from == texts):
		all = append(all, trial{col + ` NOT REGEXP '^ *[-+]?[0-9]+([.][0-9]*)? *$'`, lockstep.Blocks, notFit, "", ""})
		number := "CAST(" + col + " AS DECIMAL(65,30))"
		style := trial{col + ` NOT REGEXP '^(0|-?[1-9][0-9]*)$'`, lockstep.Loses, restyled, "", ""}
		if to == wholes {
			return append(all, inBounds(number, is), style)
		}
		before, after := is.digits()
		style.where = col + ` NOT REGEXP '^-?(0|[1-9][0-9]*)([.][0-9]*)?$' OR ` + number + fmt.Sprintf(" <> ROUND(%s, %d)", number, after)
		all = append(all, inDigits(number, before, after), style)
	case (to == texts || to == octets) && from != others:
		all = append(all, inRoom(was, is)...)
	case to == "enum" && (from == "enum" || from == texts):
		all = append(all, trial{col + " NOT IN (" + strings.Join(is.args, ", ") + ")", lockstep.Blocks, notFit, "", ""})
	case to == "set" && from == "set":
		for _, member := range was.args {
			if !slices.Contains(is.args, member) {
				all = append(all, trial{"FIND_IN_SET(" + member + ", " + col + ") > 0", lockstep.Blocks, notFit, "", ""})
			}
		}
	case to == moments:
		all = append(all, inTime(was, is)...)
	case is.base == "float" && numeric:
		all = append(all, trial{"CAST(CAST(" + col + " AS FLOAT) AS DOUBLE) <> " + col, lockstep.Loses, rounded, "", ""})
	case is.base == "double" && (from == wholes || from == decimals):
		all = append(all, trial{"CAST(CAST(" + col + " AS DOUBLE) AS DECIMAL(65,30)) <> " + col, lockstep.Loses, rounded, "", ""})
	case to == floats && numeric:
	default:
		all = append(all, trial{})
	}
	return all
}

func inBounds(value string, is column) trial {
	least, greatest := is.bounds()
	return trial{value + " NOT BETWEEN " + least + " AND " + greatest, lockstep.Blocks, notFit, "", ""}
}

func inDigits(value string, before, after int) trial {
	return trial{fmt.Sprintf("ABS(ROUND(%s, %d)) >= 1%s", value, after, strings.Repeat("0", before)), lockstep.Blocks, notFit, "", ""}
}

func inRoom(was, is column) []trial {
	had, counted := was.room()
	room, characters := is.room()
	if was.family() == is.family() && counted == characters && had <= room {
		return nil
	}
	length := "LENGTH("
	if characters {
		length = "CHAR_LENGTH("
	}
	value := "CAST(" + quoted(was.name) + " AS CHAR)"
	if was.family() == octets || was.family() == texts {
		value = quoted(was.name)
	}
	return []trial{{fmt.Sprintf("%s%s) > %d", length, value, room), lockstep.Blocks, notFit, "", ""}}
}

func inTime(was, is column) []trial {
	col := quoted(was.name)
	var all []trial
	if was.family() != moments {
		all = append(all, trial{col + " IS NOT NULL AND CAST(" + col + " AS DATETIME) IS NULL", lockstep.Blocks, notFit, "", ""})
		col = "CAST(" + col + " AS DATETIME(6))"
	}
	switch {
	case is.base == "date" && was.base != "date":
		all = append(all, trial{"TIME(" + col + ") <> 0", lockstep.Loses, dayOnly, "", ""})
	case is.base == "timestamp" && was.base != "timestamp":
		all = append(all, trial{col + " NOT BETWEEN '1970-01-01 00:00:01' AND '2038-01-19 03:14:07'", lockstep.Blocks, notFit, "", ""})
	}
	if is.base != "date" {
		digits, _ := strconv.Atoi(append(is.args, "0")[0])
		all = append(all, trial{"MICROSECOND(" + col + ") % 1" + strings.Repeat("0", 6-min(digits, 6)) + " <> 0", lockstep.Loses, fraction, "", ""})
	}
	return all
}
