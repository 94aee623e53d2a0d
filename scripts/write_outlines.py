"""Write the outlines of countries that the audit's map is drawn from: `python scripts/write_outlines.py FOLDER`.

FOLDER holds, unpacked:

| folder | package | licence | what is taken |
|---|---|---|---|
| `world-atlas` | npm world-atlas 2.0.2 | ISC; its data is in the public domain | outlines (1:110 m), points (1:50 m) |
| `iso` | npm i18n-iso-countries 7.14.0: `codes.json` | MIT | which number of ISO 3166 is which code |

Projected to Equal Earth (Šavrič, Patterson, Jenny 2018), rounded to a thousandth of the map's width, without
Antarctica. The outlines are those that Natural Earth 4.1.0 draws, by who holds what in fact; they take no side.
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import zstandard

TARGET = Path(__file__).parent.parent / "src" / "wildgrass" / "audit" / "data" / "outlines.zst"
WIDE = 1000
LEFT_OUT = {"AQ"}
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
MOST_NORTH, MOST_SOUTH = 84.0, -56.0


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a point on a plane."""
    slant = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    six = slant**6
    below = A1 + 3 * A2 * slant**2 + six * (7 * A3 + 9 * A4 * slant**2)
    across = 2 * math.sqrt(3) / 3 * math.radians(longitude) * math.cos(slant) / below
    return across, slant * (A1 + A2 * slant**2 + six * (A3 + A4 * slant**2))


EDGE = equal_earth(180, 0)[0]
TOP, BOTTOM = equal_earth(0, MOST_NORTH)[1], equal_earth(0, MOST_SOUTH)[1]
SCALE = WIDE / (2 * EDGE)


def drawn(point: tuple[float, float]) -> tuple[int, int]:
    """Return where a place stands on the map."""
    x, y = equal_earth(*point)
    return round((x + EDGE) * SCALE), round((TOP - y) * SCALE)


def arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the topology's lines as longitudes and latitudes."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * wide + left, y * high + low))
        lines.append(line)
    return lines


def rings(
    geometry: dict[str, Any], lines: list[list[tuple[float, float]]]
) -> Iterator[list[tuple[float, float]]]:
    """Yield the outer rings of a country."""
    if "arcs" not in geometry:
        return
    for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
        ring: list[tuple[float, float]] = []
        for number in polygon[0]:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            ring += line[1:] if ring else line
        yield from unrolled(ring)


def unrolled(ring: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Yield a ring in the parts that lie between 180 degrees west and east: some lands reach over that line."""
    whole: list[tuple[float, float]] = []
    turn = 0
    for at, (longitude, latitude) in enumerate(ring):
        if at and abs(longitude - ring[at - 1][0]) > 180:
            turn += 360 if longitude < ring[at - 1][0] else -360
        whole.append((longitude + turn, latitude))
    for shift in (-360, 0, 360):
        part = [(longitude + shift, latitude) for longitude, latitude in whole]
        part = cut(cut(part, 180, is_left=True), -180, is_left=False)
        if len(part) > 2:
            yield [*part, part[0]]


def cut(ring: list[tuple[float, float]], edge: float, *, is_left: bool) -> list[tuple[float, float]]:
    """Return what of a ring lies on one side of a meridian."""
    kept: list[tuple[float, float]] = []
    for (x, y), (next_x, next_y) in pairwise([*ring, *ring[:1]]):
        is_in, next_is_in = ((one <= edge) if is_left else (one >= edge) for one in (x, next_x))
        if is_in:
            kept.append((x, y))
        if is_in != next_is_in:
            kept.append((edge, y + (next_y - y) * (edge - x) / (next_x - x)))
    return kept


def path(ring: Iterable[tuple[float, float]]) -> str:
    """Return a ring as an SVG path of whole steps, "" where it is too small to be seen."""
    points = [drawn(point) for point in ring]
    points = [one for at, one in enumerate(points) if not at or one != points[at - 1]]
    if len(points) < 4:
        return ""
    (x, y), *rest = points[:-1]
    steps = []
    for at, (next_x, next_y) in enumerate(rest):
        before_x, before_y = rest[at - 1] if at else (x, y)
        steps.append(f"{next_x - before_x} {next_y - before_y}")
    return f"M{x} {y}l{' '.join(steps)}z"


def middle(ring: list[tuple[float, float]]) -> tuple[int, int]:
    """Return a ring's centre of gravity on the map."""
    points = [drawn(point) for point in ring]
    twice, across, down = 0.0, 0.0, 0.0
    for (x, y), (next_x, next_y) in pairwise(points):
        cross = x * next_y - next_x * y
        twice, across, down = twice + cross, across + (x + next_x) * cross, down + (y + next_y) * cross
    return (round(across / (3 * twice)), round(down / (3 * twice))) if twice else points[0]


def size(ring: list[tuple[float, float]]) -> float:
    """Return a ring's area, in degrees."""
    return abs(sum(x * b - a * y for (x, y), (a, b) in pairwise(ring)))


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1])
    codes = {
        number: code for code, _, number, *_ in json.loads((folder / "iso" / "codes.json").read_text("utf-8"))
    }
    coarse, fine = (
        json.loads((folder / "world-atlas" / f"countries-{scale}.json").read_text("utf-8"))
        for scale in ("110m", "50m")
    )
    outlines: dict[str, str] = {}
    wide, near = arcs(coarse), arcs(fine)
    for geometry in coarse["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id"), "")  # a land without a number is drawn as land, under no code
        if code in LEFT_OUT:
            continue
        outlines[code] = outlines.get(code, "") + "".join(map(path, rings(geometry, wide)))
    points = {}
    for geometry in fine["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id"), "")
        if code and code not in LEFT_OUT and (found := list(rings(geometry, near))):
            points[code] = middle(max(found, key=size))
    told = {
        "source": "Natural Earth 4.1.0 (1:110 m)",
        "made": "2018",
        "wide": WIDE,
        "high": round((TOP - BOTTOM) * SCALE),
        "outlines": outlines,
        "points": points,
    }
    data = json.dumps(told, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()
    TARGET.write_bytes(zstandard.ZstdCompressor(level=19).compress(data))
    sys.stderr.write(
        f"{len(outlines)} outlines, {len(points)} points, {len(data)} bytes, packed {TARGET.stat().st_size}\n"
    )


if __name__ == "__main__":
    main()
