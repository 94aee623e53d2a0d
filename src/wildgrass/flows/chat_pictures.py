"""The pictures of two sides of a conversation: which are one, though a platform re-encoded or cut them."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, Literal

from wildgrass.files import hamming
from wildgrass.files.content import Content
from wildgrass.files.perceptual import SAME_MOST, Fingerprint, Verdict, compared
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.files.recognising import picture_print
from wildgrass.flows.audit import is_library
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Attachment, Item
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


Files = Mapping[str, Sequence[Member | None]]
"""The members that hold an item's attachments, by its id; of an export alone."""


def with_digests(items: Sequence[Item], files: Files) -> tuple[list[Item], dict[str, Content]]:
    """Return the items with the SHA-256 of their attachments, and the contents by it. A damaged member has none."""
    found, contents = [], dict[str, Content]()
    for item in items:
        pairs = zip(item.attachments, files.get(item.id, ()), strict=False)
        named = [_named(one, member, contents) for one, member in pairs]
        found.append(replace(item, attachments=tuple(named)) if named else item)
    return found, contents


def _named(one: Attachment, member: Member | None, contents: dict[str, Content]) -> Attachment:
    if member is None:
        return one
    digest = hashlib.sha256()
    try:
        with member.open() as stream:
            while data := stream.read(_CHUNK):
                digest.update(data)
    except MemberError:
        return one
    contents.setdefault(digest.hexdigest(), MemberContent(member))
    return replace(one, sha256=digest.hexdigest())


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


def pictures(
    sides: Sequence[tuple[LibraryPlace, Sequence[Item], Mapping[str, Content]]], previewer: Previewer
) -> Pictures:
    """Look at every picture of both sides, decoded in the sandbox; a side is its place, its items and its contents.

    Raises:
        the errors of `Library.open`.
    """
    prints: dict[str, Fingerprint] = {}
    with ExitStack() as open_libraries:
        for place, items, contents in sides:
            library = open_libraries.enter_context(Library.open(place)) if is_library(place.folder) else None
            for digest in _digests(items):
                content = contents.get(digest) if library is None else library.attachment_path(digest)
                seen = None if content is None or digest in prints else _seen(content, previewer)
                if seen is not None:
                    prints[digest] = seen
    return Pictures(prints)


def _digests(items: Sequence[Item]) -> Iterator[str]:
    return (one.sha256 for item in items for one in item.attachments if one.sha256 is not None)


def _seen(content: Content, previewer: Previewer) -> Fingerprint | None:
    try:
        return picture_print(content, previewer)
    except (PreviewError, OSError, MemberError):
        return None
