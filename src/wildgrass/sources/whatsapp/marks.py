"""WhatsApp's own words inside a chat, in sixty languages: `marks.toml` and `events.toml` as tables to look up."""

import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from wildgrass.sources.whatsapp.headers import plain

MEDIA: Final = {
    "media": None,
    "image": "photo",
    "video": "video",
    "video-note": "video",
    "audio": "audio",
    "gif": "animated_gif",
    "sticker": "sticker",
    "contact": "file",
    "document": "file",
    "view-once": None,
}
"""Kinds of marks that stand for a file that was left out, and the role of the file."""
MISSED: Final = frozenset({"missed-voice-call", "missed-video-call"})
CALLS: Final = MISSED | {"voice-call", "video-call"}
_EXACT: Final = (
    *MEDIA,
    "live-location",
    "deleted",
    "deleted-by-you",
    "voice-call",
    "video-call",
    "missed-voice-call",
    "missed-video-call",
)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("marks.toml").read_text("utf-8"))


@cache
def _exact() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _table().values():
        for kind in _EXACT:
            for words in language.get(kind, ()):
                found.setdefault(folded(words), kind)
    return found


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(
        sorted({folded(words) for language in _table().values() for words in language.get(kind, ())})
    )


@cache
def _events() -> tuple[tuple[str, tuple[str, ...]], ...]:
    table: dict[str, Any] = tomllib.loads(files(__package__).joinpath("events.toml").read_text("utf-8"))
    return tuple((one["kind"], tuple(word.casefold() for word in one["words"])) for one in table["event"])


@cache
def starts() -> frozenset[str]:
    """Return how marks begin, three characters each without marks and brackets: most texts begin otherwise."""
    return frozenset(words[:3] for words in (*_exact(), *_phrases("deleted-by-admin")))


@cache
def documents() -> tuple[str, ...]:
    """Return how the text of a document that was left out may end."""
    words = {word for language in _table().values() for word in language.get("document", ())}
    return tuple(sorted(words | {f"{word}." for word in words}))


def folded(text: str) -> str:
    """Return what marks are compared by: no case, no marks, no angle brackets, no full stop at the end."""
    return unicodedata.normalize("NFC", plain(text)).casefold().strip("<> .。।・")


@lru_cache(maxsize=4096)
def mark(text: str) -> str | None:
    """Return the kind of mark that a text is as a whole, None where it is none.

    Marks for media in general and for calls are short and ordinary words, so they count only where they stand as
    WhatsApp writes them: in angle brackets, or behind a mark of writing direction.
    """
    kind = _exact().get(folded(text))
    if kind in ("media", "voice-call", "video-call"):
        is_set_off = text.lstrip()[:1] in ("<", "\u200e", "\u200f") or folded(text)[0] > "\u2e80"
        return kind if is_set_off else None
    return kind


def ends_with_document(text: str) -> int:
    """Return the length of what stands before a "document omitted" at the end of a text, -1 where there is none."""
    if not text.endswith(documents()):
        return -1
    return min(len(text) - len(words) for words in documents() if text.endswith(words))


def is_attached(words: str) -> bool:
    """Say whether words beside a file's name mean that it is attached."""
    return folded(words) in _phrases("attached")


def is_edited(words: str) -> bool:
    """Say whether words at the end of a text mean that it was edited."""
    return folded(words) in _phrases("edited")


def is_deleted_by_admin(text: str) -> bool:
    """Say whether a text is the mark of a message that an admin deleted."""
    return folded(text).startswith(_phrases("deleted-by-admin"))


def is_encryption_notice(text: str) -> bool:
    """Say whether a text is the notice that stands at the beginning of a chat."""
    return folded(text).startswith(_phrases("encrypted"))


@lru_cache(maxsize=4096)
def event(text: str) -> str | None:
    """Return what a line of WhatsApp's own tells, None where no word of it is known."""
    found = f" {plain(text).casefold()} ".replace("\u2019", "'")
    return next((kind for kind, words in _events() if any(word in found for word in words)), None)
