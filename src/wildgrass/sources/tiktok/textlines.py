"""The texts of an export: records of "Key: value" lines with blank lines between, and chats by lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import lines

_KEY: Final = re.compile(r"([A-Z][\w '’()/+&-]{0,60}?) ?: ?:? ?(.*)\Z", re.DOTALL)  # noqa: RUF001
_CHAT: Final = re.compile(r">>> (.*? with .*?|.*?):*\s*\Z")
_SAID: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: UTC)?)\s+([^:]{1,120}): ?(.*)\Z", re.DOTALL)
_FREE: Final = frozenset(
    {"comment", "content", "title", "text", "bio description", "bio", "review text", "search term"}
)
_MAX_VALUE: Final = 1 << 20


@dataclass(slots=True)
class Block:
    """One record: its fields in order, the chat it stands in, and where it begins."""

    line: int
    group: int
    fields: dict[str, str] = field(default_factory=dict)
    chat: str = ""
    last: str = ""

    def add(self, key: str, value: str) -> None:
        """Begin a field; one that stands twice goes on."""
        self.fields[key] = f"{self.fields[key]}\n{value}" if key in self.fields else value
        self.last = key

    def go_on(self, text: str) -> None:
        """Add a line to the field before."""
        if self.last and len(self.fields[self.last]) < _MAX_VALUE:
            self.fields[self.last] += f"\n{text}"


def blocks(stream: BinaryIO) -> Iterator[Block | str]:
    """Yield each record, and each line that belongs to none as text. Raises only what `stream` does."""
    utf8, encoding = as_utf8(stream)
    block: Block | None = None
    opening, chat = "", ""
    blank = 0
    for line in lines(utf8):
        text = line.data.decode(errors="replace").removeprefix("\ufeff").rstrip("\r")
        if not text.strip():
            blank += 1
            continue
        group = line.group if encoding == "utf-8" else -1
        heading = _CHAT.match(text)
        said = _SAID.match(text) if chat else None
        key = _KEY.match(text)
        if heading is not None or said is not None or (not chat and key is not None and key[1] == opening):
            if block is not None:
                yield _closed(block)
            block = None
        if heading is not None:
            chat = heading[1]
        elif said is not None:
            block = Block(line.number, group, chat=chat)
            block.fields = {"Date": said[1], "From": said[2].strip(), "Content": said[3]}
            block.last = "Content"
        elif not chat and key is not None and (block is None or not _is_within(block, key[1], blank)):
            block = block or Block(line.number, group)
            opening = opening or key[1]
            block.add(key[1], key[2].strip())
        elif block is not None:
            block.go_on("\n" * min(blank, 2) + text if blank and block.last.lower() in _FREE else text)
        else:
            yield text
        blank = 0
    if block is not None:
        yield _closed(block)


def _is_within(block: Block, key: str, blank: int) -> bool:
    """Say whether a line that looks like a field goes on with a text that a person wrote."""
    return block.last.lower() in _FREE and (blank > 0 or key in block.fields)


def _closed(block: Block) -> Block:
    block.fields = {key: value.strip("\n") for key, value in block.fields.items()}
    return block
