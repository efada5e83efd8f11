package mysql

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"lockstep/app/connect/sqldb"
)

// mostDigits is how long a number may be that is looked at: no column takes a longer one.
const mostDigits = 400

func (c column) keptNumber(written string) (any, error) {
	if c.family() == floats {
		size := 64
		if c.base == "float" {
			size = 32
		}
		number, err := strconv.ParseFloat(written, size)
		if err != nil {
			return nil, errors.New("cannot hold a number like that")
		}
		return c.floating(number), nil
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(written), "e")
	power, err := strconv.Atoi(cmp.Or(exponent, "0"))
	if err != nil || len(mantissa) > mostDigits || power > mostDigits || power < -mostDigits {
		return nil, errors.New("cannot hold a number like that")
	}
	number, ok := new(big.Rat).SetString(written)
	if !ok {
		return nil, errors.New("cannot hold a number like that")
	}
	if c.family() == decimals {
		return c.keptDecimal(written, number)
	}
	if !number.IsInt() {
		return nil, errors.New("holds whole numbers alone")
	}
	least, greatest := c.bounds()
	if c.base == "bit" {
		size, _ := strconv.Atoi(append(c.args, "1")[0])
		least, greatest = "0", new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(max(size, 1))), big.NewInt(1)).String()
	}
	from, _ := new(big.Int).SetString(least, 10)
	to, _ := new(big.Int).SetString(greatest, 10)
	if number.Num().Cmp(from) < 0 || number.Num().Cmp(to) > 0 {
		return nil, fmt.Errorf("holds numbers from %s to %s alone", least, greatest)
	}
	return json.Number(number.Num().String()), nil
}

// keptDecimal is a number with all digits behind the point that its column has. The server rounds half away from zero.
func (c column) keptDecimal(written string, number *big.Rat) (any, error) {
	before, after := c.digits()
	shown := number.FloatString(after)
	ahead, _, _ := strings.Cut(strings.TrimPrefix(shown, "-"), ".")
	if ahead != "0" && len(ahead) > before || c.unsigned && number.Sign() < 0 {
		return nil, fmt.Errorf("is %s, and cannot hold a number like that", c.kind())
	}
	if strings.Trim(shown, "-0.") == "" {
		shown = strings.TrimPrefix(shown, "-")
	}
	return json.Number(shown), nil
}

func (c column) keptText(text string) (any, error) {
	if c.base == "char" {
		text = strings.TrimRight(text, " ")
	}
	room, counted := c.room()
	length := len(text)
	if counted {
		length = utf8.RuneCountInString(text)
	}
	if length > room && (counted || c.charset == "utf8mb4") {
		return nil, fmt.Errorf("is %s, and the text is longer", c.kind())
	}
	return text, nil
}

func (c column) keptBytes(value string) (any, error) {
	room, _ := c.room()
	if len(value) > room {
		return nil, fmt.Errorf("is %s, and the value is longer", c.kind())
	}
	if c.base == "binary" {
		value += strings.Repeat("\x00", room-len(value))
	}
	return sqldb.TextValue(value), nil
}

// keptMember is a member of an enum as its column writes it.
func (c column) keptMember(text string) (any, error) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, arg := range c.args {
			if m := unquoted(arg); same(m, text) {
				return m, nil
			}
		}
	}
	return nil, errors.New("has no such member")
}

// keptMembers are those of a set in the order of its column.
func (c column) keptMembers(text string) (any, error) {
	chosen := map[string]bool{}
	for one := range strings.SplitSeq(text, ",") {
		if one == "" && text == "" {
			continue
		}
		m, err := c.keptMember(one)
		if err != nil {
			return nil, err
		}
		chosen[m.(string)] = true
	}
	var all []string
	for _, arg := range c.args {
		if m := unquoted(arg); chosen[m] {
			all = append(all, m)
		}
	}
	return strings.Join(all, ","), nil
}

var (
	day       = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	dayTime   = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{0,6}))?$`)
	timeOfDay = regexp.MustCompile(`^(-?[0-9]{2,3}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{0,6}))?$`)
)

// keptTime is a date or a time in the form that the server shows it in, where it has one that can only mean this.
func (c column) keptTime(text string) string {
	digits, _ := strconv.Atoi(append(c.args, "0")[0])
	fraction := func(given string) string {
		if digits == 0 {
			return ""
		}
		return "." + (given + "000000")[:min(digits, 6)]
	}
	switch c.base {
	case "date":
		if m := dayTime.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	case "time":
		if m := timeOfDay.FindStringSubmatch(text); m != nil {
			return m[1] + fraction(m[2])
		}
	default:
		if day.MatchString(text) {
			return text + " 00:00:00" + fraction("")
		}
		if m := dayTime.FindStringSubmatch(text); m != nil {
			return m[1] + " " + m[2] + fraction(m[3])
		}
	}
	return text
}
