package lockstep

import "strconv"

// Number is a number as sentences write it: 12,345.
func Number(n int) string {
	s := strconv.Itoa(n)
	from := 0
	if n < 0 {
		from = 1
	}
	for i := len(s) - 3; i > from; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is a number of things: 1 item, 12,345 items.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Number(n) + " " + noun + "s"
}

// Size is a number of bytes as sentences write it: 812 bytes, 4.1 KB, 42.1 MB; in steps of 1,000, as file managers count.
func Size(bytes int64) string {
	const step = 1000
	if bytes < step {
		return Count(int(bytes), "byte")
	}
	value, units := float64(bytes)/step, []string{"KB", "MB", "GB", "TB"}
	for value >= step-0.5 && len(units) > 1 {
		value, units = value/step, units[1:]
	}
	digits := 0
	if value < 100 {
		digits = 1
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + units[0]
}
