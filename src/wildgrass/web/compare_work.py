"""The work behind the compare pages: runs in the process of `setup_work`, and tells what the pages show."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from wildgrass.flows.answers import answers
from wildgrass.flows.compare import Comparison, both_read, compare_read
from wildgrass.flows.compare_hiding import HiddenComparison
from wildgrass.flows.compare_reading import Conversations
from wildgrass.flows.compare_report import page
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.beside import in_time, said_time
from wildgrass.observatory.compare.sides import Side

_CHATS_MOST: Final = 500
_NAMES_MOST: Final = 4
_ROWS: Final = 1_000  # told at once
_TEXT_MOST: Final = 3_000


def work(order: Mapping[str, Any], tell: Callable[[str, int, int | None], None]) -> Iterator[dict[str, Any]]:
    """Yield the conversations of both sides, then, unless one must be chosen first, the summary and all rows."""
    told = order["answers"]
    given = answers(told.get("zone"), told.get("dates"))
    tell("compare", 0, None)
    of_a, of_b = both_read(_place(order, "a"), _place(order, "b"), given)
    tell("compare", sum(talk.count for of in (of_a, of_b) for talk in of.values()), None)
    yield {"chats": {"a": _chats(of_a), "b": _chats(of_b)}}
    if not order["goes"] and (len(of_a) > 1 or len(of_b) > 1):
        return
    chats = (order["chat_a"] or None, order["chat_b"] or None)
    compared = compare_read(of_a, of_b, chats)
    names = {"a": dict(compared.end_a.names), "b": dict(compared.end_b.names)}
    yield {"summary": compared.summary(), "names": names, "reports": _reports(compared, order["language"])}
    rows = list(_rows(compared))
    for start in range(0, len(rows), _ROWS):
        yield {"rows": rows[start : start + _ROWS]}


def _reports(compared: Comparison, language: str) -> dict[str, str]:
    """Return the report as `compare --report` writes it, with nobody named in it and with names."""
    hidden = HiddenComparison(compared, language)
    return {
        name: page(compared, who, language).decode() for name, who in (("hidden", hidden), ("named", None))
    }


def _place(order: Mapping[str, Any], side: str) -> LibraryPlace:
    passphrase = order["passphrases"].get(side, "")
    ask = passphrase.encode("utf-8", "surrogatepass")
    return LibraryPlace(Path(order[side]), (lambda: ask) if ask else None)


def _chats(found: Conversations) -> list[dict[str, Any]]:
    """Return the conversations, the largest first, with who wrote in them."""
    largest = sorted(found.items(), key=lambda pair: (-pair[1].count, pair[0]))
    return [
        {
            "id": chat,
            "names": list(dict.fromkeys(talk.names.values()))[:_NAMES_MOST],
            "count": talk.count,
            "first": talk.first,
            "last": talk.last,
        }
        for chat, talk in largest[:_CHATS_MOST]
    ]


def _rows(compared: Comparison) -> Iterator[dict[str, Any]]:
    """Yield what became of each message, in order of time by B's clock, undated ones last."""
    results = compared.results
    for place in in_time(compared.alignment, results).tolist():
        result = results[place]
        yield {
            "class": str(result.kind),
            "why": list(result.why),
            "a": None if result.row_a is None else _message(compared.a, result.row_a, compared.end_a.names),
            "b": None if result.row_b is None else _message(compared.b, result.row_b, compared.end_b.names),
        }


def _message(side: Side, row: int, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "who": names.get(side.person(row), ""),
        "at": said_time(int(side.seconds[row])),
        "text": side.texts[row][:_TEXT_MOST],
        "media": side.kind(row),
    }
