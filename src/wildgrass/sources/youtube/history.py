"""Watch and search history: one activity, whether it stood in JSON or on a page."""

from collections.abc import Mapping
from typing import Final, cast
from urllib.parse import unquote_plus

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Moment, Origin
from wildgrass.model.item import ItemDraft
from wildgrass.sources.youtube import ids, words
from wildgrass.sources.youtube.archive import Archive

Record = Mapping[str, JSON]
_USED: Final = frozenset({"title", "titleUrl"})


def is_activity(record: Record) -> bool:
    """Say whether an object is an activity as Takeout writes it."""
    return "title" in record and ("time" in record or "header" in record or "titleUrl" in record)


def query_of(record: Record) -> str | None:
    """Return what was searched for, None where it is no search."""
    url = record.get("titleUrl")
    if not isinstance(url, str) or "/results" not in url:
        return None
    found = ids.argument(url, "search_query")
    return found if found is not None else unquote_plus(url.partition("search_query=")[2]) or None


def is_ad(record: Record) -> bool:
    """Say whether an activity came from an advertisement: it has details ("From Google Ads"), or a time in words.

    What a person chose to watch names its channel and has neither.
    """
    details = record.get("details")
    if not details:
        return False
    names = (
        [one.get("name") for one in details if isinstance(one, Mapping)] if isinstance(details, list) else []
    )
    if any(isinstance(name, str) and words.holds(name, "ads") for name in names):
        return True
    return bool(names) and isinstance(record.get("description"), str) and not record.get("subtitles")


def item_of(archive: Archive, record: Record, when: Moment | None, origin: Origin) -> Item:
    """Return the item of an activity: a search where its address is one, else what was watched or visited."""
    title, url = _text(record.get("title")), _text(record.get("titleUrl"))
    query = query_of(record)
    video = ids.video_in(url) if url else None
    id_class = "search" if query is not None else "watch" if video else "activity"
    stamp = when.iso()[:19] if when else _text(record.get("time"))
    extra = {
        key: part for key, part in record.items() if key not in _USED and (key != "time" or when is None)
    }
    if is_ad(record):
        extra["from_ad"] = True
    if video:
        extra["video"] = ids.video_item(video)
    made = ItemDraft(
        id=archive.new_id(origin.member, id_class, stamp, url or title),
        kind=Kind.SEARCH if query is not None else Kind.ACTIVITY,
        source=ids.SOURCE,
        origin=origin,
        author=archive.owner,
        published=when,
        as_of=archive.as_of,
        text=query or "",
        title=title or None,
        url=url or None,
        target=_channel(record),
        audience=Audience.SELF,
        extra=extra,
    )
    made.__class__ = Item
    return cast("Item", made)


def _channel(record: Record) -> Actor | None:
    """Return whose video it was: the line under the title leads to the channel."""
    subtitles = record.get("subtitles")
    for one in subtitles if isinstance(subtitles, list) else ():
        url, name = (one.get("url"), one.get("name")) if isinstance(one, Mapping) else (None, None)
        if isinstance(url, str) and (found := ids.channel_at(url, _text(name) or None)) is not None:
            return found
    return None


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
