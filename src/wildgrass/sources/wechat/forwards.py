"""Merged forwards: the messages inside one, however deep, from XML or from an exporter's JSON of it."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from wildgrass.model import JSON
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.wechat import xmltext
from wildgrass.sources.wechat.fields import first, series, server_id, table, whole, words
from wildgrass.sources.wechat.kinds import ROLES, What, is_placeholder
from wildgrass.sources.wechat.said import ROOM, File, Said
from wildgrass.sources.wechat.times import any_time, epoch

MAX_DEPTH: Final = 8
MAX_MESSAGES: Final = 10_000

_TYPES: Final = {
    1: What.TEXT,
    2: What.IMAGE,
    3: What.VOICE,
    4: What.VIDEO,
    5: What.LINK,
    6: What.PLACE,
    7: What.MUSIC,
    8: What.FILE,
    15: What.VIDEO,
    16: What.CARD,
    17: What.FORWARD,
    19: What.MINI_PROGRAM,
    22: What.CHANNEL,
    23: What.CHANNEL,
    37: What.STICKER,
}
"""The list's own types (`datatype`), as chatlog and WeFlow read them."""

_READ: Final = frozenset(
    {
        "datatype",
        "sourcename",
        "sourcetime",
        "datadesc",
        "datatitle",
        "srcmsgcreatetime",
        "fromnewmsgid",
        "recordxml",
        "recorditem",
        "xmlname",
        "cdndatakey",
        "cdnthumbkey",
    }
)


def of_xml(text: str, clock: LocalClock) -> list[Said]:
    """Return the messages of a `recordinfo` document."""
    root = xmltext.parsed(text)
    return [] if root is None else of_table(_as_table(root), clock)


def of_element(root: etree._Element, clock: LocalClock) -> list[Said]:
    """Return the messages of a `recordinfo` element."""
    return of_table(_as_table(root), clock)


def of_table(record: Mapping[str, JSON], clock: LocalClock, depth: int = 0) -> list[Said]:
    """Return the messages of a record's table; chatlog writes the XML's names with capitals."""
    if depth >= MAX_DEPTH:
        return []
    lowered = _lowered(record)
    if "recordinfo" in lowered:
        lowered = _lowered(table(lowered["recordinfo"]))
    listed = _lowered(table(lowered.get("datalist")))
    entries = listed.get("dataitems") or listed.get("dataitem") or listed.get("datalist")
    if isinstance(entries, Mapping):
        entries = [entries]
    return [_one(_lowered(table(entry)), clock, depth) for entry in series(entries)[:MAX_MESSAGES]]


def _one(entry: Mapping[str, JSON], clock: LocalClock, depth: int) -> Said:
    number = whole(entry.get("datatype"))
    what = _TYPES.get(number or 0, What.UNKNOWN)
    title, words_ = words(entry.get("datatitle")), words(entry.get("datadesc"))
    said = Said(what=what, sender_name=words(entry.get("sourcename")), content=words_ or title)
    origin = _lowered(table(entry.get("dataitemsource")))
    said.sender = first(origin.get("realchatname"), origin.get("fromusr"))
    if said.sender.endswith(ROOM):
        said.sender = ""
    said.published = epoch(words(entry.get("srcmsgcreatetime")))
    if said.published is None:
        said.published = any_time(words(entry.get("sourcetime")), clock)
    said.text = _words_of(what, title, words_)
    original = server_id(entry.get("fromnewmsgid"))
    if original:
        said.extra["original"] = original
    for key in ("sourcetime", "datatype"):
        if entry.get(key):
            said.extra[key] = entry[key]
    said.extra |= {key: value for key, value in entry.items() if key not in _READ and value not in ("", None)}
    nested = entry.get("recordxml") or entry.get("recorditem")
    if nested and depth + 1 >= MAX_DEPTH:
        said.extra["unopened"] = nested
    elif isinstance(nested, Mapping):
        said.inner = of_table(nested, clock, depth + 1)
    elif isinstance(nested, str):
        root = xmltext.parsed(nested)
        said.inner = [] if root is None else of_table(_as_table(root), clock, depth + 1)
    _file(said, entry, title)
    return said


def _words_of(what: What, title: str, words_: str) -> str:
    if what in (What.IMAGE, What.VOICE, What.VIDEO, What.FILE, What.STICKER):
        return "" if is_placeholder(words_) or what is What.FILE else words_
    return "\n".join(dict.fromkeys(part for part in (title, words_) if part))


def _file(said: Said, entry: Mapping[str, JSON], title: str) -> None:
    role = ROLES.get(said.what)
    if role is not None:
        name = title or words(entry.get("dataid"))
        size = whole(entry.get("datasize"))
        said.files.append(File(role, name=name, size_bytes=size, digest=words(entry.get("fullmd5"))))
    url = first(table(entry.get("weburlitem")).get("link"), entry.get("link"), entry.get("streamweburl"))
    if url.startswith(("http://", "https://")):
        said.link(url, title)


def _lowered(record: Mapping[str, JSON]) -> dict[str, JSON]:
    return {key.lower().removeprefix("@"): value for key, value in record.items()}


def _as_table(element: etree._Element, depth: int = 0) -> dict[str, JSON]:
    """Return an element as a table: attributes and children by name, equal children as a list."""
    found: dict[str, JSON] = {str(key): str(value) for key, value in element.attrib.items()}
    for child in element.iterchildren(tag=etree.Element):
        name = str(child.tag)
        value: JSON = _as_table(child, depth + 1) if len(child) and depth < 64 else xmltext.all_text(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)  # type: ignore[union-attr]
        else:
            found[name] = [found[name], value]
    return found


def walked(messages: list[Said], path: str = "") -> Iterator[tuple[str, Said]]:
    """Yield every message of a forward with its place: "0", "1", "1-0" inside the second, and so on."""
    for number, said in enumerate(messages):
        place = f"{path}-{number}" if path else str(number)
        yield place, said
        if said.inner:
            yield from walked(said.inner, place)
