"""Files inside a member: the parts of a MIME container such as an mht, under names that say where they lie.

"chat.mht!/4096/{GUID}.dat" is the part of "chat.mht" whose boundary line starts at byte 4096, "all.mbox!/512-900/a.pdf"
the part of "all.mbox" whose headers start at byte 512 and whose body ends before byte 900. Such a name may stand in
`Attachment.member`; the member itself is sealed whole, and nothing inside it is sealed again. See docs/design/0007.
"""

import base64
import binascii
import io
import quopri
import re
import string
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from wildgrass.sources.base import Export, Member, MemberError

_MARK: Final = "!/"
_INNER: Final = re.compile(r"(.+)!/(\d{1,18})(?:-(\d{1,18}))?/[^/]*", re.DOTALL)
_CHUNK: Final = 1 << 18
_MAX_HEADERS: Final = 200
_MAX_LINE: Final = 1 << 24
_NOT_BASE64: Final = bytes(
    set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/")
)
"""What RFC 2045 has readers of mail leave out, and the padding, which is put back at the end."""


def inner_name(member: str, offset: int, name: str) -> str:
    """Return the name of the part of a member whose boundary line starts at `offset`."""
    return f"{member}{_MARK}{offset}/{name.replace('/', '_')}"


def inner_range_name(member: str, start: int, end: int, name: str) -> str:
    """Return the name of the part of a member whose headers begin at `start` and whose body ends before `end`."""
    return f"{member}{_MARK}{start}-{end}/{name.replace('/', '_')}"


def outer_name(name: str) -> str:
    """Return the member that holds what a name stands for; the name itself where it is no inner one."""
    found = _INNER.fullmatch(name)
    return found[1] if found else name


def open_inner(export: Export, name: str) -> BinaryIO | None:
    """Return the decoded bytes of the part that an inner name leads to, None where there is no such member.

    Raises:
        MemberError: here or while reading, when the part or the member is damaged.
    """
    found = _INNER.fullmatch(name)
    if found is None or found[1] not in export.members:
        return None
    end = int(found[3]) if found[3] else None
    stream = _PartStream(export.members[found[1]], int(found[2]), end, name)
    return cast("BinaryIO", io.BufferedReader(stream, _CHUNK))


def opened_at(member: Member, offset: int) -> BinaryIO:
    """Return a member's bytes from an offset on: by a seek where they lie plain on a disk, else by reading up to it."""
    extent = member.extent
    if extent is not None and offset <= extent.length:
        try:
            file = open(extent.path, "rb")  # noqa: PTH123, SIM115 - the caller closes it
        except OSError as error:
            raise MemberError(member=member.name, reason=f"it cannot be opened: {error.strerror}") from error
        file.seek(extent.offset + offset)
        return file
    stream = member.open()
    while offset > 0:
        data = stream.read(min(offset, _CHUNK))
        if not data:
            break
        offset -= len(data)
    return stream


class _PartStream(io.RawIOBase):
    """The decoded bytes of one MIME part."""

    def __init__(self, member: Member, offset: int, end: int | None, name: str) -> None:
        super().__init__()
        self._name = name
        self._stream = opened_at(member, offset)
        raw = _Raw(self._stream, None if end is None else max(0, end - offset))
        self._buffer = io.BufferedReader(cast("io.RawIOBase", raw), _CHUNK)
        self._boundary = b""
        if end is None:
            self._boundary = self._buffer.readline(_MAX_LINE).rstrip()
            if not self._boundary.startswith(b"--"):
                self.close()
                raise MemberError(member=name, reason="no part starts there")
        self._left = b""
        self._decoded = self._decoding(self._encoding())

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read into `buffer`."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._left:  # a line may decode to nothing
            data = next(self._decoded, None)
            if data is None:
                return 0
            self._left = data
        data, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the member."""
        self._stream.close()
        super().close()

    def _encoding(self) -> bytes:
        encoding = b""
        for _ in range(_MAX_HEADERS):
            line = self._buffer.readline(_MAX_LINE)
            if not line.strip():
                break
            key, _, value = line.partition(b":")
            if key.strip().lower() == b"content-transfer-encoding":
                encoding = value.strip().lower()
        return encoding

    def _lines(self) -> Iterator[bytes]:
        if not self._boundary:
            yield from iter(lambda: self._buffer.readline(_MAX_LINE), b"")
            return
        before = b""
        while (line := self._buffer.readline(_MAX_LINE)) and not line.startswith(self._boundary):
            yield before
            before = line
        yield before.removesuffix(b"\n").removesuffix(b"\r")  # the last line end belongs to the boundary

    def _decoding(self, encoding: bytes) -> Iterator[bytes]:
        if encoding == b"base64":
            yield from self._base64()
        elif encoding == b"quoted-printable":
            for line in self._lines():
                yield quopri.decodestring(line)
        else:
            yield from self._lines()

    def _base64(self) -> Iterator[bytes]:
        kept = b""
        for line in self._lines():
            kept += b"".join(line.split()) if self._boundary else line.translate(None, _NOT_BASE64)
            if len(kept) >= _CHUNK:
                whole = len(kept) // 4 * 4
                yield self._from_base64(kept[:whole])
                kept = kept[whole:]
        yield self._from_base64(kept + b"=" * (-len(kept) % 4))

    def _from_base64(self, text: bytes) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise MemberError(member=self._name, reason="its base64 is damaged") from error


class _Raw(io.RawIOBase):
    """A member's stream as `BufferedReader` wants it, its first `size` bytes where that is said."""

    def __init__(self, stream: BinaryIO, size: int | None) -> None:
        super().__init__()
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._stream.read(len(view) if self._left is None else min(len(view), self._left))
        if self._left is not None:
            self._left -= len(data)
        view[: len(data)] = data
        return len(data)
