#!/bin/sh
# Install the system packages that the tests compare against: stock tools, a browser, Chinese fonts.
# Tests whose tool is missing say so; this makes none missing.
set -eu
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }

missing=""
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null || missing="$missing $2"
}
need age age
need zstd zstd
need sqlite3 sqlite3
need jq jq
need strace strace
need pdftoppm poppler-utils
need zbarimg zbar-tools
need chromium chromium
need node nodejs
need npm npm
fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fontconfig fonts-noto-cjk fonts-noto-core fonts-noto-color-emoji"

if [ -n "$missing" ]; then
    echo "installing$missing" >&2
    as_root apt-get update -q >/dev/null || true
    # shellcheck disable=SC2086 # a list of package names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null || {
        echo "could not install$missing; install them and run this again" >&2
        exit 1
    }
fi
