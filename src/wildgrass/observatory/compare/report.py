"""The comparison's report for people: one page without script, in English or Chinese, that asks nothing outside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from wildgrass.observatory.compare.alignment import Alignment
from wildgrass.observatory.compare.beside import MOST_ROWS, Stretch, dull, in_time, said_time, stretches
from wildgrass.observatory.compare.classes import REASONS, Class, Results
from wildgrass.observatory.compare.explanations import explanations
from wildgrass.observatory.compare.sides import NO_TIME, Side
from wildgrass.observatory.compare.statistics import Rate, Tally, chances, tallies
from wildgrass.observatory.compare.telling import Teller, Told
from wildgrass.text import say

SIGNS: Final = {"matched": "=", "altered": "≠", "only_a": "◀", "only_b": "▶", "unclear": "?"}
"""The shape of each class: nothing is said by colour alone."""
_PLATFORMS: Final = {"wechat": "WeChat", "qq": "QQ", "whatsapp": "WhatsApp", "x": "X", "mail": "e-mail"}
_SENDERS: Final = 40
_TEXT_MOST: Final = 2_000
_COMPARED: Final = 2_000
_TELLING: Final = 0.05


class Words(Protocol):
    """Phrases of the catalogue."""

    def __call__(self, name: str, **details: object) -> str:
        """Return a phrase."""
        ...


@dataclass(frozen=True, slots=True)
class Matter:
    """What a report is made of: both sides, what became of each message, and who tells of each end."""

    sources: tuple[str, str]
    a: Side
    b: Side
    alignment: Alignment
    results: Results
    tellers: tuple[Teller, Teller]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """One side of a row. `bits` are pieces of the text and whether the other side lacks each."""

    who: str
    at: str
    media: str
    files: Sequence[str]
    bits: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Row:
    """A message of both sides or one; `number` counts what differs, from 1; 0 where nothing does."""

    kind: str
    why: Sequence[str]
    a: Saying | None
    b: Saying | None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are shown, or may be unfolded, or were left out and only counted."""

    rows: Sequence[Row]
    count: int
    kind: str
    why: Sequence[str]
    first: str
    last: str
    is_folded: bool
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class End:
    """One end in numbers."""

    letter: str
    platform: str
    count: int
    twice: int
    first: str
    last: str
    has_minutes_only: bool


def report_page(matter: Matter, language: str, most: int = MOST_ROWS) -> str:
    """Return the report as HTML; of a large chat at most about `most` messages are shown."""
    environment = Environment(
        loader=PackageLoader("wildgrass.observatory.compare"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def words(name: str, **details: object) -> str:
        return say(language, f"ui.{name}", **details)

    order = in_time(matter.alignment, matter.results)
    cut = stretches(matter.results, order, most)
    counted = tallies(matter.a, matter.b, matter.results)
    counts, why = matter.results.counts(), matter.results.reason_counts()
    parts = list(_parts(matter, cut))
    return environment.get_template("compare.html").render(
        language=language,
        words=words,
        is_hidden=matter.is_hidden,
        is_blind=matter.b.is_blind,
        ends=[
            _end(letter, _platform(source, side, words), side)
            for letter, source, side in zip("AB", matter.sources, (matter.a, matter.b), strict=True)
        ],
        classes=[(str(one), SIGNS[str(one)], counts[str(one)]) for one in Class],
        total=len(matter.results),
        signs=SIGNS,
        clock=_clock(matter, words),
        rates=[(name, list(_rates(matter, name, found, words))) for name, found in counted.items()],
        telling=_TELLING,
        explained=explanations(matter.a, matter.b, matter.results),
        reasons=[(one, why[one]) for one in REASONS if why[one]],
        parts=parts,
        left_out=sum(one.count for one in parts if one.is_left_out),
        firsts=_firsts(parts),
        last_number=max((row.number for part in parts for row in part.rows), default=0),
    )


def _platform(source: str, side: Side, words: Words) -> str:
    """Return what an end's export is of; of a file of tags, what that is."""
    return words("web-compare-tags") if side.is_blind else _PLATFORMS.get(source, source.capitalize())


def _end(letter: str, platform: str, side: Side) -> End:
    dated = side.seconds[side.seconds != NO_TIME]
    first, last = (said_time(int(dated.min())), said_time(int(dated.max()))) if len(dated) else ("", "")
    coarse = bool(len(side) and int(side.coarse.min()) >= 60)
    return End(letter, platform, len(side), side.twice, first, last, coarse)


def _clock(matter: Matter, words: Words) -> str:
    clock = matter.alignment.clock
    if clock.b_minus_a_s is None:
        return words("web-compare-clock-unknown")
    seconds = f"{clock.b_minus_a_s:+,.0f}"
    return words("web-compare-clock", seconds=seconds, anchors=f"{clock.anchors:,}") + words(
        "compare-report-reach", seconds=clock.tolerance_s
    )


def _rates(
    matter: Matter, name: str, found: Tally, words: Words
) -> Iterator[tuple[str, Rate, str, float | None]]:
    """Yield a group's name, its rate, the interval in words, and the chance against plain texts."""
    corrected = chances(found)
    teller = matter.tellers["ab".index(name)]
    for kind, rate in found.kinds.items():
        if rate.total:
            yield words(f"web-compare-kind-{kind}"), rate, _between(rate), corrected.get(kind)
    senders = sorted(found.senders.items(), key=lambda pair: (-pair[1].missing, -pair[1].total, pair[0]))
    for key, rate in senders[:_SENDERS]:
        if rate.total:
            yield teller.person(key) or words("compare-report-somebody"), rate, _between(rate), None


def _between(rate: Rate) -> str:
    between = rate.interval()
    return "" if between is None else f"{between[0]:.1%} … {between[1]:.1%}"


def _parts(matter: Matter, cut: Sequence[Stretch]) -> Iterator[Part]:
    number, is_dull = 0, dull(matter.results)
    for one in cut:
        results = [matter.results[place] for place in one.places[[0, -1]].tolist()]
        rows: list[Row] = []
        for place in [] if one.is_left_out else one.places.tolist():
            row = _row(matter, place, 0 if is_dull[place] else number + 1)
            number = row.number or number
            rows.append(row)
        first, last = (_when(matter, result.row_a, result.row_b) for result in results)
        kind = str(results[0].kind)
        yield Part(rows, len(one.places), kind, results[0].why, first, last, one.is_folded, one.is_left_out)


def _when(matter: Matter, row_a: int | None, row_b: int | None) -> str:
    side, row = (matter.b, row_b) if row_b is not None else (matter.a, row_a)
    return said_time(int(side.seconds[row])) if row is not None else ""


def _row(matter: Matter, place: int, number: int) -> Row:
    result = matter.results[place]
    is_altered = result.kind is Class.ALTERED
    a = None if result.row_a is None else _said(matter.a, result.row_a, matter.tellers[0])
    b = None if result.row_b is None else _said(matter.b, result.row_b, matter.tellers[1])
    if a is not None and b is not None and matter.b.is_blind:
        b = replace(b, bits=a.bits) if result.kind is Class.MATCHED else b  # equal tags are equal words
    elif is_altered and a is not None and b is not None:
        a, b = _marked(a, b), _marked(b, a)
    return Row(str(result.kind), result.why, a, b, number)


def _said(side: Side, row: int, teller: Teller) -> Saying:
    names = [one.name for one in side.attachments[row]]
    text = side.texts[row][:_TEXT_MOST]
    told = (
        teller.message(side.ids[row], text, names)
        if text or not side.is_blind
        else _untold(side, row, teller)
    )
    at = said_time(int(side.seconds[row]))
    if side.coarse[row] >= 60:
        at = at[:16]
    return Saying(teller.person(side.person(row)), at, side.kind(row), told.files, [(told.text, False)])


def _untold(side: Side, row: int, teller: Teller) -> Told:
    """Return what is said of words that nobody here may read, nothing where there are none."""
    return Told(teller.unread() if side.lengths[row] else "")


def _marked(one: Saying, other: Saying) -> Saying:
    """Return a saying whose pieces that the other side lacks are marked."""
    text, against = one.bits[0][0], other.bits[0][0]
    if max(len(text), len(against)) > _COMPARED:
        return one
    cuts = SequenceMatcher(None, text, against, autojunk=False).get_opcodes()
    bits = [(text[start:end], what != "equal") for what, start, end, _, _ in cuts if start < end]
    return Saying(one.who, one.at, one.media, one.files, bits)


def _firsts(parts: Sequence[Part]) -> Mapping[str, int]:
    """Return where the first row of each class that differs stands."""
    found: dict[str, int] = {}
    for part in parts:
        for row in part.rows:
            if row.number:
                found.setdefault(row.kind, row.number)
    return found
