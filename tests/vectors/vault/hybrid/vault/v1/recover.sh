#!/bin/sh
# Opens this vault with public tools only:  sh recover.sh KEYFILE OUTDIR
# Needs age, zstd, sqlite3, tar, sha256sum, awk, xargs. AGE names another age command, such as AGE="rage".
# KEYFILE holds the recovered identity. Every member is written below OUTDIR/<run>/<export>/ if its SHA-256 is right.
set -eu
export LC_ALL=C
[ $# -eq 2 ] || { echo "usage: sh recover.sh KEYFILE OUTDIR" >&2; exit 2; }
mkdir -p "$2"
vault=$(cd "$(dirname "$0")/.." && pwd); out=$(cd "$2" && pwd)
key=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
mkdir "$out/work" && cd "$out/work"
mkdir f g r
bad=0
problem() { echo "problem: $*" >&2; bad=1; }
open() { ${AGE:-age} -d -i "$key" "$vault/$1"; }
ask() { sqlite3 -batch "$run.sqlite" "$1"; }

# 1. Each log is text: which objects a run stored, with their SHA-256, and which of them are its manifest.
find "$vault/v1/log" -type f -path '*/tile/entries/*' -exec cat {} + > logs
grep -aoE '[0-9a-f]{64}  v1/[a-z0-9._/-]+' logs | sort -u > sums
(cd "$vault" && sha256sum -c --quiet "$out/work/sums" >&2) || problem "objects are missing or altered, see above"

# 2. The manifest of a run is a SQLite file; it lies there twice.
grep -aoE '^manifest v1/seg/[0-9a-f]{16}/[0-9a-f]{32}\.age( v1/seg/[0-9a-f]{16}/[0-9a-f]{32}\.age)*' logs |
sort -u | while read -r word names; do
  run=$(echo "$names" | cut -d/ -f3)
  [ ! -s "$run.sqlite" ] || continue
  for name in $names; do open "$name" < /dev/null || echo damaged; done | zstd -qdc > new && mv new "$run.sqlite" ||
    echo "problem: a manifest of run $run does not open" >&2
done
rm -f new
grep -aoE '^manifest v1/seg/[0-9a-f]{16}' logs | cut -d/ -f3 | sort -u > runs

# 3. Segments of files are tar archives; segments of records are zstd, each record between 0x1E and a newline.
while read -r run; do
  [ -s "$run.sqlite" ] || { problem "no manifest of run $run opens"; continue; }
  mkdir -p "f/$run" "g/$run" "r/$run"
  ask "SELECT writefile('g/$run/' || no, bytes) FROM gaps" > /dev/null
  ask "SELECT kind, name, (SELECT min(first) FROM frames WHERE segment = segments.no) FROM segments
       WHERE name GLOB 'v1/seg/$run/*' AND name NOT GLOB '*..*'" > segments
  while IFS='|' read -r kind name first; do
    case $kind in
    files) open "$name" < /dev/null | tar -xf - --no-same-owner -C "f/$run" || problem "$name" ;;
    records) open "$name" < /dev/null | zstd -qdc | awk -v n="$first" -v dir="r/$run/" 'BEGIN { RS = "\036" }
      NR > 1 { f = sprintf("%s%d", dir, n++); printf "%s", substr($0, 1, length($0) - 1) > f; close(f) }' ;;
    esac
  done < segments
done < runs

# 4. A member is a file, perhaps in parts, or a row of gaps and records. A name is used only if it is a plain path.
while read -r run; do
  [ -s "$run.sqlite" ] || continue
  ask "SELECT members.no, export, lower(hex(sha256)), substr(log, 1, 16), printf('%08d', file), file IS NULL,
       CASE WHEN name = '' OR '/' || name || '/' GLOB '*/../*' OR '/' || name || '/' GLOB '*/./*' OR '/' || name ||
       '/' GLOB '*//*' OR name GLOB '*[' || char(1) || '-' || char(31) || char(127) || '\\]*'
       THEN 'member-' || members.no ELSE name END FROM members LEFT JOIN runs ON runs.no = run" > members
  while IFS='|' read -r no export sum log file split name; do
    if [ "$split" = 1 ]; then
      ask "SELECT gap, log, first, count FROM pieces JOIN runs ON runs.no = run WHERE member = $no AND
           log NOT GLOB '*[^0-9a-f]*' ORDER BY seq" | awk -F'|' -v g="g/$run/" '{ for (i = 0; i < $4 || i == 0; i++) {
        if ($1) printf "%s%d\n", g, $1; if ($4) printf "r/%s/%d\n", $2, $3 + i } }' | xargs cat > new || :
    else
      cat "f/$log/$file" > new 2> /dev/null || cat "f/$log/$file".* > new || :
    fi
    [ "$(sha256sum < new)" = "$sum  -" ] || { problem "member $no of run $run is damaged: $name"; continue; }
    to=$out/$run/$export/$name
    { mkdir -p "$(dirname "$to")" && [ ! -e "$to" ]; } 2> /dev/null || to=$out/$run/$export-member-$no
    mv new "$to" 2> /dev/null || mv new "$out/$run/$export-member-$no"
  done < members
done < runs
cd "$out" && rm -rf work
exit $bad
