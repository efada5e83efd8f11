package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// what happens on a day of the project.
type what int

const (
	noticed  what = iota // a snapshot by hand, of what somebody changed outside or not
	edited               // a run that edits the model
	promoted             // a run from the environment before
	restored             // a run that brings an older snapshot back
	reversed             // a run that rolls back the one before it
)

// event is one thing that happens to an environment.
type event struct {
	what what
	at   int // the environment's place in the pipeline
	size int // how many items are changed; 0 for few
}

// takes says how many snapshots an event leaves on an environment.
func (e event) takes(environment int) int {
	switch {
	case e.what == promoted && environment == e.at-1:
		return 1
	case e.at != environment:
		return 0
	case e.what == noticed:
		return 1
	}
	return 2
}

// story is what happens, so that each environment ends with exactly its number of snapshots.
func story(o Options, r *rand.Rand) ([]event, error) {
	left := make([]int, o.Environments)
	for i := range left {
		left[i] = o.Snapshots / o.Environments
	}
	if o.One > 0 {
		left[len(left)-1] = o.One
	}
	end := ending(o)
	for _, e := range end {
		for i := range left {
			left[i] -= e.takes(i)
		}
	}
	if slices.Min(left) < 0 {
		return nil, fmt.Errorf("%d snapshots are too few for %d environments", o.Snapshots, o.Environments)
	}
	var all []event
	for {
		total := 0
		for _, n := range left {
			total += n
		}
		if total == 0 {
			return append(all, end...), nil
		}
		pick, at := r.IntN(total), 0
		for pick >= left[at] {
			pick -= left[at]
			at++
		}
		e := event{what: kindOf(at, r), at: at}
		if e.what == reversed && (len(all) == 0 || all[len(all)-1].at != at || all[len(all)-1].what != promoted) {
			e.what = promoted
		}
		if e.what == promoted && (at == 0 || left[at-1] < 1) {
			e.what = restored
		}
		if left[at] < 2 {
			e.what = noticed
		}
		for i := range left {
			left[i] -= e.takes(i)
		}
		all = append(all, e)
	}
}

func kindOf(environment int, r *rand.Rand) what {
	if environment == 0 {
		if r.IntN(3) == 0 {
			return edited
		}
		return noticed
	}
	return []what{promoted, promoted, promoted, promoted, promoted, noticed, noticed, restored, reversed, reversed}[r.IntN(10)]
}

// ending is how the year ends: releases on their way, so that each environment is behind the one before it.
func ending(o Options) []event {
	var all []event
	for stop := o.Environments - 2; stop >= 0; stop-- {
		all = append(all, event{what: noticed, at: 0, size: max(3, o.Items/(12+8*stop))})
		for at := 1; at <= stop; at++ {
			all = append(all, event{what: promoted, at: at, size: o.Items})
		}
	}
	return all
}

// times gives that many moments of the year before until, in order, in working hours; the last one is within the hour.
func times(until time.Time, count int, r *rand.Rand) []time.Time {
	all := make([]time.Time, count)
	for i := range all {
		day := until.Truncate(24*time.Hour).AddDate(0, 0, -r.IntN(365))
		all[i] = day.Add(7*time.Hour + time.Duration(r.Int64N(int64(11*time.Hour)))).Truncate(time.Second)
		if !all[i].Before(until) {
			all[i] = all[i].AddDate(0, 0, -1)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	all[count-1] = until.Add(-20 * time.Minute).Truncate(time.Second)
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// people are who does things, as name@computer.
var people = []string{"release@build", "dev@studio", "ops@desk", "support@counter"}

var notes = []string{
	"Before the release", "New tax rules", "After the price change", "Before the migration", "As handed over",
	"Checkout reworked", "Before the sale", "Shipping zones split", "Known good", "Before the audit",
}

// note is a note now and then; a large change always has one.
func note(e event, number int, r *rand.Rand) string {
	if e.size > 0 {
		return fmt.Sprintf("Release %d is ready", number)
	}
	if r.IntN(5) > 0 {
		return ""
	}
	return fmt.Sprintf("%s, week %d", notes[r.IntN(len(notes))], 1+number%52)
}
