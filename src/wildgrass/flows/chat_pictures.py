"""The pictures of two sides of a conversation: which are one, though a platform re-encoded or cut them."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal

from wildgrass.files import hamming
from wildgrass.files.content import Content
from wildgrass.files.perceptual import (
    CANDIDATE_MOST,
    CHANGES,
    QUALITY_LEAST,
    SAME_MOST,
    Fingerprint,
    Verdict,
    compared,
    distance,
)
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.files.recognising import picture_print
from wildgrass.flows.audit import is_library
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Attachment
from wildgrass.observatory.compare.columns import Few
from wildgrass.observatory.compare.sides import Side
from wildgrass.sources.base import Member, MemberError

_CHUNK: Final = 1 << 20
_SAID: Final = {Verdict.SAME: "same", Verdict.CANDIDATE: "like", Verdict.OTHER: "other"}


@dataclass(frozen=True, slots=True)
class MemberContent:
    """A member of an export as a file."""

    member: Member

    def open(self, _mode: Literal["rb"]) -> BinaryIO:
        """Return its bytes as a stream that can seek."""
        return io.BytesIO(self.read_bytes())

    def stat(self) -> "MemberContent":
        """Return itself: it knows its length."""
        return self

    @property
    def st_size(self) -> int:
        """Return how long the container says it is."""
        return self.member.size_bytes

    def read_bytes(self) -> bytes:
        """Return its bytes."""
        with self.member.open() as stream:
            return stream.read()


Members = Mapping[int, Sequence[Member | None]]
"""The members that hold a row's attachments; of an export alone."""


def with_digests(side: Side, members: Members) -> tuple[Few[str], dict[str, Content]]:
    """Return the SHA-256 of each row's attachments, and the contents by it. A damaged member has none."""
    contents = dict[str, Content]()
    found: Few[str] = Few(side.files)
    for row, attachments in side.attachments.items():
        if row in members:
            pairs = zip(attachments, members[row], strict=False)
            found[row] = tuple(
                digest for one, member in pairs if (digest := _digest(one, member, contents)) is not None
            )
    return found, contents


def _digest(one: Attachment, member: Member | None, contents: dict[str, Content]) -> str | None:
    if member is None:
        return one.sha256
    digest = hashlib.sha256()
    try:
        with member.open() as stream:
            while data := stream.read(_CHUNK):
                digest.update(data)
    except MemberError:
        return one.sha256
    contents.setdefault(digest.hexdigest(), MemberContent(member))
    return digest.hexdigest()


class Pictures:
    """What pictures of both sides show. `looks` numbers them, one number to one picture; `same_file` compares two."""

    def __init__(self, prints: Mapping[str, Fingerprint]) -> None:
        """Take fingerprints by SHA-256."""
        self._prints = prints
        self.looks = _numbered(prints)

    def same_file(self, one: str, other: str) -> str | None:
        """Return "same", "like" or "other", None where one is no picture, not decoded, or too plain to tell."""
        if one == other:
            return "same"
        if one not in self._prints or other not in self._prints:
            return None
        if self.looks.get(one, -1) == self.looks.get(other, -2):
            return "same"
        first, second = self._prints[one], self._prints[other]
        verdict = compared(first, second).verdict
        if verdict is Verdict.OTHER and not (first.is_telling and second.is_telling):
            return None  # there is too little in a plain picture to say that it is another
        return _SAID[verdict]


def _numbered(prints: Mapping[str, Fingerprint]) -> dict[str, int]:
    """Number pictures with enough in them to tell; those within PDQ's limit, over others too, share a number."""
    names = sorted(name for name, one in prints.items() if one.is_telling)
    number = list(range(len(names)))
    if names:
        table = hamming.table([prints[name].pdq for name in names])
        for first, second, _ in zip(
            *(column.tolist() for column in hamming.within_near(table, table, SAME_MOST)), strict=True
        ):
            low, high = sorted((_root(number, first), _root(number, second)))
            number[high] = low
    return {name: _root(number, at) + 1 for at, name in enumerate(names)}


def _root(number: list[int], at: int) -> int:
    while number[at] != at:
        at = number[at]
    return at


class TaggedPictures(Pictures):
    """One's own pictures beside those of somebody who gave tags of files, and PDQ hashes of pictures or none."""

    def __init__(
        self, own: Mapping[str, Fingerprint], theirs: Mapping[str, bytes], *files: Mapping[int, Sequence[str]]
    ) -> None:
        """Take fingerprints and hashes by tags, and both sides' tags of files."""
        hashes = {tag: Fingerprint(pdq, QUALITY_LEAST, b"", b"") for tag, pdq in theirs.items()}
        super().__init__((hashes | dict(own)) if theirs else {})
        self._theirs = theirs
        at_own, at_theirs = ({one for named in side.values() for one in named} for side in files)
        # Equal bytes are one picture, though nobody says what it shows; of others nothing is known.
        for number, tag in enumerate(sorted((at_own & at_theirs) - self.looks.keys()), len(self._prints) + 1):
            self.looks[tag] = number

    def same_file(self, one: str, other: str) -> str | None:
        """Return "same" or "like"; None where nothing can be said: of the other's picture one hash is known at most."""
        if one == other or (one in self.looks and self.looks[one] == self.looks.get(other)):
            return "same"
        if one not in self._prints or other not in self._theirs:
            return None
        mine, pdq = self._prints[one], self._theirs[other]
        hashes = [mine.pdq, *map(mine.variant, CHANGES)] if mine.variants else [mine.pdq]
        least = min(distance(each, pdq) for each in hashes)
        is_like = least <= SAME_MOST or distance(mine.pdq, pdq) <= CANDIDATE_MOST
        return "like" if is_like and mine.is_telling else None


def pictures(
    sides: Sequence[tuple[LibraryPlace, Few[str], Mapping[str, Content]]], previewer: Previewer
) -> Pictures:
    """Look at every picture of both sides, decoded in the sandbox; a side is its place, its files and their contents.

    Raises:
        the errors of `Library.open`.
    """
    return Pictures(prints_of(sides, previewer))


def prints_of(
    sides: Sequence[tuple[LibraryPlace, Few[str], Mapping[str, Content]]], previewer: Previewer
) -> dict[str, Fingerprint]:
    """Return what every picture shows, by SHA-256.

    Raises:
        the errors of `Library.open`.
    """
    prints: dict[str, Fingerprint] = {}
    with ExitStack() as open_libraries:
        for place, files, contents in sides:
            library = open_libraries.enter_context(Library.open(place)) if is_library(place.folder) else None
            for digest in (one for digests in files.values() for one in digests):
                content = contents.get(digest) if library is None else library.attachment_path(digest)
                seen = None if content is None or digest in prints else _seen(content, previewer)
                if seen is not None:
                    prints[digest] = seen
    return prints


def _seen(content: Content, previewer: Previewer) -> Fingerprint | None:
    try:
        return picture_print(content, previewer)
    except (PreviewError, OSError, MemberError):
        return None
