#!/usr/bin/env bash
# display.sh COMMAND... runs a command on a display and a session bus of its own.
set -euo pipefail

taken() { [ -e "/tmp/.X$1-lock" ] || [ -e "/tmp/.X11-unix/X$1" ]; }
number=90
while taken "$number"; do number=$((number + 1)); done

Xvfb ":$number" -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
xvfb=$!
trap 'kill "$xvfb" 2>/dev/null; wait "$xvfb" 2>/dev/null || true' EXIT
export DISPLAY=":$number"
unset WAYLAND_DISPLAY
for _ in $(seq 100); do
	xdpyinfo >/dev/null 2>&1 && break
	sleep 0.1
done
xdpyinfo >/dev/null || { echo "Xvfb did not start." >&2; exit 1; }
# The bus and what it starts complain when the display goes; the command keeps its own standard error.
dbus-run-session -- bash -c '"$@" 2>&3 3>&-' bash "$@" 3>&2 2>/dev/null
