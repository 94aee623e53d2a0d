"""Write the table of countries of IP addresses from Tor's text files (Debian package tor-geoipdb: geoip, geoip6).

    python scripts/write_ip_countries.py /usr/share/tor

The table is described in `src/wildgrass/audit/addresses.py`. Its data are those of the IPFire Location database.
"""

import ipaddress
import json
import re
import sys
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import zstandard

TABLE = Path(__file__).parent.parent / "src/wildgrass/audit/data/ip-countries.zst"
UNKNOWN = "??"


def ranges(file: Path) -> Iterator[tuple[int, int, str]]:
    """Yield first and last address and country, in order; of IPv6 the upper 64 bits."""
    for line in file.read_text("ascii").splitlines():
        if line and not line.startswith("#"):
            first, last, country = line.split(",")
            if first.isdigit():
                yield int(first), int(last), country
            else:
                yield int(ipaddress.IPv6Address(first)) >> 64, int(ipaddress.IPv6Address(last)) >> 64, country


def starts(file: Path) -> list[tuple[int, str]]:
    """Return where each run of one country begins; gaps are runs of "??"."""
    runs: list[tuple[int, str]] = [(0, UNKNOWN)]
    after = 0
    for first, last, country in sorted(ranges(file)):
        if first > after and runs[-1][1] != UNKNOWN:
            runs.append((after, UNKNOWN))
        if runs[-1][1] != country:
            runs.append((first, country))
        after = last + 1
    runs.append((after, UNKNOWN))
    return runs


def packed(runs: list[tuple[int, str]], countries: list[str]) -> tuple[bytes, bytes]:
    """Return the steps between starts as little-endian 64-bit numbers, and the countries as 16-bit ones."""
    steps = array("Q", [now - before for (before, _), (now, _) in zip(runs[:1] + runs, runs, strict=False)])
    codes = array("H", [countries.index(country) for _, country in runs])
    if sys.byteorder == "big":
        steps.byteswap()
        codes.byteswap()
    return steps.tobytes(), codes.tobytes()


def generated(file: Path) -> str:
    """Return the day on which the database was made, from its own header."""
    stated = re.search(r"Generated: \w+, (\d+ \w+ \d+)", file.read_text("ascii"))
    if stated is None:
        raise SystemExit(f"{file}: no date of its making")
    return datetime.strptime(stated[1], "%d %b %Y").replace(tzinfo=UTC).date().isoformat()


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1])
    four, six = starts(folder / "geoip"), starts(folder / "geoip6")
    countries = sorted({country for _, country in four + six})
    head = {
        "source": "IPFire Location database, as Tor packs it",
        "licence": "CC BY-SA 4.0",
        "generated": generated(folder / "geoip"),
        "countries": countries,
        "ipv4": len(four),
        "ipv6": len(six),
    }
    parts = [json.dumps(head).encode() + b"\n", *packed(four, countries), *packed(six, countries)]
    TABLE.write_bytes(zstandard.ZstdCompressor(level=22).compress(b"".join(parts)))
    sys.stdout.write(
        f"{TABLE.stat().st_size} bytes, {len(four)} and {len(six)} runs, made on {head['generated']}\n"
    )


if __name__ == "__main__":
    main()
