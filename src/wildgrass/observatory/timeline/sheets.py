"""The timeline's report on sheets of A4 as PDF: the same as on the page, tagged, with its drawings told in words."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from wildgrass.observatory.timeline.analysis import Timeline
from wildgrass.observatory.timeline.coincidence import Coincidence
from wildgrass.observatory.timeline.drawing import Words
from wildgrass.observatory.timeline.interrupted import AROUND
from wildgrass.observatory.timeline.report import (
    drawings,
    phrase,
    told_coverage,
    told_hints,
    told_lives,
    told_share,
    told_shares,
    told_takedowns,
)
from wildgrass.text.typeset import (
    Block,
    Document,
    Heading,
    Part,
    Picture,
    Points,
    Said,
    Table,
    typeset,
)

_SHARE: Final = 0.8
"""Of the sheet's width: so that both drawings stand on the first sheet."""


def report_sheets(found: Timeline, language: str) -> bytes:
    """Return the report as PDF."""
    words = partial(phrase, language)
    blocks = [*_summary(found, words), *_drawn(found, words), *_events(found, language)]
    blocks += [*_weeks(found, words), *_limits(words)]
    return typeset(Document(words("timeline-title"), [Part(language, blocks)]))


def _summary(found: Timeline, words: Words) -> Iterator[Block]:
    yield Heading(words("timeline-title"), 1)
    yield Said(words("timeline-lead"))
    yield Said(words("timeline-danger"), colour="over")
    if not found.totals:
        yield Said(words("timeline-nothing"))
        return
    totals = sorted(found.totals.items(), key=lambda pair: -pair[1])
    yield Points([f"{words(f'timeline-by-{cause}')}: {posts}" for cause, posts in totals])


def _drawn(found: Timeline, words: Words) -> Iterator[Block]:
    drawn = iter(drawings(found, words))
    if found.days.size:
        yield Heading(words("timeline-takedowns"), 2)
        yield Said(words("timeline-limit-interval"), small=True, colour="soft")
        yield Picture(next(drawn), told_takedowns(found, words), _SHARE)
    yield Heading(words("timeline-lives"), 2)
    if not found.curves:
        yield Said(words("timeline-lives-none"))
        return
    yield Said(words("timeline-lives-lead"), small=True, colour="soft")
    yield Picture(next(drawn), told_lives(found, words), _SHARE)
    shares = [list(told_shares(found, curve, words)) for curve in found.curves]
    head = [words("timeline-by"), *(one.age for one in shares[0])]
    rows = [
        [
            f"{words(f'timeline-by-{curve.cause}')} ({curve.gone})",
            *(told_share(one) if one.known else words("timeline-not-known") for one in told),
        ]
        for curve, told in zip(found.curves, shares, strict=True)
    ]
    yield Table(head, rows, [0.25] + [0.15] * (len(head) - 1))


def _events(found: Timeline, language: str) -> Iterator[Block]:
    words = partial(phrase, language)
    if found.counts.ageless:
        yield Said(words("timeline-ageless", posts=found.counts.ageless), small=True, colour="soft")
    yield Heading(words("timeline-events"), 2)
    yield Said(words("timeline-events-lead", around=AROUND), small=True, colour="soft")
    if not found.coincidences:
        yield Said(words("timeline-events-none"))
        return
    names = ("timeline-day", "timeline-event", "timeline-rate", "timeline-usual")
    rows = [_event(number, one, words) for number, one in enumerate(found.coincidences, 1)]
    yield Table(["", *map(words, names), "q"], rows, (0.06, 0.14, 0.4, 0.1, 0.2, 0.1))


def _event(number: int, one: Coincidence, words: Words) -> list[str]:
    if one.rate is None or one.usual is None or one.q is None:
        return [str(number), str(one.event.day), one.event.title, words(f"timeline-{one.why}"), "", ""]
    return [
        str(number), str(one.event.day), one.event.title, f"{one.rate:.2f}",
        f"{one.usual:.2f} [{one.low:.2f}, {one.high:.2f}]", f"{one.q:.3f}",
    ]  # fmt: skip


def _weeks(found: Timeline, words: Words) -> Iterator[Block]:
    hints = list(told_hints(found, words))
    if hints:
        yield Heading(words("timeline-look-here"), 2)
        yield Said(words("timeline-look-here-lead"), small=True, colour="soft")
        yield Points(hints)
    if found.weeks:
        yield Said(told_coverage(found, words), small=True, colour="soft")


def _limits(words: Words) -> Iterator[Block]:
    yield Heading(words("timeline-limits"), 2)
    yield Points([words(f"timeline-limit-{name}") for name in ("author", "cause", "own")])
