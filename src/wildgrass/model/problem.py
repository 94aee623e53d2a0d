"""A record that could not be read, said aloud: the other half of every reader's output."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that went wrong while reading an export, with its place.

    `code` is stable and kebab-case ("record-not-json"), `reason` is an English sentence without a full stop,
    `member` the export's member or "" for the whole export, `where` a record number, line or byte offset
    such as "record 12" or "byte 4096". `lost` says whether a record did not become an item because of it.
    """

    code: str
    reason: str
    member: str = ""
    where: str = ""
    lost: bool = True

    def to_json(self) -> dict[str, object]:
        """Return the object that `inspect --problems` prints."""
        return {"problem": self.code, "reason": self.reason, "member": self.member, "where": self.where}
