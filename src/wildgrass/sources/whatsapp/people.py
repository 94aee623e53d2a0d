"""Senders: labels that the exporting phone shows, which are names it knows people by, or their numbers."""

import re
from collections.abc import Container
from typing import Final

from wildgrass.model import Actor
from wildgrass.sources.whatsapp import marks
from wildgrass.sources.whatsapp.headers import plain

SOURCE: Final = "whatsapp"
MAX_LABEL: Final = 128
_NUMBER: Final = re.compile(r"\+[\d\s()\-\u2010\u2011\u2013.]{6,30}\Z")
_NOT_DIGITS: Final = re.compile(r"[^0-9]")
_PAIRS: Final = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"))
_LONG_EVENTS: Final = frozenset(
    {"created", "renamed", "number changed", "description", "settings", "icon", "encryption", "security code"}
)
_NO_SPACE: Final = re.compile(r"([^:/\n]{1,40}):(?=[^\s:/\\\d])|([^:/\n]{1,40}[^\d:/\n]):(?=\d)")


def actor(label: str) -> Actor:
    """Return the sender that a label stands for; a phone number is an address of its own, a name only a label."""
    shown = plain(label)
    if _NUMBER.match(shown):
        number = "+" + _NOT_DIGITS.sub("", shown)
        return Actor(platform=SOURCE, id_kind="handle", id=number, handle=number, name=shown)
    return Actor(platform=SOURCE, id_kind="label", id=shown, name=shown)


def parted(rest: str, known: Container[str] = (), chat_label: str | None = None) -> tuple[str, str] | None:
    """Return sender and text of what follows a header; None where nobody is named.

    `known` are senders of the chat. `chat_label` is the chat's own name as the lines of an iPhone show it, which may
    hold ": " itself.
    """
    label, colon, text = rest.partition(": ")
    if colon and label in known and chat_label is None:
        return label, text
    if chat_label is not None and rest.startswith(chat_label) and rest[len(chat_label) :][:2] in (":", ": "):
        return chat_label, rest[len(chat_label) + 2 :]
    at = rest.find(": ")
    if at > 0:
        return (rest[:at], rest[at + 2 :]) if at <= MAX_LABEL and _may_be_name(rest[:at]) else None
    if rest.endswith(":") and len(rest) <= MAX_LABEL:
        return (rest[:-1], "") if _may_be_name(rest[:-1]) else None
    found = _NO_SPACE.match(rest)
    if found is not None and _may_be_name(found[0][:-1]) and found[0].count(" ") < 4:
        return found[0][:-1], rest[found.end() :]
    return None


def _may_be_name(label: str) -> bool:
    """Say whether a quotation is not left open, as in `Ann changed the subject to "Trip: Rome"`."""
    if '"' in label and label.count('"') % 2:
        return False
    return label.isascii() or all(label.count(left) == label.count(right) for left, right in _PAIRS)


def is_own_line(label: str) -> bool:
    """Say whether what looks like a sender is the beginning of a line of WhatsApp's own."""
    return len(label) > 12 and marks.event(label) in _LONG_EVENTS
