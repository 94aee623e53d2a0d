"""After a run with hidden people: every file that was written is looked through for what was replaced."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wildgrass.flows.kit import FileTroubleError
from wildgrass.text.redaction import Remains

# Our own, the same in every site: a class or a word of the script may happen to be somebody's handle.
_OURS: Final = frozenset({"style.css", "search/search.js", "search/fold.js"})
_MOST: Final = 512 << 20  # bytes of a file that is read whole


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: `left` are (file, what can still be read in it), `large` files that were not looked through.

    `words` are words of others that were withheld in one place and stand in another, in the owner's own text maybe.
    `blurred` and `left_out` are how many pictures left with blurred faces, and how many did not leave.
    """

    files: int
    texts: int
    left: Sequence[tuple[str, Sequence[str]]]
    large: Sequence[str]
    words: Sequence[str] = ()
    blurred: int = 0
    left_out: int = 0


def look_through(place: Path, originals: Collection[str]) -> Looked:
    """Look through a folder's files, or a file, for texts that were replaced.

    Raises:
        FileTroubleError: a file cannot be read.
    """
    remains = Remains(originals)
    left: list[tuple[str, list[str]]] = []
    large: list[str] = []
    files = 0
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        name = path.relative_to(place).as_posix() if place.is_dir() else path.name
        if not path.is_file() or name in _OURS:
            continue
        try:
            if path.stat().st_size > _MOST:
                large.append(name)
                continue
            found = sorted({*remains.left_in(name.encode()), *remains.left_in(path.read_bytes())})
        except OSError as error:
            raise FileTroubleError(file=path, reason=error.strerror) from error
        files += 1
        if found:
            left.append((name, found))
    return Looked(files, remains.count, left, large)
