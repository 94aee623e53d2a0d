"""People and conversations of QQ: numbers (uin), opaque ids (uid), mail addresses, names."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Audience
from wildgrass.sources.ordinals import Ordinals

SOURCE: Final = "qq"
_SYSTEM_NUMBERS: Final = frozenset({"10000", "1000000", "80000000"})
_SYSTEM_NAMES: Final = frozenset({"系统消息", "系統消息", "系统提示"})
ANONYMOUS: Final = "80000000"


def digest(*parts: object) -> str:
    """Return 16 hex digits of what tells something that has no id of its own."""
    text = "\x00".join(str(part) for part in parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def account(number: str, name: str | None = None) -> Actor:
    """Return the account of a number or of an opaque id."""
    return Actor(platform=SOURCE, id_kind="account", id=number, name=name or None)


def mail(address: str, name: str | None = None) -> Actor:
    """Return the account that a mail address signs in to; its owner can change the address."""
    return Actor(platform=SOURCE, id_kind="handle", id=address.lower(), handle=address, name=name or None)


def named(name: str) -> Actor:
    """Return somebody of whom only a name is known."""
    return Actor(platform=SOURCE, id_kind="label", id=name, name=name)


def is_system(actor: Actor | None) -> bool:
    """Say whether QQ itself speaks."""
    if actor is None:
        return False
    return actor.id in _SYSTEM_NUMBERS - {ANONYMOUS} or (actor.name or "") in _SYSTEM_NAMES


def number_of(value: JSON) -> str | None:
    """Return a QQ number as text; None for 0, "" and what is none."""
    text = str(value) if type(value) is int else value if isinstance(value, str) else ""
    return text if text and text != "0" else None


@dataclass(slots=True)
class Conversation:
    """One chat: `key` is its number where the export says it, else a digest of its name."""

    key: str
    name: str | None = None
    audience: Audience = Audience.DIRECT
    is_titled: bool = False
    ordinals: Ordinals = field(default_factory=Ordinals)

    @property
    def thread(self) -> str:
        """The conversation's id."""
        return f"{SOURCE}:conversation:{self.key}"

    def title(self) -> str | None:
        """Return the name for the first message, None for the others: one item names the conversation."""
        title, self.is_titled = None if self.is_titled else self.name, True
        return title

    def made_id(self, *parts: object) -> str:
        """Return the id of a message that has none: conversation, time, sender, text, and which of equal ones."""
        texts = [str(part) for part in parts]
        return f"{SOURCE}:message:{self.key}.{digest(self.key, *texts, self.ordinals.next(*texts))}"


def by_name(name: str) -> Conversation:
    """Return the conversation of which only a name is known."""
    return Conversation(f"name-{digest(name)}", name or None)
