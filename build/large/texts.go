package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// chance is a stream of random numbers that belongs to what it is named after, whatever else is made before it.
func chance(seed uint64, about ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, about...)
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

var words = strings.Fields(`account address amount archive article balance banner basket batch billing branch budget
	campaign cancel carrier catalog category channel charge checkout city claim client code colour comment company
	confirm contact content country coupon credit currency customer daily deadline delivery deposit discount document
	duration email entry export feature feed field filter fulfil gift group header holiday image import index invoice
	label language layout ledger limit locale manual margin market member merge message method minimum monthly
	newsletter notice number offer option order origin outlet package parcel partner payment period picture plan policy
	postage price priority product profile promotion purchase quantity queue rate reason rebate receipt record refund
	region reminder report request return review reward route rule schedule season segment series session shelf shipping
	status stock store subscription summary supplier surcharge table target tax team template terms total track transfer
	update value variant vendor voucher warehouse warranty weekly weight window zone`)

func word(r *rand.Rand) string { return words[r.IntN(len(words))] }

func name(r *rand.Rand) string { return word(r) + "_" + word(r) }

func sentence(r *rand.Rand) string {
	said := make([]string, 6+r.IntN(9))
	for i := range said {
		said[i] = word(r)
	}
	text := strings.Join(said, " ")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// value is a value as JSON and YAML both write it.
func value(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return fmt.Sprint(r.IntN(2) == 0)
	case 1:
		return fmt.Sprint(r.IntN(9000))
	case 2:
		return fmt.Sprintf("%d.%02d", r.IntN(400), r.IntN(100))
	case 3:
		return fmt.Sprintf(`["%s", "%s", "%s"]`, word(r), word(r), word(r))
	}
	return fmt.Sprintf("%q", word(r)+" "+word(r))
}

// form is how files of one ending are written: lines between a head and a tail.
type form struct {
	head, tail string
	between    string // what parts two lines
	line       func(r *rand.Rand, id uint64) string
}

// forms by the ending of a file. A line's id keeps names apart within a file.
var forms = map[string]form{
	".json": {"{\n", "\n}\n", ",\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("  \"%s_%x\": %s", name(r), id&0xffff, value(r))
	}},
	".yaml": {"# read at start\n", "\n", "\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("%s_%x: %s", name(r), id&0xffff, value(r))
	}},
	".conf": {"server {\n", "\n}\n", "\n", func(r *rand.Rand, id uint64) string {
		if r.IntN(4) == 0 {
			return fmt.Sprintf("  location /%s/%s { proxy_pass http://127.0.0.1:%d; }", word(r), word(r), 3000+r.IntN(6000))
		}
		return fmt.Sprintf("  proxy_set_header X-%s-%x %q;", strings.ToUpper(word(r)), id&0xfff, word(r))
	}},
	".html": {"<!doctype html>\n<main>\n", "\n</main>\n", "\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("  <p class=\"%s\">%s {{ %s }}</p>", word(r), sentence(r), name(r))
	}},
	".js": {"export default async function (record, context) {\n", "\n  return record\n}\n", "\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("  if (record.%s > %d) record.%s = context.%s(record.%s)", name(r), r.IntN(500), name(r), word(r), name(r))
	}},
	".sql": {"select\n", "\nfrom orders\n", ",\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("  sum(%s) filter (where %s > %d) as %s_%x", name(r), name(r), r.IntN(900), name(r), id&0xfff)
	}},
	".md": {"", "\n", "\n\n", func(r *rand.Rand, id uint64) string {
		return sentence(r) + " " + sentence(r) + " " + sentence(r)
	}},
	".env": {"", "\n", "\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("%s_%X=%s", strings.ToUpper(name(r)), id&0xfff, word(r))
	}},
	".sh": {"#!/bin/sh\nset -eu\n", "\n", "\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("echo %q # %s", sentence(r), name(r))
	}},
	".csv": {"article;name;price;tax;stock;supplier\n", "\n", "\n", func(r *rand.Rand, id uint64) string {
		return fmt.Sprintf("A-%06d;%s %s;%d.%02d;%d;%d;%s", id%1000000, word(r), word(r), r.IntN(900), r.IntN(100), 7+12*r.IntN(2), r.IntN(5000), word(r))
	}},
}

// text writes a file of a number of lines as it is after some edits, each of which touches so many lines.
func (f form) text(seed uint64, path string, lines int, edits []edit) []byte {
	type line struct {
		id   uint64
		text string
	}
	r := chance(seed, path)
	write := func(r *rand.Rand, id uint64) line { return line{id, f.line(r, id)} }
	all := make([]line, lines)
	for i := range all {
		all[i] = write(r, uint64(i))
	}
	for _, e := range edits {
		r := chance(seed, path, uint64(e.id))
		for range max(1, e.lines) {
			at := r.IntN(len(all))
			switch {
			case e.lines == 0 && r.IntN(4) == 0: // a small edit also adds a line now and then
				all = append(all[:at+1], all[at:]...)
				all[at] = write(r, r.Uint64())
			case e.lines == 0 && r.IntN(8) == 0 && len(all) > 8:
				all = append(all[:at], all[at+1:]...)
			default:
				all[at] = write(r, all[at].id)
			}
		}
	}
	var b strings.Builder
	b.WriteString(f.head)
	for i, l := range all {
		if i > 0 {
			b.WriteString(f.between)
		}
		b.WriteString(l.text)
	}
	b.WriteString(f.tail)
	return []byte(b.String())
}

// picture writes bytes that are no text.
func picture(seed uint64, path string, size int, edits []edit) []byte {
	r := chance(seed, path, fmt.Sprint(edits))
	content := append(make([]byte, 0, size+8), "\x89PNG\r\n\x1a\n\x00\x00"...)
	for len(content) < size {
		content = append(content, byte(r.Uint32()))
	}
	return content
}
