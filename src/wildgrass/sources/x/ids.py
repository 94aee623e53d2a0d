"""Numbers that X writes as text: ids and counts."""

from collections.abc import Mapping
from datetime import UTC, datetime

from wildgrass.model import JSON


def digits(value: object) -> str:
    """Return an id as text, "" where it is none. Ids are text in newer archives and numbers in older ones."""
    if type(value) is str:
        return value if value.isdecimal() and value.isascii() and value != "0" else ""
    return str(value) if isinstance(value, int) and value is not True and value > 0 else ""


_SMALL = {str(number): number for number in range(1000)}


def whole(value: object) -> int | None:
    """Return a count; None where it is missing or no count."""
    if type(value) is str:
        if value in _SMALL:
            return _SMALL[value]
        return int(value) if value.isdecimal() and value.isascii() and len(value) < 16 else None
    return value if type(value) is int else None


def note_post_id(body: Mapping[str, JSON]) -> str:
    """Return the post id that some archives state in a note, "" where they do not."""
    return digits(body.get("tweetId")) or digits(body.get("tweet_id")) or digits(body.get("postId"))


_EPOCH_MS = 1_288_834_974_657  # X's own: ids since 2010-11-04 hold the milliseconds since then above bit 22
_FIRST_WITH_TIME = 30_000_000_000  # older ids were a plain count


def made(number: int) -> datetime | None:
    """Return when an id was given out, in UTC; None for the plain numbers of before November 2010."""
    if not _FIRST_WITH_TIME < number < 1 << 63:
        return None
    return datetime.fromtimestamp(((number >> 22) + _EPOCH_MS) / 1000, UTC)
