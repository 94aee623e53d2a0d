"""Pages of a public channel as t.me/s/ shows them, saved by a person or by `follow`: the channel, then its messages."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from wildgrass.model import JSON, Attachment, Audience, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources.base import Export, MemberError, Reading, own_name
from wildgrass.sources.fetched import Files
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.telegram.channelpost import PostReader
from wildgrass.sources.telegram.media import Media
from wildgrass.sources.telegram.pageparts import first, marked, parsed, text_in, with_class
from wildgrass.sources.telegram.peers import SOURCE

_MOST: Final = 32 << 20
_HASH: Final = (1 << 63) - 1


class ChannelReading:
    """Reads such pages of one export; a message that stands on two of them is one."""

    def __init__(self, export: Export, media: Media, files: Files) -> None:
        self._export, self._media, self._files = export, media, files
        self._seen = IdTable()

    def member(self, key: str) -> Iterator[Reading]:
        """Yield what a page holds, and its report."""
        count = MemberCount(key)
        try:
            yield from count.counting(self._page(key, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        yield count.report()

    def _page(self, key: str, count: MemberCount) -> Iterator[Item | Problem]:
        with self._export.members[key].open() as stream:
            data = stream.read(_MOST + 1)
        tree = parsed(data[:_MOST])
        if len(data) > _MOST:
            count.is_damaged = True
            reason = f"only the first {_MOST:,} bytes are read"
            yield Problem(code="bytes-unread", reason=reason, member=key, lost=False)
        if tree is None:
            return
        folder = own_name(key).rpartition("/")[0]
        title = text_in(first(tree, "tgme_channel_info_header_title")) or None
        reader = PostReader(self._files, self._media, f"{folder}/" if folder else "", title)
        yield from self._once(_profile(tree, reader, key), count, is_record=False)
        for number, top in enumerate(
            one for one in with_class(tree, "tgme_widget_message") if one.get("data-post")
        ):
            origin = Origin(member=key, pointer=f"post={number}")
            item = reader.item(top, origin)
            count.records += 1
            if item is None:
                reason = f"no message has such a number: {(top.get('data-post') or '')[:80]}"
                where = f"message {number}"
                yield Problem(code="record-unknown-form", reason=reason, member=key, where=where)
            yield from self._once(item, count, is_record=True)

    def _once(self, item: Item | None, count: MemberCount, *, is_record: bool) -> Iterator[Item | Problem]:
        if item is None:
            return
        fingerprint = hash((item.text, item.title, item.kind)) & _HASH
        before = self._seen.put(item.id, fingerprint)
        if before is None or (before != fingerprint and is_record):
            if not is_record:
                count.notes.append("the channel itself is one item more")
            yield item
        elif is_record:
            count.repeats += 1


def _profile(tree: etree._Element, reader: PostReader, key: str) -> Item | None:
    """Return what the page says of the channel; how many follow it is what was seen that day."""
    header = first(tree, "tgme_channel_info")
    name = text_in(first(tree, "tgme_channel_info_header_username")).removeprefix("@")
    if header is None or not name:
        return None
    counters: dict[str, JSON] = {}
    for one in with_class(header, "tgme_channel_info_counter"):
        counters[text_in(first(one, "counter_type"))] = text_in(first(one, "counter_value"))
    about = first(header, "tgme_channel_info_description")
    photo = first(header, "tgme_page_photo_image")
    image = None if photo is None else next(photo.iter("img"), None)
    files: tuple[Attachment, ...] = ()
    if image is not None and image.get("src"):
        files = (reader.attachment(image.get("src"), "avatar", None, f"{name.lower()}-avatar"),)
    said = None if about is None else marked(about)
    channel = reader.channel(name)
    return Item(
        id=f"{SOURCE}:profile:{name.lower()}",
        kind=Kind.PROFILE,
        source=SOURCE,
        origin=Origin(member=key),
        author=channel,
        text="" if said is None else said.text,
        audience=Audience.PUBLIC,
        url=f"https://t.me/{name}",
        title=channel.name,
        links=() if said is None else said.links,
        attachments=files,
        extra={"observed": counters} if counters else {},
    )
