"""The table of members as docs/formats/x.md shows it."""

from collections.abc import Iterator

from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.sources.x.members import IGNORED, MEDIA_FOLDERS, MEMBERS


def members_table() -> str:
    """Return the table of data members, media folders and ignored members in Markdown."""
    return "\n".join([*_data(), "", *_media(), "", *_ignored()])


def _data() -> Iterator[str]:
    yield "| member | holds | becomes | withheld |"
    yield "| --- | --- | --- | --- |"
    for name, one in sorted(MEMBERS.items()):
        yield f"| `{name}.js` | {one.what} | {one.kind} | {'yes' if one.kind in WITHHELD_KINDS else ''} |"


def _media() -> Iterator[str]:
    yield "| folder | holds |"
    yield "| --- | --- |"
    for name, what in MEDIA_FOLDERS.items():
        yield f"| `{name}/` | {what} |"


def _ignored() -> Iterator[str]:
    yield "| ignored | because it is |"
    yield "| --- | --- |"
    for name, reason in IGNORED.items():
        yield f"| `{name}` | {reason} |"
