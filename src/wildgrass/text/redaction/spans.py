"""A proposed redaction: where it stands in a text, what it is, why it was found and how sure that is."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from wildgrass.text.redaction.plain import Plain


class SpanKind(StrEnum):
    """What a span is."""

    NAME = "name"
    HANDLE = "handle"
    PHONE = "phone"
    MAIL = "mail"
    ID = "id"  # a platform's id, an identity card, a card's number
    PROFILE = "profile"  # the address of somebody's page
    WORDS = "words"  # what somebody else wrote: quoted, forwarded, shared


class Confidence(StrEnum):
    """How sure a finder is that a span is what it says."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"
    MAYBE = "maybe"  # a person decides: nothing of it is replaced unless she says so


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, code points. `who` is whose it is: an account's key, or the value in one form.

    `why` is a stable word for the finder that proposed it.
    """

    start: int
    end: int
    kind: SpanKind
    confidence: Confidence
    why: str
    who: str

    def moved(self, by: int) -> "Span":
        """Return the span further along by some code points."""
        return Span(self.start + by, self.end + by, self.kind, self.confidence, self.why, self.who)


def span_of(  # noqa: PLR0913, PLR0917 - the fields of a span, in its order
    text: Plain, start: int, end: int, kind: SpanKind, confidence: Confidence, why: str, who: str
) -> Span:
    """Return a span of the original for a place in the plain text."""
    first, last = text.span(start, end)
    return Span(first, last, kind, confidence, why, who)


_FIRST = {Confidence.SURE: 0, Confidence.LIKELY: 1, Confidence.POSSIBLE: 2, Confidence.MAYBE: 3}


def sureness(span: Span) -> int:
    """Return 0 for the surest, more for less."""
    return _FIRST[span.confidence]


def apart(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, none over another; of those that overlap the longer is kept, then the surer.

    What stood out of the longer one's end is kept as a span of its own: nothing that was found is left readable.
    """
    ranked = sorted(spans, key=lambda one: (-(one.end - one.start), _FIRST[one.confidence], one.start))
    starts: list[int] = []
    kept: list[Span] = []
    for span in ranked:
        for start, end in _free(span, starts, kept):
            at = bisect_left(starts, start)
            starts.insert(at, start)
            kept.insert(at, Span(start, end, span.kind, span.confidence, span.why, span.who))
    return kept


def _free(span: Span, starts: list[int], kept: list[Span]) -> list[tuple[int, int]]:
    """Return the parts of a span that none of the kept ones covers; those are in order and apart."""
    free, at = [], span.start
    number = max(0, bisect_left(starts, span.start) - 1)
    while at < span.end and number < len(kept) and kept[number].start < span.end:
        other = kept[number]
        if at < other.start:
            free.append((at, other.start))
        at = max(at, other.end)
        number += 1
    return [*free, (at, span.end)] if at < span.end else free


def replaced(text: str, spans: Iterable[Span], put: Callable[[Span, str], str]) -> str:
    """Return the text with `put(span, what stood there)` in place of each span; spans overlap nowhere."""
    parts, done = [], 0
    for span in sorted(spans, key=lambda one: one.start):
        parts += [text[done : span.start], put(span, text[span.start : span.end])]
        done = span.end
    return "".join([*parts, text[done:]])
