"""Message threads in web pages: read where the structure is plain, left alone where it is not.

Three layouts: `div.thread` of 2016, `_2pio`/`_2let`/`_2lem` of 2018 to 2021, `_a6-h`/`_a6-p`/`_a6-o` since 2022.
Posts and everything else have the same marks and no fixed meaning, so only members that hold messages by name or by
structure are looked at. Scripts never run, nothing is fetched, and a page of any size takes constant memory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from wildgrass.model import JSON, Audience, Item, Kind, Link, Origin, Problem
from wildgrass.sources.base import own_name
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.meta import pagetimes, values
from wildgrass.sources.meta.archive import Archive
from wildgrass.sources.meta.heads import start_of
from wildgrass.sources.meta.messages import conversation_of
from wildgrass.sources.meta.shapes import Form

_THREAD_PAGE: Final = re.compile(r"(?:\A|/)message(?:_\d+)?\.html?\Z", re.IGNORECASE)
_BLOCKS: Final = ("uiBoxWhite", "_a6-g")
_SENDER: Final = frozenset({"_2pio", "_a6-h"})
_BODY: Final = frozenset({"_2let", "_a6-p"})
_TIME: Final = frozenset({"_2lem", "_a6-o"})
_FILES: Final = {"img": "photo", "video": "video", "audio": "audio"}
_LINES: Final = frozenset({"div", "p", "br", "li", "tr"})


def messages(archive: Archive, key: str, count: MemberCount) -> Iterator[Item | Problem]:
    """Yield the messages of a page; nothing where it holds none."""
    head = start_of(archive.export, key)
    is_old = b'class="thread"' in head
    if not is_old and not _THREAD_PAGE.search(own_name(key)):
        return
    made = _PageReader(archive, key)
    with archive.export.members[key].open() as stream:
        try:
            for shown in _old(stream) if is_old else _blocks(stream):
                yield made.item(shown, count.records)
                count.records += 1
        except etree.LxmlError as error:
            count.records += 1
            yield Problem(
                code="page-damaged", reason=str(error), member=key, where=f"message {count.records}"
            )


@dataclass(slots=True)
class _Shown:
    """A message as a page shows it."""

    sender: str = ""
    time: str = ""
    text: str = ""
    people: str = ""  # of the layout of 2016, where one page holds every thread
    links: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)


class _PageReader:
    """Makes items of what one page shows."""

    def __init__(self, archive: Archive, key: str) -> None:
        self._archive = archive
        self._key = key
        self._clock = LocalClock(archive.export.answers.zone)
        self._thread = conversation_of(archive, key, b"", Form.OTHER)

    def item(self, shown: _Shown, number: int) -> Item:
        archive = self._archive
        thread = (
            values.digest(shown.people)[:20]
            if shown.people
            else self._thread or values.digest(self._key)[:20]
        )
        extra: dict[str, JSON] = {"shown_time": shown.time} if shown.time else {}
        if shown.people:
            extra["shown_participants"] = shown.people
        if shown.reactions:
            extra["reactions"] = list(shown.reactions)
        attachments = [archive.attach(uri, role) for uri, role in shown.files]
        links: list[Link] = [values.link(target, shown.text) for target in dict.fromkeys(shown.links)]
        return Item(
            id=archive.new_id("page-message", thread, shown.time, shown.sender, shown.text),
            kind=Kind.MESSAGE,
            source=archive.source,
            origin=Origin(member=self._key, pointer=f"message={number}"),
            author=archive.label(shown.sender),
            published=pagetimes.moment(shown.time, self._clock),
            text=shown.text,
            as_of=archive.as_of,
            audience=Audience.DIRECT,
            thread=f"{archive.source}:conversation:{thread}",
            links=tuple(links),
            attachments=tuple(one for one in attachments if one is not None),
            counts={"reactions": len(shown.reactions)} if shown.reactions else {},
            extra=extra,
        )


def _events(stream: object) -> Iterator[etree._Element]:
    context = etree.iterparse(
        stream,
        events=("end",),
        html=True,
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
    )
    for _, element in context:
        yield element


def _classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _blocks(stream: object) -> Iterator[_Shown]:
    """Yield messages of the layouts since 2018: a box with who, what and when."""
    for element in _events(stream):
        mark = element.get("class")
        if mark is None or not any(block in mark for block in _BLOCKS):
            continue
        parts: dict[str, etree._Element] = {}
        for inner in element.iter():
            classes = _classes(inner) if isinstance(inner.tag, str) else frozenset()
            for name, marks in (("sender", _SENDER), ("body", _BODY), ("time", _TIME)):
                if classes & marks:
                    parts.setdefault(name, inner)
        if "time" in parts and ("sender" in parts or "body" in parts):
            yield _shown(parts)
        _forget(element)


def _shown(parts: dict[str, etree._Element]) -> _Shown:
    found = _Shown(time=_flat(parts["time"]))
    if "sender" in parts:
        found.sender = _flat(parts["sender"])
    if "body" in parts:
        lines = list(_lines(parts["body"], found))
        found.text = "\n".join(line for line in lines if line)
    return found


def _lines(element: etree._Element, found: _Shown) -> Iterator[str]:
    """Yield an element's text line by line; links, files and reactions go to `found`."""
    line = [element.text or ""]
    for inner in element:
        tag = inner.tag
        if tag == "ul":
            found.reactions += [_flat(one) for one in inner.iter("li")]
        elif tag in _FILES:
            found.files.append((inner.get("src") or "", _FILES[tag]))
        elif isinstance(tag, str) and tag not in ("script", "style"):
            if tag == "a" and (inner.get("href") or "").startswith("http"):
                found.links.append(str(inner.get("href")))
            inside = list(_lines(inner, found))
            if tag in _LINES:
                yield " ".join("".join(line).split())
                yield from inside
                line = []
            else:
                line.append(" ".join(inside))
        line.append(inner.tail or "")
    yield " ".join("".join(line).split())


def _flat(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _forget(element: etree._Element) -> None:
    """Let go of a box and of everything before it."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs know an older lxml
    _drop_before(element)


def _drop_before(element: etree._Element) -> None:
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _old(stream: object) -> Iterator[_Shown]:
    """Yield messages of the layout of 2016: headers and paragraphs in turn, every thread in one page."""
    shown: _Shown | None = None
    people = ""
    for element in _events(stream):
        classes = _classes(element) if isinstance(element.tag, str) else frozenset()
        if "message" in classes:
            if shown is not None:
                yield shown
            parent = element.getparent()
            if parent is not None and parent.text and parent.text.strip():
                people = " ".join(parent.text.split())
            shown = _header(element, people)
        elif element.tag == "p" and shown is not None:
            shown.text = "\n".join(line for line in _lines(element, shown) if line)
            yield shown
            shown = None
            _let_go(element)
        elif "thread" in classes:
            if shown is not None:
                yield shown
            shown = None
            _forget(element)
    if shown is not None:
        yield shown


def _header(element: etree._Element, people: str) -> _Shown:
    found = _Shown(people=people)
    for inner in element.iter("span"):
        if "user" in _classes(inner):
            found.sender = _flat(inner)
        elif "meta" in _classes(inner):
            found.time = _flat(inner)
    return found


def _let_go(element: etree._Element) -> None:
    """Let go of what stands before a paragraph in its thread, but not of the thread's own text."""
    element.clear()
    _drop_before(element)
