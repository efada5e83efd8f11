#!/usr/bin/env bash
# demo.sh LOCKSTEP does the main job on a fresh sample project and checks every byte: Development to QA to Live,
# compare, roll back, export, import and restore on a second computer's catalog, verify. It ends with 0 only if all held.
set -euo pipefail
lockstep=$(cd "$(dirname "${1:?the program to use}")" && pwd)/$(basename "$1")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shop=$work/shop
export LOCKSTEP_HOME=$work/catalog
export LOCKSTEP_KEYCHAIN=off # a catalog that is thrown away leaves nothing in anybody's keychain

title() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || title() { printf '\n== %s\n' "$*"; }

fail() {
	printf '\nIt did not hold: %s\n' "$*" >&2
	exit 1
}

# lockstep_exits CODE ARGS... shows the command, runs it, and wants that exit code.
lockstep_exits() {
	local want=$1 got=0
	shift
	printf '\n$ lockstep'
	local word
	for word in "${@//"$work"/…}"; do
		case $word in
		*' '*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$lockstep" "$@" 2>&1 | sed "s#$work#…#g" || got=${PIPESTATUS[0]}
	[ "$got" = "$want" ] || fail "lockstep $1 ended with $got, not with $want"
}

holds() {
	local what=$1
	shift
	"$@" >"$work/why" 2>&1 || { cat "$work/why" >&2; fail "$what"; }
	printf '  ✓ %s\n' "$what"
}

# Names, sizes, permissions and content of everything below a folder.
same() { diff -r -x .lockstep-run "$1" "$2" && diff <(listing "$1") <(listing "$2"); }
listing() { (cd "$1" && find . ! -name .lockstep-run -exec ls -ld {} + | awk '{ print $1, $NF }' | sort -k 2); }
lacks() { ! grep -q "$1" "$2"; }

title 'A fresh sample project: one shop at three stages, each a folder'
lockstep_exits 0 sample "$shop"
lockstep_exits 0 status
cp -Rp "$shop/qa" "$work/qa-before"
cp -Rp "$shop/live" "$work/live-before"

title 'What is on the way from Development to QA?'
lockstep_exits 0 compare QA Development
lockstep_exits 3 compare QA Development --stat --exit-code

title 'Promote Development to QA. Development has an object that is not valid, so nothing happens'
lockstep_exits 4 promote Development QA
holds 'QA is untouched' same "$work/qa-before" "$shop/qa"

title 'Leave that object out, and the settings that belong to QA. One field would be lost: still nothing happens'
leave_out=(--except object/stock_counts --except file/.env)
lockstep_exits 4 promote Development QA "${leave_out[@]}"
holds 'QA is untouched' same "$work/qa-before" "$shop/qa"

title 'Accept that one loss. Now it runs, after a snapshot of QA'
lockstep_exits 0 promote Development QA "${leave_out[@]}" --accept-loss=object/products -m 'Gift cards'
holds 'every file of Development is on QA' diff -r -x .lockstep-run -x .env -x model.json "$shop/development" "$shop/qa"
holds 'QA kept its own .env' cmp "$work/qa-before/.env" "$shop/qa/.env"
holds 'QA has the new object' grep -q '"gift_cards"' "$shop/qa/model.json"
holds 'QA has not the object that was left out' lacks '"stock_counts"' "$shop/qa/model.json"
holds 'QA has lost the field that was to go' lacks '"legacy_code"' "$shop/qa/model.json"

title 'Promote QA to Live. Live may not be written until its owner says so and its name is typed'
keep=(--except file/.env --except file/nginx/block-bad-bots.conf --accept-loss=object/products)
lockstep_exits 4 promote QA Live "${keep[@]}" --confirm Live -m Autumn
lockstep_exits 0 env edit Live --allow-writing
lockstep_exits 4 promote QA Live "${keep[@]}"
holds 'Live is untouched' same "$work/live-before" "$shop/live"
lockstep_exits 0 promote QA Live "${keep[@]}" --confirm Live -m 'Autumn release'
holds 'every file of QA is on Live' diff -r -x .lockstep-run -x .env -x block-bad-bots.conf "$shop/qa" "$shop/live"
holds 'Live kept its own .env' cmp "$work/live-before/.env" "$shop/live/.env"
holds 'Live kept its hotfix' cmp "$work/live-before/nginx/block-bad-bots.conf" "$shop/live/nginx/block-bad-bots.conf"

title 'What still differs between QA and Live is what belongs to each'
lockstep_exits 0 compare QA Live
[ "$("$lockstep" compare QA Live --json | grep -o '"op"' | wc -l)" -eq 2 ] || fail 'two differences are left'

title 'Roll Live back: as if nothing had been'
lockstep_exits 0 rollback Live --confirm Live -m 'Back to what was there'
holds 'Live is byte for byte what it was' same "$work/live-before" "$shop/live"
lockstep_exits 0 snapshot list Live

title 'Export what QA is now, and take it to another computer'
lockstep_exits 0 export QA@latest -o "$work/qa.zip"
export LOCKSTEP_HOME=$work/other-catalog
lockstep_exits 0 import "$work/qa.zip"
mkdir "$work/copy"
lockstep_exits 0 env add Copy --project Northwind --role test --kind folder --set path="$work/copy"
lockstep_exits 0 restore "$work/qa.zip" Copy
holds 'the copy is byte for byte what QA is' same "$shop/qa" "$work/copy"

title 'Both catalogs read back whole'
lockstep_exits 0 verify
export LOCKSTEP_HOME=$work/catalog
lockstep_exits 0 verify
lockstep_exits 0 status

title 'All of it held.'
