"""People, groups and channels, and the chats between them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Audience
from wildgrass.sources.idtable import IdTable

SOURCE: Final = "telegram"
_GROUPS_FROM, _CHANNELS_FROM, _PEERS_END = 1 << 32, 2 << 32, 3 << 32
"""Until 2021 one number said which kind a peer is: groups had 2^32 added to theirs and channels 2^33, and no account
had a number that large (Telegram Desktop's PeerId; accounts beyond 2^32 came in December 2021)."""
_PUBLIC: Final = frozenset({"public_channel", "public_supergroup"})
_WITH_CHANNEL_IDS: Final = frozenset(
    {"private_supergroup", "public_supergroup", "private_channel", "public_channel"}
)
_PREFIXES: Final = ("user", "channel", "chat")
_LETTERS: Final = "acehlnrstu"  # of those words
_OF_ONE: Final = frozenset({"personal_chat", "bot_chat", "saved_messages"})


def digest(*parts: object) -> str:
    """Return 16 hex digits of what tells something that has no id of its own."""
    text = "\x00".join(str(part) for part in parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(slots=True)
class Chat:
    """One chat: `key` is its number, or "name-…" where the export gives none."""

    key: str
    name: str | None
    type: str
    is_old: bool = False  # ids are plain numbers, as until 2021
    stated_id: int | None = None
    topics: dict[int, str] = field(
        default_factory=dict
    )  # of a forum: id of the topic's first message to its title
    topic_of: IdTable = field(default_factory=IdTable)  # message id to that of its topic
    is_titled: bool = False
    note: str = ""
    pointer: str = ""  # to its messages

    thread: str = ""  # the conversation's id
    audience: Audience = Audience.DIRECT

    def __post_init__(self) -> None:
        """Derive what its key and type say."""
        self.thread = f"{SOURCE}:conversation:{self.key}"
        if self.type in _PUBLIC:
            self.audience = Audience.PUBLIC
        elif self.type == "saved_messages":
            self.audience = Audience.SELF

    def message_id(self, number: int, chat: str | None = None) -> str:
        """Return a message's item id; ids repeat between chats."""
        return f"{SOURCE}:message:{chat or self.key}.{number}"


def chat_of(fields: Mapping[str, JSON], *, is_old: bool) -> Chat:
    """Return the chat that an object beside messages describes."""
    number, name, kind = fields.get("id"), fields.get("name"), fields.get("type")
    shown = name if isinstance(name, str) and name else None
    type_ = kind if isinstance(kind, str) else ""
    if type(number) is int:
        key = str(_bare(number, type_)) if is_old else str(number)
        note = f"chat {number} is numbered as until 2021; it is {key} today" if key != str(number) else ""
        return Chat(key, shown, type_, is_old, number, note=note)
    text = number if isinstance(number, str) and number.lstrip("-").isdecimal() else None
    return Chat(text or f"name-{digest(shown or '')}", shown, type_, is_old)


def _bare(number: int, type_: str) -> int:
    if type_ in _WITH_CHANNEL_IDS and _CHANNELS_FROM <= number < _PEERS_END:
        return number - _CHANNELS_FROM
    if type_ == "private_group" and _GROUPS_FROM <= number < _CHANNELS_FROM:
        return number - _GROUPS_FROM
    return number


def peer_text(number: JSON, chat: Chat) -> str | None:
    """Return "user12", "channel12" or "chat12" for what the export wrote, None where it wrote no id."""
    if isinstance(number, str):
        if number.startswith(_PREFIXES) and number.lstrip(_LETTERS).isdecimal():
            return number
        return f"user{number}" if number.isdecimal() else None
    return _old_peer(number, chat) if type(number) is int and number > 0 else None


def _old_peer(number: int, chat: Chat) -> str:
    if chat.type in _OF_ONE or number < _GROUPS_FROM:
        return f"user{number}"
    if number == chat.stated_id:
        return f"{'channel' if chat.type in _WITH_CHANNEL_IDS else 'chat'}{chat.key}"
    if number >= _PEERS_END:
        return f"user{number}"
    is_channel = number >= _CHANNELS_FROM
    return f"channel{number - _CHANNELS_FROM}" if is_channel else f"chat{number - _GROUPS_FROM}"


def named(name: str) -> Actor:
    """Return somebody of whom only a name is known."""
    return Actor(platform=SOURCE, id_kind="label", id=name, name=name)


def account(peer: str, name: str | None = None, handle: str | None = None) -> Actor:
    """Return the account, group or channel of that id."""
    return Actor(platform=SOURCE, id_kind="account", id=peer, name=name, handle=handle)


def handle(text: str) -> Actor:
    """Return the account that "@name" stands for."""
    bare = text.removeprefix("@")
    return Actor(platform=SOURCE, id_kind="handle", id=bare.lower(), handle=bare)


def bare_number(peer: str) -> str:
    """Return "12" for "channel12"."""
    return peer.lstrip(_LETTERS) or peer
