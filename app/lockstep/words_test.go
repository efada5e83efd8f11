package lockstep_test

import (
	"testing"

	"lockstep/app/lockstep"
)

func TestNumbersHaveTheirThousandsApart(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 12345: "12,345", 1234567: "1,234,567", -1: "-1", -999: "-999", -1000: "-1,000"} {
		if got := lockstep.Number(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 items", 1: "1 item", 10000: "10,000 items"} {
		if got := lockstep.Count(n, "item"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
