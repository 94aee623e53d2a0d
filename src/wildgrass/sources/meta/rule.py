"""What the records of a member are, and how each becomes items."""

from dataclasses import dataclass
from enum import StrEnum

from wildgrass.model import Audience, Kind


class Reader(StrEnum):
    """How a record becomes items."""

    RECORD = "record"
    POST = "post"
    PICTURE = "picture"  # a picture or video by itself; what a post holds too is told once
    COMMENT = "comment"
    LIKE = "like"
    RELATION = "relation"
    ENTRIES = "entries"  # records that hold lists of dated entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the records of a member are. `section` says where the platform kept them, in the words of its files."""

    kind: Kind
    reader: Reader = Reader.RECORD
    section: str = ""
    audience: Audience = Audience.UNKNOWN
    is_deleted: bool = False
    holds_cookies: bool = False  # its keys, or the values of its labels, are live cookies

    @property
    def phase(self) -> int:
        """When it is read: posts before the pictures that they hold, who somebody is before everything."""
        if self.kind is Kind.ACCOUNT and self.section == "profile":
            return 0
        return 2 if self.reader is Reader.PICTURE else 1
