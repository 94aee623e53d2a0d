"""What a table is and which column holds what: by the shape of its values first, then by words of its header."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wildgrass.sources.youtube import ids, texts, times, words

_URL: Final = re.compile(r"https?://")
_SHARE: Final = (
    0.8  # of a column's values must have its shape: ids of deleted things are sometimes blank or odd
)


class Form(StrEnum):
    """A table."""

    COMMENTS = "comments"
    CHATS = "live chats"
    POSTS = "community posts"
    FOLLOWS = "subscriptions"
    PLAYLISTS = "playlists"
    PLAYLIST = "videos of a playlist"
    VIDEOS = "videos"
    ABOUT_VIDEOS = "more about videos"
    SONGS = "music library"
    CHANNELS = "channels"
    OTHER = "other"


class Shape(StrEnum):
    """What the values of a column look like."""

    VIDEO = "video id"
    CHANNEL = "channel id"
    COMMENT = "comment id"
    POST = "post id"
    PLAYLIST = "playlist id"
    TIME = "time"
    URL = "address"
    PIECES = "text in JSON pieces"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Table:
    """A table's form, its header, and for each role the number of its column."""

    form: Form
    header: tuple[str, ...]
    columns: dict[str, int] = field(default_factory=dict)


def shape_of(values: Sequence[str]) -> Shape:
    """Say what a column's values look like, most of them."""
    said = [one.strip() for one in values if one.strip()]
    if not said:
        return Shape.OTHER
    for shape, is_one in _SHAPES:
        if sum(is_one(one) for one in said) >= _SHARE * len(said):
            if shape is Shape.VIDEO and not any(map(_is_mixed, said)):
                continue
            return shape
    return Shape.OTHER


def _is_mixed(text: str) -> bool:
    """Say whether a text is an id rather than a word of eleven letters."""
    return any(one.isdigit() or one in "-_" for one in text) or (
        text[1:].lower() != text[1:] != text[1:].upper()
    )


def _is_time(text: str) -> bool:
    return times.machine(text) is not None


_SHAPES: Final = (
    (Shape.CHANNEL, lambda text: ids.CHANNEL.match(text) is not None),
    (Shape.POST, lambda text: ids.POST.match(text) is not None),
    (Shape.COMMENT, lambda text: ids.COMMENT.match(text) is not None),
    (Shape.PLAYLIST, lambda text: ids.PLAYLIST.match(text) is not None),
    (Shape.VIDEO, lambda text: ids.VIDEO.match(text) is not None),
    (Shape.TIME, _is_time),
    (Shape.URL, lambda text: _URL.match(text) is not None),
    (Shape.PIECES, texts.is_pieces),
)


class Columns:
    """A header and the first rows, looked at."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.header = tuple(header)
        self.width = len(header)
        self.shapes = [shape_of([row[at] for row in rows if at < len(row)]) for at in range(self.width)]
        self.words = [words.concepts(one) for one in header]

    def with_shape(self, shape: Shape) -> list[int]:
        """Return the columns of a shape."""
        return [at for at, one in enumerate(self.shapes) if one is shape]

    def speaks(self, at: int, *concepts: str) -> bool:
        """Say whether a column's header speaks of any of these."""
        return at < self.width and not self.words[at].isdisjoint(concepts)

    def first(self, shape: Shape, *concepts: str, without: tuple[str, ...] = ()) -> int | None:
        """Return the first column of a shape, else the first whose header speaks of all the concepts."""
        found = self.with_shape(shape) if shape is not Shape.OTHER else []
        if found:
            return found[0]
        if not concepts:
            return None
        for at, said in enumerate(self.words):
            if said.issuperset(concepts) and said.isdisjoint(without):
                return at
        return None


def form_of(columns: Columns, hint: Form | None = None) -> Form:
    """Say what a table is."""
    head, shapes = columns.shapes[0] if columns.width else Shape.OTHER, columns.shapes
    if columns.width >= 5 and (
        Shape.PIECES in shapes or head in (Shape.COMMENT, Shape.POST) or _is_said(columns)
    ):
        return _said_form(columns)
    if head is Shape.VIDEO or (columns.speaks(0, "video") and not columns.speaks(0, "playlist")):
        return _video_form(columns)
    found = (
        (Form.FOLLOWS, _is_follows(columns)),
        (Form.PLAYLISTS, head is Shape.PLAYLIST or (columns.speaks(0, "playlist") and columns.width >= 3)),
        (Form.SONGS, columns.speaks(0, "song")),
        (Form.CHANNELS, head is Shape.CHANNEL or columns.speaks(0, "channel")),
    )
    return next((form for form, is_it in found if is_it), hint or Form.OTHER)


def _is_said(columns: Columns) -> bool:
    """Say whether the header's first column is the id of something that was said."""
    return columns.speaks(0, "comment", "chat", "post") and any(
        columns.speaks(at, "text", "comment", "chat", "post") for at in range(3, columns.width)
    )


def _said_form(columns: Columns) -> Form:
    head = columns.shapes[0]
    if head is Shape.POST:
        return Form.POSTS
    if head is Shape.COMMENT:
        return Form.COMMENTS
    if columns.speaks(0, "chat"):
        return Form.CHATS
    if columns.speaks(0, "comment"):
        return Form.COMMENTS
    if columns.speaks(0, "post"):
        return Form.POSTS
    return Form.CHATS if columns.width <= 7 else Form.COMMENTS


def _is_follows(columns: Columns) -> bool:
    if columns.width != 3:
        return False
    is_channel = columns.shapes[0] is Shape.CHANNEL or columns.speaks(0, "channel")
    return is_channel and (columns.shapes[1] is Shape.URL or columns.speaks(1, "url"))


def _video_form(columns: Columns) -> Form:
    if columns.width <= 2:
        return Form.PLAYLIST
    if any(columns.speaks(at, "song", "album", "artist") for at in range(1, columns.width)):
        return Form.SONGS
    if any(
        columns.shapes[at] is Shape.CHANNEL or "channel" in columns.words[at]
        for at in range(1, columns.width)
    ):
        return Form.VIDEOS
    return Form.ABOUT_VIDEOS


def table_of(header: Sequence[str], rows: Sequence[Sequence[str]], hint: Form | None = None) -> Table:
    """Return what a table is, seen in its header and first rows."""
    columns = Columns(header, rows)
    form = form_of(columns, hint)
    found = _ROLES[form](columns) if form in _ROLES else {}
    return Table(form, columns.header, {role: at for role, at in found.items() if at is not None})


def _said_roles(columns: Columns) -> dict[str, int | None]:
    """Find the columns of what was said; only these tables hold texts in pieces."""
    found: dict[str, int | None] = {"id": 0, "channel": columns.first(Shape.CHANNEL, "channel")}
    found["time"] = columns.first(Shape.TIME, "time")
    found["video"] = columns.first(Shape.VIDEO, "video", "id", without=("comment",))
    taken = {at for at in found.values() if at is not None}
    text = columns.first(Shape.PIECES)
    said = [at for at in range(1, columns.width) if at not in taken and columns.speaks(at, "text")]
    found["text"] = text if text is not None else said[-1] if said else _last_words(columns, taken)
    others = [at for at in range(1, columns.width) if at not in taken and at != found["text"]]
    kin = [at for at in others if columns.shapes[at] is Shape.COMMENT or columns.speaks(at, "parent", "top")]
    found["top"] = next((at for at in kin if at == columns.width - 1 and at > (found["text"] or 0)), None)
    found["parent"] = next((at for at in kin if at != found["top"]), None)
    post = [at for at in others if columns.shapes[at] is Shape.POST]
    named = [
        at
        for at in others
        if columns.words[at] & {"post"} and columns.words[at].isdisjoint({"comment", "time"})
    ]
    found["post"] = next(iter(post or named), None)
    return found


def _last_words(columns: Columns, taken: set[int]) -> int | None:
    free = [at for at in range(1, columns.width) if at not in taken and columns.shapes[at] is Shape.OTHER]
    said = [
        at
        for at in free
        if columns.speaks(at, "comment", "chat", "post") and not columns.speaks(at, "id", "parent")
    ]
    return next(reversed(said or free), None)


def _follow_roles(columns: Columns) -> dict[str, int | None]:
    return {"channel": 0, "url": columns.first(Shape.URL) or 1, "title": 2}


def _titled(columns: Columns, after: int) -> int | None:
    """Return the column of a title: its header says so and holds no language."""
    for at in range(after, columns.width):
        if columns.speaks(at, "title"):
            return at
    return None


def _playlist_roles(columns: Columns) -> dict[str, int | None]:
    stamps = columns.with_shape(Shape.TIME) or [
        at for at in range(1, columns.width) if columns.speaks(at, "time") and not columns.speaks(at, "title")
    ]
    found: dict[str, int | None] = {"id": 0, "channel": next(iter(columns.with_shape(Shape.CHANNEL)), None)}
    found["time"] = stamps[0] if stamps else None
    found["updated"] = stamps[1] if len(stamps) > 1 else None
    found["title"] = _titled(columns, 1) or (2 if columns.width > 5 else None)
    found["privacy"] = columns.width - 1
    about = [at for at in range(1, columns.width) if columns.speaks(at, "description")]
    found["description"] = about[0] if about else None
    return found


def _entry_roles(columns: Columns) -> dict[str, int | None]:
    return {"video": 0, "time": 1 if columns.width > 1 else None}


def _video_roles(columns: Columns) -> dict[str, int | None]:
    """Find the columns of videos: behind the channel's id stand title, privacy and state in every language."""
    owner = columns.with_shape(Shape.CHANNEL) or [
        at for at in range(1, columns.width) if columns.speaks(at, "channel") and columns.speaks(at, "id")
    ]
    at = owner[0] if owner else 0
    stamps = columns.with_shape(Shape.TIME) or [
        one for one in range(1, columns.width) if columns.speaks(one, "time") and one > at
    ]
    title = _titled(columns, 1) or (at + 1 if owner and at + 1 < columns.width else None)
    about = [one for one in range(1, columns.width) if columns.speaks(one, "description")]
    texts_after = [one for one in range((title or 0) + 1, columns.width) if one not in stamps]
    privacy = texts_after[-2] if len(texts_after) >= 2 else None
    return {
        "id": 0,
        "channel": at if owner else None,
        "title": title,
        "description": about[0] if about else None,
        "privacy": privacy,
        "made": stamps[0] if stamps else None,
        "time": stamps[1] if len(stamps) > 1 else None,
    }


def _song_roles(columns: Columns) -> dict[str, int | None]:
    has_video = columns.shapes[0] is Shape.VIDEO or columns.speaks(0, "video")
    at = 1 if has_video else 0
    found = {"video": 0} if has_video else {}
    return {**found, "title": at}


def _channel_roles(columns: Columns) -> dict[str, int | None]:
    return {
        "id": 0,
        "title": _titled(columns, 1),
        "privacy": columns.width - 1 if columns.width > 2 else None,
    }


_ROLES: Final[Mapping[Form, Callable[[Columns], Mapping[str, int | None]]]] = {
    Form.COMMENTS: _said_roles,
    Form.CHATS: _said_roles,
    Form.POSTS: _said_roles,
    Form.FOLLOWS: _follow_roles,
    Form.PLAYLISTS: _playlist_roles,
    Form.PLAYLIST: _entry_roles,
    Form.VIDEOS: _video_roles,
    Form.ABOUT_VIDEOS: lambda _: {"id": 0},
    Form.SONGS: _song_roles,
    Form.CHANNELS: _channel_roles,
}
