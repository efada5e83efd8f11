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

func TestSizesAreWrittenAsFileManagersDo(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 KB", 4096: "4.1 KB", 123456: "123 KB", 999_600: "1.0 MB", 5_000_000_000_000_000: "5000 TB"} {
		if got := lockstep.Size(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestWhatIsWrittenTakesWholeBlocks(t *testing.T) {
	sizes := make([]int64, 1000)
	for i := range sizes {
		sizes[i] = 10
	}
	for block, want := range map[int64]int64{0: 10_000 + 64<<10, 4096: 4096*1000 + 4096*1000/16} {
		if got := (lockstep.Room{Block: block}).Take(sizes); got != want {
			t.Errorf("in blocks of %d: %d, want %d", block, got, want)
		}
	}
}
