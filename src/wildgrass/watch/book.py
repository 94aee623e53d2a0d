"""What a watch keeps beside the library it watches: consents, looks and what its owner wants forgotten.

It is as dangerous as the posts themselves and lies only where the library is open.
"""

import json
import os
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.watch.looks import Look
from wildgrass.watch.panel import Panel
from wildgrass.watch.record import drop_records, record_id

CONSENT_LASTS: Final = timedelta(days=365)
PURPOSE: Final = "watch"
PURPOSES: Final = (PURPOSE, "publish", "infer", "compare")
"""What a consent beside a library can be to."""
LOOKS: Final = "looks.jsonl"
"""The file of looks, an object a line."""
PICTURES: Final = "pictures.jsonl"
"""The file of looks at pictures inside posts."""
_REFUSED: Final = "refused.jsonl"
_PANELS: Final = "panels.jsonl"


class NoConsentError(WildgrassError):
    """Nobody agreed to this watch, or no longer does."""

    code = "watch-no-consent"
    exit_code = EXIT_DECIDE
    message = "there is no consent to watch this archive"
    hint = (
        "ask whose archive it is; then note her words with --consent TEXT; she can take it back with --revoke"
    )


class ConsentRevokedError(NoConsentError):
    """It was taken back."""

    code = "watch-consent-revoked"
    message = "the consent to watch this archive was taken back"


class ConsentEndedError(NoConsentError):
    """It ended by itself."""

    code = "watch-consent-ended"
    message = "the consent to watch this archive has ended, a year after it was given"


class ConsentOfAnotherError(NoConsentError):
    """It was given for another account."""

    code = "watch-consent-of-another"
    message = "the consent was given for another account than this archive names as its owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Somebody's dated agreement to a watch of her own archive; it ends by itself after a year.

    `owners` are the accounts that it was given for, as the archive named them then; none where that was not noted.
    """

    words: str
    given: datetime
    until: datetime
    revoked: datetime | None = None
    owners: frozenset[str] = frozenset()

    def holds(self, now: datetime) -> bool:
        """Say whether it holds now."""
        return self.revoked is None and self.given <= now < self.until


class Book:
    """A folder of append-only files: `consents.jsonl`, `looks.jsonl` and others; a key, and WARC files."""

    def __init__(self, folder: Path, owners: Set[str] | None = None) -> None:
        """Make the folder where it is missing, its owner's alone; where `owners` are given, consents are theirs."""
        folder.mkdir(mode=0o700, exist_ok=True)
        self.folder, self._owners = folder, owners

    def key(self) -> bytes:
        """Return the watch's own secret, made at the first asking: it spreads looks over the minutes."""
        file = self.folder / "spread.key"
        if not file.exists():
            self._write(file, os.urandom(32))
        return file.read_bytes()

    def agreed(self, now: datetime, purpose: str) -> bool:
        """Say whether a consent for a purpose holds."""
        try:
            self.consent(now, purpose)
        except NoConsentError:
            return False
        return True

    def consent(self, now: datetime, purpose: str = PURPOSE) -> Consent:
        """Return the consent that holds for a purpose.

        Raises:
            NoConsentError: none does.
        """
        rows = [row for row in self._rows("consents.jsonl") if _is_of(row, purpose)]
        given = [Consent(**_dated(row)) for row in rows if "words" in row]
        if not given:
            raise ConsentRevokedError if rows else NoConsentError
        newest = given[-1]
        if any(datetime.fromisoformat(row["revoked"]) >= newest.given for row in rows if "revoked" in row):
            raise ConsentRevokedError
        if not newest.holds(now):
            raise ConsentEndedError
        if newest.owners and self._owners is not None and not self._owners <= newest.owners:
            raise ConsentOfAnotherError
        return newest

    def agree(self, words: str, now: datetime, purpose: str = PURPOSE) -> Consent:
        """Note somebody's words of consent to a purpose: agreeing to a watch is no agreement to publication."""
        until = now + CONSENT_LASTS
        row: dict[str, object] = {"purpose": purpose, "words": words}
        row |= {"given": now.isoformat(), "until": until.isoformat()}
        self._append("consents.jsonl", row | ({"owners": sorted(self._owners)} if self._owners else {}))
        return Consent(words=words, given=now, until=until, owners=frozenset(self._owners or ()))

    def revoke(self, now: datetime, purpose: str | None = None) -> None:
        """Take a purpose's consent back, or every one: nothing is looked at, and nothing published, any more."""
        only: dict[str, object] = {} if purpose is None else {"only": True}
        row: dict[str, object] = {"purpose": purpose or PURPOSE, "revoked": now.isoformat()}
        self._append("consents.jsonl", row | only)

    def forget(self, item: str) -> None:
        """Leave an item out, and drop what was noted of it together with the records of those looks."""
        for name in (LOOKS, PICTURES):
            rows = list(self._rows(name))
            others = [row for row in rows if _item_of(row, name) != item]
            theirs = {record_id(row["record"]) for row in rows if _item_of(row, name) == item}
            drop_records(self.folder, theirs - {""})
            if len(others) < len(rows):
                self._rewrite(name, others)
        self._leave_panels(item)
        self._append("forgotten.jsonl", {"item": item})

    def _leave_panels(self, item: str) -> None:
        """Take an item out of every panel that it was drawn for."""
        rows = list(self._rows(_PANELS))
        left = json.loads(json.dumps(rows))
        for layer in (layer for row in left for layer in row["layers"]):
            layer["items"] = [one for one in layer["items"] if one != item]
        if left != rows:
            self._rewrite(_PANELS, left)

    def panel(self, wanted: int, seed: str) -> Panel | None:
        """Return the panel that was drawn for so many looks with a seed, None where none was."""
        rows = (row for row in self._rows(_PANELS) if row["wanted"] == wanted and row["seed"] == seed)
        return next((Panel.from_json(row) for row in rows), None)

    def add_panel(self, panel: Panel) -> None:
        """Note a panel, durably: it stays the same until its items were looked at often enough."""
        self._append(_PANELS, panel.to_json())

    def _rewrite(self, name: str, rows: list[dict[str, Any]]) -> None:
        incoming = self.folder / f".{name}"
        incoming.unlink(missing_ok=True)
        self._write(incoming, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
        incoming.replace(self.folder / name)

    def refuse(self, item: str) -> None:
        """Never look at an item again: the platform says that it is somebody else's."""
        self._append(_REFUSED, {"item": item})

    def refused(self) -> frozenset[str]:
        """Return the items that turned out to be somebody else's."""
        return frozenset(row["item"] for row in self._rows(_REFUSED))

    def forgotten(self) -> frozenset[str]:
        """Return the items that are left out."""
        return frozenset(row["item"] for row in self._rows("forgotten.jsonl"))

    def add(self, look: Look) -> None:
        """Note a look, durably."""
        self._append(LOOKS, look.to_json())

    def add_picture(self, look: Look) -> None:
        """Note a look at a picture, durably."""
        self._append(PICTURES, look.to_json())

    def looks(self, name: str = LOOKS) -> dict[str, list[Look]]:
        """Return all looks by item, or those at `PICTURES`, oldest first."""
        found: dict[str, list[Look]] = {}
        for row in self._rows(name):
            look = Look(
                **(
                    row
                    | {"at": datetime.fromisoformat(row["at"]), "withheld": tuple(row.get("withheld", ()))}
                )
            )
            found.setdefault(look.item, []).append(look)
        return found

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        file = self.folder / name
        if file.exists():
            for line in file.read_text("utf-8").split("\n"):  # not at U+2028, which a notice may hold
                if line.endswith("}"):  # a line that a cut left half is no look
                    yield json.loads(line)

    def _append(self, name: str, row: dict[str, object]) -> None:
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as stream:
            end = stream.tell()
            if end and os.pread(handle, 1, end - 1) != b"\n":  # a line that a cut left half
                stream.write(b"\n")
            stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            stream.flush()
            os.fsync(handle)

    @staticmethod
    def _write(file: Path, data: bytes) -> None:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())


def _item_of(row: dict[str, Any], name: str) -> str:
    """Return the item that a look was at, or in which the picture is that it was at."""
    item = str(row["item"])
    return item.rpartition("#")[0] if name == PICTURES else item


def _is_of(row: dict[str, Any], purpose: str) -> bool:
    """Say whether a row concerns a purpose; what was taken back without naming one was every consent."""
    return row["purpose"] == purpose or ("revoked" in row and not row.get("only"))


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "owners": frozenset(row.get("owners", ())),
        "words": row["words"],
        "given": datetime.fromisoformat(row["given"]),
        "until": datetime.fromisoformat(row["until"]),
    }
