"""Every reader, and which of them reads an export."""

from typing import Final

from wildgrass.sources.base import Export, ExportError, Source, Vintage
from wildgrass.sources.facebook import FacebookSource
from wildgrass.sources.instagram import InstagramSource
from wildgrass.sources.qq import QQSource
from wildgrass.sources.telegram import TelegramSource
from wildgrass.sources.wechat import WeChatSource
from wildgrass.sources.weibo import WeiboSource
from wildgrass.sources.whatsapp import WhatsAppSource
from wildgrass.sources.x import XSource

SOURCES: Final[tuple[Source, ...]] = (
    XSource(),
    WeiboSource(),
    QQSource(),
    TelegramSource(),
    FacebookSource(),
    InstagramSource(),
    WeChatSource(),
    WhatsAppSource(),
)


class NotRecognisedError(ExportError):
    """No reader knows the export."""

    code = "export-not-recognised"
    message = "{name} is not an export that can be read; looked at {count} members, such as {examples}"
    hint = "what can be read: {known}"


def recognise(export: Export) -> tuple[Source, Vintage]:
    """Return the reader of an export and the era of its format.

    Raises:
        NotRecognisedError: no reader knows it.
    """
    for source in SOURCES:
        vintage = source.recognise(export)
        if vintage is not None:
            return source, vintage
    names = [repr(name) for _, name in zip(range(3), export.members, strict=False)]
    raise NotRecognisedError(
        name=export.name,
        count=len(export.members),
        examples=", ".join(names) or "none",
        known="; ".join(source.info.title for source in SOURCES),
    )
