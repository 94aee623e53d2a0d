"""What a member says of its chat before any message: whose, with whom, under which name, made when."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Moment
from wildgrass.sources.base import own_name
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.wechat.fields import words

MAX_MEMBERS: Final = 5_000
_IN_NAME: Final = re.compile(
    r"(.*?)[(\uff08]((?:wxid_|gh_)?[A-Za-z0-9_\-]{5,64}(?:@chatroom|@openim)?)[)\uff09]\s*\Z"
)
_TAIL: Final = re.compile(r"(?:_utf8|-utf8|_聊天记录|-聊天记录|\.html|_\d{1,6})+\Z")
_LARGE: Final = 512
_EMPTY: Final[tuple[JSON, ...]] = ("", None, [], {})
_KEYS: Final = re.compile(
    r"aes_?key|(?:\A|_)token\Z|secret|passw|session_?key|authkey|cdn\w*key\Z", re.IGNORECASE
)


@dataclass(slots=True)
class Chat:
    """The state of reading one member; `fields` are the header's that no item has taken."""

    member: str
    clock: LocalClock
    conversation: str = ""
    shown_in: str = ""
    title: str = ""
    is_room: bool = False
    owner: str = ""
    platform: str = "wechat"
    as_of: Moment | None = None
    expected: int | None = None
    fields: dict[str, JSON] = field(default_factory=dict)
    members: list[dict[str, JSON]] = field(default_factory=list)
    members_seen: int = 0
    senders: dict[int, Mapping[str, JSON]] = field(default_factory=dict)

    def member_found(self, value: JSON) -> None:
        """Keep what the export says of one person in the chat."""
        self.members_seen += 1
        if isinstance(value, Mapping) and len(self.members) < MAX_MEMBERS:
            self.members.append(light(value))


def from_name(member: str) -> tuple[str, str]:
    """Return the chat's id and name out of "name(wxid)/file.csv", the id "" where the name does not hold one."""
    parts = own_name(member).split("/")
    stem = parts[-1].rpartition(".")[0] or parts[-1]
    for part in (*parts[-2:-1], stem):
        found = _IN_NAME.match(part)
        if found is not None:
            return found[2], found[1].strip()
    return "", _TAIL.sub("", stem)


def light(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return an object without pictures in base 64, which are in the file itself, and without keys of media."""
    return {key: _light(key, part) for key, part in value.items() if part not in _EMPTY}


def _light(key: str, part: JSON) -> JSON:
    if isinstance(part, Mapping):
        return light(part)
    if isinstance(part, list | tuple):
        return [_light(key, one) for one in part]
    if isinstance(part, str) and part:
        if part.startswith("data:") and len(part) > _LARGE:
            return {"left in the file": _digest(part), "length": len(part)}
        if _KEYS.search(key):
            return {"quarantined": _digest(part), "length": len(part)}
    return part


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"


def rest(value: Mapping[str, JSON], read: frozenset[str]) -> dict[str, JSON]:
    """Return a record's fields that nothing here takes, as they stand; empty ones say nothing."""
    if read.issuperset(value):
        return {}
    return light({key: part for key, part in value.items() if key not in read})


def is_room(conversation: str, *said: JSON) -> bool:
    """Say whether a chat is a room, by its id or by what the export says."""
    return conversation.endswith("@chatroom") or any(
        one is True or words(one) in ("群聊", "group") for one in said
    )
