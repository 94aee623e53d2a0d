"""The state of one reading: whose Takeout it is, which ids were given, which files items named."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from wildgrass.model import Actor, Attachment, Moment
from wildgrass.model.moment import utc_moment
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.ordinals import Ordinals
from wildgrass.sources.youtube.ids import SOURCE, digest
from wildgrass.sources.youtube.media import Media

_MADE: Final = re.compile(r"(20\d{6}T\d{6})Z")
_HASH: Final = (1 << 63) - 1


@dataclass(slots=True)
class Archive:
    """What every record's reader needs."""

    export: Export
    media: Media
    as_of: Moment | None = None
    owner: Actor | None = None
    playlists: dict[str, str] = field(
        default_factory=dict
    )  # title as file names write it, to id; "" where two have it
    _ordinals: Ordinals = field(default_factory=Ordinals)
    _seen: IdTable = field(default_factory=IdTable)

    @classmethod
    def of(cls, export: Export) -> "Archive":
        """Return the state at the beginning."""
        return cls(export, Media(export), made(export))

    def new_id(self, member: str, id_class: str, *parts: object) -> str:
        """Return an id made of what identifies a record; equal records of one member get ids of their own."""
        found = digest(*parts)
        count = self._ordinals.next(member, id_class, found)
        return f"{SOURCE}:{id_class}:{digest(*parts, count) if count else found}"

    def is_new(self, item_id: str, content: object) -> bool:
        """Say whether an id with this content was not given before in this export."""
        fingerprint = hash(content if isinstance(content, str) else digest(content)) & _HASH
        return self._seen.put(item_id, fingerprint) != fingerprint

    def attach(self, member: str, role: str = "video") -> Attachment:
        """Return the attachment of a member and remember that an item has it."""
        return self.media.attach(member, role)


def made(export: Export) -> Moment | None:
    """Return when the Takeout was made, which its archives' names say: takeout-20210808T203200Z-001.zip."""
    for name in export.containers:
        found = _MADE.search(name)
        if found is not None:
            try:
                return utc_moment(datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), 1000)
            except ValueError:
                continue
    return None
