"""A map without tiles: countries from whose addresses the account was used, and those whose companies hold something.

Outlines: `data/outlines.zst` (zstd), made by `scripts/write_outlines.py`: JSON with `source`, `made`, the sheet's
`wide` and `high`, `outlines` (ISO 3166 code: an SVG path) and `points` (code: a point inside; of small countries all).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from math import cos, hypot, pi, sin
from typing import Final

import msgspec
import zstandard

from wildgrass.audit.addresses import UNKNOWN
from wildgrass.audit.exposure import Exposure
from wildgrass.audit.pictures.shapes import WIDE, Disc, Line, Outline, Picture, Shape, Words
from wildgrass.audit.pictures.spoken import Spoken

_MOST: Final = 24  # countries with a number on the map; all of them stand in the table
_RADIUS: Final = 6.5
_HOLDERS: Final = {"phone": "map-phone", "email": "map-mail", "device": "map-maker"}


class Outlines(msgspec.Struct, frozen=True):
    """Countries of the world on a sheet."""

    source: str
    made: str
    wide: int
    high: int
    outlines: dict[str, str]
    points: dict[str, tuple[int, int]]


@cache
def outlines() -> Outlines:
    """Return the outlines."""
    data = (resources.files("wildgrass.audit.data") / "outlines.zst").read_bytes()
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(data), type=Outlines)


@dataclass(slots=True)
class _Country:
    sign_ins: int = 0
    holds: Counter[str] = field(default_factory=Counter)


def world_map(exposures: Sequence[Exposure], spoken: Spoken) -> Picture:
    """Return the map, without shapes where no export says a country."""
    countries = _countries(exposures)
    unknown = countries.pop(UNKNOWN, _Country()).sign_ins
    ordered = sorted(
        countries, key=lambda code: (-countries[code].sign_ins, -countries[code].holds.total(), code)
    )
    notes = [spoken("map-source", source=outlines().source, day=outlines().made)]
    if unknown:
        notes.insert(0, spoken("map-unknown", count=unknown))
    if not ordered:
        return Picture("map", spoken("map-title"), spoken("map-silent"), notes=tuple(notes[:-1]))
    used = [code for code in ordered if countries[code].sign_ins]
    told = spoken("map-told", names=spoken.listed([spoken.country(code) for code in used]))
    return Picture(
        id="map",
        title=spoken("map-title"),
        told=told if used else spoken("map-told-held"),
        high=outlines().high * WIDE / outlines().wide,
        shapes=tuple(_shapes(ordered, countries)),
        head=("", spoken("country"), spoken("map-sign-ins"), spoken("map-holds")),
        rows=tuple(_rows(ordered, countries, spoken)),
        notes=(spoken("map-key"), spoken("map-proxy"), *notes),
    )


def _countries(exposures: Sequence[Exposure]) -> dict[str, _Country]:
    found: dict[str, _Country] = {}
    for one in exposures:
        if one.question.trace == "address" and one.value is not None:
            found.setdefault(one.value, _Country()).sign_ins += one.count or 0
        elif one.question.trace in _HOLDERS and one.country:
            found.setdefault(one.country, _Country()).holds[_HOLDERS[one.question.trace]] += 1
    return found


def _rows(
    ordered: Sequence[str], countries: Mapping[str, _Country], spoken: Spoken
) -> Iterator[tuple[str, ...]]:
    for number, code in enumerate(ordered, 1):
        one = countries[code]
        holds = spoken.listed([spoken(name, count=count) for name, count in one.holds.items()])
        place = str(number) if number <= _MOST else ""
        yield place, spoken.country(code), spoken.number(one.sign_ins) if one.sign_ins else "", holds


def _shapes(ordered: Sequence[str], countries: Mapping[str, _Country]) -> Iterator[Shape]:
    drawn, scale = outlines(), WIDE / outlines().wide
    told = set(ordered)
    yield Outline("".join(path for code, path in drawn.outlines.items() if code not in told), "land", scale)
    for code in ordered:
        if code in drawn.outlines:
            yield Outline(drawn.outlines[code], "used" if countries[code].sign_ins else "land", scale)
    points = [(code, drawn.points[code]) for code in ordered[:_MOST] if code in drawn.points]
    yield from _marks([(code, x * scale, y * scale) for code, (x, y) in points], ordered, countries)


def _marks(
    points: Sequence[tuple[str, float, float]], ordered: Sequence[str], countries: Mapping[str, _Country]
) -> Iterator[Shape]:
    """Yield a numbered mark for each country, beside it with a line to it where another has its place."""
    placed: list[tuple[float, float]] = []
    marks: list[Shape] = []
    for code, x, y in points:
        at_x, at_y = next(spot for spot in _spots(x, y) if _is_free(spot, placed))
        placed.append((at_x, at_y))
        if (at_x, at_y) != (x, y):
            yield Line(x, y, at_x, at_y, "lead")
            yield Disc(x, y, 1.2, "mark")
        is_used = countries[code].sign_ins > 0
        marks.append(Disc(at_x, at_y, _RADIUS, "mark" if is_used else "ring"))
        number = str(ordered.index(code) + 1)
        marks.append(Words(at_x, at_y + 2.9, number, 8, "on" if is_used else "ring-on", "middle"))
    yield from marks


def _spots(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Yield places for a mark: on the spot, then on rings about it, wider and wider."""
    high = outlines().high * WIDE / outlines().wide
    edge = _RADIUS + 1
    yield min(max(x, edge), WIDE - edge), min(max(y, edge), high - edge)
    for ring in range(1, 60):
        for turn in range(12):
            at_x, at_y = x + ring * 7 * cos(turn * pi / 6), y + ring * 7 * sin(turn * pi / 6)
            if edge <= at_x <= WIDE - edge and edge <= at_y <= high - edge:
                yield at_x, at_y


def _is_free(spot: tuple[float, float], placed: Sequence[tuple[float, float]]) -> bool:
    return all(hypot(spot[0] - x, spot[1] - y) >= 2 * _RADIUS + 0.6 for x, y in placed)
