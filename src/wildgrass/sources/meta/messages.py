"""Messages of Messenger and Instagram: three layouts, one kind of item."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Origin, Removal, RemovedBy
from wildgrass.model.item import ItemDraft
from wildgrass.sources.base import MemberError, own_name
from wildgrass.sources.meta import values
from wildgrass.sources.meta.archive import Archive
from wildgrass.sources.meta.secrets import quarantined
from wildgrass.sources.meta.shapes import Form
from wildgrass.sources.mojibake import repair

_FILES: Final = {
    "photos": "photo",
    "videos": "video",
    "audio_files": "audio",
    "files": "file",
    "gifs": "animated_gif",
    "sticker": "sticker",
    "media": "file",
}
_FILE_KEYS: Final = frozenset(_FILES)
_USED: Final = frozenset({"sender_name", "timestamp_ms", "content", "senderName", "timestamp", "text"})
# Written on every message since 2022; false says nothing.
_FLAGS: Final = frozenset(
    {
        "is_geoblocked_for_viewer",
        "is_unsent_image_by_messenger_kid_parent",
        "is_unsent",
        "is_taken_down",
        "isUnsent",
    }
)
_EVENTS: Final = frozenset({"Call", "Subscribe", "Unsubscribe", "Plan"})
_THREAD_FILE: Final = re.compile(r"(?:message|replies)_?\d*\.(?:json|html?)\Z", re.IGNORECASE)
_THREAD_PATH: Final = re.compile(rb'"thread_path"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"')
_NUMBER: Final = re.compile(r"_(\d{6,}|[A-Za-z0-9_-]{10})\Z")
_FOLDERS: Final = frozenset(
    {
        "",
        "inbox",
        "archived_threads",
        "filtered_threads",
        "message_requests",
        "e2ee_cutover",
        "messages",
        "legacy_threads",
        "secret_groups",
    }
)
_TAIL: Final = 1 << 16
_MESSAGE, _EVENT, _DIRECT = Kind.MESSAGE, Kind.EVENT, Audience.DIRECT


def conversation_of(archive: Archive, member: str, head: bytes, form: Form) -> str:
    """Return what identifies a thread: the number that ends its folder's name, which its title does not change."""
    if form is Form.SECRET:
        return ""  # it says its own name before its messages
    parts = own_name(member).split("/")
    folder = parts[-2] if len(parts) > 1 else ""
    if _THREAD_FILE.search(parts[-1]) and folder not in _FOLDERS:
        return _numbered(repair(folder))
    path = _THREAD_PATH.search(head) or _THREAD_PATH.search(_tail(archive, member))
    if path is not None:
        return _numbered(repair(path[1].decode(errors="replace").rstrip("/").rpartition("/")[2]))
    is_alone = not folder or _THREAD_FILE.search(parts[-1])
    return "" if is_alone else repair(parts[-1].removesuffix(".json"))


def _numbered(name: str) -> str:
    found = _NUMBER.search(name)
    return found[1] if found else name


def _tail(archive: Archive, member: str) -> bytes:
    """Return a member's last 64 KiB: what a thread says of itself comes after its messages."""
    data = b""
    try:
        with archive.export.members[member].open() as stream:
            while more := stream.read(_TAIL):
                data = data[-_TAIL:] + more
    except MemberError:
        return data
    return data[-_TAIL:]


class ThreadReader:
    """Reads the messages of one member."""

    def __init__(self, archive: Archive, member: str, form: Form, key: str) -> None:
        """Read `member`; `key` identifies its conversation, "" where nothing but its participants does."""
        self._archive = archive
        self._member = member
        self._is_secret = form is Form.SECRET
        self._key = key
        self.conversation = ""

    def begin(self, parent: Mapping[str, JSON]) -> None:
        """Take what the thread said of itself before its messages."""
        if not self._key:
            name, people = parent.get("threadName"), parent.get("participants")
            self._key = name if isinstance(name, str) and name else values.digest(people or self._member)[:20]
        self.conversation = f"{self._archive.source}:conversation:{self._key}"

    def message(self, value: dict[str, JSON], origin: Origin) -> Item:
        """Return a message's item."""
        get = value.get
        if self._is_secret:
            sent, text, name = get("timestamp"), get("text"), get("senderName")
        else:
            sent, text, name = get("timestamp_ms"), get("content"), get("sender_name")
            if text is None:
                text = get("reply_content")
        text = text if isinstance(text, str) else ""
        archive = self._archive
        sender = archive.label(name)
        published = values.moment(sent)
        what = (self.conversation, sent) if published is not None else (self.conversation, name, text)
        count = archive.ordinals.next(*what)
        extra = {key: part for key, part in value.items() if key not in _USED}
        item = ItemDraft(
            id=f"{archive.source}:message:{_short(*what, count)}",
            kind=_EVENT if get("type") in _EVENTS or "call_duration" in extra else _MESSAGE,
            source=archive.source,
            origin=origin,
            author=sender,
            published=published,
            text=text,
            as_of=archive.as_of,
            audience=_DIRECT,
            thread=self.conversation,
            extra=extra,
        )
        if extra:
            self._more(item, extra)
        item.__class__ = Item
        return cast("Item", item)

    def _more(self, item: Any, extra: dict[str, JSON]) -> None:
        """Take from a message what few have: files, links, reactions, people, that it was taken back."""
        found = extra.keys() & _FLAGS
        for key in found:
            if extra[key] is False:
                del extra[key]
            else:
                item.removed = item.removed or _removal(extra, item.text)
        if item.removed is not None and item.removed.notice:
            item.text = ""
        if extra.keys() & _FILE_KEYS:
            item.attachments = self._attachments(extra)
            for key in extra.keys() & _FILE_KEYS:
                extra[key] = rest = _without_uri(extra[key])
                if not any(rest):
                    del extra[key]
        if "share" in extra:
            item.links = tuple(_links(extra["share"], item.text))
        reactions, users = extra.get("reactions"), extra.get("users")
        if isinstance(reactions, list) and reactions:
            item.counts = {"reactions": len(reactions)}
        if isinstance(users, list):
            item.mentions = tuple(_participants(self._archive, users))

    def _attachments(self, value: Mapping[str, JSON]) -> tuple[Attachment, ...]:
        attach = self._archive.attach
        found = []
        for key, role in _FILES.items():
            part = value.get(key)
            inner = part if isinstance(part, list) else (part,)
            found += [attach(one.get("uri"), role) for one in inner if isinstance(one, Mapping)]
        return tuple([one for one in found if one is not None])

    def about(self, fields: Mapping[str, JSON], origin: Origin) -> Iterator[Item]:
        """Yield the conversation itself: its name and who takes part, also those who wrote nothing."""
        if not self.conversation:
            self.begin(fields)
        title = fields.get("title") or fields.get("threadName") or fields.get("thread_name")
        people = list(_participants(self._archive, fields.get("participants")))
        image = fields.get("image")
        picture = self._archive.attach(image.get("uri"), "avatar") if isinstance(image, Mapping) else None
        extra = {
            key: part for key, part in fields.items() if key not in ("title", "participants") and part != []
        }
        if "participants" in fields:
            extra["participants"] = fields["participants"]
        folder = _folder(self._member)
        if folder:
            extra["folder"] = folder
        sealed = quarantined(extra)
        item_id = f"{self._archive.source}:conversation-about:{self._key}"
        if fields and self._archive.is_first(item_id, [title, extra]):
            yield Item(
                id=item_id,
                kind=Kind.EVENT,
                source=self._archive.source,
                origin=origin,
                as_of=self._archive.as_of,
                audience=Audience.DIRECT,
                thread=self.conversation,
                title=title if isinstance(title, str) and title else None,
                mentions=tuple(people),
                attachments=(picture,) if picture else (),
                extra=sealed if isinstance(sealed, dict) else {},
            )


def _participants(archive: Archive, named: JSON) -> Iterator[Actor]:
    for one in named if isinstance(named, list) else ():
        actor = archive.label(one.get("name") if isinstance(one, Mapping) else one)
        if actor is not None:
            yield actor


def _folder(member: str) -> str:
    return next(
        (part for part in reversed(member.split("/")[:-1]) if part in _FOLDERS - {"", "messages"}), ""
    )


def _short(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode(errors="surrogatepass")).hexdigest()[:32]


def _without_uri(part: JSON) -> list[JSON]:
    """Return what a list of files says beside where they lie: folders were renamed over the years."""
    inner = part if isinstance(part, list) else [part]
    return [
        {key: value for key, value in one.items() if key != "uri"} if isinstance(one, Mapping) else one
        for one in inner
    ]


def _removal(value: Mapping[str, JSON], text: str) -> Removal | None:
    if value.get("is_unsent") is True:
        return Removal(by=RemovedBy.AUTHOR)
    if value.get("isUnsent") is True:
        # The notice stands in the message's place where its type is "placeholder".
        return Removal(by=RemovedBy.AUTHOR, notice=text if value.get("type") == "placeholder" else "")
    if value.get("is_taken_down") is True:
        return Removal(by=RemovedBy.PLATFORM)
    if value.get("is_unsent_image_by_messenger_kid_parent") is True:
        return Removal(by=RemovedBy.UNKNOWN)
    return None


def _links(share: JSON, text: str) -> Iterator[Link]:
    for one in share if isinstance(share, list) else (share,):
        target = one.get("link") if isinstance(one, Mapping) else None
        if isinstance(one, Mapping) and isinstance(target, str) and target:
            shown = one.get("share_text")
            yield values.link(target, text, shown if isinstance(shown, str) else "")
