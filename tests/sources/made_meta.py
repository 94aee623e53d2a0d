"""Small exports of Facebook and Instagram made in tests, with their texts broken as Meta breaks them."""

import json
from collections.abc import Mapping

from sources.made_archives import export_of
from wildgrass.model import Item, Problem
from wildgrass.sources.base import Export, MemberReport, Reading
from wildgrass.sources.registry import recognise


def broken(value: object) -> object:
    """Return a value with every text as Meta writes it."""
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, list):
        return [broken(part) for part in value]
    if isinstance(value, dict):
        return {broken(key): broken(part) for key, part in value.items()}
    return value


def export(members: Mapping[str, object]) -> Export:
    """Return an export; values that are no bytes become JSON as Meta writes it."""
    files = {
        name: value if isinstance(value, bytes) else json.dumps(broken(value), indent=2).encode()
        for name, value in members.items()
    }
    return export_of(files)


def read(members: Mapping[str, object]) -> list[Reading]:
    """Return everything that an export of these members gives."""
    made = export(members)
    source, vintage = recognise(made)
    return list(source.read(made, vintage))


def items(members: Mapping[str, object]) -> list[Item]:
    """Return the items of an export, without what conversations say of themselves."""
    found = [one for one in read(members) if isinstance(one, Item)]
    return [one for one in found if ":conversation-about:" not in one.id]


def problems(found: list[Reading]) -> list[Problem]:
    """Return the problems among readings."""
    return [one for one in found if isinstance(one, Problem)]


def report(found: list[Reading], name: str) -> MemberReport:
    """Return the report of one member."""
    return next(one for one in found if isinstance(one, MemberReport) and one.name == name)


def thread(messages: list[dict[str, object]], **more: object) -> dict[str, object]:
    """Return a thread's file."""
    about = {"title": "Ven", "is_still_participant": True, "thread_path": "inbox/ven_1234567890"}
    return {"participants": [{"name": "Ven"}, {"name": "Åse"}], "messages": messages, **about, **more}


def said(text: str | None, at: int, **more: object) -> dict[str, object]:
    """Return a message."""
    body = {"sender_name": "Ven", "timestamp_ms": at} | ({} if text is None else {"content": text})
    return body | more
