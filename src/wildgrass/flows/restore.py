"""Bring a library back somewhere: `restore LIBRARY TARGET`."""

from collections.abc import Iterator
from pathlib import Path

from wildgrass.library import Library
from wildgrass.targets.base import Outcome, RestoreOptions, TargetInfo
from wildgrass.targets.registry import find_target, target_infos


def restore(library: Path, spec: str, options: RestoreOptions) -> Iterator[Outcome]:
    """Restore the library in a folder to a target such as "site:DIR"; yield an outcome for each item.

    The target's name is checked before the library is opened, and both before the first outcome.

    Raises:
        TargetUnknownError, TargetPlaceError: `spec` names no target, or no place.
        WildgrassError: what the library or the target raise.
    """
    target, place = find_target(spec)
    with Library.open(library) as archive:
        yield from target.restore(archive, place, options)


def targets() -> tuple[TargetInfo, ...]:
    """Return what each target is, for the `targets` verb."""
    return target_infos()
