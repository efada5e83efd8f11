package lockstep_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
)

func TestRetention(t *testing.T) {
	zone := time.FixedZone("here", 2*60*60)
	taken := []string{ // the oldest first
		"2025-12-29T10:00:00Z", "2026-01-04T10:00:00Z", "2026-01-05T10:00:00Z", "2026-01-31T23:30:00Z", "2026-02-01T10:00:00Z", "2026-02-02T09:00:00Z", "2026-02-02T10:00:00Z",
	}
	var snapshots []lockstep.Snapshot
	for i, at := range taken {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		snapshots = append(snapshots, lockstep.Snapshot{ID: lockstep.DigestOf([]byte(at)), Number: i + 1, TakenAt: when})
	}
	snapshots[1].Pinned = true
	snapshots[2].Note = "before the move"
	for name, c := range map[string]struct {
		keep lockstep.Retention
		want string
	}{
		"everything": {lockstep.Retention{}, "7 6 5 4 3 2 1"},
		"the last":   {lockstep.Retention{Last: 3}, "7 6 5 3 2"},
		"days":       {lockstep.Retention{Daily: 2}, "7 5 3 2"},
		"weeks":      {lockstep.Retention{Weekly: 4}, "7 5 3 2"},
		"months":     {lockstep.Retention{Monthly: 9}, "7 3 2 1"},
		"together":   {lockstep.Retention{Last: 2, Weekly: 1, Monthly: 2}, "7 6 3 2"},
	} {
		t.Run(name, func(t *testing.T) {
			decided := c.keep.Decide(snapshots, nil, zone)
			var kept []string
			for _, d := range decided {
				if d.Keep {
					kept = append(kept, fmt.Sprint(d.Number))
				}
				if len(d.Why) == 0 {
					t.Errorf("snapshot %d: nothing says why", d.Number)
				}
			}
			if got := strings.Join(kept, " "); got != c.want {
				t.Errorf("kept %s, want %s", got, c.want)
			}
		})
	}
}

// A clock may have been set back: the newest is the one of the highest number, as ENV@latest is.
func TestRetentionKeepsTheLatestWhateverClocksSay(t *testing.T) {
	at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	first := lockstep.Snapshot{ID: lockstep.DigestOf([]byte("1")), Number: 1, TakenAt: at}
	second := lockstep.Snapshot{ID: lockstep.DigestOf([]byte("2")), Number: 2, TakenAt: at.Add(-time.Hour)}
	for _, d := range (lockstep.Retention{Last: 1}).Decide([]lockstep.Snapshot{second, first}, nil, time.UTC) {
		if d.Number == 2 && (!d.Keep || d.Why[0] != "is the newest") {
			t.Errorf("the latest: %+v", d)
		}
	}
}

// A clock that went back and forth takes no day's turn from another one.
func TestRetentionCountsADayOnce(t *testing.T) {
	day := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	var all []lockstep.Snapshot
	for i, back := range []int{3, 0, 1, 0, 1, 0} { // days, in the order in which they were taken
		all = append(all, lockstep.Snapshot{ID: lockstep.DigestOf([]byte{byte(i)}), Number: i + 1, TakenAt: day.AddDate(0, 0, -back)})
	}
	var kept []int
	for i, d := range (lockstep.Retention{Daily: 3}).Decide(all, nil, time.UTC) {
		if d.Number != len(all)-i {
			t.Errorf("%d is in the place of %d", d.Number, len(all)-i)
		}
		if d.Keep {
			kept = append(kept, d.Number)
		}
	}
	if diff := cmp.Diff([]int{6, 5, 1}, kept); diff != "" {
		t.Error(diff)
	}
}

func TestRetentionSaysEachReason(t *testing.T) {
	at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	one := lockstep.Snapshot{ID: lockstep.DigestOf([]byte("1")), Number: 2, TakenAt: at, Pinned: true, Note: "x"}
	older := lockstep.Snapshot{ID: lockstep.DigestOf([]byte("2")), Number: 1, TakenAt: at.Add(-time.Hour)}
	imported := lockstep.Snapshot{ID: lockstep.DigestOf([]byte("3")), Number: 3, TakenAt: at.Add(time.Hour), Imported: true}
	keep := lockstep.Retention{Daily: 1}
	got := keep.Decide([]lockstep.Snapshot{older, one, imported}, map[lockstep.Digest][]string{one.ID: {"is what run 4 can be rolled back to"}}, time.UTC)
	want := []lockstep.Retained{
		{Snapshot: imported, Keep: true, Why: []string{"is the newest of 2026-11-26"}},
		{Snapshot: one, Keep: true, Why: []string{"is what run 4 can be rolled back to", "is pinned", "has a note", "is the newest"}},
		{Snapshot: older, Why: []string{"no rule keeps it"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
