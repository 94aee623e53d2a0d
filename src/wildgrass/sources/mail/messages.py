"""One message as an item: its text, whom it is from and to, its thread, its files."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Moment
from wildgrass.model.item import Origin
from wildgrass.sources import htmltext
from wildgrass.sources.inner import inner_range_name
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.mail import addresses, charsets, dates, parts
from wildgrass.sources.mail.addresses import SOURCE
from wildgrass.sources.mail.headers import Head
from wildgrass.sources.mail.parts import Part

_ID: Final = re.compile(r"<\s*([^<>]+?)\s*>")
_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio"}
_ENDINGS: Final = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
}
_CALENDAR: Final = 1 << 15
_RECIPIENTS: Final = ("to", "cc", "bcc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message lies: the member, the byte its headers begin at, and what its file's name says."""

    member: str
    start: int
    pointer: str
    is_quoted: bool = False
    extra: tuple[tuple[str, JSON], ...] = ()


@dataclass(slots=True)
class MessageReader:
    """Makes items of messages."""

    clock: LocalClock
    as_of: Moment | None

    def read(self, data: bytes, place: Place) -> tuple[Item, int, list[str]]:
        """Return the message, a fingerprint of what it says, and what is odd about it."""
        root = parts.taken_apart(data)
        head = root.head
        odd: list[str] = []
        extra: dict[str, JSON] = dict(place.extra)
        extra["headers"] = [[name, value] for name, value in head.fields]
        text, links = self._text(root, data, place, odd, extra)
        native = _first_id(head.get("message-id"))
        said = fingerprint(head, data)
        to = [actor for name in _RECIPIENTS for value in head.all(name) for actor in addresses.actors(value)]
        published = dates.moment(head.get("date"), self.clock)
        labels = _labels(head)
        if labels:
            extra["labels"] = labels
        _protection(root, text, extra)
        _calendar(root, data, place, extra)
        item = Item(
            id=f"{SOURCE}:message:{native or said[:32]}",
            kind=Kind.MESSAGE,
            source=SOURCE,
            origin=Origin(member=place.member, pointer=place.pointer),
            author=_author(head),
            published=published,
            as_of=self.as_of,
            text=text,
            audience=Audience.DIRECT,
            in_reply_to=_parent(head),
            thread=_thread(head, native or said[:32]),
            target=to[0] if to else None,
            title=head.get("subject") or None,
            links=links,
            mentions=tuple(to[1:]),
            attachments=tuple(self._attachments(root, data, place)),
            extra=extra,
        )
        return item, int(said[:16], 16) >> 1, odd

    def _text(  # noqa: PLR0913, RUF100 - what a message's text is put together from
        self, root: Part, data: bytes, place: Place, odd: list[str], extra: dict[str, JSON]
    ) -> tuple[str, tuple[Link, ...]]:
        said: list[str] = []
        links: list[Link] = []
        size = 0
        for part in parts.texts(root):
            raw = part.decoded(data, is_quoted=place.is_quoted)
            text, note = charsets.decoded(raw, part.params.get("charset", ""))
            if note:
                odd += [note] if "U+FFFD" in note else []
                extra["charset_note"] = note
            found: tuple[Link, ...] = ()
            if part.type in ("text/html", "text/x-amp-html"):
                made = htmltext.plain(text)
                text, found = made.text, made.links()
            text = text.replace("\r\n", "\n").replace("\0", "").strip("\n")
            if not text:
                continue
            links += [_moved(link, size) for link in found]
            said.append(text)
            size += len(text) + 1
        return "\n".join(said), tuple(links)

    def _attachments(self, root: Part, data: bytes, place: Place) -> Iterator[Attachment]:
        for number, part in enumerate(parts.attached(root)):
            name = part.filename.replace("\0", "") or _name(part, data, number)
            start, end = place.start + part.start, place.start + part.end
            yield Attachment(
                name=name,
                member=inner_range_name(place.member, start, end, name),
                media_type=part.type if "/" in part.type else None,
                role=_ROLES.get(part.type.partition("/")[0], "file"),
            )


def fingerprint(head: Head, data: bytes) -> str:
    """Return a digest of what a message says: who, when, what; not of the way it went or the label it has."""
    digest = hashlib.sha256()
    for name in ("from", "to", "date", "subject", "message-id"):
        digest.update(head.get(name).encode(errors="surrogatepass") + b"\0")
    digest.update(data[head.body :].replace(b"\r\n", b"\n").strip())
    return digest.hexdigest()


def _moved(link: Link, by: int) -> Link:
    if by == 0 or link.start < 0:
        return link
    return Link(url=link.url, target=link.target, shown=link.shown, start=link.start + by, end=link.end + by)


def _author(head: Head) -> Actor | None:
    for name in ("from", "sender", "reply-to", "return-path"):
        found = addresses.actors(head.get(name))
        if found:
            return found[0]
    return None


def _first_id(text: str) -> str | None:
    found = _ID.search(text)
    if found is not None:
        return found[1]
    bare = text.strip()
    return bare if bare and " " not in bare else None


def _parent(head: Head) -> str | None:
    """Return what it answers: In-Reply-To, else the last of References."""
    for text, which in ((head.get("in-reply-to"), 0), (head.get("references"), -1)):
        found = _ID.findall(text)
        if found:
            return f"{SOURCE}:message:{found[which]}"
    return None


def _thread(head: Head, own: str) -> str:
    """Return the thread: Gmail's number, else the message that References begin with."""
    number = head.get("x-gm-thrid").strip()
    if number:
        return f"{SOURCE}:thread:gm-{number}"
    for name in ("references", "in-reply-to"):
        found = _ID.search(head.get(name))
        if found is not None:
            return f"{SOURCE}:thread:{found[1]}"
    return f"{SOURCE}:thread:{own}"


def _labels(head: Head) -> list[JSON]:
    stated = head.get("x-gmail-labels") or head.get("x-gm-labels")
    return [label.strip().strip('"') for label in stated.split(",") if label.strip()]


def _protection(root: Part, text: str, extra: dict[str, JSON]) -> None:
    """Say how a message is encrypted or signed; nothing here opens or checks it."""
    for part in (root, *root.children):
        kind, protocol = part.type, part.params.get("protocol", "").lower()
        if kind in ("multipart/encrypted", "multipart/signed"):
            how = "pgp" if "pgp" in protocol else "smime" if "pkcs7" in protocol else protocol or "unknown"
            extra["protection"] = f"{how}-{kind.partition('/')[2]}"
            return
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            is_signed = "signed" in part.params.get("smime-type", "")
            extra["protection"] = "smime-signed" if is_signed else "smime-encrypted"
            return
    if "-----BEGIN PGP MESSAGE-----" in text:
        extra["protection"] = "pgp-encrypted"
    elif "-----BEGIN PGP SIGNED MESSAGE-----" in text:
        extra["protection"] = "pgp-signed"


def _calendar(root: Part, data: bytes, place: Place, extra: dict[str, JSON]) -> None:
    for part in root.leaves():
        if part.type == "text/calendar" and part.end - part.body <= _CALENDAR:
            raw = part.decoded(data, is_quoted=place.is_quoted)
            extra["calendar"] = charsets.decoded(raw, part.params.get("charset", "utf-8"))[0]
            return


def _name(part: Part, data: bytes, number: int) -> str:
    """Return a name for a part that has none: a message's subject, else its number."""
    ending = _ENDINGS.get(part.type, "")
    if part.type == "message/rfc822":
        from wildgrass.sources.mail import headers  # noqa: PLC0415 - rare

        subject = headers.parsed(data, part.body, part.end).get("subject")
        if subject:
            return subject[:100] + ending
    return f"part-{number + 1}{ending}"
