"""Every reader, and which of them reads an export."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

from wildgrass.sources.base import Export, ExportError, Source, Vintage

# Each reader is loaded when it is asked: an X archive is recognised by the first, and the others' modules would
# double the time that `add` takes to start.


def _x() -> Source:
    from wildgrass.sources.x import XSource  # noqa: PLC0415

    return XSource()


def _weibo() -> Source:
    from wildgrass.sources.weibo import WeiboSource  # noqa: PLC0415

    return WeiboSource()


def _qq() -> Source:
    from wildgrass.sources.qq import QQSource  # noqa: PLC0415

    return QQSource()


def _telegram() -> Source:
    from wildgrass.sources.telegram import TelegramSource  # noqa: PLC0415

    return TelegramSource()


def _facebook() -> Source:
    from wildgrass.sources.facebook import FacebookSource  # noqa: PLC0415

    return FacebookSource()


def _instagram() -> Source:
    from wildgrass.sources.instagram import InstagramSource  # noqa: PLC0415

    return InstagramSource()


def _wechat() -> Source:
    from wildgrass.sources.wechat import WeChatSource  # noqa: PLC0415

    return WeChatSource()


def _whatsapp() -> Source:
    from wildgrass.sources.whatsapp import WhatsAppSource  # noqa: PLC0415

    return WhatsAppSource()


def _mastodon() -> Source:
    from wildgrass.sources.mastodon import MastodonSource  # noqa: PLC0415

    return MastodonSource()


def _youtube() -> Source:
    from wildgrass.sources.youtube import YouTubeSource  # noqa: PLC0415

    return YouTubeSource()


def _bluesky() -> Source:
    from wildgrass.sources.bluesky import BlueskySource  # noqa: PLC0415

    return BlueskySource()


def _tiktok() -> Source:
    from wildgrass.sources.tiktok import TikTokSource  # noqa: PLC0415

    return TikTokSource()


def _feed() -> Source:
    from wildgrass.sources.feed import FeedSource  # noqa: PLC0415

    return FeedSource()


def _nostr() -> Source:
    from wildgrass.sources.nostr import NostrSource  # noqa: PLC0415

    return NostrSource()


def _mail() -> Source:
    from wildgrass.sources.mail import MailSource  # noqa: PLC0415

    return MailSource()


_READERS: Final[tuple[Callable[[], Source], ...]] = (
    _x,
    _weibo,
    _qq,
    _telegram,
    _mastodon,  # before Instagram, whose flat files have the same names
    _facebook,
    _instagram,
    _wechat,
    _tiktok,  # before WhatsApp, whose chats have such lines, too
    _whatsapp,
    _youtube,
    _bluesky,
    _feed,
    _nostr,
    _mail,
)


class _Sources(Sequence[Source]):
    """The readers in the order in which they are asked; each is made once, when it is first needed."""

    def __init__(self) -> None:
        self._made: dict[int, Source] = {}

    def __len__(self) -> int:
        return len(_READERS)

    @overload
    def __getitem__(self, number: int) -> Source: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Source]: ...

    def __getitem__(self, number: int | slice) -> Source | Sequence[Source]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        if number not in self._made:
            self._made[number] = _READERS[number]()
        return self._made[number]

    def __iter__(self) -> Iterator[Source]:
        return (self[number] for number in range(len(self)))


SOURCES: Final[Sequence[Source]] = _Sources()


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
