"""Who got what: you, a platform, and from there apps, advertisers, carriers and authorities, as one export tells it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.pictures.shapes import WIDE, Box, Line, Outline, Picture, Shape, lines_of, set_lines
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.registers import Law, Platform, record, told

_NAMED: Final = 6  # names in a box; the rest is counted
_EDGE: Final = 8.0
_LEFT: Final = 34.0  # where the boxes begin that the platform gave to
_SIZE, _HEAD_SIZE, _APART = 10.0, 11.0, 9.0
_GIVEN: Final = ("phone", "email", "address", "device", "contact", "real-name")
_TO_IT: Final = "to"  # an arrow that leads to the platform
_FROM_IT: Final = "from"
_NO_WAY: Final = ""
_INFERRED: Final = "inference"


@dataclass(frozen=True, slots=True)
class Holder:
    """A box: who, what they got, and which way it went, "" for none; `told` is "" where the export does not say."""

    who: str
    told: str
    way: str = _FROM_IT


def holder_pictures(exposures: Sequence[Exposure], spoken: Spoken) -> Iterator[Picture]:
    """Yield a picture for each platform in the archive, what is said most about first."""
    said = Counter(one.source for one in exposures if one.value is not None)
    for source in sorted({one.source for one in exposures}, key=lambda source: (-said[source], source)):
        yield _picture(source, [one for one in exposures if one.source == source], spoken)


def _picture(source: str, exposures: Sequence[Exposure], spoken: Spoken) -> Picture:
    platform = next((one.platform() for one in exposures), None)
    name = source if platform is None else told(platform.name, spoken.language)
    given = _given(exposures, spoken)
    whole = Holder(name, _about(platform, exposures, spoken))
    companies, authorities = list(_companies(exposures, spoken)), _authorities(platform, spoken)
    holders = [*companies, authorities]
    quiet = [Holder(spoken.listed([one.who for one in companies if not one.told]), "", _NO_WAY)]
    drawn = [*(one for one in companies if one.told), authorities, *(one for one in quiet if one.who)]
    shapes, high = _drawn(Holder(spoken("who-you"), given), whole, drawn, spoken)
    silent = spoken("unknown")
    rows = [(spoken("who-you"), given or silent), (name, whole.told)]
    return Picture(
        id=f"who-{source}",
        title=spoken("who-title", platform=name),
        told=spoken("who-told", platform=name),
        high=high,
        shapes=tuple(shapes),
        head=(spoken("who-who"), spoken("who-what")),
        rows=tuple(rows + [(one.who, one.told or silent) for one in holders]),
    )


def _given(exposures: Sequence[Exposure], spoken: Spoken) -> str:
    """Return what you gave, "" where the export does not say."""
    parts = []
    for trace in _GIVEN:
        found = [one for one in exposures if one.question.trace == trace and one.value is not None]
        if found:
            is_records = trace == "address"
            count = sum((one.count or 0) if is_records else (one.values or 1) for one in found)
            parts.append(spoken(f"who-gave-{trace}", count=spoken.number(count)))
    return spoken.listed(parts)


def _about(platform: Platform | None, exposures: Sequence[Exposure], spoken: Spoken) -> str:
    inferred = sum(one.values or 0 for one in exposures if one.question.trace == _INFERRED)
    parts = [] if platform is None else [platform.operator]
    if inferred:
        parts.append(spoken("who-inferred", count=spoken.number(inferred)))
    return "\n".join(parts)


def _companies(exposures: Sequence[Exposure], spoken: Spoken) -> Iterator[Holder]:
    for trace, way in (
        ("app", _FROM_IT), ("advertiser", _TO_IT), ("off-platform", _TO_IT), ("carrier", _FROM_IT), ("email", _FROM_IT)
    ):  # fmt: skip
        found = [one for one in exposures if one.question.trace == trace and one.value is not None]
        yield Holder(spoken(f"who-{trace}"), _told(found, spoken) if found else "", way)


def _told(found: Sequence[Exposure], spoken: Spoken) -> str:
    names, count = [], 0
    for one in found:
        if one.values is not None:  # the value is how many there are; the largest stand in `more`
            count += one.values
            names += [name for name in one.more.split("; ") if name]
        else:
            count += 1
            value = one.value or ""
            names.append(value.rpartition("@")[2] if one.question.trace == "email" else value)
    if spoken.is_hiding and any(one.question.trace == "email" for one in found):
        return spoken.number(count)  # a person's own domain is a name
    shown = list(dict.fromkeys(spoken.names(" ".join(name.split())[:60]) for name in names))[:_NAMED]
    more = spoken("who-more") if count > len(shown) else ""
    return spoken("who-named", count=spoken.number(count), names=spoken.listed([*shown, more]))


def _authorities(platform: Platform | None, spoken: Spoken) -> Holder:
    if platform is None:
        return Holder(spoken("who-authorities"), spoken("who-not-registered"))
    laws = [record("laws", law) for law in platform.laws]
    titles = spoken.listed([told(law.title, spoken.language) for law in laws if isinstance(law, Law)])
    by_law = spoken("who-by-law", laws=titles) if titles else ""
    return Holder(
        spoken("who-authorities"), "\n".join((told(platform.authorities, spoken.language), by_law)).strip()
    )


def _drawn(
    you: Holder, platform: Holder, holders: Sequence[Holder], spoken: Spoken
) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    y = _box(shapes, you, 0, 0, "box", spoken)
    shapes += [Line(_LEFT / 2, y, _LEFT / 2, y + 16, "way"), Outline(_tip(_LEFT / 2, y + 16, "down"), "tip")]
    y = _box(shapes, platform, 0, y + 16, "whole", spoken)
    top, middle = y, y
    y += _APART
    for one in holders:
        bottom = _box(shapes, one, _LEFT, y, "box", spoken)
        if one.way == _NO_WAY:
            return _ended(shapes, top, middle), bottom + 1
        middle = y + 14
        shapes.append(Line(_LEFT / 2, middle, _LEFT, middle, "way"))
        leads_in = one.way == _TO_IT
        tip = _tip(_LEFT / 2, top, "up") if leads_in else _tip(_LEFT, middle, "right")
        shapes.append(Outline(tip, "tip"))
        y = bottom + _APART
    return _ended(shapes, top, middle), y - _APART + 1


def _ended(shapes: list[Shape], top: float, last: float) -> list[Shape]:
    """Return the shapes with the line that joins all ways."""
    return [*shapes, Line(_LEFT / 2, top, _LEFT / 2, last, "way")]


def _box(shapes: list[Shape], one: Holder, left: float, y: float, role: str, spoken: Spoken) -> float:
    """Add a box with its words; return where it ends."""
    room = WIDE - left - 2 * _EDGE
    head = set_lines(one.who, _HEAD_SIZE, room, 2 if one.told else 6)
    told = (one.told or spoken("unknown")).splitlines()
    said = [line for part in told for line in set_lines(part, _SIZE, room, 6)]
    high = 12 + len(head) * _HEAD_SIZE * 1.4 + len(said) * _SIZE * 1.4
    shapes.append(Box(left + 0.5, y, WIDE - left - 1, high, role if one.told else "unsaid"))
    shapes += lines_of(head, left + _EDGE, y + 16, _HEAD_SIZE, "head")
    begin = y + 16 + len(head) * _HEAD_SIZE * 1.4
    shapes += lines_of(said, left + _EDGE, begin, _SIZE, "said" if one.told else "soft")
    return y + high


def _tip(x: float, y: float, way: str) -> str:
    return {
        "down": f"M{x:.1f} {y:.1f}l-4 -6h8z",
        "up": f"M{x:.1f} {y:.1f}l-4 6h8z",
        "right": f"M{x:.1f} {y:.1f}l-6 -4v8z",
    }[way]
