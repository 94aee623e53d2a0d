"""The state of one reading: whose export it is, which ids were given, which files items named."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from wildgrass.model import JSON, Actor, Attachment, Moment, Origin, Problem
from wildgrass.model.quick import draft_of
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.meta.places import is_sent
from wildgrass.sources.meta.values import digest
from wildgrass.sources.mojibake import repair
from wildgrass.sources.ordinals import Ordinals

_ACTORS_KEPT: Final = 10_000
_AttachmentDraft = draft_of(Attachment)


@dataclass(slots=True)
class Record:
    """One record: its value with mojibake undone, and where it stands."""

    value: JSON
    origin: Origin

    def problem(self, code: str, reason: str) -> Problem:
        """Return a problem with this record."""
        where = f"record {self.origin.record}" if self.origin.record >= 0 else self.origin.pointer
        return Problem(code=code, reason=reason, member=self.origin.member, where=where)

    def inside(self, value: JSON, pointer: str) -> "Record":
        """Return a part of this record as one of its own."""
        return Record(value, replace(self.origin, pointer=self.origin.pointer + pointer))


@dataclass(slots=True)
class Archive:
    """What every record's reader needs."""

    source: str
    export: Export
    root: str
    owner: Actor | None = None
    as_of: Moment | None = None
    repeats: int = 0
    ordinals: Ordinals = field(default_factory=Ordinals)
    _seen: IdTable = field(default_factory=IdTable)
    _pictures: IdTable = field(default_factory=IdTable)  # URI of a picture that an item holds, to its content
    _claimed: IdTable = field(default_factory=IdTable)
    _labels: dict[str, Actor] = field(default_factory=dict)
    _by_name: dict[str, str | None] | None = None  # a file's own name to its member, None where two have it

    def label(self, name: JSON) -> Actor | None:
        """Return whoever is called that; a name is all that the platform gives."""
        if not isinstance(name, str) or not name:
            return None
        known = self._labels.get(name)
        if known is None:
            if len(self._labels) >= _ACTORS_KEPT:
                self._labels.clear()
            known = self._labels[name] = Actor(platform=self.source, id_kind="label", id=name, name=name)
        return known

    def handle(self, name: str) -> Actor:
        """Return the account of a handle."""
        return Actor(platform=self.source, id_kind="handle", id=name, handle=name)

    def new_id(self, id_class: str, *parts: object) -> str:
        """Return an id made of what identifies a record; equal records get ids of their own."""
        found = digest(*parts)
        count = self.ordinals.next(id_class, found)
        return f"{self.source}:{id_class}:{digest(*parts, count) if count else found}"

    def is_new(self, item_id: str, content: object) -> bool:
        """Say whether an id with this content was not given before; a repeat is counted."""
        fingerprint = hash(digest(content)) & 0x7FFF_FFFF_FFFF_FFFF
        before = self._seen.put(item_id, fingerprint)
        if before is None or before != fingerprint:
            return True
        self.repeats += 1
        return False

    def is_first(self, item_id: str, content: object) -> bool:
        """Say whether an id with this content was not given before; a repeat is no record of its own."""
        before = self.repeats
        is_new = self.is_new(item_id, content)
        self.repeats = before
        return is_new

    def held(self, picture: Mapping[str, JSON], *, is_told: bool) -> bool:
        """Say whether an item holds this picture with these words; remember it where one `is_told` of now."""
        uri = picture.get("uri")
        if not isinstance(uri, str):
            return False
        said = digest(picture.get("description"), picture.get("comments"), picture.get("creation_timestamp"))
        fingerprint = hash(said) & 0x7FFF_FFFF_FFFF_FFFF
        if is_told:
            self._pictures.put(uri, fingerprint)
            return True
        return self._pictures.get(uri) == fingerprint

    def attach(self, uri: JSON, role: str, alt: JSON = None) -> Attachment | None:
        """Return the attachment of a file that a record names by its path in the export or its address."""
        if not isinstance(uri, str) or not uri:
            return None
        words = alt if isinstance(alt, str) and alt else None
        name = uri.partition("?")[0].rstrip("/").rpartition("/")[2] or uri
        if uri.startswith(("http://", "https://")):
            return Attachment(name=name, media_type=media_type(name), role=role, url=uri, alt=words)
        member = self._member(uri)
        if member is None:
            return Attachment(name=name, media_type=media_type(name), role=role, alt=words)
        self._claimed.put(member, 1)
        size = self.export.members[member].size_bytes
        made = _AttachmentDraft(
            name=name, member=member, media_type=media_type(name), size_bytes=size, role=role, alt=words
        )
        made.__class__ = Attachment
        return cast("Attachment", made)

    def _member(self, uri: str) -> str | None:
        members = self.export.members
        path = uri.removeprefix("./").removeprefix("/")
        for key in (self.root + path, path, f"{self.root}{path.partition('/')[2]}"):
            if key in members:
                return key
        if self._by_name is None:
            self._by_name = {}
            for key in members:
                name = repair(key.rpartition("/")[2])
                if not name.endswith((".json", ".html")) or is_sent(key):
                    self._by_name[name] = None if name in self._by_name else key
        return self._by_name.get(path.rpartition("/")[2])

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names the member."""
        return key in self._claimed
