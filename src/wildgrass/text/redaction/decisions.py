"""What a person decides about proposed redactions: which stay as they are, what else is to go, and about pictures.

A line of JSON for each thing that was found, wherever it stands, and one for each picture. The file holds what it is
about in the clear. Form: docs/spec/redactions.md.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.model import Item
from wildgrass.text.redaction.items import ItemRedactor, texts_of
from wildgrass.text.redaction.plain import Plain, plain
from wildgrass.text.redaction.pseudonyms import Pseudonyms
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, apart, sureness

DECISIONS_FORM: Final = "wildgrass-redactions-2"
_FORMS: Final = ("wildgrass-redactions-1", DECISIONS_FORM)  # the first knew no pictures and no maybe-names
_ADDED: Final = "added-by-hand"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NAMED: Final = "/name"  # a file's name leaves in no case: nothing to decide


class PictureChoice(StrEnum):
    """What becomes of a picture that would leave."""

    BLUR = "blur"  # faces that were found, beyond recognition
    KEEP = "keep"
    LEAVE_OUT = "leave-out"


class DecisionsError(WildgrassError):
    """A file of decisions cannot be understood."""

    code = "redaction-decisions"
    exit_code = EXIT_USAGE
    message = "line {line} of the decisions is not understood: {reason}"
    hint = "a line is a JSON object with text, kind and keep; `restore --simulate --decisions FILE` writes them anew"


@dataclass(frozen=True, slots=True)
class Added:
    """What a person wants to go beside what was proposed: everywhere, in some items only, or in all but some.

    `is_confirmed` says that it stood among the maybe-names.
    """

    text: str
    kind: SpanKind = SpanKind.NAME
    only: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    is_confirmed: bool = False

    def spans(self, item_id: str, text: str) -> Iterator[Span]:
        """Yield every place in a text, told apart neither by script nor by capitals."""
        if item_id in self.but or (self.only is not None and item_id not in self.only):
            return
        looked, made = plain(self.text), Plain(text)
        start = made.text.find(looked)
        while start >= 0:
            first, last = made.span(start, start + len(looked))
            yield Span(first, last, self.kind, Confidence.SURE, _ADDED, f"{_ADDED}:{looked}")
            start = made.text.find(looked, start + len(looked))


@dataclass(slots=True)
class Decisions:
    """What stays by (kind, text): everywhere (None), or in items by their ids; what was added; pictures by digest."""

    kept: dict[tuple[str, str], frozenset[str] | None] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)
    pictures: dict[str, PictureChoice] = field(default_factory=dict)

    def chosen(self, item_id: str, text: str, spans: Sequence[Span]) -> Sequence[Span]:
        """Return what of a text's proposals is to be replaced, with what was added."""
        left = [span for span in spans if not self._is_kept(item_id, span.kind, text[span.start : span.end])]
        more = [span for one in self.added for span in one.spans(item_id, text)]
        return apart([*left, *more]) if more else left

    def keep(self, kind: str, text: str) -> bool | list[str]:
        """Return what was decided of a proposal: True, False, or the ids of the items in which it stays."""
        found = self.kept.get((kind, text), frozenset())
        return True if found is None else sorted(found) or False

    def confirmed(self, text: str) -> bool | list[str]:
        """Return what was decided of a maybe-name, in the way of `keep`: it stays unless it was confirmed."""
        for one in self.added:
            if one.is_confirmed and one.text == text:
                return sorted(one.but) or False
        return True

    def _is_kept(self, item_id: str, kind: SpanKind, text: str) -> bool:
        if not self.kept:
            return False
        found = self.kept.get((str(kind), text), frozenset())
        return found is None or item_id in found


@dataclass(slots=True)
class Review:
    """Gathers the proposals of items, each text once, so that a person can go through them."""

    redactor: ItemRedactor
    pseudonyms: Pseudonyms
    _spans: dict[tuple[str, str], list[Span]] = field(default_factory=dict)
    _where: dict[tuple[str, str], list[list[object]]] = field(default_factory=dict)

    def take(self, item: Item) -> None:
        """Take an item that would leave."""
        texts = dict(texts_of(item))
        for proposal in self.redactor.proposals(item):
            span = proposal.span
            if proposal.field.endswith(_NAMED):
                continue
            key = (str(span.kind), texts[proposal.field][span.start : span.end])
            known = self._spans.setdefault(key, [])
            if not any(one.why == span.why and one.who == span.who for one in known):
                known.append(span)
            self._where.setdefault(key, []).append([item.id, proposal.field, span.start, span.end])

    @property
    def count(self) -> int:
        """How many places there are."""
        return sum(map(len, self._where.values()))

    def found(self) -> Iterator[dict[str, object]]:
        """Yield what was found, the most frequent first; the parts of a line of the file but for what is decided."""
        for kind, text in sorted(self._where, key=lambda key: (-len(self._where[key]), key)):
            where, spans = self._where[kind, text], sorted(self._spans[kind, text], key=sureness)
            yield {
                "text": text,
                "kind": kind,
                "instead": self.pseudonyms.shown(spans[0]),
                "why": sorted({span.why for span in spans}),
                "confidence": str(spans[0].confidence),
                "count": len(where),
                "where": where,
            }

    def lines(self, decided: Decisions) -> Iterator[str]:
        """Yield the lines of a file: what was found with what is decided of it, then what was added."""
        yield _line({"form": DECISIONS_FORM})
        written: set[str] = set()
        for one in self.found():
            kind, text = str(one["kind"]), str(one["text"])
            is_maybe = one["confidence"] == Confidence.MAYBE
            keep = decided.confirmed(text) if is_maybe else decided.keep(kind, text)
            written.update([text] if is_maybe else [])
            yield _line(one | ({"maybe": True} if is_maybe else {}) | {"keep": keep})
        for more in decided.added:
            line: dict[str, object] = {"text": more.text, "kind": str(more.kind)}
            if not (more.is_confirmed and more.text in written):
                yield _line(line if more.only is None else line | {"only": sorted(more.only)})


def read_decisions(lines: Iterable[str]) -> Decisions:
    """Read a file of decisions.

    Raises:
        DecisionsError: a line is none.
    """
    made = Decisions()
    is_begun = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        told = _told(number, line)
        if not is_begun:
            if told.get("form") not in _FORMS:
                raise DecisionsError(line=number, reason="it does not name the form")
            is_begun = True
            continue
        _take(made, number, told)
    if not is_begun:
        raise DecisionsError(line=1, reason="it does not name the form")
    return made


def picture_line(row: Mapping[str, object]) -> str:
    """Return a line of the file about a picture: digest, faces, what becomes of it, where it stands."""
    return _line(dict(row))


def _take_picture(made: Decisions, number: int, told: dict[str, Any]) -> None:
    digest, do = told["picture"], told.get("do")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise DecisionsError(line=number, reason="a picture is named by its SHA-256")
    if not isinstance(do, str) or do not in set(PictureChoice):
        raise DecisionsError(line=number, reason="with a picture one can do: blur, keep, leave-out")
    made.pictures[digest] = PictureChoice(do)


def _take(made: Decisions, number: int, told: dict[str, Any]) -> None:
    if "picture" in told:
        _take_picture(made, number, told)
        return
    text, kind = told.get("text"), told.get("kind", "name")
    if not isinstance(text, str) or not plain(text):
        raise DecisionsError(line=number, reason="it has no text")
    if not isinstance(kind, str) or kind not in set(SpanKind):
        raise DecisionsError(line=number, reason="it is of no known kind")
    if "where" not in told:
        only = told.get("only")
        made.added.append(Added(text, SpanKind(kind), None if only is None else _ids(number, only)))
        return
    keep = told.get("keep", False)
    if told.get("maybe") is True:
        if keep is not True:
            but = frozenset() if keep is False else _ids(number, keep)
            made.added.append(Added(text, SpanKind(kind), but=but, is_confirmed=True))
    elif keep is True:
        made.kept[kind, text] = None
    elif keep is not False:
        made.kept[kind, text] = _ids(number, keep)


def _ids(number: int, value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DecisionsError(line=number, reason="items are a list of their ids")
    return frozenset(value)


def _told(number: int, line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DecisionsError(line=number, reason="it is no JSON") from error
    if not isinstance(told, dict):
        raise DecisionsError(line=number, reason="it is no JSON object")
    return told


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
