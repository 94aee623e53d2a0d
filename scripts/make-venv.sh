#!/bin/sh
# Make the virtual environment; on a bare Debian machine, install what Python needs for it first.
set -eu
python=$1
venv=$2
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }

if ! command -v "$python" >/dev/null || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "installing python3 and python3-venv" >&2
    as_root apt-get update -q >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3 python3-venv >&2 || {
        echo "install python3 (3.11 or newer) and python3-venv, then run this again" >&2
        exit 1
    }
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "$python is older than 3.11; run: make PYTHON=/path/to/python3.11 …" >&2
    exit 1
}
"$python" -m venv "$venv"
