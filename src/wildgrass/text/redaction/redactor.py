"""Propose what to redact in a text, whatever it is: a post, a quoted or forwarded text, a file's name."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Final

from wildgrass.text.redaction import patterns
from wildgrass.text.redaction.known import KnownPeople
from wildgrass.text.redaction.numbers import phones
from wildgrass.text.redaction.plain import Plain, plain
from wildgrass.text.redaction.spans import Span, SpanKind, apart

_OWN_FORM: Final = {
    SpanKind.HANDLE: "handle:",
    SpanKind.PHONE: "phone:",
    SpanKind.MAIL: "mail:",
    SpanKind.ID: "id:",
}


class Redactor:
    """Finds what names other people than the owner."""

    def __init__(self, known: KnownPeople) -> None:
        """Take the archive's people."""
        self._known = known

    def is_own(self, name: str) -> bool:
        """Say whether a name, handle or id is the owner's."""
        return self._known.is_own(plain(name).strip().lstrip("@"))

    def propose(self, text: str) -> list[Span]:
        """Return spans in order, none over another."""
        made = Plain(text)
        found = chain(
            self._known.found(made),
            patterns.profiles(made),
            patterns.mails(made),
            patterns.mentions(made),
            patterns.accounts(made),
            patterns.ids(made),
            phones(made),
        )
        return list(_joined(text, apart(self._of_others(made, found))))

    def _of_others(self, text: Plain, found: Iterator[Span]) -> Iterator[Span]:
        """Leave out what is the owner's; say whose the rest is, where the archive knows."""
        for span in found:
            start = _OWN_FORM.get(span.kind)
            if start is None or not span.who.startswith(start):
                yield span
                continue
            value = span.who.removeprefix(start)
            if self._known.is_own(value):
                continue
            yield from self._named(text, span, value)

    def _named(self, text: Plain, span: Span, value: str) -> Iterator[Span]:
        """Tie a value to an account. A mention that runs on into Chinese text ends where the known name ends."""
        who = self._known.who(value) or self._known.who(value.lstrip("+"))
        if who is None and span.why == "mention" and not value.isascii():
            for end in range(len(value) - 1, 1, -1):
                who = self._known.who(value[:end])
                if who is not None and _is_han(value[end]):
                    first, last = span.start, span.start + 1 + end
                    if len(text.text) == len(text.original):
                        yield replace(span, start=first, end=last, who=who)
                        return
        yield replace(span, who=who or span.who)


def _joined(text: str, spans: list[Span]) -> Iterator[Span]:
    """Give a sign that is left over, such as the "@" of a name that another finder took, to the span after it."""
    start = None
    for span, after in zip_longest(spans, spans[1:]):
        first, start = span.start if start is None else start, None
        is_sign = not any(map(str.isalnum, text[span.start : span.end]))
        if is_sign and after is not None and after.start == span.end:
            start = first
        else:
            yield replace(span, start=first)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
