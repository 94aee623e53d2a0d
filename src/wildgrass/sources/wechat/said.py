"""One message in one shape, whichever exporter wrote it."""

from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Link, Moment, Removal
from wildgrass.sources.wechat.kinds import What

ROOM: Final = "@chatroom"


@dataclass(slots=True)
class File:
    """A file that a message names: `path` as the exporter wrote it, "" where it only says that there was one."""

    role: str
    path: str = ""
    name: str = ""
    url: str | None = None
    size_bytes: int | None = None
    digest: str = ""  # MD5, which some exporters name the file by


@dataclass(slots=True)
class Said:
    """What a record says, before it becomes an item.

    `number` is the server's id of the message, or another that stays the same from export to export.
    `is_own` is None where the exporter does not say who of the two sent it. `inner` are the messages of a merged
    forward. `sender` is an account's id; `sender_name` a label, which may be a remark that only the exporter knows.
    """

    conversation: str = ""
    shown_in: str = ""  # the chat's name, where the export gives no id of it
    is_room: bool = False
    sender: str = ""
    sender_name: str = ""
    is_own: bool | None = None
    published: Moment | None = None
    number: str = ""
    code: int | None = None
    subtype: int | None = None
    what: What = What.UNKNOWN
    content: str = ""
    text: str = ""
    links: list[Link] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  # ids of accounts that the message names
    reply_to: str = ""  # the number of the message that is quoted
    quoted: dict[str, JSON] = field(default_factory=dict)
    removed: Removal | None = None
    inner: list["Said"] = field(default_factory=list)
    extra: dict[str, JSON] = field(default_factory=dict)

    def link(self, url: str, shown: str = "") -> None:
        """Add a link that does not stand in the text."""
        if url:
            self.links.append(Link(url=url, target=url, shown=shown))
