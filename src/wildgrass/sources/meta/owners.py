"""Whose export it is and of which day, as far as it says."""

import re
from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Moment
from wildgrass.sources.base import Export
from wildgrass.sources.localtime import day_of_folder
from wildgrass.sources.meta.archive import Archive
from wildgrass.sources.meta.rule import Rule

_CONTAINER: Final = re.compile(r"instagram-([a-z0-9._]{1,30})-20\d\d-\d\d-\d\d", re.IGNORECASE)
_OLD_CONTAINER: Final = re.compile(r"\A([a-z0-9._]{1,30})_20\d{6}(?:_part_\d+)?(?:\.zip)?\Z", re.IGNORECASE)
_DAY: Final = re.compile(r"-(20\d\d)-([01]\d)-([0-3]\d)(?!\d)|_(20\d\d)([01]\d)([0-3]\d)(?!\d)")
_ADDRESS: Final = re.compile(r"facebook\.com/(?!profile\.php)([A-Za-z0-9.]{3,60})/?\Z")


def owner_by_name(export: Export, source: str) -> Actor | None:
    """Return the account that the zips are named after: "instagram-<handle>-2025-06-13-….zip"."""
    if source != "instagram":
        return None
    for name in (*export.containers, export.name):
        found = _CONTAINER.search(name) or _OLD_CONTAINER.search(name)
        if found is not None:
            return Actor(platform=source, id_kind="handle", id=found[1].lower(), handle=found[1].lower())
    return None


def day_by_name(export: Export, root: str) -> Moment | None:
    """Return the day in the names of zips and top folders, as in "facebook-<name>-2023-11-05-….zip"."""
    for name in (*export.containers, export.name, root):
        found = _DAY.search(name)
        if found is not None:
            year, month, day = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
            shown = day_of_folder(f"_{year}-{month}-{day}")
            if shown is not None:
                return shown
    return None


def learn(archive: Archive, rule: Rule, value: JSON) -> None:
    """Take the owner from the profile's record, where that is what it is."""
    if rule.section != "profile" or archive.owner is not None or not isinstance(value, Mapping):
        return
    archive.owner = _instagram(value) if archive.source == "instagram" else _facebook(value)


def _facebook(value: Mapping[str, JSON]) -> Actor | None:
    """Read {"name": {"full_name": …}, "profile_uri": …}: messages and comments name her by that name only."""
    name = value.get("name")
    full = name.get("full_name") if isinstance(name, Mapping) else name
    if not isinstance(full, str) or not full:
        return None
    address = value.get("profile_uri")
    found = _ADDRESS.search(address) if isinstance(address, str) else None
    return Actor(platform="facebook", id_kind="label", id=full, name=full, handle=found[1] if found else None)


def _instagram(value: Mapping[str, JSON]) -> Actor | None:
    """Read {"username": …} of 2020, else the one value that only a handle looks like: its label is in any language."""
    name = value.get("username")
    if not isinstance(name, str) or not name:
        named = value.get("string_map_data")
        texts = (
            [one.get("value") for one in named.values() if isinstance(one, Mapping)]
            if isinstance(named, Mapping)
            else []
        )
        likely = [one for one in texts if isinstance(one, str) and _is_handle(one)]
        name = likely[0] if len(likely) == 1 else None
        plain = named.get("Username") if isinstance(named, Mapping) else None
        if isinstance(plain, Mapping) and isinstance(plain.get("value"), str) and plain["value"]:
            name = str(plain["value"])
    if not name:
        return None
    return Actor(platform="instagram", id_kind="handle", id=name, handle=name)


def _is_handle(text: str) -> bool:
    """Say whether a text looks like a handle and like no name, number, date, address or yes."""
    return (
        re.fullmatch(r"[a-z0-9._]{3,30}", text) is not None
        and re.search(r"[a-z]", text) is not None
        and re.search(r"[0-9._]", text) is not None
    )
