"""Whom a disclosure request is written to: dated records with sources; an address only where it is sure."""

import tomllib
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from wildgrass.audit.registers import Source


class Controller(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The company that answers for a platform in some regions. `address` is None where it is not sure.

    `address_seen` says whether it stood in what was read.
    """

    platform: str
    regions: tuple[str, ...]
    name: str
    as_of: date
    source: Source
    address: str | None = None
    address_seen: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    controller: tuple[Controller, ...]


@cache
def controllers() -> tuple[Controller, ...]:
    """Return all records."""
    text = (resources.files("wildgrass.audit.requests") / "controllers.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File).controller


def controller(platform: str, region: str) -> Controller | None:
    """Return who answers for a platform in a region, "" for any, None where no record says."""
    return next(
        (one for one in controllers() if one.platform == platform and (not region or region in one.regions)),
        None,
    )
