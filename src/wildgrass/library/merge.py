"""Two readings of one id: what counts as the same content, and which of them is shown."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

Record: TypeAlias = Mapping[str, Any]

# Facts about the export or the day it was made, not about what a person published. Likes grow, a new handle
# changes every URL, a re-export numbers its records anew: none of that is another version of the post.
_NOT_CONTENT: Final = frozenset({"as_of", "origin", "counts", "url"})
_ACTORS: Final = ("author", "in_reply_to_author", "target")
_ATTACHMENT_CONTENT: Final = ("name", "role", "alt")


def content(record: Record) -> dict[str, Any]:
    """Return the part of an item's JSON object that makes it this version and no other."""
    kept = {key: value for key, value in record.items() if key not in _NOT_CONTENT}
    if kept.get("kind") != "profile":  # a profile's names are what it says
        for key in _ACTORS:
            if kept.get(key):
                kept[key] = _identity(kept[key])
        kept["mentions"] = [_identity(actor) for actor in kept.get("mentions", ())]
    if isinstance(
        kept.get("extra"), dict
    ):  # what a crawl saw of it that day: bounds of counts, its own row numbers
        kept["extra"] = {key: value for key, value in kept["extra"].items() if key != "observed"}
    kept["attachments"] = [
        {key: attachment.get(key) for key in _ATTACHMENT_CONTENT}
        for attachment in kept.get("attachments", ())
    ]
    return kept


def _identity(actor: Record) -> tuple[str, str, str]:
    return actor["platform"], actor["id_kind"], actor["id"]


def lacks_only_files(poor: Record, rich: Record) -> bool:
    """Say whether two readings differ only in that one export was made without its files.

    A chat exported without media says of a picture only that it was left out: that is no version of the message.
    """
    there, named = rich.get("attachments", ()), poor.get("attachments", ())
    names = {part["name"] for part in there}
    return (
        any("sha256" in part for part in there)
        and all("sha256" not in part and (not part["name"] or part["name"] in names) for part in named)
        and content({**poor, "attachments": (), "extra": ()})
        == content({**rich, "attachments": (), "extra": ()})
    )


_WORDS: Final = ("text", "title", "attachments")


def only_marks(mark: Record, record: Record) -> bool:
    """Say whether one reading says only that an item was deleted, and the other what it said.

    The words stay what is shown and searched; the mark is put on them. A deletion must not hide what it deletes.
    """
    return (
        bool(mark.get("is_deleted"))
        and not any(mark.get(name) for name in _WORDS)
        and any(record.get(name) for name in _WORDS)
    )


def found_before(record: Record, others: Iterable[Record]) -> dict[str, tuple[str, int]]:
    """Return name -> (SHA-256, size) of attachments whose bytes `record` lacks and one of `others` has.

    A later export may leave out a picture that an earlier one held; the picture is still the item's.
    """
    lacking = {part["name"] for part in record.get("attachments", ()) if "sha256" not in part}
    return {
        part["name"]: (part["sha256"], part["size_bytes"])
        for other in others
        for part in other.get("attachments", ())
        if part["name"] in lacking and "sha256" in part and "size_bytes" in part
    }
