"""The timeline's report for people: one page without script, in English or Chinese, that asks nothing outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wildgrass.observatory.timeline.analysis import AGES_H, Timeline
from wildgrass.observatory.timeline.drawing import AGES, Words, lives, takedowns
from wildgrass.observatory.timeline.interrupted import AROUND
from wildgrass.observatory.timeline.survival import Curve
from wildgrass.text import say

_TOLD: Final = ("1h", "1d", "1w", "1mo", "1y")


@dataclass(frozen=True, slots=True)
class Share:
    """How many had gone by an age, in words; `known` False where nobody looked at so old a post."""

    age: str
    known: bool
    least: float = 0.0
    most: float = 0.0
    low: float = 0.0
    high: float = 0.0


def report_page(found: Timeline, language: str) -> str:
    """Return the report as HTML."""
    words = partial(phrase, language)
    environment = Environment(
        loader=PackageLoader("wildgrass.observatory.timeline"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("timeline.html").render(
        language=language,
        words=words,
        found=found,
        drawings=[Markup(drawing) for drawing in drawings(found, words)],  # noqa: S704 - made by our own drawing
        shares=[(curve, list(told_shares(found, curve, words))) for curve in found.curves],
        around=AROUND,
        coverage=told_coverage(found, words),
        hints=list(told_hints(found, words)),
    )


def phrase(language: str, name: str, **details: object) -> str:
    """Return a phrase of the catalogue."""
    return say(language, f"ui.{name}", **details)


def drawings(found: Timeline, words: Words) -> Iterator[str]:
    """Yield the drawings: takedowns over time, then lives where enough went. Each tells itself in a sentence."""
    if found.days.size:
        events = [one.event for one in found.coincidences]
        yield takedowns(found.days, events, words, told_takedowns(found, words))
    if found.curves:
        yield lives(found.curves, found.bands, AGES_H, words, told_lives(found, words))


def told_takedowns(found: Timeline, words: Words) -> str:
    """Return in words what the drawing of takedowns shows: from when to when, and how many for each cause."""
    span = f"{found.days.day(0)} – {found.days.day(found.days.size - 1)}"  # noqa: RUF001 - a dash for a span
    causes = [f"{words(f'timeline-by-{cause}')} {posts}" for cause, posts in sorted(found.totals.items())]
    return f"{words('timeline-takedowns')}: {span}; {'; '.join(causes)}"


def told_lives(found: Timeline, words: Words) -> str:
    """Return in words what the drawing of lives shows."""
    said = []
    for curve in found.curves:
        shares = [f"{one.age}: {told_share(one)}" for one in told_shares(found, curve, words) if one.known]
        said.append(f"{words(f'timeline-by-{curve.cause}')} ({curve.gone}): {', '.join(shares)}")
    return f"{words('timeline-lives')}: {'; '.join(said)}"


def told_coverage(found: Timeline, words: Words) -> str:
    """Return of how many weeks enough is known, by platform; "" where nothing was watched."""
    each = []
    for platform in found.days.platforms:
        weeks = [one for one in found.weeks if one.platform == platform]
        each.append(f"{platform} {sum(one.rate is not None for one in weeks)}/{len(weeks)}")
    return words("timeline-coverage", said=", ".join(each)) if found.weeks else ""


def told_hints(found: Timeline, words: Words) -> Iterator[str]:
    """Yield a sentence for each week at which a reader might look."""
    for one in found.hints:
        told = {"week": one.name, "platform": one.platform, "rate": f"{one.rate or 0:.2f}"}
        yield words(f"timeline-hint-{one.hint}", **told)


def told_share(one: Share) -> str:
    """Return a share in percent, with its bounds."""
    least, most = f"{one.least * 100:.0f}", f"{one.most * 100:.0f}"
    between = least if least == most else f"{least}–{most}"  # noqa: RUF001 - a dash for a span
    return f"{between} % [{one.low * 100:.0f}, {one.high * 100:.0f}]"


def told_shares(found: Timeline, curve: Curve, words: Words) -> Iterator[Share]:
    """Yield how many had gone by each age that people know."""
    for name in _TOLD:
        said, age = words(f"timeline-age-{name}"), AGES[name]
        if age > curve.known_until:
            yield Share(said, known=False)
            continue
        at = min(range(len(AGES_H)), key=lambda n, age=age: abs(AGES_H[n] - age))  # type: ignore[misc]
        low, high = found.bands[curve.cause][:, at]
        yield Share(said, True, *curve.share(age), float(low), float(high))  # noqa: FBT003 - the field before says it
