"""Compare as pages: two paths, their conversations, the summary with its uncertainty, both sides beside each other."""

import base64
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.answers import DATE_ORDERS
from wildgrass.flows.compare_blind import is_sealed
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.classes import REASONS, Class
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import clean, glimpse
from wildgrass.web import comparing_tags
from wildgrass.web.compare_order import CHATS, HERE, MADE, RESULT, WHICH, chat_label, results, run
from wildgrass.web.entry_parts import Bit
from wildgrass.web.narrow import Chip
from wildgrass.web.setup_places import AnswerMissingError, existing
from wildgrass.web.setup_view import SetupView
from wildgrass.web.versions import compared
from wildgrass.web.view import to
from wildgrass.web.whole import Part

_PER_PAGE: Final = 50
_TELLING: Final = 0.05
SIGNS: Final = {"matched": "=", "altered": "≠", "only_a": "◀", "only_b": "▶", "unclear": "?"}
"""The shape of each class: nothing is said by colour alone."""


class SpokenMissingError(WildgrassError):
    """A file of tags, and no passphrase for it."""

    code = "compare-spoken-missing"
    exit_code = EXIT_USAGE
    message = "B is a file of tags, and opens with the passphrase that you agreed on by voice"
    hint = "type it below; case, spaces and hyphens do not count"


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a row: who said it, when, and the text; `bits` mark what the other side has not."""

    who: str
    at: str
    media: str
    bits: tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """A row: its class, the sign of it, why, and both sides, None where one has nothing."""

    kind: str
    sign: str
    why: tuple[str, ...]
    a: SideView | None
    b: SideView | None


_FIELDS: Final = ("a", "b", "c", "zone", "dates")


def compare(view: SetupView) -> Response:
    """Ask for the two exports or libraries, or for one and the other's file of tags."""
    typed: dict[str, Any] = {name: view.typed(name) for name in _FIELDS}
    return view.page("compare.html", orders=DATE_ORDERS, **typed)


def take_compare(view: SetupView) -> Response:
    """Read both."""
    if view.is_browsing(*_FIELDS):
        return view.browse({"a": True, "b": True, "c": True})
    if not view.form.get("a", "").strip() or not view.form.get("b", "").strip():
        raise AnswerMissingError
    return _run(view, goes=False)


def chats(view: SetupView) -> Response:
    """Ask which conversations to compare."""
    found = results(view)
    if found is None or "chats" not in found[0]:
        return to(HERE)
    drafts = view.setup.drafts
    return view.page(
        "compare_chats.html",
        sides=[(side, [chat_label(view, one) for one in found[0]["chats"][side]]) for side in ("a", "b")],
        locked=[
            side for side in ("a", "b") if LibraryPlace(existing(drafts.get(f"{HERE}:{side}", ""))).is_locked
        ],
    )


def take_chats(view: SetupView) -> Response:
    """Compare the conversations that were chosen."""
    return _run(view, goes=True)


def _run(view: SetupView, *, goes: bool) -> Response:
    drafts = view.setup.drafts
    typed = {side: drafts.get(f"{HERE}:{side}", "") for side in "abc"}
    places = {side: str(existing(text)) for side, text in typed.items() if side != "c" or text.strip()}
    if is_sealed(Path(places["b"])) and not view.form.get("passphrase_b", "").strip():
        raise SpokenMissingError
    return run(view, HERE, {**places, "goes": goes})


def result(view: SetupView) -> Response:
    """Return the summary, and one page of both sides beside each other."""
    found = results(view)
    if found is None:
        return to(HERE)
    if len(found) < 2:
        return to(MADE if "made" in found[0] else WHICH if "makes_tags" in found[0] else CHATS)
    rows = [row for one in found[2:] for row in one["rows"]]
    counts = Counter(row["class"] for row in rows)
    asked = view.query.get("show", "")
    shown = [row for row in rows if row["class"] == asked] if asked in SIGNS else rows
    page = _part(view, len(shown), asked if asked in SIGNS else "")
    summary = found[1]["summary"]
    has_choice = any(len(found[0]["chats"][side]) > 1 for side in ("a", "b"))
    return view.page(
        "compared.html",
        names=_named(view, summary, is_blind=found[1]["blind"]),
        messages={side: number(summary["messages"][side]) for side in ("a", "b")},
        has_choice=has_choice,
        classes=[(name, SIGNS[name], number(counts[name])) for name in map(str, Class)],
        tables=[
            (side, _rates(view, rates, found[1]["names"][side])) for side, rates in summary["missing"].items()
        ],
        is_blind=found[1]["blind"],
        has_tables=found[1]["tables"] is not None,
        reasons=[(one, number(summary["reasons"].get(one, 0))) for one in REASONS],
        clock=_clock(view, summary["clock"]),
        chips=_chips(view, counts, asked),
        pairs=[_pair(view, row) for row in shown[page.start : page.start + page.size]],
        page=page,
    )


def _named(view: SetupView, summary: Mapping[str, Any], *, is_blind: bool) -> dict[str, str]:
    """Return what each end's conversation is called; of a file of tags, what that is."""
    names = {side: glimpse(summary["conversation"][side], 100) for side in ("a", "b")}
    return names | ({"b": view.words("compare-tags")} if is_blind else {})


def take_result(view: SetupView) -> Response:
    """Return the tables, or the report as a file: nobody is named unless names are asked for, and may be seen."""
    found = results(view)
    if found is None or len(found) < 2:
        return to(HERE)
    if view.form.get("what") == "tables" and found[1]["tables"] is not None:
        headers = {"Content-Disposition": 'attachment; filename="compared.zip"'}
        return Response(base64.b64decode(found[1]["tables"]), media_type="application/zip", headers=headers)
    is_named = view.form.get("names") == "shown" and not view.hides_names
    saved = {"Content-Disposition": 'attachment; filename="compared.html"'}
    data = found[1]["reports"]["named" if is_named else "hidden"].encode("utf-8", "replace")
    return Response(data, media_type="text/html; charset=utf-8", headers=saved)


def _part(view: SetupView, total: int, show: str) -> Part:
    parts = max(1, -(-total // _PER_PAGE))
    text = view.query.get("page", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    keep = f"show={show}&" if show else ""
    return Part(min(max(asked, 1), parts), parts, _PER_PAGE, total, f"{RESULT}?{keep}")


def _chips(view: SetupView, counts: Mapping[str, int], asked: str) -> list[Chip]:
    chips = [Chip(f"{RESULT}#rows", view.words("any"), asked not in SIGNS)]
    for name in map(str, Class):
        said = f"{SIGNS[name]} {view.words(f'compare-{name}')} {number(counts[name])}"
        chips.append(Chip(f"{RESULT}?show={name}#rows", said, asked == name))
    return chips


def _clock(view: SetupView, clock: Mapping[str, Any]) -> str:
    seconds = clock["b_minus_a_s"]
    if seconds is None:
        return view.words("compare-clock-unknown")
    return view.words("compare-clock", seconds=f"{seconds:+,.0f}", anchors=number(clock["anchors"]))


Rate = tuple[str, str, str, str, bool]
"""A group's name, "3 of 120", its interval, the chance of so many by accident, and whether that tells something."""


def _rates(view: SetupView, rates: Mapping[str, Any], names: Mapping[str, str]) -> list[Rate]:
    found = []
    for group, rate in sorted(rates.items(), key=lambda pair: (pair[0].startswith("sender "), pair[0])):
        is_sender, key = group.startswith("sender "), group.removeprefix("sender ")
        named = glimpse(names.get(key, "") or view.words.site("someone"), 60)
        between = rate["share_between"]
        chance = rate.get("p_more_than_text")
        found.append(
            (
                named if is_sender else view.words(f"compare-kind-{group}"),
                view.words("compare-of", missing=number(rate["missing"]), total=number(rate["total"])),
                f"{between[0]:.1%} … {between[1]:.1%}" if between else "",
                "" if chance is None else f"{chance:.3f}",
                chance is not None and chance < _TELLING,
            )
        )
    return found


def _pair(view: SetupView, row: Mapping[str, Any]) -> PairView:
    a, b = row["a"], row["b"]
    is_altered = row["class"] == "altered" and a is not None and b is not None
    return PairView(
        kind=row["class"],
        sign=SIGNS[row["class"]],
        why=tuple(row["why"]),
        a=None if a is None else _side(view, a, b if is_altered else None, is_last=False),
        b=None if b is None else _side(view, b, a if is_altered else None, is_last=True),
    )


def _side(
    view: SetupView, said: Mapping[str, str], other: Mapping[str, str] | None, *, is_last: bool
) -> SideView:
    text = view.words("compare-unread") if "unread" in said else clean(said["text"])
    bits = (Bit(text),) if other is None else tuple(compared(text, clean(other["text"]), is_last=is_last))
    media = view.words(f"compare-kind-{said['media']}") if said["media"] else ""
    return SideView(
        who=glimpse(said["who"], 60) or view.words.site("someone"),
        at=said["at"] or view.words.site("undated"),
        media=media,
        bits=bits,
    )


SHOW: Final[Mapping[str, Callable[[SetupView], Response]]] = {
    **comparing_tags.SHOW,
    HERE: compare,
    CHATS: chats,
    RESULT: result,
}
TAKE: Final[Mapping[str, Callable[[SetupView], Response]]] = {
    **comparing_tags.TAKE,
    HERE: take_compare,
    CHATS: take_chats,
    RESULT: take_result,
}
