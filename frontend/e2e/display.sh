#!/usr/bin/env bash
# display.sh COMMAND... runs a command on a display and a session bus of its own.
set -euo pipefail

dir=$(mktemp -d)
mkfifo "$dir/ready"
xvfb=
cleanup() {
	[ -z "$xvfb" ] || { kill "$xvfb" && wait "$xvfb"; } 2>/dev/null || true
	rm -rf "$dir"
}
trap cleanup EXIT

# Xvfb takes a free number itself, and says which once it answers.
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$dir/ready" >/dev/null 2>&1 &
xvfb=$!
read -r -t 60 number <"$dir/ready" || { echo "Xvfb did not start." >&2; exit 1; }
export DISPLAY=":$number"
unset WAYLAND_DISPLAY

# The bus and what it starts complain when the display goes; the command keeps its own standard error.
dbus-run-session -- bash -c '"$@" 2>&3 3>&-' bash "$@" 3>&2 2>/dev/null
