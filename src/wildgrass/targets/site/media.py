"""An item's attachments as a page shows them: pixels made anew, bare videos, anything else only by name and warning."""

from collections.abc import Iterable
from typing import Final, Protocol

from wildgrass.files import findings
from wildgrass.files.content import Content
from wildgrass.files.preview import Picture, Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.formats import HEAD_SIZE, MP4, Format, sniff
from wildgrass.targets.shown import Named, Shown
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.folder import SiteWriteError
from wildgrass.targets.site.videos import VideoError, bare_video
from wildgrass.targets.words import clean, glimpse
from wildgrass.text import say

_LONGEST_SIDE: Final = 4096
_PAGE_SIDE: Final = 1200
_PDF: Final = b"%PDF-"
_PART: Final = 1 << 20
_PLACED_MOST: Final = 4096  # pictures that are not made again when another post shows them


class Place(Protocol):
    """Where files go that an item shows: a site's folder, or another target's."""

    def write(self, name: str, data: bytes, /) -> None:
        """Write a file."""

    def holds(self, name: str, /) -> bool:
        """Say whether a file is there already, and keep it."""

    def copy(self, name: str, parts: Iterable[bytes], /) -> None:
        """Write a file from its parts."""


class Shelf:
    """Puts attachments into the site by their digest, never by their name."""

    def __init__(self, archive: Archive, chrome: Chrome, folder: Place, previewer: Previewer) -> None:
        """Take what is needed to find, describe, decode and write."""
        self._previewer = previewer
        self._archive = archive
        self._chrome = chrome
        self._folder = folder
        self._placed: dict[
            str, tuple[str, int, int, str]
        ] = {}  # by digest: name, sides, what; those made last

    def put(self, attachment: Attachment) -> Shown | Named:
        """Copy an attachment into the site where it may be shown, and say what stands on the page."""
        path = self._archive.attachment_path(attachment.sha256) if attachment.sha256 else None
        if path is None:
            return self._named(attachment, "file-missing")
        try:
            return self._shown(attachment, path)
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error
        except (PreviewError, VideoError):
            return named(attachment, self._chrome, "file-not-opened", self._warnings(attachment, path))

    def _shown(self, attachment: Attachment, path: Content) -> Shown | Named:
        placed = self._placed.get(str(attachment.sha256))
        if placed is not None:
            return self._as_placed(attachment, *placed)
        with path.open("rb") as source:
            head = source.read(HEAD_SIZE)
        kind = sniff(head)
        if kind is not None and kind.is_video:
            return self._video(attachment, path, kind)
        if kind is not None:
            return self._picture(attachment, self._previewer.image(path, _LONGEST_SIDE), "picture")
        if head.startswith(_PDF):
            return self._picture(attachment, self._previewer.page(path, 0, _PAGE_SIDE), "first-page")
        return named(attachment, self._chrome, "file-not-opened", self._warnings(attachment, path))

    def _video(self, attachment: Attachment, path: Content, kind: Format) -> Shown:
        name = self._place(attachment, kind.extension)
        self._copy_video(name, path, kind)
        is_loop = attachment.role == "animated_gif"
        return Shown(name, self._alt(attachment, "video"), is_video=True, is_loop=is_loop)

    def _picture(self, attachment: Attachment, picture: Picture, what: str) -> Shown:
        name = self._place(attachment, picture.ending)
        self._folder.write(name, picture.data)
        if len(self._placed) == _PLACED_MOST:
            del self._placed[next(iter(self._placed))]
        placed = self._placed[str(attachment.sha256)] = (name, picture.width, picture.height, what)
        return self._as_placed(attachment, *placed)

    def _as_placed(self, attachment: Attachment, name: str, width: int, height: int, what: str) -> Shown:
        alt = self._alt(attachment, what)
        return Shown(name, alt, is_video=False, is_loop=False, width=width, height=height)

    def _place(self, attachment: Attachment, ending: str) -> str:
        digest = str(attachment.sha256)
        return f"media/{digest[:2]}/{digest}.{ending}"

    def _alt(self, attachment: Attachment, what: str) -> str:
        return clean(attachment.alt or "").strip() or self._chrome(what)

    def _warnings(self, attachment: Attachment, path: Content) -> tuple[str, ...]:
        with path.open("rb") as file:
            _kind, found = findings(attachment.name, file, path.stat().st_size)
        language = self._chrome.language
        return tuple(say(language, f"ui.finding-{one.code}", detail=clean(one.detail)) for one in found)

    def _copy_video(self, name: str, path: Content, kind: Format) -> None:
        if self._folder.holds(name):
            return
        if kind is MP4:
            self._folder.copy(name, bare_video(path))
            return
        with path.open("rb") as source:
            self._folder.copy(name, iter(lambda: source.read(_PART), b""))

    def _named(self, attachment: Attachment, why: str) -> Named:
        return named(attachment, self._chrome, why)


def named(attachment: Attachment, chrome: Chrome, why: str, warnings: tuple[str, ...] = ()) -> Named:
    """Return a file that stands on the page by name only."""
    size = "" if attachment.size_bytes is None else _size(attachment.size_bytes)
    return Named(glimpse(attachment.name, 120) or "?", size, chrome(why), warnings)


def _size(size_bytes: int) -> str:
    for unit, width in (("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= width:
            return f"{size_bytes / width:.1f} {unit}"
    return f"{number(size_bytes)} B"
