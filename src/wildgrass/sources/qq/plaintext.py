"""消息记录 as text: a line of time and name, the message's lines, a blank line.

What tells a message's first line from a line that only looks like one, as pasted chats do: in a group every first line
names (number) or <mail>, in a chat of two none does; and where a file puts a blank line before each of them, one
without it is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, lines
from wildgrass.sources.base import Export
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.qq import people, times, words
from wildgrass.sources.qq.layout import HEADER, WITH_ID
from wildgrass.sources.qq.people import SOURCE, Conversation

_RULE: Final = re.compile(r"=+\s*\Z")
_SECTION: Final = re.compile(r"消息(分组|对象)[:：](.*)\Z", re.DOTALL)  # noqa: RUF001
_RULE_LEAST: Final = 30  # QQ writes 64
_LOOKED_AT: Final = 200
_MOST_LINES: Final = 100_000  # of one message


@dataclass(slots=True)
class _Message:
    """A message as its lines come."""

    day: str
    clock: str
    who: str
    group: int
    number: int
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Style:
    """What first lines look like in a file: None where that is not known yet."""

    has_blank_before: bool = True
    has_ids: bool | None = None


class TextReader:
    """Reads one member."""

    def __init__(self, export: Export, key: str, clock: LocalClock) -> None:
        self._export = export
        self._key = key
        self._clock = clock
        self._talk = people.by_name("")
        self._talks: dict[str, Conversation] = {}
        self._grouping = ""
        self._style = _Style(has_blank_before=_blank_before(export, key))

    def readings(self, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what the text holds. Raises MemberError as the member does."""
        message: _Message | None = None
        is_after_blank = True
        before = 0
        with self._export.members[self._key].open() as raw:
            stream, encoding = encodings.as_utf8(raw)
            for line in lines.lines(stream):
                text = line.data.decode(errors="replace").rstrip("\r").removeprefix("\ufeff")
                group = line.group if encoding == "utf-8" else -1
                if self._is_section(text):
                    yield from self._made(message, count)
                    message = None
                elif (found := self._header(text, is_after_blank=is_after_blank)) is not None:
                    yield from self._made(message, count)
                    message = _Message(*found, group, line.number)
                elif message is not None:
                    if len(message.lines) < _MOST_LINES:
                        message.lines.append(text)
                elif text.strip() and not _is_banner(text):
                    before += 1
                is_after_blank = not text.strip()
            yield from self._made(message, count)
        if before:
            count.notes.append(f"{before:,} lines stand before the first message")

    def _is_section(self, text: str) -> bool:
        """Take the lines that say whose chat follows."""
        if not text.startswith(("消息", "=")):
            return False
        found = _SECTION.match(text)
        if found is None:
            return bool(_RULE.match(text)) and len(text.strip()) > _RULE_LEAST
        if found[1] == "分组":
            self._grouping = found[2].strip()
            return True
        name = found[2].strip()
        self._talk = self._talks.setdefault(name, people.by_name(name))
        self._style.has_ids = None
        return True

    def _header(self, text: str, *, is_after_blank: bool) -> tuple[str, str, str] | None:
        if self._style.has_blank_before and not is_after_blank:
            return None
        found = HEADER.match(text)
        if found is None:
            return None
        who = found[3] or ""
        has_id = WITH_ID.match(who) is not None
        if self._style.has_ids is None:
            self._style.has_ids = has_id
        if self._style.has_ids and not has_id:
            return None
        return found[1], found[2], who

    def _made(self, message: _Message | None, count: MemberCount) -> Iterator[Item | Problem]:
        if message is None:
            return
        count.records += 1
        while message.lines and not message.lines[-1].strip():
            message.lines.pop()
        text = "\n".join(message.lines)
        sender = self._sender(message.who)
        published = times.shown(message.day, message.clock, self._clock)
        stated = f"{message.day} {message.clock}"
        yield self._item(message, text, sender, published, stated)

    def _item(
        self, message: _Message, text: str, sender: Actor | None, published: Moment | None, stated: str
    ) -> Item:
        is_event = people.is_system(sender)
        who = sender.key if sender is not None else ""
        when = published.instant.isoformat() if published is not None else stated
        extra: dict[str, JSON] = (
            {"grouping": self._grouping} if self._grouping and not self._talk.is_titled else {}
        )
        if published is None:
            extra["time"] = stated
        return Item(
            id=self._talk.made_id(when, who, text),
            kind=Kind.EVENT if is_event else Kind.MESSAGE,
            source=SOURCE,
            origin=Origin(member=self._key, record=message.group, pointer=f"line={message.number}"),
            author=sender,
            published=published,
            text=text,
            audience=self._talk.audience,
            thread=self._talk.thread,
            title=self._talk.title(),
            removed=words.recalled(text) if is_event or _is_notice(text) else None,
            attachments=words.left_out(text),
            extra=extra,
        )

    def _sender(self, who: str) -> Actor | None:
        found = WITH_ID.match(who) if self._style.has_ids else None
        if found is None:
            return people.named(who.strip()) if who.strip() else None
        name = found[1].strip()
        return people.account(found[2], name) if found[2] else people.mail(found[3], name)


def _is_notice(text: str) -> bool:
    return len(text) < 80 and text.rstrip().endswith(("撤回了一条消息", "撤回了一則訊息"))


def _is_banner(text: str) -> bool:
    return text.lstrip().startswith("消息记录")


def _blank_before(export: Export, key: str) -> bool:
    """Say whether first lines of messages follow a blank line in this file: most do, of the first 200."""
    head = export.head(key)
    text = head.decode(encodings.detect(head), errors="replace")
    with_blank = without = 0
    before, is_first = "", True
    for line in text.splitlines():
        if HEADER.match(line):
            if not is_first and before.strip():
                without += 1
            elif not is_first:
                with_blank += 1
            is_first = False
            if with_blank + without >= _LOOKED_AT:
                break
        elif _SECTION.match(line):
            is_first = True  # the first message of a chat follows its heading, with or without a blank line
        before = line
    return with_blank > without
