"""What stands beside an item: the address it came from (Meta), or the place made from one (Weibo: 发布于 上海)."""

import re
from functools import lru_cache
from typing import Final

from wildgrass.audit.addresses import address_number
from wildgrass.audit.subject import Subject
from wildgrass.text.places import gazetteer

_FIELDS: Final = ("region_name", "ip_location")
"""Of a post or comment, and of a profile."""
_MARK, _OTHER_MARK = (field.encode() for field in _FIELDS)
_SAID: Final = re.compile(r"^(?:发布于|發布於|来自|來自|IP\s*属地|IP\s*屬地)?[:\uff1a\s]*", re.IGNORECASE)
_NOWHERE: Final = frozenset({"", "其他", "未知", "none", "null"})
_LONGEST: Final = 40


def shown_place(subject: Subject) -> str | None:
    """Return the place shown beside an item, as the platform names it; None where none is, or "other" is."""
    raw = bytes(subject.extra)
    if _MARK not in raw and _OTHER_MARK not in raw:  # asked of every item; a loop takes five times as long
        return None
    more = subject.more()
    said = next((more[field] for field in _FIELDS if more.get(field)), None)
    if not isinstance(said, str):
        return None
    place = _SAID.sub("", said.strip(), count=1).strip()[:_LONGEST]
    return None if place.casefold() in _NOWHERE else place


def sent_from(subject: Subject) -> str | None:
    """Return the address from which a message was sent, where the export keeps it (Meta's do, of some)."""
    if b'"ip"' not in bytes(subject.extra):
        return None
    said = subject.more().get("ip")
    return said if isinstance(said, str) and address_number(said.strip()) is not None else None


@lru_cache(maxsize=1024)
def place_country(place: str) -> str | None:
    """Return the ISO 3166 code that a place lies in, None where the table of places does not say or says several."""
    places = gazetteer()
    ids = places.named(place) or places.named(place.removeprefix("中国").removeprefix("中國"))
    codes = {_country(one) for one in ids}
    return codes.pop() if len(codes) == 1 else None


def _country(place_id: str) -> str:
    places = gazetteer()
    place = places.places[place_id]
    return next((above.id for above in places.way_up(place) if above.level == "territory"), place.id)
