"""Files: the grid of media, a file's own page with what is suspicious about it, and the bytes that may be shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response, StreamingResponse

from wildgrass.files import findings
from wildgrass.files.content import Content
from wildgrass.files.preview import PreviewError
from wildgrass.library.shelves import MediaPlace, Numbered
from wildgrass.model import Attachment
from wildgrass.targets.site.chrome import number
from wildgrass.targets.site.videos import VideoError
from wildgrass.text import explain
from wildgrass.web.entries import Entries
from wildgrass.web.entry_parts import FileView
from wildgrass.web.items import numbered
from wildgrass.web.media import (
    BLURRED_SIDE,
    SIDES,
    Look,
    PictureShelf,
    Shows,
    blank_picture,
    look_at,
    size_text,
    stream_of,
)
from wildgrass.web.overview import actor_or
from wildgrass.web.talks import talk_title
from wildgrass.web.view import View
from wildgrass.web.whole import paged

_GRID: Final = 60
_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PAGES_OFFERED: Final = 300


@dataclass(frozen=True, slots=True)
class Held:
    """An attachment whose bytes the library holds."""

    one: Numbered
    place: int
    attachment: Attachment
    path: Content
    look: Look


@dataclass(frozen=True, slots=True)
class Tile:
    """A file in a grid: `way` leads to where it was said, `day` is when."""

    file: FileView
    way: str
    day: str
    who: str


def media(view: View) -> Response:
    """Return the grid of everything that can be looked at or heard."""
    return _grid(view, view.overview.media, view.words("media"), "")


def talk_media(view: View) -> Response:
    """Return the grid of one conversation."""
    talk = view.overview.talks.get(view.path["slug"])
    if talk is None:
        return view.missing()
    back = f"/chats/{view.path['slug']}"
    return _grid(view, view.overview.talk_media.get(talk.id, []), talk_title(view, talk), back)


def _grid(view: View, places: Sequence[MediaPlace], heading: str, back: str) -> Response:
    page = paged(view, len(places), size=_GRID)
    entries = Entries(view)
    tiles = []
    for place in places[page.start : page.start + page.size]:
        item = view.shelves.item(place.no)
        if item is not None and place.place < len(item.attachments):
            file = entries.file(place.no, place.place, item.attachments[place.place])
            way = entries.way_to(Numbered(place.no, item))
            tiles.append(Tile(file, way, (place.published or "")[:10], view.names.who(item.author)))
    return view.page(
        "media.html",
        heading=heading,
        back=back,
        keep="?in=talk" if back else "",
        tiles=tiles,
        page=page,
        count=number(len(places)),
    )


def held(view: View) -> Held | None:
    """Return the attachment that the address names."""
    one = numbered(view)
    return None if one is None else held_of(view, one, int(view.path["place"]))


def held_of(view: View, one: Numbered, place: int) -> Held | None:
    """Return an item's attachment, None where the library has not its bytes."""
    if place >= len(one.item.attachments):
        return None
    attachment = one.item.attachments[place]
    path = view.library.attachment_path(attachment.sha256) if attachment.sha256 else None
    return None if path is None else Held(one, place, attachment, path, look_at(path, attachment))


def file(view: View) -> Response:
    """Return a file's own page: what it is, what is suspicious about it, and the way to its bytes."""
    one, place = numbered(view), int(view.path["place"])
    if one is None or place >= len(one.item.attachments):
        return view.missing()
    found = held(view)
    attachment = one.item.attachments[place]
    before, after = _beside(view, one.no, place)
    size = attachment.size_bytes if found is None else found.path.stat().st_size
    return view.page(
        "file.html",
        file=Entries(view).file(one.no, place, attachment),
        way=Entries(view).way_to(one),
        before=before,
        after=after,
        content=found.look.kind.name if found and found.look.kind else view.words("content-unknown"),
        size=size_text(size),
        sha256=attachment.sha256 or "",
        is_held=found is not None,
        warnings=warnings_of(view, found),
        saved_as=saved_name(found) if found else "",
        who=view.names.who(one.item.author or actor_or(view.shelves, "")) if one.item.author else "",
        pdf_page=min(_page_asked(view), _PAGES_OFFERED),
    )


def _beside(view: View, no: int, place: int) -> tuple[str, str]:
    """Return the ways to the files before and after, newer first as in the grid; of one conversation where asked."""
    everything: Sequence[MediaPlace] = view.overview.media
    at = view.overview.media_at.get((no, place))
    keep = ""
    if at is not None and view.query.get("in") == "talk":
        everything = view.overview.talk_media.get(everything[at].thread or "", [])
        at = next((nth for nth, one in enumerate(everything) if (one.no, one.place) == (no, place)), None)
        keep = "?in=talk"
    if at is None:
        return "", ""
    before, after = everything[at - 1 : at] if at else [], everything[at + 1 : at + 2]
    ways = [f"/file/{one[0].no}/{one[0].place}{keep}" if one else "" for one in (before, after)]
    return ways[0], ways[1]


def warnings_of(view: View, found: Held | None) -> list[str]:
    """Look at the whole file, and say what is suspicious about it."""
    if found is None:
        return []
    with found.path.open("rb") as content:
        _kind, marks = findings(found.attachment.name, content, found.path.stat().st_size)
    return [view.words.finding(mark.code, view.names.text(mark.detail)) for mark in marks]


def saved_name(found: Held) -> str:
    """Return the name to save a file under: its digest, and the ending of what it really is.

    Nothing of the name it came with: that may lie about the ending, or name somebody. What may run when it is opened
    ends in ".bin", so that opening it by accident does nothing.
    """
    with found.path.open("rb") as content:
        _kind, marks = findings(found.attachment.name, content, found.path.stat().st_size)
    kind = found.look.kind
    ending = "bin" if kind is None or marks or found.look.shows is Shows.NAME else min(sorted(kind.endings))
    return f"{(found.attachment.sha256 or '')[:12]}.{ending}"


def original(view: View) -> Response:
    """Return a file's own bytes, to be saved and never shown; only by POST from its page, which says the warnings."""
    found = held(view)
    if found is None:
        return view.missing()
    size = found.path.stat().st_size
    return StreamingResponse(
        stream_of(found.path, Look(None, Shows.NAME), 0, size),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{saved_name(found)}"',
            "Content-Length": str(size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def picture(view: View, shelf: PictureShelf, found: Held) -> Response:
    """Return a picture's pixels in one of three sizes; where names are hidden, too few to tell anything."""
    side = BLURRED_SIDE if view.names.is_hiding else SIDES[view.path["size"]]
    try:
        made = shelf.picture(found.path, found.look, side, _page_asked(view) - 1)
    except (PreviewError, OSError):
        return Response(blank_picture(), media_type="image/png")
    return Response(made.data, media_type=_TYPES[made.ending])


def why_not(view: View, shelf: PictureShelf, found: Held) -> str:
    """Return why a picture cannot be shown; "" where it can."""
    try:
        shelf.picture(found.path, found.look, SIDES["page"])
    except PreviewError as error:
        return explain(error, view.language)[0]
    return ""


def _page_asked(view: View) -> int:
    asked = view.query.get("leaf", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def play(view: View, found: Held, wanted: str) -> Response:
    """Return a video's or a sound's bytes, or the part of them that a player asks for (RFC 9110 section 14)."""
    if found.look.shows not in (Shows.VIDEO, Shows.AUDIO) or view.names.is_hiding:
        return view.missing()
    size = found.path.stat().st_size
    start, end, is_part = part_of(wanted, size)
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    try:
        content = stream_of(found.path, found.look, start, end)
    except VideoError:
        return view.missing()
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(content, 206 if is_part else 200, headers, found.look.played)


def part_of(wanted: str, size: int) -> tuple[int, int, bool]:
    """Return start, end (exclusive) and whether a part is asked for; all of it where what is asked is unclear."""
    asked = _RANGE.fullmatch(wanted)
    if asked is None or not (asked[1] or asked[2]):
        return 0, size, False
    if not asked[1]:
        return max(0, size - int(asked[2])), size, True
    end = min(int(asked[2]) + 1, size) if asked[2] else size
    return int(asked[1]), end, True
