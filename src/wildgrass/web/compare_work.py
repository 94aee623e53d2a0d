"""The work behind the compare pages: runs in the process of `setup_work`, and tells what the pages show."""

import base64
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from wildgrass.flows.answers import answers
from wildgrass.flows.compare import Comparison, both_read, compare_read
from wildgrass.flows.compare_blind import Own, compare_blind, is_sealed, make_tags
from wildgrass.flows.compare_hiding import HiddenComparison
from wildgrass.flows.compare_reading import Conversations, conversations
from wildgrass.flows.compare_report import page
from wildgrass.flows.compare_tables import put_tables
from wildgrass.flows.compare_third import with_third
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.beside import in_time, said_time
from wildgrass.observatory.compare.classes import Class, Result
from wildgrass.observatory.compare.sides import Side
from wildgrass.observatory.compare.tag_file import MINUTE
from wildgrass.observatory.compare.tags import made_up
from wildgrass.sources.base import Answers

_CHATS_MOST: Final = 500
_NAMES_MOST: Final = 4
_ROWS: Final = 1_000  # told at once
_TEXT_MOST: Final = 3_000
_IN_TABLES_MOST: Final = 300_000
"""Tables of more messages are the command's: a page would hold them in memory."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the zip tells nothing of when it was made

Tell = Callable[[str, int, int | None], None]


def work(order: Mapping[str, Any], tell: Tell) -> Iterator[dict[str, Any]]:
    """Yield the conversations of both sides, then, unless one must be chosen first, the summary and all rows."""
    told = order["answers"]
    given = answers(told.get("zone"), told.get("dates"))
    tell("compare", 0, None)
    if order["makes_tags"]:
        yield from _tags(order, given)
        return
    if is_sealed(Path(order["b"])):
        yield {"chats": {"a": [], "b": []}}
        own = Own(_place(order, "a"), None, given)
        yield from _told(compare_blind(own, Path(order["b"]), _secret(order, "b")), order["language"])
        return
    ends = both_read(_place(order, "a"), _place(order, "b"), given)
    tell("compare", sum(talk.count for of in ends for talk in of.values()), None)
    yield {"chats": {"a": _chats(ends[0]), "b": _chats(ends[1])}}
    if not order["goes"] and any(len(of) > 1 for of in ends):
        return
    compared = compare_read(*ends, (order["chat_a"] or None, order["chat_b"] or None))
    if order["c"]:
        compared = with_third(compared, ends, conversations(_place(order, "c"), given), None)
    yield from _told(compared, order["language"])


def _told(compared: Comparison, language: str) -> Iterator[dict[str, Any]]:
    names = {"a": dict(compared.end_a.names), "b": dict(compared.end_b.names)}
    hidden = HiddenComparison(compared, language)
    reports = {
        name: page(compared, who, language).decode() for name, who in (("hidden", hidden), ("named", None))
    }
    about = {
        "names": names,
        "reports": reports,
        "tables": _tables(compared, hidden),
        "blind": compared.b.is_blind,
    }
    yield {"summary": compared.summary(), **about}
    rows = list(_rows(compared))
    for start in range(0, len(rows), _ROWS):
        yield {"rows": rows[start : start + _ROWS]}


def _tags(order: Mapping[str, Any], given: Answers) -> Iterator[dict[str, Any]]:
    """Yield the conversations, then, where one was chosen, what was made, and the passphrase if that was."""
    place = _place(order, "a")
    if not order["goes"]:
        yield {"chats": {"a": _chats(conversations(place, given)), "b": []}, "makes_tags": True}
        return
    spoken = _secret(order, "spoken")
    made_one = "" if spoken else made_up(os.urandom)
    made = make_tags(
        Own(place, order["chat_a"] or None, given),
        Path(order["file"]),
        spoken or made_one.encode(),
        shows_pictures=order["shows_pictures"],
    )
    yield {"made": made.to_json(), "passphrase": made_one}


def _tables(compared: Comparison, hidden: HiddenComparison) -> str | None:
    """Return the tables as `compare --tables` writes them, in a zip in base64, with nobody named in them."""
    if len(compared.results) > _IN_TABLES_MOST:
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:

        @contextmanager
        def create(path: Path) -> Iterator[BinaryIO]:
            file = io.BytesIO()
            yield file
            info = zipfile.ZipInfo(path.as_posix(), _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, file.getvalue())

        put_tables(compared, hidden, Path("compared"), create)
    return base64.b64encode(packed.getvalue()).decode()


def _secret(order: Mapping[str, Any], name: str) -> bytes:
    passphrase: str = order["passphrases"].get(name, "")
    return passphrase.encode("utf-8", "surrogatepass")


def _place(order: Mapping[str, Any], side: str) -> LibraryPlace:
    ask = _secret(order, "a" if side == "c" else side)
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
        a = None if result.row_a is None else _message(compared.a, result.row_a, compared.end_a.names)
        b = None if result.row_b is None else _message(compared.b, result.row_b, compared.end_b.names)
        if b is not None and result.row_b is not None and compared.b.is_blind:
            b |= _unread(compared, result, a)
        yield {"class": str(result.kind), "why": list(result.why), "a": a, "b": b}


def _unread(compared: Comparison, result: Result, a: Mapping[str, str] | None) -> dict[str, str]:
    """Return the words of a message that only tags are known of: one's own where they are equal."""
    assert result.row_b is not None
    if a is not None and result.kind is Class.MATCHED:
        return {"text": a["text"]}
    return {"unread": "yes"} if compared.b.lengths[result.row_b] else {}


def _message(side: Side, row: int, names: Mapping[str, str]) -> dict[str, str]:
    at = said_time(int(side.seconds[row]))
    return {
        "who": names.get(side.person(row), ""),
        "at": at[:16] if side.coarse[row] >= MINUTE else at,
        "text": side.texts[row][:_TEXT_MOST],
        "media": side.kind(row),
    }
