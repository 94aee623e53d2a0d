"""Files that events name: `imeta` tags (NIP-92), files of their own (NIP-94), and pictures by their address."""

from collections.abc import Iterable, Sequence
from typing import Final

from wildgrass.model import Attachment
from wildgrass.sources.fetched import Files, url_name
from wildgrass.sources.mediatypes import media_type

_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio"}
_MOST: Final = 200
_LONGEST: Final = 4000


def described(tags: Sequence[Sequence[str]]) -> dict[str, dict[str, str]]:
    """Return what tags say of files, by their addresses: "m", "x", "dim", "alt", "size" and others."""
    found: dict[str, dict[str, str]] = {}
    own: dict[str, str] = {}
    for tag in tags:
        if tag and tag[0] == "imeta":
            said = dict(one.split(" ", 1) for one in tag[1:] if " " in one)
            if _is_web(said.get("url", "")):
                found.setdefault(said["url"], said)
        elif len(tag) > 1 and tag[0] in ("url", "m", "x", "alt", "size", "dim"):
            own.setdefault(tag[0], tag[1])
    if _is_web(own.get("url", "")):
        found.setdefault(own["url"], own)
    return found


def attachments(files: Files, tags: Sequence[Sequence[str]], links: Iterable[str]) -> tuple[Attachment, ...]:
    """Return the files of an event: those described, then linked ones whose ending is a picture's or a film's."""
    said = described(tags)
    shown = [url for url in links if url not in said and _is_media(url)]
    made = [attachment(files, url, said.get(url, {})) for url in dict.fromkeys([*said, *shown])]
    return tuple(made[:_MOST])


def attachment(
    files: Files, url: str, said: dict[str, str] | None = None, *, role: str | None = None
) -> Attachment:
    """Return the attachment of an address."""
    told = said or {}
    name, member = url_name(url), files.find(url)
    kind = told.get("m") or media_type(name)
    family = kind.partition("/")[0] if kind else ""
    size = told.get("size", "")
    return Attachment(
        name=name,
        member=member,
        media_type=kind,
        size_bytes=files.size(member) or (int(size) if size.isdecimal() and len(size) < 16 else None),
        role=role or _ROLES.get(family, "file"),
        alt=told.get("alt") or None,
        url=url if _is_web(url) else None,
    )


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= _LONGEST


def _is_media(url: str) -> bool:
    kind = media_type(url_name(url)) or ""
    return kind.partition("/")[0] in _ROLES and _is_web(url)
