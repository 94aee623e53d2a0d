"""Pages that show what would appear at a network: the text as it will be cut, pictures, dates, threads.

Plain HTML without script that asks nothing of the outside; pictures are pixels made anew, as they will be sent.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from wildgrass.errors import EXIT_STORE, WildgrassError
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.draft import Draft
from wildgrass.targets.pace import Allowance
from wildgrass.text import say, say_or

_PER_PAGE: Final = 200
_SIDE: Final = 600


class PreviewWriteError(WildgrassError):
    """The preview cannot be written."""

    code = "preview-not-written"
    exit_code = EXIT_STORE
    message = "the preview cannot be written into {folder}: {reason}"
    hint = "nothing was posted; choose another folder with --state"


@dataclass(slots=True, kw_only=True)
class Summary:
    """What stands at the head of the preview. `seconds` is the time that the network's quotas ask for."""

    place: str
    items: int = 0
    posts: int = 0
    pictures: int = 0
    already: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    lacks: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    seconds: float = 0.0
    quotas: list[tuple[Allowance, int]] = field(
        default_factory=list
    )  # those that make it longer, with the amounts


@dataclass(frozen=True, slots=True)
class _Shown:
    src: str | None
    alt: str


@dataclass(frozen=True, slots=True)
class _Entry:
    draft: Draft
    pictures: tuple[tuple[_Shown, ...], ...]
    answers: str


class Preview:
    """Writes the pages of one rehearsal into `<state>/preview-<target>-<digest>`. A context manager."""

    def __init__(self, archive: Archive, state: Path, place: str, language: str) -> None:
        """Nothing is written yet."""
        self.folder = preview_folder(state, place)
        self._archive, self._language = archive, language
        self._previewer = Previewer()
        self._entries: list[_Entry] = []
        self._pages = 0

    def __enter__(self) -> Self:
        try:
            (self.folder / "media").mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in self.folder.glob("*.html"):
                old.unlink()
        except OSError as error:
            raise PreviewWriteError(folder=str(self.folder), reason=error.strerror) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._previewer.close()

    def show(self, draft: Draft) -> None:
        """Add one item."""
        pictures = tuple(tuple(self._picture(one) for one in part.pictures) for part in draft.parts)
        answered = self._archive.item(draft.reply_to) if draft.reply_to else None
        words = "" if answered is None else " ".join(answered.text.split())[:80]
        self._entries.append(_Entry(draft, pictures, words))
        if len(self._entries) == _PER_PAGE:
            self._page()

    def finish(self, summary: Summary) -> Path:
        """Write the last page and the first one; return the first."""
        if self._entries:
            self._page()
        self._write("index.html", summary=summary, entries=(), number=0)
        return self.folder / "index.html"

    def _page(self) -> None:
        self._pages += 1
        self._write(page_name(self._pages), summary=None, entries=self._entries, number=self._pages)
        self._entries = []

    def _write(self, name: str, **values: object) -> None:
        text = _template().render(
            t=self._say,
            why=self._why,
            language=self._language,
            pages=self._pages,
            page_name=page_name,
            **values,
        )
        try:
            (self.folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise PreviewWriteError(folder=str(self.folder), reason=error.strerror) from error

    def _say(self, name: str, **details: object) -> str:
        return say(self._language, f"ui.publish-{name}", **details)

    def _why(self, code: str) -> str:
        return say_or(self._language, f"ui.publish-why-{code}", code)

    def _picture(self, attachment: Attachment) -> _Shown:
        alt = attachment.alt or ""
        digest = str(attachment.sha256)
        known = next((self.folder / "media").glob(f"{digest}.*"), None)
        path = self._archive.attachment_path(digest)
        if known is not None or path is None:
            return _Shown(f"media/{known.name}" if known else None, alt)
        try:
            picture = self._previewer.image(path, _SIDE)
        except PreviewError:
            return _Shown(None, alt)
        name = f"media/{digest}.{picture.ending}"
        (self.folder / name).write_bytes(picture.data)
        return _Shown(name, alt)


def preview_folder(state: Path, place: str) -> Path:
    """Return where the preview of a place stands."""
    digest = sha256(place.encode()).hexdigest()[:8]
    return state / f"preview-{place.partition(':')[0]}-{digest}"


def page_name(number: int) -> str:
    """Return the name of a page, from 1; 0 is the first page with the summary."""
    return f"page-{number:04}.html" if number else "index.html"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("wildgrass.targets", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("preview.html")
