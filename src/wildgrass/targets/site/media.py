"""An item's attachments as a page shows them: pictures and videos in place, anything else only by name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.files import HEAD_SIZE, MP4, Format, sniff
from wildgrass.targets.site.folder import SiteFolder, SiteWriteError
from wildgrass.targets.site.pictures import PictureError, bare_picture
from wildgrass.targets.site.videos import VideoError, bare_video
from wildgrass.targets.site.words import clean, glimpse

_PICTURE_MAX: Final = 64 << 20
_PART: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or video in the site: `name` from the site's root, the size in pixels where known."""

    name: str
    alt: str
    is_video: bool
    is_loop: bool
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A file that is not shown: what it is called, how large it is, and why it is not here."""

    name: str
    size: str
    why: str


class Shelf:
    """Puts attachments into the site by their digest, never by their name."""

    def __init__(self, archive: Archive, chrome: Chrome, folder: SiteFolder) -> None:
        """Take what is needed to find, describe and write."""
        self._archive = archive
        self._chrome = chrome
        self._folder = folder

    def put(self, attachment: Attachment) -> Shown | Named:
        """Copy an attachment into the site where it may be shown, and say what stands on the page."""
        path = self._archive.attachment_path(attachment.sha256) if attachment.sha256 else None
        if path is None:
            return self._named(attachment, "file-missing")
        try:
            with path.open("rb") as source:
                kind = sniff(source.read(HEAD_SIZE))
            shown = None if kind is None else self._copied(attachment, path, kind)
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error
        except (PictureError, VideoError):
            shown = None
        return shown or self._named(attachment, "file-not-opened")

    def _copied(self, attachment: Attachment, path: Path, kind: Format) -> Shown | None:
        digest = str(attachment.sha256)
        name = f"media/{digest[:2]}/{digest}.{kind.extension}"
        alt = clean(attachment.alt or "").strip() or self._chrome("video" if kind.is_video else "picture")
        if kind.is_video:
            self._copy_video(name, path, kind)
            return Shown(name, alt, is_video=True, is_loop=attachment.role == "animated_gif")
        if path.stat().st_size > _PICTURE_MAX:
            return None
        picture = bare_picture(path.read_bytes(), kind)
        self._folder.write(name, picture.data)
        return Shown(name, alt, is_video=False, is_loop=False, width=picture.width, height=picture.height)

    def _copy_video(self, name: str, path: Path, kind: Format) -> None:
        if self._folder.holds(name):
            return
        if kind is MP4:
            self._folder.copy(name, bare_video(path))
            return
        with path.open("rb") as source:
            self._folder.copy(name, iter(lambda: source.read(_PART), b""))

    def _named(self, attachment: Attachment, why: str) -> Named:
        return named(attachment, self._chrome, why)


def named(attachment: Attachment, chrome: Chrome, why: str) -> Named:
    """Return a file that stands on the page by name only."""
    size = "" if attachment.size_bytes is None else _size(attachment.size_bytes)
    return Named(glimpse(attachment.name, 120) or "?", size, chrome(why))


def _size(size_bytes: int) -> str:
    for unit, width in (("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= width:
            return f"{size_bytes / width:.1f} {unit}"
    return f"{number(size_bytes)} B"
