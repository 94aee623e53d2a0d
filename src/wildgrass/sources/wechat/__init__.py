"""WeChat: the files that its users' own tools export. Never keys, databases in use or a program's memory.

`vintages.py` lists the forms; `sniff.py` tells them apart; `reading.py` goes through an export and hands each member
to the reader of its form, which says in `said.py`'s shape what each record holds; `teller.py` makes items of it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage, own_name
from wildgrass.sources.wechat import layout
from wildgrass.sources.wechat.vintages import PATHS, VINTAGES

_JSON: Final = PieceSplit(paths=PATHS)
_LINES: Final = PieceSplit(is_lines=True)


class WeChatSource:
    """Reads what WeChat exporters wrote."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="wechat", title="WeChat (files of exporters) and ChatLab", vintages=VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which exporter wrote this; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:  # noqa: ARG002 - each member shows its own
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.wechat import reading  # noqa: PLC0415 - lxml and csv are not needed to recognise

        return reading.read(export)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        ending = own_name(name).lower().rpartition(".")[2]
        if ending == "json":
            return _JSON
        if ending in ("csv", "jsonl", "txt"):
            return _LINES
        return self._of_content(export, name) if len(export.members) == 1 else None

    def _of_content(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a single renamed file splits."""
        start = export.head(name).removeprefix(b"\xef\xbb\xbf").lstrip()[:9]
        if start.startswith(b'{"_type"'):
            return _LINES
        if start.startswith((b"{", b"[")):
            return _JSON
        return None if start.startswith(b"<") or not start else _LINES

    def media_made(self, name: str) -> datetime | None:  # noqa: ARG002 - exporters name files each in another way
        """Say nothing: an exporter's file names hold no date that can be relied on."""
        return None

    def part_key(self, export: Export) -> str | None:  # noqa: ARG002 - each file stands for itself
        """Say nothing: a chat is one file, and no exporter splits its output into containers."""
        return None
