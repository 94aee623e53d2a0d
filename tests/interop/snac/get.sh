#!/bin/sh
# Fetch snac2 from Debian's backports into this folder, without installing it (its package would start a service).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/root/usr/bin/snac" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
. /etc/os-release
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] http://deb.debian.org/debian $VERSION_CODENAME-backports main" > "$work/sources.list"
ours="-o Dir::Etc::sourcelist=$work/sources.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User=$(id -un)"
# shellcheck disable=SC2086 # a list of options
if apt-get -qq $ours update && cd "$work" && apt-get -qq $ours download snac2; then
    dpkg-deb -x "$work"/snac2_*.deb "$here/root"
else
    echo "snac2 cannot be fetched from $VERSION_CODENAME-backports; its tests will be skipped" >&2
fi
