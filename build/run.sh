#!/usr/bin/env bash
# run.sh builds Lockstep and opens its window. Where there is no display it says so, and does the main job on the
# command line instead.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
	echo "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."
	echo "The same work is done on the command line instead, on a fresh sample project."
	make --no-print-directory cli
	exec build/demo.sh build/bin/lockstep-cli
fi
make --no-print-directory build
echo "Opening the window. Close it, or press Ctrl-C here, to end."
exec build/bin/lockstep
