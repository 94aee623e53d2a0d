"""What an archive says of itself: data/manifest.js since 2020, data/js/user_details.js before."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Moment, Problem
from wildgrass.sources import jsontext
from wildgrass.sources.base import Export, MemberError
from wildgrass.sources.x.layout import Layout
from wildgrass.sources.x.text import account
from wildgrass.sources.x.times import moment

_ASSIGNED: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\w.\s]+=\s*")
_MAX_BYTES: Final = 4 << 20


@dataclass(slots=True)
class Promises:
    """Who made the archive, when, and what it should hold."""

    owner: Actor | None = None
    made: Moment | None = None
    is_partial: bool = False
    expected: dict[str, int | None] = field(default_factory=dict)  # member name in the archive to its count
    problems: list[Problem] = field(default_factory=list)


def small_value(export: Export, key: str) -> JSON:
    """Return the value of a small member that assigns one.

    Raises:
        MemberError, jsontext.RecordError: it is damaged, or over 4 MiB.
    """
    with export.members[key].open() as stream:
        text = stream.read(_MAX_BYTES + 1)
        while more := stream.read(_MAX_BYTES + 1):
            text += more
            if len(text) > _MAX_BYTES:
                raise jsontext.RecordError(reason="it is far too long")
    found = _ASSIGNED.match(text)
    return jsontext.decode(text[found.end() if found else 0 :].strip().removesuffix(b";"))


def promises(export: Export, layout: Layout) -> Promises:
    """Read every manifest of an archive and of its parts, and the account where there is none."""
    found = Promises()
    for key in layout.details.get("manifest", ()):
        for value in _values(export, key, found):
            _add_manifest(found, value, key)
    for key in layout.details.get("payload_details", ()):
        for value in _values(export, key, found):
            found.made = found.made or moment(value.get("created_at"))
    for key in layout.details.get("user_details", ()):
        for value in _values(export, key, found):
            _add_owner(found, _owner(value, "id", "screen_name", "full_name"), key)
    for key in layout.details.get("tweet_index", ()):
        _add_index(found, export, key)
    for key, type_name in layout.data.items():
        if type_name == "account":
            _add_account(found, export, key)
    return found


def _values(export: Export, key: str, found: Promises) -> Iterator[Mapping[str, JSON]]:
    """Yield the member's value if it is an object; note a problem otherwise."""
    try:
        value = small_value(export, key)
    except (MemberError, jsontext.RecordError) as error:
        found.problems.append(Problem(code="manifest-damaged", reason=str(error), member=key))
        return
    if isinstance(value, Mapping):
        yield value


def _add_manifest(found: Promises, value: Mapping[str, JSON], key: str) -> None:
    about = value.get("archiveInfo")
    if isinstance(about, Mapping):
        found.made = found.made or moment(about.get("generationDate"))
        found.is_partial = found.is_partial or about.get("isPartialArchive") is True
    user = value.get("userInfo")
    if isinstance(user, Mapping):
        _add_owner(found, _owner(user, "accountId", "userName", "displayName"), key)
    types = value.get("dataTypes")
    for one in types.values() if isinstance(types, Mapping) else ():
        files = one.get("files") if isinstance(one, Mapping) else None
        for file in files if isinstance(files, list) else ():
            if isinstance(file, Mapping) and isinstance(file.get("fileName"), str):
                found.expected.setdefault(str(file["fileName"]), count(file.get("count")))


def _add_index(found: Promises, export: Export, key: str) -> None:
    try:
        value = small_value(export, key)
    except (MemberError, jsontext.RecordError) as error:
        found.problems.append(Problem(code="manifest-damaged", reason=str(error), member=key))
        return
    for month in value if isinstance(value, list) else ():
        if isinstance(month, Mapping) and isinstance(month.get("file_name"), str):
            found.expected.setdefault(str(month["file_name"]), count(month.get("tweet_count")))


def _add_account(found: Promises, export: Export, key: str) -> None:
    """Take the owner from account.js; its problems are told when it is read as a member."""
    try:
        value = small_value(export, key)
    except (MemberError, jsontext.RecordError):
        return
    first = value[0] if isinstance(value, list) and value else None
    body = first.get("account", first) if isinstance(first, Mapping) else None
    if isinstance(body, Mapping):
        _add_owner(found, _owner(body, "accountId", "username", "accountDisplayName"), key)


def _add_owner(found: Promises, owner: Actor | None, key: str) -> None:
    if found.owner is None:
        found.owner = owner
    elif owner is not None and owner.key != found.owner.key:
        found.problems.append(
            Problem(
                code="other-account",
                reason=f"it belongs to account {owner.id}, the rest to {found.owner.id}",
                member=key,
                lost=False,
            )
        )


def _owner(value: Mapping[str, JSON], number: str, handle: str, name: str) -> Actor | None:
    texts = [
        str(value[key]) if isinstance(value.get(key), str | int) else None for key in (number, handle, name)
    ]
    return account(*texts)


def count(value: JSON) -> int | None:
    """Return a count that may be written as text; None where it is missing or no count."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
