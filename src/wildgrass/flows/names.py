"""From names that exports hold, which are untrusted, to paths that are safe to write."""

from hashlib import sha256
from pathlib import Path, PurePosixPath

_UNSAFE_FOLDER = "names-that-are-no-paths"
_MOST_BYTES = 200


def safe_path(name: str, taken: set[str] | None = None) -> PurePosixPath:
    """Return a relative path for a member's name: the name itself where it is one, else a digest of it.

    No part is empty, "." or "..", hidden control characters and separators of other systems are refused, and no two
    members share a path: `taken` keeps the folded paths that were given out.
    """
    path = PurePosixPath(name)
    if not _is_safe(name):
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        path = PurePosixPath(_UNSAFE_FOLDER, digest)
    if taken is None:
        return path
    copy = 1
    chosen = path
    while _clashes(chosen, taken):
        copy += 1
        chosen = path.with_name(f"{path.name}.copy-{copy}")
    folded = str(chosen).casefold()
    taken.add(folded)
    taken.update(f"{parent}/".casefold() for parent in chosen.parents if str(parent) != ".")
    return chosen


def _clashes(path: PurePosixPath, taken: set[str]) -> bool:
    """A file must not be where a file or a folder is, nor below a file."""
    folded = str(path).casefold()
    below = any(str(parent).casefold() in taken for parent in path.parents if str(parent) != ".")
    return folded in taken or f"{folded}/" in taken or below


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        name.isprintable()
        and not any(char in name for char in '\\:*?"<>|')
        and all(
            part not in ("", ".", "..") and len(part.encode("utf-8", "replace")) <= _MOST_BYTES
            for part in parts
        )
        and len(parts) <= 32
        and len(name.encode("utf-8", "replace")) <= 1024
    )


def unused(path: Path) -> Path:
    """Return the path, or the next free one beside it."""
    number = 1
    chosen = path
    while chosen.exists():
        number += 1
        chosen = path.with_name(f"{path.name}-{number}")
    return chosen
