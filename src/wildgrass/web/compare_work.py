"""The work behind the compare pages: runs in the process of `setup_work`, and tells what the pages show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from wildgrass.flows.answers import answers
from wildgrass.flows.compare import Comparison, compare_read, conversations
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Actor, Item
from wildgrass.observatory.compare.sides import NO_TIME

_CHATS_MOST: Final = 500
_NAMES_MOST: Final = 4
_ROWS: Final = 1_000  # told at once
_TEXT_MOST: Final = 3_000

Chats = Mapping[str, Sequence[Item]]


def work(order: Mapping[str, Any], tell: Callable[[str, int, int | None], None]) -> Iterator[dict[str, Any]]:
    """Yield the conversations of both sides, then, unless one must be chosen first, the summary and all rows."""
    told = order["answers"]
    given = answers(told.get("zone"), told.get("dates"))
    tell("compare", 0, None)
    of_a = conversations(_place(order, "a"), given)
    tell("compare", sum(map(len, of_a.values())), None)
    of_b = conversations(_place(order, "b"), given)
    yield {"chats": {"a": _chats(of_a), "b": _chats(of_b)}}
    if not order["goes"] and (len(of_a) > 1 or len(of_b) > 1):
        return
    chats = (order["chat_a"] or None, order["chat_b"] or None)
    compared = compare_read(of_a, of_b, chats)
    side_a, side_b = of_a[compared.chat_a], of_b[compared.chat_b]
    yield {"summary": compared.summary(), "names": {"a": _names(side_a), "b": _names(side_b)}}
    rows = list(_rows(compared, {one.id: one for one in side_a}, {one.id: one for one in side_b}))
    for start in range(0, len(rows), _ROWS):
        yield {"rows": rows[start : start + _ROWS]}


def _place(order: Mapping[str, Any], side: str) -> LibraryPlace:
    passphrase = order["passphrases"].get(side, "")
    ask = passphrase.encode("utf-8", "surrogatepass")
    return LibraryPlace(Path(order[side]), (lambda: ask) if ask else None)


def _chats(found: Chats) -> list[dict[str, Any]]:
    """Return the conversations, the largest first, with who wrote most in them."""
    largest = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        {
            "id": chat,
            "names": list(dict.fromkeys(_label(one.author) for one in items if one.author))[:_NAMES_MOST],
            "count": len(items),
            "first": min((one.published.iso() for one in items if one.published), default=""),
            "last": max((one.published.iso() for one in items if one.published), default=""),
        }
        for chat, items in largest[:_CHATS_MOST]
    ]


def _names(items: Sequence[Item]) -> dict[str, str]:
    """Return what to call the senders of a side, by the key of their accounts."""
    return {one.author.key: _label(one.author) for one in items if one.author is not None}


def _label(actor: Actor) -> str:
    return actor.name or actor.handle or actor.id


def _rows(
    compared: Comparison, of_a: Mapping[str, Item], of_b: Mapping[str, Item]
) -> Iterator[dict[str, Any]]:
    """Yield what became of each message, in order of time by B's clock, undated ones last."""
    a, b = compared.a, compared.b
    times_a = compared.alignment.clock.to_b(a.seconds).tolist() if len(a) else []
    times_b = b.seconds.tolist()
    found: list[tuple[bool, int, int, dict[str, Any]]] = []
    for result in compared.results():
        time = times_a[result.row_a] if result.row_a is not None else times_b[result.row_b or 0]
        row = {
            "class": str(result.kind),
            "why": list(result.why),
            "a": None if result.row_a is None else _message(of_a[a.ids[result.row_a]], a.media[result.row_a]),
            "b": None if result.row_b is None else _message(of_b[b.ids[result.row_b]], b.media[result.row_b]),
        }
        found.append((time == NO_TIME, time, len(found), row))
    found.sort(key=lambda one: one[:3])
    yield from (row for *_, row in found)


def _message(item: Item, media: str) -> dict[str, str]:
    return {
        "who": _label(item.author) if item.author is not None else "",
        "at": item.published.iso()[:19].replace("T", " ") if item.published is not None else "",
        "text": item.text[:_TEXT_MOST],
        "media": media,
    }
