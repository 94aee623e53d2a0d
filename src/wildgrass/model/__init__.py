"""What an archive says: Item, Attachment, Actor, Moment, Problem, and their canonical JSON.

Values only: frozen, checked at construction, the same bytes on any machine. Nothing here reads files,
asks the clock or guesses. Start with `item.py`.
"""

from wildgrass.model.actor import Actor
from wildgrass.model.attachment import Attachment
from wildgrass.model.canonical import JSON, canonical_json
from wildgrass.model.item import Audience, Item, Kind, Link, Origin, item_from_json, item_to_json
from wildgrass.model.moment import Moment, ZoneBasis
from wildgrass.model.problem import Problem
from wildgrass.model.removal import Removal, RemovedBy

__all__ = [
    "JSON",
    "Actor",
    "Attachment",
    "Audience",
    "Item",
    "Kind",
    "Link",
    "Moment",
    "Origin",
    "Problem",
    "Removal",
    "RemovedBy",
    "ZoneBasis",
    "canonical_json",
    "item_from_json",
    "item_to_json",
]
