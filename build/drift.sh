#!/usr/bin/env bash
# drift.sh fails where frontend/wailsjs is not what the Go side gives. It leaves the files as they were.
set -euo pipefail
cd "$(dirname "$0")/.."

kept=$(mktemp -d)
trap 'rm -rf frontend/wailsjs && mv "$kept/wailsjs" frontend/wailsjs && rm -rf "$kept"' EXIT
cp -Rp frontend/wailsjs "$kept/wailsjs"
make --no-print-directory bindings
diff -r "$kept/wailsjs" frontend/wailsjs || {
	echo "frontend/wailsjs is not what the Go side gives. Run make bindings and commit it." >&2
	exit 1
}
echo "The bindings are up to date."
