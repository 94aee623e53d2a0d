"""What pages ask of a library's tables beyond `Library`: counts, days, neighbours, people. Never writes.

The tables are those of `docs/spec/library.md`; every query here walks an index, but for those that say so.
"""

from wildgrass.library.shelves.base import APART, FORWARD, LIKES, OTHER, POSTS, TALK, Numbered
from wildgrass.library.shelves.exports import ExportShelf, MemberRow, ProblemCount, ProblemRow
from wildgrass.library.shelves.facets import FacetDay, FacetShelf, Wanted
from wildgrass.library.shelves.gone import GoneShelf, Marked, Missing
from wildgrass.library.shelves.items import ItemShelf, MediaPlace
from wildgrass.library.shelves.people import PeopleShelf
from wildgrass.library.shelves.talks import TalkDay, TalkShelf, TalkSpan


class Shelves(ItemShelf, FacetShelf, GoneShelf, TalkShelf, PeopleShelf, ExportShelf):
    """Reads the tables of one library."""


__all__ = [
    "APART",
    "FORWARD",
    "LIKES",
    "OTHER",
    "POSTS",
    "TALK",
    "FacetDay",
    "ItemShelf",
    "Marked",
    "MediaPlace",
    "MemberRow",
    "Missing",
    "Numbered",
    "ProblemCount",
    "ProblemRow",
    "Shelves",
    "TalkDay",
    "TalkSpan",
    "Wanted",
]
