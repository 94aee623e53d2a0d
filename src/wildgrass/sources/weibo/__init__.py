"""Weibo: what crawlers and people save of it, for Weibo itself gives nobody an export.

`forms.py` says what a member is, `reading.py` goes through them, `posts.py` reads a post in every shape. The notices
that Weibo puts in the place of a post are data: `notices.toml`. Start there.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.weibo import forms
from wildgrass.sources.weibo.forms import VINTAGES, Form
from wildgrass.sources.weibo.ids import made
from wildgrass.sources.weibo.media import named

_BY_LINE: Final = frozenset({Form.TABLE, Form.USERS, Form.LINES})


class WeiboSource:
    """Reads what crawlers and people save of Weibo."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="weibo", title="Weibo crawl or saved pages", vintages=VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form this is; see `base.Source`."""
        return forms.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:  # noqa: ARG002 - members tell it each
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.weibo import reading  # noqa: PLC0415 - recognising needs none of it

        return reading.read(export)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        form = forms.form(export, name)
        if form in _BY_LINE:
            return PieceSplit(is_lines=True)
        if form in (Form.CRAWLER_JSON, Form.API_JSON, Form.SPIDER_JSON):
            return PieceSplit(paths=forms.PATHS)
        return None

    def media_made(self, name: str) -> datetime | None:
        """Say when the post was made that a picture's name tells; see `base.Source`."""
        told = named(name)
        return made(told.number) if told else None

    def part_key(self, export: Export) -> str | None:  # noqa: ARG002 - nothing says that two crawls belong together
        """Say that no crawl is a part of another; see `base.Source`."""
        return None
