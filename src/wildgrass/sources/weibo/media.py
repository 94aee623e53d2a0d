"""Which file of an export is which picture or video of a post: the crawlers name files by day, post and place."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from wildgrass.model import Attachment
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.weibo.ids import number_of

_FILE: Final = re.compile(
    r"(?:\A|[/\\])\d{8}(?:T[\d:_-]*?)?_(?P<post>\d{9,19}|[0-9A-Za-z]{6,11})(?:_(?P<place>\d{1,3}))?"
    r"\.(?P<suffix>[A-Za-z0-9]{2,5})\Z"
)
_MOVING: Final = frozenset({"mp4", "mov", "webm", "m4v", "avi", "flv"})
_SEEN: Final = frozenset({"jpg", "jpeg", "png", "gif", "webp", "bmp", "heic", "tiff", *_MOVING})


class Named(NamedTuple):
    """What a media file's name says: `group` is "photo", "video" or "live", `place` counts from 0."""

    number: str
    group: str
    place: int


class Part(NamedTuple):
    """A picture or video that a record names: where it was served, and its own name where that is no address."""

    role: str
    url: str
    group: str
    name: str = ""


def is_media(name: str) -> bool:
    """Say whether a member is a picture or a video by the end of its name."""
    return name.rpartition(".")[2].lower() in _SEEN


def named(name: str) -> Named | None:
    """Read a media file's name: "20221210_4845240546494028_1.jpg", the number or the letters of the post."""
    found = _FILE.search(name)
    if found is None or not is_media(name):
        return None
    post = found["post"]
    number = (
        post if post.isdigit() and len(post) > 11 else number_of(post) or (post if post.isdigit() else "")
    )
    if not number:
        return None
    group = "photo"
    if found["suffix"].lower() in _MOVING:
        group = "live" if "live" in name.rpartition("/")[0].lower() else "video"
    return Named(number, group, int(found["place"] or 1) - 1)


class Media:
    """The media files of an export by post, and which of them an item took."""

    def __init__(self, names: Iterable[str]) -> None:
        self._files: dict[str, list[tuple[str, int, str]]] = {}
        self._claimed: set[str] = set()
        for name in names:
            told = named(name)
            if told is not None:
                self._files.setdefault(told.number, []).append((told.group, told.place, name))

    def is_claimed(self, name: str) -> bool:
        """Say whether an item has this file."""
        return name in self._claimed

    def attach(self, number: str, parts: list[Part]) -> tuple[Attachment, ...]:
        """Return a post's attachments, each with the file that its place among those of its group names."""
        if not parts:
            return ()
        files = self._files.get(number)
        places: dict[str, int] = {}
        found = []
        for part in parts:
            place = places.get(part.group, 0)
            places[part.group] = place + 1
            member = self._find(files, part.group, place) if files else None
            name = part.name or basename(part.url) or f"{part.role}-{place + 1}"
            found.append(
                Attachment(
                    name=name,
                    member=member,
                    media_type=media_type(member or name),
                    role=part.role,
                    url=part.url or None,
                )
            )
        return tuple(found)

    def _find(self, files: list[tuple[str, int, str]], group: str, place: int) -> str | None:
        groups = (group, "video") if group == "live" else (group,)
        for wanted in groups:
            for one, index, name in files:
                if (one, index) == (wanted, place) and name not in self._claimed:
                    self._claimed.add(name)
                    return name
        return next((name for one, index, name in files if (one, index) == (group, place)), None)


def basename(url: str) -> str:
    """Return the last part of an address's path; of a live picture's player, that of what it plays."""
    if "?" not in url and "%" not in url and "#" not in url:
        return url.rpartition("/")[2][:200]
    try:
        where = urlsplit(url)
    except ValueError:
        return ""
    name = where.path.rpartition("/")[2]
    if name == "play" and "livephoto=" in where.query:
        name = unquote(where.query).partition("livephoto=")[2].partition("&")[0].rpartition("/")[2] or name
    return unquote(name)[:200]
