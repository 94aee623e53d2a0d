"""Redaction as pages: every proposal is shown with why, each can be dropped, and the result is there to copy.

Pseudonyms are made anew for every look; what was chosen and what came of it is in memory until other work or the lock.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.responses import Response

from wildgrass.model import canonical_json
from wildgrass.targets.words import clean
from wildgrass.text.redaction import KEY_BYTES, Confidence
from wildgrass.web.setup_places import AnswerMissingError
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, is_locked, library_named, part_of
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/redact"
_PROPOSALS: Final = "/setup/tools/redact/proposals"
_TEXTS: Final = "/setup/tools/redact/texts"
_MOST: Final = 500
_PER_PAGE: Final = 50  # a form holds 80 fields at most
_TEXTS_PER_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal on a page: `number` names it, `is_on` says that it is replaced."""

    number: int
    item: str
    said: Mapping[str, Any]
    is_on: bool

    @property
    def is_maybe(self) -> bool:
        """Say whether it only may be a name."""
        return bool(self.said["confidence"] == Confidence.MAYBE)


def ask(view: SetupView) -> Response:
    """Ask which items."""
    return view.page("tools_redact.html", library=view.typed("library"), ids=view.typed("ids"))


def take(view: SetupView) -> Response:
    """Look for what of other people stands in them."""
    if view.is_browsing("library", "ids"):
        return view.browse({"library": False})
    ids = list(dict.fromkeys(view.typed("ids").split()))[:_MOST]
    if not ids:
        raise AnswerMissingError
    memory = {
        "ids": ids,
        "key": os.urandom(KEY_BYTES).hex(),
        "dropped": [],
        "named": [],
        "library": view.typed("library"),
    }
    return _look(view, memory, library_named(view))


def take_from_reader(view: SetupView) -> Response:
    """Take an item that the reader shows; its library's passphrase is asked for here where it has one."""
    for name in ("library", "ids"):
        view.setup.drafts[f"{_HERE}:{name}"] = view.form.get(name, "")
    return to(_HERE)


def _look(
    view: SetupView, memory: Mapping[str, Any], named: Mapping[str, object], over: str = _PROPOSALS
) -> Response:
    told = {name: memory[name] for name in ("ids", "key", "dropped", "named")}
    return begin(view, Work("redact", over, memory), {**named, **told, "language": view.language})


def proposals(view: SetupView) -> Response:
    """Show every proposal, a part at a time."""
    work = done(view, "redact")
    if work is None:
        return to(_HERE)
    rows = _rows(work)
    page, parts = part_of(view, len(rows), _PER_PAGE)
    return view.page(
        "tools_proposals.html",
        rows=[_clean(row) for row in rows[(page - 1) * _PER_PAGE : page * _PER_PAGE]],
        total=len(rows),
        items=len(work.results),
        pictures=[(clean(one["id"]), *each) for one in work.results for each in one["pictures"]],
        page=page,
        parts=parts,
        is_locked=is_locked(work.memory["library"]),
    )


def take_proposals(view: SetupView) -> Response:
    """Keep what was decided on this part, and make the items anew with it."""
    work = done(view, "redact")
    if work is None:
        return to(_HERE)
    number = view.form.get("part", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    rows = _rows(work)
    shown = range((page - 1) * _PER_PAGE, min(page * _PER_PAGE, len(rows)))
    kept = {row.number for row in rows if not row.is_on and row.number not in shown}
    kept |= {number for number in shown if f"p{number}" not in view.form}
    spans = [[row.item, *(row.said[name] for name in ("field", "start", "end"))] for row in rows]
    confirmed = sorted({row.said["text"] for row in rows if row.is_maybe and row.number not in kept})
    dropped = [spans[number] for number in sorted(kept) if not rows[number].is_maybe]
    memory = {**work.memory, "dropped": dropped, "named": confirmed}
    named = {"library": memory["library"], "passphrase": view.form.get("passphrase", "")}
    over = _TEXTS if view.form.get("then") == "texts" else f"{_PROPOSALS}?page={page}"
    return _look(view, memory, named, over)


def texts(view: SetupView) -> Response:
    """Show the texts as they may leave."""
    work = done(view, "redact")
    if work is None:
        return to(_HERE)
    page, parts = part_of(view, len(work.results), _TEXTS_PER_PAGE)
    shown = work.results[(page - 1) * _TEXTS_PER_PAGE : page * _TEXTS_PER_PAGE]
    return view.page("tools_redacted.html", items=_texts(shown), page=page, parts=parts)


def take_texts(view: SetupView) -> Response:
    """Return the items as they may leave, a line of canonical JSON for each, as `redact --item` prints them."""
    work = done(view, "redact")
    if work is None:
        return to(_HERE)
    data = b"".join(canonical_json(one["leaves"]) + b"\n" for one in work.results)
    saved = {"Content-Disposition": 'attachment; filename="items.jsonl"'}
    return Response(data, media_type="application/jsonl", headers=saved)


def _texts(results: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return each item's new id and its words."""
    return [
        (clean(one["leaves"]["id"]), clean("\n\n".join(filter(None, (one["title"], one["text"])))))
        for one in results
    ]


def _clean(row: ProposalRow) -> ProposalRow:
    """Return a row as a page can hold it, whatever an export wrote."""
    shown = {name: clean(row.said[name]) for name in ("before", "text", "instead", "after", "field")}
    return replace(row, item=clean(row.item), said={**row.said, **shown})


def _rows(work: Work) -> list[ProposalRow]:
    dropped, named = {tuple(one) for one in work.memory["dropped"]}, set(work.memory["named"])
    found = [(one["id"], said) for one in work.results for said in one["proposals"]]
    return [
        ProposalRow(number, item, said, _is_on(item, said, dropped, named))
        for number, (item, said) in enumerate(found)
    ]


def _is_on(item: str, said: Mapping[str, Any], dropped: set[tuple[Any, ...]], named: set[str]) -> bool:
    """Say whether a proposal is replaced: what may be a name only where it was ticked."""
    if said["confidence"] == Confidence.MAYBE:
        return said["text"] in named
    return (item, said["field"], said["start"], said["end"]) not in dropped


OVER: Final = {"redact": _PROPOSALS}
BACK: Final = {"redact": _HERE}
SHOW: Final = {_HERE: ask, _PROPOSALS: proposals, _TEXTS: texts}
TAKE: Final = {
    _HERE: take,
    _PROPOSALS: take_proposals,
    _TEXTS: take_texts,
    "/setup/tools/redact/from": take_from_reader,
}
