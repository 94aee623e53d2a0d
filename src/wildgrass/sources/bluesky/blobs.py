"""Blobs: files named by their content's identifier, in any folder; each is checked when something names it."""

import hashlib
from collections.abc import Iterator
from typing import Final

from wildgrass.crypto import cid
from wildgrass.model import JSON, Attachment, Problem
from wildgrass.sources import mediatypes
from wildgrass.sources.base import Export, MemberError, own_name

_STEP: Final = 1 << 20
_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio"}


class Blobs:
    """Finds the member of a blob."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._members = {
            name: key for key in export.members if (name := cid.in_name(own_name(key))) is not None
        }
        self._checked: dict[str, bool] = {}
        self._problems: list[Problem] = []

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names this member."""
        return self._checked.get(key, False)

    def is_damaged(self, key: str) -> bool:
        """Say whether an item names this member, whose bytes are others."""
        return self._checked.get(key) is False

    def is_blob(self, key: str) -> bool:
        """Say whether a member is named as blobs are."""
        return cid.in_name(own_name(key)) is not None

    def problems(self) -> Iterator[Problem]:
        """Yield what was found since the last call."""
        found, self._problems = self._problems, []
        yield from found

    def attachment(self, blob: JSON, role: str | None = None, alt: JSON = None) -> Attachment | None:
        """Return the attachment of a blob's reference, of either form, None where it is none."""
        if not isinstance(blob, dict):
            return None
        ref = blob.get("ref")
        name = ref.get("$link") if isinstance(ref, dict) else blob.get("cid")
        if not isinstance(name, str):
            return None
        kind, size = blob.get("mimeType"), blob.get("size")
        shown = kind if isinstance(kind, str) and kind != "*/*" else None
        member = self._member(name)
        return Attachment(
            name=own_name(member).rpartition("/")[2] if member else name,
            member=member,
            media_type=shown or (mediatypes.media_type(member) if member else None),
            size_bytes=size if type(size) is int and size >= 0 else None,
            role=role or _ROLES.get((shown or "").partition("/")[0], "file"),
            alt=alt if isinstance(alt, str) and alt else None,
        )

    def _member(self, name: str) -> str | None:
        key = self._members.get(name)
        if key is None:
            return None
        if key not in self._checked:
            self._checked[key] = self._is_whole(key, name)
        return key if self._checked[key] else None

    def _is_whole(self, key: str, name: str) -> bool:
        wanted = cid.parsed(name)
        digest = hashlib.sha256()
        try:
            with self._export.members[key].open() as stream:
                while data := stream.read(_STEP):
                    digest.update(data)
        except MemberError as error:
            self._problems.append(Problem(code="member-damaged", reason=str(error), member=key, lost=False))
            return False
        if wanted is not None and wanted.is_sha256 and digest.digest() == wanted.digest:
            return True
        reason = "the file's bytes are not those that its name says"
        self._problems.append(Problem(code="blob-damaged", reason=reason, member=key, lost=False))
        return False
