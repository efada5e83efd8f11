#!/usr/bin/env bash
# need.sh PART... installs what the parts need and is missing, and says what it installs. Parts: go, node, window, test.
# On Debian and its kin it uses apt-get; elsewhere it names what to install.
set -euo pipefail

stop() { printf '%s\n' "$*" >&2; exit 1; }

# at_least A B: version A is B or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_go() {
	command -v go >/dev/null || stop "Go 1.26 or newer is needed: https://go.dev/dl/"
	local have
	have=$(go env GOVERSION | sed 's/^go//; s/ .*//')
	at_least "$have" 1.26 || stop "Go 1.26 or newer is needed, and this is $have: https://go.dev/dl/"
}

need_node() {
	command -v npm >/dev/null || stop "Node 20.19 or newer with npm is needed: https://nodejs.org/"
	local have
	have=$(node --version | sed 's/^v//')
	at_least "$have" 20.19 || stop "Node 20.19 or newer is needed, and this is $have: https://nodejs.org/"
}

# The Debian packages of each part. The window is GTK and WebKitGTK; its tests drive it on a display of their own.
packages_of() {
	case $1 in
	window) echo build-essential pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev ;;
	test) echo xvfb xdotool dbus webkit2gtk-driver fonts-dejavu-core chromium python3 mariadb-server postgresql ;;
	esac
}

need_packages() {
	local part=$1 missing=() name
	if [ "$(uname)" = Darwin ]; then
		[ "$part" = window ] || stop "The tests of the window run on Linux. On a Mac run: make check"
		xcode-select -p >/dev/null 2>&1 || stop "Xcode's command line tools are needed: xcode-select --install"
		return
	fi
	if ! command -v dpkg-query >/dev/null; then
		elsewhere "$part"
		return
	fi
	for name in $(packages_of "$part"); do
		dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	local root=()
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || stop "These packages are missing and there is no sudo: as root, run apt-get install ${missing[*]}"
		root=(sudo)
	fi
	echo "Installing with apt-get: ${missing[*]}"
	"${root[@]}" apt-get update -q
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# elsewhere checks for what can be checked without dpkg, and names the rest.
elsewhere() {
	if [ "$1" = window ]; then
		pkg-config --exists gtk+-3.0 webkit2gtk-4.1 2>/dev/null && command -v cc >/dev/null ||
			stop "A C compiler, pkg-config and the development files of GTK 3 and WebKitGTK 4.1 are needed (Fedora: gcc pkgconf gtk3-devel webkit2gtk4.1-devel; Arch: base-devel gtk3 webkit2gtk-4.1)."
		return
	fi
	local tool
	for tool in Xvfb xdotool dbus-run-session WebKitWebDriver chromium python3; do
		command -v "$tool" >/dev/null || stop "$tool is needed by the tests of the window. Install it with your system's packages."
	done
	PATH=$PATH:/usr/sbin command -v mariadbd >/dev/null || stop "mariadbd is needed by the tests on MariaDB. Install its server with your system's packages."
}

for part in "$@"; do
	case $part in
	go) need_go ;;
	node) need_node ;;
	window | test) need_packages "$part" ;;
	*) stop "need.sh knows no part $part" ;;
	esac
done
