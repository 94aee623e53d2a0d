"""How the vault cuts a member of a Meta export, so that months later the same records are not kept twice."""

from wildgrass.sources.base import Export, PieceSplit
from wildgrass.sources.meta import places
from wildgrass.sources.meta.heads import shape_at
from wildgrass.sources.meta.places import Place


def split_of(export: Export, name: str) -> PieceSplit | None:
    """Say how a member splits; None for files, pages, and members that are one record."""
    if places.place_of(export, name) is not Place.DATA:
        return None
    return shape_at(export, name).split
