"""QQChatExporter's text: a name with a colon, a line 时间, a line 内容 and what follows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import Attachment, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, lines
from wildgrass.sources.base import Export
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.qq import people, times, words
from wildgrass.sources.qq.people import SOURCE

_TIME: Final = re.compile(r"时间: (\S.*)\Z")
_HEAD: Final = re.compile(r"(聊天名称|聊天类型|消息总数|导出时间): (.*)\Z")
_RESOURCE: Final = re.compile(r"  - (\w+): (.+?)(?: \((?:[\d.]+ ?\w+)\))?\Z")
_TAIL: Final = re.compile(r"(资源|提及|回复): ")
_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio", "file": "file"}
_END: Final = re.compile(r"={20,}\s*\Z")
_FINISHED: Final = "导出完成"
_MOST_LINES: Final = 100_000


@dataclass(slots=True)
class _Block:
    """A message as its lines come."""

    name: str
    time: str
    group: int
    number: int
    content: list[str] | None = None
    tail: list[str] = field(default_factory=list)


class OwnTextReader:
    """Reads one member."""

    def __init__(self, export: Export, key: str, clock: LocalClock) -> None:
        self._export = export
        self._key = key
        self._clock = clock
        self._talk = people.by_name("")
        self._as_of: Moment | None = None

    def readings(self, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what the text holds. Raises MemberError as the member does."""
        block: _Block | None = None
        waiting: tuple[str, int, int] | None = None  # a line that may be a name
        with self._export.members[self._key].open() as raw:
            stream, encoding = encodings.as_utf8(raw)
            for line in lines.lines(stream):
                text = line.data.decode(errors="replace").rstrip("\r").removeprefix("\ufeff")
                found = _TIME.match(text)
                if found is not None and waiting is not None:
                    yield from self._made(block, count)
                    name, group, number = waiting
                    block, waiting = _Block(name, found[1], group, number), None
                    continue
                if waiting is not None:
                    _take(block, waiting[0] + ":")
                waiting = None
                if text.endswith(":") and not text.startswith(("内容:", " ")):
                    waiting = (text[:-1], line.group if encoding == "utf-8" else -1, line.number)
                elif block is None:
                    self._head(text, count)
                else:
                    _take(block, text)
            yield from self._made(block, count)

    def _head(self, text: str, count: MemberCount) -> None:
        found = _HEAD.match(text)
        if found is None:
            return
        if found[1] == "聊天名称":
            self._talk = people.by_name(found[2].strip())
        elif found[1] == "消息总数" and found[2].strip().isdecimal() and len(found[2]) < 12:
            count.expected = int(found[2])
        elif found[1] == "导出时间":
            self._as_of = times.any_form(found[2].strip(), self._clock)

    def _made(self, block: _Block | None, count: MemberCount) -> Iterator[Item | Problem]:
        if block is None:
            return
        count.records += 1
        content = block.content or []
        for at, line in enumerate(content[:-1]):
            if _END.match(line) and content[at + 1].strip() == _FINISHED:
                content = content[:at]
                break
        while content and (not content[-1].strip() or _END.match(content[-1])):
            content.pop()
        text = "\n".join(content)
        sender = people.named(block.name) if block.name else None
        published = times.any_form(block.time, self._clock)
        files = tuple(_files(block.tail))
        when = published.instant.isoformat() if published is not None else block.time
        rest = [one for one in block.tail if _TAIL.match(one) and not one.startswith("资源")]
        yield Item(
            id=self._talk.made_id(when, block.name, text),
            kind=Kind.EVENT if people.is_system(sender) else Kind.MESSAGE,
            source=SOURCE,
            origin=Origin(member=self._key, record=block.group, pointer=f"line={block.number}"),
            author=sender,
            published=published,
            as_of=self._as_of,
            text=text,
            audience=self._talk.audience,
            thread=self._talk.thread,
            title=self._talk.title(),
            removed=words.recalled(text) if people.is_system(sender) else None,
            attachments=files or words.left_out(text),
            extra={"written": list(rest)} if rest else {},
        )


def _take(block: _Block | None, text: str) -> None:
    """Add a line to a message."""
    if block is None or len(block.tail) + len(block.content or ()) > _MOST_LINES:
        return
    if block.content is None:
        block.content = [text.removeprefix("内容: ").removeprefix("内容:")]
    elif _TAIL.match(text) or (block.tail and _RESOURCE.match(text)):
        block.tail.append(text)
    elif not block.tail:
        block.content.append(text)


def _files(tail: list[str]) -> Iterator[Attachment]:
    for one in tail:
        found = _RESOURCE.match(one)
        if found is not None:
            role = _ROLES.get(found[1], "file")
            yield Attachment(name=found[2], role=role, media_type=media_type(found[2]))
