"""Infer what explains removal, from a library of one's own or from lines of JSON: read, label, leave out, infer."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.flows.audit import is_library
from wildgrass.flows.consents import heed_consent
from wildgrass.flows.watched import Watched
from wildgrass.library import Library
from wildgrass.library.likeness import Likeness, NotPreparedError
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Item, Kind
from wildgrass.model.removal import RemovedBy
from wildgrass.observatory.infer.corpus import Post
from wildgrass.observatory.infer.inference import infer
from wildgrass.observatory.infer.result import Inference

__all__ = ["NothingToInferError", "infer_from"]

_OWN_KINDS: Final = (Kind.POST, Kind.QUOTE, Kind.COMMENT, Kind.MESSAGE)
_BY_PLATFORM: Final = frozenset({RemovedBy.PLATFORM, RemovedBy.STATE})


class NothingToInferError(WildgrassError):
    """A place is no library and has no line that could be read."""

    code = "infer-nothing"
    exit_code = EXIT_INPUT
    message = "{place} is no library, and no line of it says what became of a text"
    hint = 'give a library, or a file with lines such as {{"text": "…", "removed": true}}'


def infer_from(place: LibraryPlace, *, seed: int, runs: int | None = None) -> Inference:
    """Infer what explains removal. Nothing is written, sent or tried out.

    Raises:
        NothingToInferError: there is nothing to learn from. ConsentLackingError: the owner no longer agrees.
        The errors of `Library.open`.
    """
    left_out: Counter[str] = Counter()
    if is_library(place.folder):
        heed_consent(place, "infer")
        posts = list(_of_library(place, left_out))
    elif place.folder.is_dir():
        raise NothingToInferError(place=place.folder)
    else:
        posts = list(_of_lines(place.folder, left_out))
    if not posts and not left_out.total() - left_out["unreadable"]:
        raise NothingToInferError(place=place.folder)
    return infer(posts, seed=seed, runs=runs, left_out=dict(sorted(left_out.items())))


def _of_lines(file: Path, left_out: Counter[str]) -> Iterator[Post]:
    """Yield the posts of a file with one JSON object a line; what is not used is counted by its reason."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict) or not isinstance(record.get("text"), str):
                left_out["unreadable"] += 1
            elif record.get("by") == "author":
                left_out["author"] += 1
            elif not isinstance(record.get("removed"), bool):
                left_out["unknown"] += 1
            else:
                yield _post(record, number)


def _post(record: dict[str, object], number: int) -> Post:
    images = record.get("images")
    author = record.get("author")
    return Post(
        id=str(record.get("id", f"line {number}")),
        text=str(record["text"]),
        removed=bool(record["removed"]),
        author=None if author is None else str(author),
        seconds=_seconds(record.get("time")),
        stratum=str(record.get("stratum", "")),
        images=tuple(sorted(map(str, images))) if isinstance(images, list) else (),
    )


def _seconds(time: object) -> int | None:
    """Return POSIX seconds of a number or of a date in ISO 8601, None for anything else."""
    try:
        if isinstance(time, int | float) and not isinstance(time, bool):
            return int(datetime.fromtimestamp(time, UTC).timestamp())
        if isinstance(time, str):
            moment = datetime.fromisoformat(time)
            return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _of_library(place: LibraryPlace, left_out: Counter[str]) -> Iterator[Post]:
    """Yield what the library's owners wrote themselves; other people's words never enter."""
    clusters = _clusters(place)
    with Watched(place) as watched, Library.open(place) as library:
        owners = {actor.key for actor in library.owners()}
        for item in library.items(_OWN_KINDS):
            if item.author is None or item.author.key not in owners:
                left_out["others"] += 1
                continue
            if item.id in watched.forgotten:
                left_out["forgotten"] += 1
                continue
            readings = [item, *library.versions(item.id)]
            fate, cause = watched.fate(item.id) or (_fate(readings), _cause(readings))
            text = _text(readings)
            if fate is None or not text:
                left_out["no-text" if fate is not None else cause] += 1
                continue
            yield Post(
                id=item.id,
                text=text,
                removed=fate,
                author=item.author.key,
                seconds=None if item.published is None else int(item.published.instant.timestamp()),
                stratum=item.source,
                images=_images(readings, clusters),
            )


def _fate(readings: Iterable[Item]) -> bool | None:
    """Return whether the platform removed it (True), it is there (False), or neither can be said (None)."""
    causes = [reading.removed for reading in readings if reading.removed is not None]
    if any(cause.by in _BY_PLATFORM and cause.sure == "stated" for cause in causes):
        return True
    if causes or any(reading.is_deleted or reading.deleted is not None for reading in readings):
        return None
    return False


def _cause(readings: Iterable[Item]) -> str:
    """Return the reason for which an item that is gone teaches nothing."""
    causes = {reading.removed.by for reading in readings if reading.removed is not None}
    return "author" if causes == {RemovedBy.AUTHOR} else "unknown"


def _text(readings: Iterable[Item]) -> str:
    """Return what was written: the longest reading that is not the platform's notice in its place."""
    texts = [
        reading.text
        for reading in readings
        if reading.removed is None or reading.text.strip() != reading.removed.notice.strip()
    ]
    return max(texts, key=len, default="").strip()


def _clusters(place: LibraryPlace) -> dict[str, str]:
    """Return one name for all pictures that look alike; {} where nobody looked yet."""
    try:
        with Likeness(place) as likeness:
            groups = likeness.image_groups()
            return {one: f"image {number}" for number, group in enumerate(groups, 1) for one in group}
    except NotPreparedError:
        return {}


def _images(readings: Iterable[Item], clusters: dict[str, str]) -> tuple[str, ...]:
    """Return an item's pictures by numbers that mean nothing elsewhere: no list of hashes leaves the archive."""
    found = {
        clusters.setdefault(part.sha256, f"image {len(clusters) + 1}")
        for reading in readings
        for part in reading.attachments
        if part.sha256 is not None and (part.media_type or "").startswith("image/")
    }
    return tuple(sorted(found))
