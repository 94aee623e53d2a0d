"""One entry of a feed, whatever its form was, and the item that it becomes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Moment
from wildgrass.model.item import Origin
from wildgrass.sources import htmltext
from wildgrass.sources.feed.pictures import File, address, pictures
from wildgrass.sources.fetched import Files, url_name
from wildgrass.sources.htmltext import Text
from wildgrass.sources.mediatypes import media_type

SOURCE: Final = "feed"
_SCHEMES: Final = ("http://", "https://", "tag:", "urn:", "at://", "did:")
_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio"}
_MOST_FILES: Final = 200


@dataclass(slots=True)
class Entry:
    """An entry as its feed states it; what it does not state is None or empty."""

    native: str | None = None
    title: str | None = None
    url: str | None = None
    html: str | None = None
    text: str | None = None
    author: str | None = None
    published: Moment | None = None
    edited: Moment | None = None
    reply_to: str | None = None
    files: list[File] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    extra: dict[str, JSON] = field(default_factory=dict)


@dataclass(slots=True)
class About:
    """What a feed says of itself; `native` is the address that tells it from others."""

    native: str
    title: str | None = None
    text: str = ""
    url: str | None = None
    picture: str | None = None
    extra: dict[str, JSON] = field(default_factory=dict)
    observed: dict[str, JSON] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """The feed as an account."""
        return Actor(platform=SOURCE, id_kind="account", id=self.native, name=self.title)


def profile(about: About, origin: Origin, held: Files) -> Item:
    """Return what the feed says of itself; when it was last built is what was seen that day, no other version."""
    said = htmltext.plain(about.text)
    return Item(
        id=f"{SOURCE}:profile:{about.native}",
        kind=Kind.PROFILE,
        source=SOURCE,
        origin=origin,
        author=about.actor,
        text=said.text,
        audience=Audience.PUBLIC,
        url=about.url,
        title=about.title,
        links=said.links(),
        attachments=_attachments(held, _portrait(about), about.url),
        extra=about.extra | ({"observed": about.observed} if about.observed else {}),
    )


def item(entry: Entry, about: About, origin: Origin, held: Files) -> Item:
    """Return the item of an entry."""
    said = htmltext.plain(entry.html) if entry.html is not None else Text(entry.text or "")
    native = _native(entry, about, said.text)
    base = entry.url or about.url
    files = [*entry.files, *(pictures(entry.html, base) if entry.html else ())]
    author = about.actor
    if entry.author and entry.author != about.title:
        author = Actor(platform=SOURCE, id_kind="label", id=entry.author, name=entry.author)
    return Item(
        id=f"{SOURCE}:post:{native}",
        kind=Kind.POST,
        source=SOURCE,
        origin=origin,
        author=author,
        published=entry.published,
        text=said.text,
        audience=Audience.PUBLIC,
        in_reply_to=f"{SOURCE}:post:{entry.reply_to}" if entry.reply_to else None,
        edited=entry.edited,
        url=entry.url,
        title=entry.title,
        links=said.links(),
        attachments=_attachments(held, files, base),
        counts=entry.counts,
        extra=entry.extra,
    )


def _native(entry: Entry, about: About, text: str) -> str:
    """Return what tells an entry from all others: a number of its own counts within its feed only."""
    native = entry.native or entry.url
    if native is None:
        when = entry.published.iso() if entry.published else ""
        made = "\0".join((entry.title or "", when, "" if when and entry.title else text))
        native = f"made-{hashlib.sha256(made.encode(errors='replace')).hexdigest()[:16]}"
    return native if native.startswith(_SCHEMES) else f"{about.native}#{native}"


def _portrait(about: About) -> list[File]:
    return [File(about.picture, role="avatar")] if about.picture else []


def _attachments(held: Files, files: Sequence[File], base: str | None) -> tuple[Attachment, ...]:
    made: dict[str, Attachment] = {}
    for one in files:
        url = address(one.url, base) or one.url
        if url in made or len(made) >= _MOST_FILES:
            continue
        name, member = url_name(url), held.find(url)
        kind = one.media_type or media_type(name)
        family = kind.partition("/")[0] if kind else ""
        made[url] = Attachment(
            name=name,
            member=member,
            media_type=kind,
            size_bytes=one.size_bytes if member is None else held.size(member),
            role=one.role or _ROLES.get(family, "photo" if kind is None else "file"),
            alt=one.alt,
            url=url,
        )
    return tuple(made.values())


def whole_number(text: object) -> int | None:
    """Return the number that a text states, None where it states none or 0, which feeds write for unknown."""
    if isinstance(text, str) and text.strip().isascii() and text.strip().isdigit() and len(text) < 16:
        return int(text) or None
    return text if type(text) is int and text > 0 else None


def texts(value: Mapping[str, JSON], name: str) -> str | None:
    """Return the text under a key, None where there is none."""
    found = value.get(name)
    return found if isinstance(found, str) and found.strip() else None
