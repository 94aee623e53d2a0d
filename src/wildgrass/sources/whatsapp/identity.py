"""Who a chat is, so that two exports of it become one: WhatsApp gives no ids, and every name in a chat may change.

A message's id is a digest of the chat, its clock time as written, its text and its ordinal among equal ones. It leaves
out who sent it, because a number that was saved as a contact since carries another name in the next export; the wording
of WhatsApp's own lines, because it changes with the app; and which of two numbers is the month, so that an answer
given later changes no id.

The chat of a message is the title in the name that WhatsApp gave the file ("WhatsApp Chat with …", in any language),
because the oldest messages fall out of a later export. Where a file was renamed it is the chat's beginning. The
conversation is the title and the beginning, so that two groups of one name stay two; an export that lost its beginning
to WhatsApp's limit has only the title.
"""

import hashlib
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import unquote

from wildgrass.sources.whatsapp.headers import Header, plain

_COPY: Final = re.compile(r"\s?\(\d{1,2}\)\Z")
_QUOTED: Final = re.compile(r"[\"“«„「『\u2018'](.{1,128}?)[\"”»“」』\u2019']")
_BEGINNING: Final = 12  # records looked at for the first message of a person


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))
    found = []
    for name in sorted(table["names"], key=len, reverse=True):
        before, after = (_spaced(part) for part in name.split("{}"))
        found.append(re.compile(rf"{before}(?P<title>.+){after}\Z", re.IGNORECASE | re.DOTALL))
    return tuple(found)


def _spaced(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"[ _\u00a0\u202f]")


def title_in(name: str) -> str | None:
    """Return the contact or group that a file is named after by WhatsApp; None for any other name."""
    stem = unicodedata.normalize("NFC", unquote(name.rpartition("/")[2]))
    for ending in (".txt", ".zip"):
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)]
    stem = _COPY.sub("", plain(stem))
    for pattern in _patterns():
        found = pattern.match(stem)
        if found is not None and found["title"].strip(" _-"):
            return found["title"].strip(" _")
    return None


def title_of(member: str, container: str) -> str | None:
    """Return the title in a chat's own name, in its folder's, or in that of the zip that holds it."""
    folders = member.split("/")[:-1]
    for name in (member, *reversed(folders), container):
        title = title_in(name)
        if title is not None:
            return title
    return None


def date_key(found: Header) -> str:
    """Return a header's date so that no order of day and month, and no number of digits, makes a difference."""
    numbers = sorted((int(found["a"]) % 100, int(found["b"]), int(found["c"]) % 100))
    return f"{numbers[0]}.{numbers[1]}.{numbers[2]}"


def clock_key(date: str, hour: int, minute: str, second: str | None) -> str:
    """Return a header's time so that no notation makes a difference; `date` is its date's key."""
    return f"{date} {hour}:{int(minute)}:{int(second) if second else ''}"


class Beginning:
    """The first lines of a chat as what re-exports of it have in common."""

    __slots__ = ("_parts", "_seen", "is_born", "is_whole")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._seen = 0
        self.is_whole = False  # the first message of a person was seen, or there are too many lines before it
        self.is_born = False  # it starts with the notice or the creation that every chat starts with

    def see_own(self, clock: str, text: str, *, is_mark: bool) -> None:
        """Take a line that WhatsApp set off into account: its time, and the names in quotation marks."""
        self.is_born |= self._seen == 0 and not is_mark
        self._seen += 1
        self._parts.append(f"{clock} {' '.join(_QUOTED.findall(plain(text)))}")
        self.is_whole |= self._seen >= _BEGINNING

    def see_message(self, clock: str, key: str) -> None:
        """Take the first message of a person into account."""
        self._parts.append(f"{clock} {plain(key)}")
        self.is_whole = True

    def text(self) -> str:
        """Return the beginning as one text."""
        return "\n".join(self._parts)


class ChatIdentity:
    """The ids of one chat."""

    def __init__(self, title: str | None, beginning: Beginning, *, is_cut: bool) -> None:
        """Take the title WhatsApp named the file after, and whether the oldest messages are probably missing."""
        folded = unicodedata.normalize("NFC", title).casefold() if title else ""
        start = beginning.text()
        self._chat = _digest("title", folded) if folded else _digest("beginning", start)
        self.title = title
        self.thread = f"whatsapp:conversation:{_digest(folded, '' if is_cut and folded else start)}"

    def message(self, clock: str, text: str, ordinal: int) -> str:
        """Return the id of a message."""
        data = f"{self._chat}\0{clock}\0{ordinal}\0{text}".encode(errors="surrogatepass")
        return f"whatsapp:message:{hashlib.sha256(data).hexdigest()[:24]}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:24]
