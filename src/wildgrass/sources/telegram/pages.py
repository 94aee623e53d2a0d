"""Pages of an export: messages.html and those after it, lists of contacts and sessions, the summary."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, lines
from wildgrass.sources.base import Export, MemberError, Reading, own_name
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.telegram import peers
from wildgrass.sources.telegram.layout import Form
from wildgrass.sources.telegram.media import Media
from wildgrass.sources.telegram.pagemessage import Context, message_of
from wildgrass.sources.telegram.pageparts import Entry, chat_name, entry_of, people_rows
from wildgrass.sources.telegram.peers import SOURCE, Chat

_MESSAGE: Final = re.compile(rb'<div class="message ')
_ENTRY: Final = re.compile(rb'<(?:div|a) class="entry ')
_NAME: Final = re.compile(rb'<div class="text bold">(.*?)</div>', re.DOTALL)
_DIGITS: Final = re.compile(r"(\d+)")
_HASH: Final = (1 << 63) - 1
_TYPES: Final = {"group": "private_group", "channel": "private_channel", "bot": "bot_chat"}
_COUNT: Final = re.compile(r"(\d[\d,.\u00a0\u202f ]*)\s+(?:outgoing )?message")
_LISTS: Final = {
    "contacts": ("contact", Kind.CONTACT),
    "frequent": ("frequent-contact", Kind.CONTACT),
    "frequent contacts": ("frequent-contact", Kind.CONTACT),
    "sessions": ("session", Kind.LOGIN),
    "web_sessions": ("web-session", Kind.LOGIN),
    "web sessions": ("web-session", Kind.LOGIN),
    "profile_pictures": ("profile-picture", Kind.PROFILE),
    "profile pictures": ("profile-picture", Kind.PROFILE),
    "stories": ("story", Kind.POST),
    "stories archive": ("story", Kind.POST),
}
_Piece: TypeAlias = tuple[int, int, bytes]
"""Group of lines, number of the line, bytes."""
_Read: TypeAlias = Callable[[str, MemberCount], Iterator[Item | Problem]]


@dataclass(slots=True)
class _Listed:
    """What lists/chats.html says of a chat."""

    name: str
    type: str
    count: int | None


@dataclass(slots=True)
class _Talk:
    """A chat whose pages are being read."""

    chat: Chat
    expected: int | None = None
    records: int = 0
    last: Actor | None = None
    last_page: str = ""
    seen: IdTable = field(default_factory=IdTable)


class PageReading:
    """Reads the pages of one export; of one page only a message at a time is held."""

    def __init__(self, export: Export, media: Media, clock: LocalClock, as_of: Moment | None) -> None:
        self._export = export
        self._media = media
        self._clock = clock
        self._as_of = as_of
        self._listed: dict[str, _Listed] = {}  # folder of a chat's pages to what the list says
        self._talks: dict[tuple[str, str], _Talk] = {}

    def readings(self, forms: Mapping[str, Form]) -> Iterator[Reading]:
        """Yield what the pages hold and a report for each."""
        chats = [key for key, form in forms.items() if form is Form.CHAT_PAGE]
        for key, form in forms.items():
            if form is not Form.CHAT_PAGE:
                yield from self._counted(key, self._list_page if form is Form.LIST_PAGE else self._summary)
        last: dict[tuple[str, str], str] = {}
        ordered = sorted(chats, key=natural)
        for key in ordered:
            last[self._talk_key(key)] = key
        for key in ordered:
            yield from self._counted(key, self._chat_page)
            if last[self._talk_key(key)] == key:
                yield from self._compared(key)

    def _compared(self, key: str) -> Iterator[Problem]:
        """Compare a chat's messages with the number that the list of chats states, and forget the chat."""
        talk = self._talks.pop(self._talk_key(key), None)
        if talk is not None and talk.expected is not None and talk.expected != talk.records:
            reason = f"the list of chats states {talk.expected:,} messages and {talk.records:,} are there"
            yield Problem(code="count-differs", reason=reason, member=key, lost=False)

    def _counted(self, key: str, read: _Read) -> Iterator[Reading]:
        count = MemberCount(key)
        try:
            yield from count.counting(read(key, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        yield count.report()

    def _pieces(self, key: str, start: re.Pattern[bytes]) -> Iterator[_Piece]:
        """Yield the pieces of a page: what stands before the first message, then each message."""
        with self._export.members[key].open() as raw:
            stream, encoding = encodings.as_utf8(raw)
            kept: list[bytes] = []
            group, number, size = 0, 1, 0
            for line in lines.lines(stream):
                at = 0
                for found in start.finditer(line.data):
                    kept.append(line.data[at : found.start()])
                    yield group, number, b"\n".join(kept)
                    kept, at, size = [], found.start(), 0
                    group, number = line.group if encoding == "utf-8" else -1, line.number
                if size < lines.MAX_LINE_BYTES:  # what follows the last message of a page may be anything
                    kept.append(line.data[at:])
                    size += len(line.data)
            yield group, number, b"\n".join(kept)

    def _talk_key(self, key: str) -> tuple[str, str]:
        found = _NAME.search(self._export.head(key))
        name = chat_name(found[1]) if found else ""
        return own_name(key).rpartition("/")[0], name

    def _talk(self, key: str) -> _Talk:
        at = self._talk_key(key)
        talk = self._talks.get(at)
        if talk is None:
            folder, name = at
            listed = self._listed.get(folder)
            kind = "saved_messages" if name == "Saved messages" else listed.type if listed else ""
            number = f"name-{peers.digest(name)}" if name else f"name-{peers.digest('folder', folder)}"
            chat = Chat(key=number, name=name or None, type=kind)
            talk = self._talks[at] = _Talk(chat, listed.count if listed else None)
        return talk

    def _chat_page(self, key: str, count: MemberCount) -> Iterator[Item | Problem]:
        talk = self._talk(key)
        folder = own_name(key).rpartition("/")[0]
        root = folder + "/" if folder else ""
        context = Context(talk.chat, self._media, root, self._clock, self._as_of, talk.last)
        pieces = self._pieces(key, _MESSAGE)
        next(pieces)
        for group, number, data in pieces:
            origin = Origin(member=key, record=group, pointer=f"line={number}")
            made = message_of(data, context, origin)
            if made is None:
                continue  # a date between messages
            count.records += 1
            talk.records += 1
            talk.last = context.sender
            if isinstance(made, Problem):
                yield made
                continue
            if self._is_new(talk, made, data):
                yield made
            else:
                count.repeats += 1

    def _is_new(self, talk: _Talk, item: Item, data: bytes) -> bool:
        fingerprint = hash(data.strip()) & _HASH
        return talk.seen.put(item.id, fingerprint) != fingerprint

    def _list_page(self, key: str, count: MemberCount) -> Iterator[Item | Problem]:
        pieces = self._pieces(key, _ENTRY)
        _, _, head = next(pieces)
        found = _NAME.search(head)
        stem = own_name(key).rpartition("/")[2].partition(".")[0]
        title = chat_name(found[1]).lower() if found else ""
        folder = own_name(key).rpartition("/")[0]
        root = folder + "/" if folder else ""
        for group, number, data in pieces:
            count.records += 1
            entry = entry_of(data)
            if stem == "chats" or title == "chats":
                self._listing(root, entry)
                continue
            yield self._entry(
                stem, title, root, entry, Origin(member=key, record=group, pointer=f"line={number}")
            )
        if self._listed and (stem == "chats" or title == "chats"):
            count.notes.append("the list of chats; what it states is compared with their pages")

    def _listing(self, root: str, entry: Entry) -> None:
        page = _resolved(root + entry.href.partition("#")[0])
        found = _COUNT.search(" ".join(entry.details))
        number = int(re.sub(r"\D", "", found[1])) if found else None
        kind = _TYPES.get(entry.info.strip().lower(), "personal_chat" if entry.info else "")
        self._listed[page.rpartition("/")[0]] = _Listed(entry.name, kind, number)

    def _entry(self, stem: str, title: str, root: str, entry: Entry, origin: Origin) -> Item:
        what, kind = _LISTS.get(stem) or _LISTS.get(title) or (stem or "entry", Kind.ACTIVITY)
        parts = [*entry.details] if kind is not Kind.LOGIN else [
            one for one in entry.details if not one.startswith("Last active")
        ]  # fmt: skip
        files: tuple[Attachment, ...] = ()
        if kind in (Kind.PROFILE, Kind.POST) and entry.href and "://" not in entry.href:
            role = "avatar" if kind is Kind.PROFILE else "photo"
            files = (self._media.attachment(root, entry.href.partition("#")[0], role=role),)
        extra: dict[str, JSON] = {
            "name": entry.name,
            "subname": entry.subname,
            "details": list(entry.details),
            "info": entry.info,
        }
        return Item(
            id=f"{SOURCE}:{what}:{peers.digest(entry.name, entry.subname, *parts)}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            as_of=self._as_of,
            audience=Audience.UNKNOWN if kind is Kind.POST else Audience.SELF,
            target=peers.named(entry.name) if kind is Kind.CONTACT and entry.name else None,
            attachments=files,
            extra={name: value for name, value in extra.items() if value},
        )

    def _summary(self, key: str, count: MemberCount) -> Iterator[Item | Problem]:
        """Read the person from the summary; its sections only lead to the lists."""
        head = self._export.head(key)
        rows = people_rows(head)
        if not rows:
            return
        count.records += 1
        name = " ".join(rows[one] for one in ("First name", "Last name") if rows.get(one))
        handle = rows.get("Username", "").removeprefix("@")
        person = Actor(
            platform=SOURCE,
            id_kind="handle" if handle else "label",
            id=handle.lower() or name,
            handle=handle or None,
            name=name or None,
        )
        origin = Origin(member=key, pointer="line=1")
        account: dict[str, JSON] = dict(rows)
        profile: dict[str, JSON] = {one: part for one, part in rows.items() if one != "Phone number"}
        for what, kind, extra in (("account", Kind.ACCOUNT, account), ("profile", Kind.PROFILE, profile)):
            yield Item(
                id=f"{SOURCE}:{what}:{peers.digest(person.id)}",
                kind=kind,
                source=SOURCE,
                origin=origin,
                author=person,
                as_of=self._as_of,
                text=rows.get("Bio", "") if kind is Kind.PROFILE else "",
                audience=Audience.SELF if kind is Kind.ACCOUNT else Audience.UNKNOWN,
                extra=extra,
            )
        count.notes.append("one record gives the account and the profile")


def natural(key: str) -> tuple[object, ...]:
    """Return what sorts messages2.html before messages10.html, and messages.html before both."""
    name = own_name(key)
    stem = name.rpartition(".")[0] or name
    return tuple(part if at % 2 == 0 else int(part) for at, part in enumerate(_DIGITS.split(stem)))


def _resolved(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    return "/".join(kept)
