"""Records as YouTube's own interface writes them, which Takeout held until 2020: `"kind": "youtube#playlistItem"`."""

from collections.abc import Callable, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Origin
from wildgrass.sources.youtube import ids, times
from wildgrass.sources.youtube.archive import Archive

Record = Mapping[str, JSON]


def is_api(record: Record) -> bool:
    """Say whether a record is of that kind."""
    kind = record.get("kind")
    return isinstance(kind, str) and kind.startswith("youtube#")


def item_of(archive: Archive, record: Record, origin: Origin) -> Item:
    """Return the item of a record; a kind that nobody knows is a withheld activity."""
    fields = _READERS.get(str(record.get("kind")), _activity)(archive, record, origin)
    base: dict[str, object] = {
        "source": ids.SOURCE,
        "origin": origin,
        "author": archive.owner,
        "published": times.machine(_at(record, "snippet", "publishedAt")),
        "as_of": archive.as_of,
        "extra": dict(record),
    }
    return Item(**{**base, **fields})  # type: ignore[arg-type]


def _at(record: JSON, *path: str) -> str:
    """Return the text that lies at a path, "" where none does."""
    for key in path:
        record = record.get(key) if isinstance(record, Mapping) else None
    return record if isinstance(record, str) else ""


def _owner(archive: Archive, record: Record) -> Actor | None:
    number = _at(record, "snippet", "channelId")
    return ids.channel(number, _at(record, "snippet", "channelTitle") or None) if number else archive.owner


def _follow(archive: Archive, record: Record, origin: Origin) -> dict[str, object]:
    number = _at(record, "snippet", "resourceId", "channelId") or _at(record, "snippet", "channelId")
    if not number:
        return _activity(archive, record, origin)
    owner = _at(record, "snippet", "channelId")
    return {
        "id": f"{ids.SOURCE}:follow:{number}",
        "kind": Kind.FOLLOW,
        "author": archive.owner or (ids.channel(owner) if owner and owner != number else None),
        "target": ids.channel(number, _at(record, "snippet", "title")),
        "url": f"https://www.youtube.com/channel/{number}",
        "audience": Audience.UNKNOWN,
    }


def _entry(archive: Archive, record: Record, origin: Origin) -> dict[str, object]:
    video = _at(record, "contentDetails", "videoId") or _at(record, "snippet", "resourceId", "videoId")
    playlist = _at(record, "snippet", "playlistId")
    is_like = ids.LIKED.match(playlist) is not None
    when = _at(record, "snippet", "publishedAt")
    return {
        "id": archive.new_id(origin.member, "like" if is_like else "saved", playlist, video, when),
        "kind": Kind.LIKE if is_like else Kind.BOOKMARK,
        "title": _at(record, "snippet", "title") or None,
        "url": ids.video_url(video) if video else None,
        "thread": f"{ids.SOURCE}:playlist:{playlist}" if playlist else None,
        "audience": Audience.UNKNOWN,
    }


def _playlist(archive: Archive, record: Record, origin: Origin) -> dict[str, object]:
    number = _at(record, "id")
    item = (
        f"{ids.SOURCE}:playlist:{number}"
        if number
        else archive.new_id(origin.member, "playlist", dict(record))
    )
    return {
        "id": item,
        "kind": Kind.LIST,
        "author": _owner(archive, record),
        "title": _at(record, "snippet", "title") or None,
        "text": _at(record, "snippet", "description"),
        "audience": audience(_at(record, "status", "privacyStatus")),
    }


def _video(archive: Archive, record: Record, origin: Origin) -> dict[str, object]:
    number, title = _at(record, "id"), _at(record, "snippet", "title")
    name = _at(record, "fileDetails", "fileName")
    member = archive.media.of_video(number, title) or (
        archive.media.of_video("", name.rpartition(".")[0]) if name else None
    )
    files: tuple[Attachment, ...] = (archive.attach(member),) if member else ()
    return {
        "id": ids.video_item(number) if number else archive.new_id(origin.member, "video", dict(record)),
        "kind": Kind.POST,
        "author": _owner(archive, record),
        "title": title or None,
        "text": _at(record, "snippet", "description"),
        "url": ids.video_url(number) if number else None,
        "attachments": files,
        "counts": counts(record.get("statistics")),
        "audience": audience(_at(record, "status", "privacyStatus")),
    }


def _channel(archive: Archive, record: Record, origin: Origin) -> dict[str, object]:
    del archive, origin
    number = _at(record, "id")
    return {
        "id": f"{ids.SOURCE}:profile:{number}",
        "kind": Kind.PROFILE,
        "author": ids.channel(number, _at(record, "snippet", "title") or None),
        "title": _at(record, "snippet", "title") or None,
        "text": _at(record, "snippet", "description"),
        "audience": audience(_at(record, "status", "privacyStatus")),
    }


def _activity(archive: Archive, record: Record, origin: Origin) -> dict[str, object]:
    return {
        "id": archive.new_id(origin.member, "activity", dict(record)),
        "kind": Kind.ACTIVITY,
        "audience": Audience.SELF,
    }


_READERS: Final[Mapping[str, Callable[[Archive, Record, Origin], dict[str, object]]]] = {
    "youtube#subscription": _follow,
    "youtube#playlistItem": _entry,
    "youtube#playlist": _playlist,
    "youtube#video": _video,
    "youtube#channel": _channel,
}
_COUNTS: Final = {
    "likeCount": "likes",
    "commentCount": "comments",
    "viewCount": "views",
    "dislikeCount": "dislikes",
}


def counts(value: JSON) -> dict[str, int]:
    """Return the counts that the platform stated."""
    if not isinstance(value, Mapping):
        return {}
    return {name: int(str(value[key])) for key, name in _COUNTS.items() if str(value.get(key)).isdigit()}


def audience(status: str) -> Audience:
    """Return who may see what has this status: whoever has the link of an unlisted video is nobody known."""
    return {"public": Audience.PUBLIC, "private": Audience.SELF}.get(status, Audience.UNKNOWN)
