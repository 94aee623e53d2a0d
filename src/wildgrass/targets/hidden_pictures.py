"""Pictures as they may leave where other people are hidden: looked at for faces, which are blurred unless one decides.

A detector misses faces: "none found" is no promise. What could not be looked at (a video, a damaged file, no detector)
is not known to show none, and stays out unless somebody says that it may leave.
"""

import io
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, Final, Literal, Self

from wildgrass.files.content import Content, Length
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.targets.formats import HEAD_SIZE, WEBM, Format, sniff
from wildgrass.text.redaction import PictureChoice

_SIDE: Final = 2560
"""Pixels of the longest side in which a picture with blurred faces leaves."""
_HELD: Final = 16  # blurred pictures, about a megabyte each, for a target that reads one more than once


@dataclass(frozen=True, slots=True)
class Seen:
    """How many faces were found in a picture; None where it could not be looked at, and `why` not."""

    faces: int | None
    why: str = ""

    @property
    def said(self) -> str:
        """Return what a line of a file or of JSON says of it."""
        if self.faces is None:
            return "faces: could not look"
        return f"faces: {self.faces} found" if self.faces else "faces: none found"


class Lookout:
    """Looks pictures over for faces, each file once. A context manager; safe for several threads."""

    def __init__(self) -> None:
        """Start no process before the first picture."""
        self._finder = Previewer(finds_faces=True)
        self._lock = threading.Lock()
        self._seen: dict[str, Seen] = {}
        self._veiled: OrderedDict[str, bytes] = OrderedDict()

    def seen(self, digest: str, content: Content) -> Seen | None:
        """Return what was seen of a file, None where it is neither picture nor video."""
        kind = kind_of(content)
        if kind is None:
            return None
        with self._lock:
            if digest not in self._seen:
                self._seen[digest] = self._looked(content, kind)
            return self._seen[digest]

    def veiled(self, digest: str, content: Content) -> bytes:
        """Return a picture whose faces cannot be made out; b"" where none was found, or it could not be looked at.

        `seen` knows afterwards which, without another look.
        """
        with self._lock:
            if digest not in self._veiled:
                try:
                    made = self._finder.without_faces(content, _SIDE)
                except PreviewError as error:
                    self._seen[digest] = _unseen(error)
                    return b""
                self._seen[digest] = Seen(made.count)
                self._veiled[digest] = made.data
                if len(self._veiled) > _HELD:
                    self._veiled.popitem(last=False)
            return self._veiled[digest]

    def _looked(self, content: Content, kind: Format) -> Seen:
        if kind.is_video:
            return Seen(None, "a video is not looked through")
        try:
            return Seen(len(self._finder.faces(content)))
        except PreviewError as error:
            return _unseen(error)

    def close(self) -> None:
        """End the process."""
        self._finder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _unseen(error: PreviewError) -> Seen:
    return Seen(None, str(error.details.get("reason", "")))


@dataclass(slots=True)
class HiddenPictures:
    """Decides for each picture: what a person said of it, else `otherwise` of those that show faces."""

    choices: Mapping[str, PictureChoice]
    otherwise: PictureChoice = PictureChoice.BLUR
    lookout: Lookout = field(default_factory=Lookout)
    blurred: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)

    def choice(self, digest: str, seen: Seen) -> PictureChoice:
        """Return what becomes of a picture."""
        said = self.choices.get(digest, self.otherwise if seen.faces != 0 else PictureChoice.KEEP)
        if said is PictureChoice.BLUR and not seen.faces:
            return PictureChoice.LEAVE_OUT if seen.faces is None else PictureChoice.KEEP
        return said

    def content(self, digest: str, content: Content) -> Content:
        """Return a file as it may leave; it is looked at when it is opened."""
        # WebM keeps its tags, and a document's first page is text that nobody looked through.
        if kind_of(content) in {None, WEBM}:
            return Withheld()
        if self.choices.get(digest) is PictureChoice.LEAVE_OUT:
            self.left_out.add(digest)
            return Withheld()
        said = self.choices.get(digest, self.otherwise)
        return content if said is PictureChoice.KEEP else _Guarded(self, digest, content)

    def leaves(self, digest: str, content: Content) -> Content:
        """Look at a picture and return what of it leaves."""
        kind, said = kind_of(content), self.choices.get(digest, self.otherwise)
        is_blurred = said is PictureChoice.BLUR and kind is not None and not kind.is_video
        data = self.lookout.veiled(digest, content) if is_blurred else b""
        seen = self.lookout.seen(digest, content)
        choice = PictureChoice.LEAVE_OUT if seen is None else self.choice(digest, seen)
        if choice is PictureChoice.KEEP:
            return content
        data = data if choice is PictureChoice.BLUR else b""
        (self.blurred if data else self.left_out).add(digest)
        return Withheld(data)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Bytes in memory in a file's place; none, for a file that is there and is not opened."""

    data: bytes = b""

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Return a stream over them."""
        return io.BytesIO(self.data)

    def stat(self) -> Length:
        """Return how many they are."""
        return _Size(len(self.data))

    def read_bytes(self) -> bytes:
        """Return them."""
        return self.data


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A picture that is looked at when it is opened."""

    pictures: HiddenPictures = field(compare=False)
    digest: str
    content: Content = field(compare=False)

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        return self._leaves().open(mode)

    def stat(self) -> Length:
        return self._leaves().stat()

    def read_bytes(self) -> bytes:
        return self._leaves().read_bytes()

    def _leaves(self) -> Content:
        return self.pictures.leaves(self.digest, self.content)


@dataclass(frozen=True, slots=True)
class _Size:
    st_size: int


def kind_of(content: Content) -> Format | None:
    """Return what a file is by its first bytes, None where it is neither picture nor video."""
    with content.open("rb") as file:
        return sniff(file.read(HEAD_SIZE))
