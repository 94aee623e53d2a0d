"""A message's parts and where each lies in its bytes."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.sources.mail import headers
from wildgrass.sources.mail.headers import Head

_MOST_PARTS: Final = 5000
_MOST_DEPTH: Final = 20
_SHOWN: Final = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/markdown", "text/x-amp-html", "text"}
)
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """One part: `start` of its headers, its body from `body` to `end`."""

    head: Head
    type: str
    params: dict[str, str]
    disposition: str
    filename: str
    start: int
    body: int
    end: int
    children: list["Part"] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Say whether a reader shows it as the message's text."""
        return self.type in _SHOWN and not self.is_attached

    @property
    def is_attached(self) -> bool:
        """Say whether it is a file."""
        return self.disposition == "attachment" or bool(self.filename)

    @property
    def encoding(self) -> str:
        """How the body is written for the way."""
        return self.head.get("content-transfer-encoding").strip().lower().partition(";")[0].strip(' "')

    def leaves(self) -> Iterator["Part"]:
        """Yield the parts that hold something."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def decoded(self, data: bytes, *, is_quoted: bool) -> bytes:
        """Return the body's bytes; `is_quoted` where an mbox put ">" before lines that begin with "From "."""
        body = data[self.body : self.end]
        if self.encoding == "base64":
            return _base64(body)
        if is_quoted and b">From " in body:
            body = _QUOTED.sub(rb"\1", body)
        if self.encoding == "quoted-printable":
            return quopri.decodestring(body)
        return body


def _base64(body: bytes) -> bytes:
    letters = _NOT_BASE64.sub(b"", body)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def taken_apart(data: bytes) -> Part:
    """Return a message's parts."""
    return _Taking(data).part(0, len(data), 0, "text/plain")


class _Taking:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _MOST_PARTS

    def part(self, start: int, end: int, depth: int, default: str) -> Part:
        """Read one part and what lies in it."""
        head = headers.parsed(self._data, start, end)
        kind, params = headers.value_and_params(head.get("content-type"))
        disposition, more = headers.value_and_params(head.get("content-disposition"))
        filename = headers.words(more.get("filename") or params.get("name") or "").strip()
        kind = kind if "/" in kind or kind == "text" else default
        made = Part(head, kind, params, disposition, filename, start, head.body, end)
        boundary = params.get("boundary", "").rstrip()
        if kind.startswith("multipart/") and boundary and depth < _MOST_DEPTH:
            inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            for first, last in self._between(head.body, end, boundary):
                if self._left == 0:
                    break
                self._left -= 1
                made.children.append(self.part(first, last, depth + 1, inner))
        return made

    def _between(self, body: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
        """Yield where the parts between boundary lines begin and end; the line end before a boundary is its own."""
        data, mark = self._data, b"--" + boundary.encode("utf-8", "replace")
        begun, at = -1, data.find(mark, max(0, body - 1), end)
        while at >= 0:
            line = data.find(b"\n", at, end)
            after = data[at + len(mark) : end if line < 0 else line].rstrip()
            is_boundary = after in (b"", b"--") and (at == body or data[at - 1 : at] == b"\n")
            if is_boundary:
                if begun >= 0:
                    yield begun, max(begun, _before_line_end(data, at))
                begun = end if line < 0 else line + 1
                if after:
                    return
            at = data.find(mark, at + len(mark), end)
        if 0 <= begun < end:
            yield begun, end


def _before_line_end(data: bytes, at: int) -> int:
    """Return where the line end before a boundary begins, which is the boundary's own."""
    return at - 2 if data[at - 2 : at] == b"\r\n" else at - 1


def texts(part: Part) -> Iterator[Part]:
    """Yield the parts that are the message's text: of alternatives the plain one, else the last that is text."""
    if not part.children:
        if part.is_text:
            yield part
        return
    if part.type != "multipart/alternative":
        for child in part.children:
            yield from texts(child)
        return
    choices = [found for child in part.children if (found := list(texts(child)))]
    plain = next((one for one in choices if all(leaf.type == "text/plain" for leaf in one)), None)
    if plain is not None or choices:
        yield from plain if plain is not None else choices[-1]


def attached(part: Part) -> Iterator[Part]:
    """Yield the parts that are files, pictures inside the text among them."""
    for leaf in part.leaves():
        if not leaf.is_text and not leaf.type.startswith("multipart/"):
            yield leaf
