"""A timeline of sign-ins: a row for each country, a column for each day or, over a long time, for some days."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from wildgrass.audit.addresses import UNKNOWN
from wildgrass.audit.exposure import Exposure
from wildgrass.audit.pictures.shapes import WIDE, Line, Outline, Picture, Shape, Words, set_lines
from wildgrass.audit.pictures.spoken import Spoken

_COLUMNS: Final = 330
_ROWS: Final = 10  # countries with a row of their own; the others share the last
_HIGH: Final = 20.0
_STEP: Final = 40.0  # from one row's ground to the next
_TOLD: Final = 40  # rows of the table
_OTHERS: Final = ""


def timeline(exposures: Sequence[Exposure], spoken: Spoken) -> Picture:
    """Return the timeline, without shapes where no sign-in has a date."""
    addresses = [one for one in exposures if one.question.trace == "address" and one.value is not None]
    days = _by_country(addresses)
    undated = sum(one.count or 0 for one in addresses) - sum(counts.total() for counts in days.values())
    notes = [spoken("logins-undated", count=undated)] if undated > 0 else []
    if not days:
        return Picture("logins", spoken("logins-title"), spoken("logins-silent"), notes=tuple(notes))
    first = min(min(counts) for counts in days.values())
    last = max(max(counts) for counts in days.values())
    apart = -(-((last - first).days + 1) // _COLUMNS)
    notes.insert(0, spoken("logins-day") if apart == 1 else spoken("logins-days", count=apart))
    head, rows = _table(days, spoken)
    return Picture(
        id="logins",
        title=spoken("logins-title"),
        told=spoken("logins-told", first=first, last=last, count=len(set().union(*days.values()))),
        high=len(days) * _STEP + 26,
        shapes=tuple(_shapes(days, (first, last, apart), spoken)),
        head=head,
        rows=rows,
        notes=tuple(notes),
    )


def _by_country(addresses: Sequence[Exposure]) -> dict[str, Counter[date]]:
    """Return how many sign-ins a day has for each country, those with the most first."""
    found: dict[str, Counter[date]] = {}
    for one in addresses:
        counts = found.setdefault(one.value or UNKNOWN, Counter())
        for day, count in one.days.items():
            counts[date.fromisoformat(day)] += count
    ordered = sorted((code for code in found if found[code]), key=lambda code: (-found[code].total(), code))
    kept = {code: found[code] for code in ordered[:_ROWS]}
    for code in ordered[_ROWS:]:
        kept.setdefault(_OTHERS, Counter()).update(found[code])
    return kept


def _shapes(
    days: Mapping[str, Counter[date]], over: tuple[date, date, int], spoken: Spoken
) -> Iterator[Shape]:
    first, last, apart = over
    columns = (last - first).days // apart + 1
    step = WIDE / columns
    summed = {code: _columns(counts, first, apart) for code, counts in days.items()}
    most = max(max(counts.values()) for counts in summed.values())
    for row, (code, counts) in enumerate(summed.items()):
        ground = (row + 1) * _STEP
        name = spoken.country(code) if code else spoken("logins-others")
        yield Words(0, ground - _HIGH - 5, set_lines(name, 10, WIDE - 60, 1)[0], 10, "name")
        yield Words(WIDE, ground - _HIGH - 5, spoken.number(counts.total()), 10, "soft", "end")
        yield Outline("".join(_bars(counts, step, most, ground)), "bar")
        yield Line(0, ground + 0.4, WIDE, ground + 0.4, "ground")
    yield from _dates(first, last, len(days) * _STEP + 14)


def _columns(counts: Counter[date], first: date, apart: int) -> Counter[int]:
    summed: Counter[int] = Counter()
    for day, count in counts.items():
        summed[(day - first).days // apart] += count
    return summed


def _bars(counts: Counter[int], step: float, most: int, ground: float) -> Iterator[str]:
    """Yield a bar for each column that is not empty, at least two units high and nearly one wide."""
    wide = min(max(step * 0.8, 0.9), 14.0)
    for column, count in sorted(counts.items()):
        high = max(2.0, _HIGH * count / most)
        left = min(column * step + (step - wide) / 2, WIDE - wide)
        yield f"M{left:.1f} {ground:.1f}h{wide:.1f}v{-high:.1f}h{-wide:.1f}z"


def _dates(first: date, last: date, y: float) -> Iterator[Shape]:
    yield Words(0, y, first.isoformat(), 9, "soft")
    if (last - first).days > 1:
        middle = first + timedelta(days=(last - first).days // 2)
        yield Words(WIDE / 2, y, middle.isoformat(), 9, "soft", "middle")
    if last != first:
        yield Words(WIDE, y, last.isoformat(), 9, "soft", "end")


def _table(
    days: Mapping[str, Counter[date]], spoken: Spoken
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the numbers by day; by month or year where there are too many days."""
    for length in (10, 7, 4):
        periods = sorted({day.isoformat()[:length] for counts in days.values() for day in counts})
        if len(periods) <= _TOLD or length == 4:
            break
    summed = {code: _periods(counts, length) for code, counts in days.items()}
    names = [spoken.country_name(code) if code else spoken("logins-others") for code in summed]
    rows = tuple(
        (period, *(str(counts[period]) if counts[period] else "" for counts in summed.values()))
        for period in periods
    )
    return (spoken("logins-when"), *names), rows


def _periods(counts: Counter[date], length: int) -> Counter[str]:
    summed: Counter[str] = Counter()
    for day, count in counts.items():
        summed[day.isoformat()[:length]] += count
    return summed
