"""Items of the rows of Takeout's tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Origin
from wildgrass.sources.base import own_name
from wildgrass.sources.openquotes import Row
from wildgrass.sources.youtube import ids, texts, times, words
from wildgrass.sources.youtube.archive import Archive
from wildgrass.sources.youtube.media import letters
from wildgrass.sources.youtube.tables import Form, Table


@dataclass(slots=True)
class Sheet:
    """A table that is being read, and which playlist its rows belong to."""

    archive: Archive
    table: Table
    member: str
    playlist: str = ""  # id, where it is known
    playlist_title: str = ""
    is_liked: bool = False

    def field(self, row: Row, role: str) -> str:
        """Return what a row holds in a role, "" where it has none."""
        at = self.table.columns.get(role, -1)
        return row.fields[at].strip() if 0 <= at < len(row.fields) else ""

    def heading(self, at: int) -> str:
        """Return what a column's header says, or its number where there is none."""
        header = self.table.header
        return (header[at] if at < len(header) else "") or f"column {at + 1}"

    def rest(self, row: Row, *used: str) -> dict[str, JSON]:
        """Return the columns that an item has no place for, by their headers."""
        taken = {self.table.columns[role] for role in used if role in self.table.columns}
        found: dict[str, JSON] = {}
        for at, value in enumerate(row.fields):
            if at in taken or not value:
                continue
            name = self.heading(at)
            found[f"{name} ({at + 1})" if name in found else name] = value
        return found

    def item(self, row: Row) -> Item:
        """Return the item of a row."""
        origin = Origin(member=self.member, record=row.group, pointer=f"line={row.line}")
        fields = _READERS[self.table.form](self, row)
        base: dict[str, object] = {
            "source": ids.SOURCE,
            "origin": origin,
            "author": self.archive.owner,
            "as_of": self.archive.as_of,
            "audience": Audience.UNKNOWN,
        }
        return Item(**{**base, **fields})  # type: ignore[arg-type]

    def made_id(self, id_class: str, row: Row, native: str) -> str:
        """Return an id of the row's own number, or made of the whole row where it has none."""
        if native:
            return f"{ids.SOURCE}:{id_class}:{native}"
        return self.archive.new_id(self.member, id_class, row.fields)

    def author(self, row: Row) -> Actor | None:
        """Return the channel that a row names as its author, else the owner."""
        number = self.field(row, "channel")
        if not number:
            return self.archive.owner
        owner = self.archive.owner
        return owner if owner is not None and owner.id == number else ids.channel(number)

    def timed(self, row: Row, role: str, extra: dict[str, JSON]) -> object:
        """Return a time, or keep its text where it is none."""
        text = self.field(row, role)
        found = times.machine(text) if text else None
        if found is None and text:
            extra[self.heading(self.table.columns[role])] = text
        return found


def _said(sheet: Sheet, row: Row) -> dict[str, object]:
    """Read a comment, a message in a live chat or a community post."""
    form = sheet.table.form
    extra = sheet.rest(row, "id", "channel", "time", "video", "text", "parent", "top", "post")
    said = texts.said(sheet.field(row, "text"))
    if said.rest is not None:
        extra["pieces"] = said.rest
    number, video, post = (sheet.field(row, one) for one in ("id", "video", "post"))
    is_id = ids.COMMENT.match(number) or ids.POST.match(number) or len(number) > 5
    about = f"{ids.SOURCE}:post:{post}" if post else ids.video_item(video) if video else None
    parent = sheet.field(row, "parent") or sheet.field(row, "top")
    id_class = {Form.CHATS: "live-chat", Form.POSTS: "post"}.get(form, "comment")
    return {
        "id": sheet.made_id(id_class, row, number if is_id else ""),
        "kind": Kind.POST if form is Form.POSTS else Kind.COMMENT,
        "author": sheet.author(row),
        "published": sheet.timed(row, "time", extra),
        "text": said.text,
        "links": said.links,
        "mentions": said.mentions,
        "in_reply_to": f"{ids.SOURCE}:comment:{parent}" if parent else about,
        "thread": about,
        "url": _said_url(form, number, video, post),
        "extra": {**extra, **({"live_chat": True} if form is Form.CHATS else {})},
    }


def _said_url(form: Form, number: str, video: str, post: str) -> str | None:
    if form is Form.POSTS:
        return f"https://www.youtube.com/post/{number}" if ids.POST.match(number) else None
    if post:
        return f"https://www.youtube.com/post/{post}?lc={number}"
    if not video:
        return None
    return ids.video_url(video) + (f"&lc={number}" if form is Form.COMMENTS and number else "")


def _follow(sheet: Sheet, row: Row) -> dict[str, object]:
    number, url, title = (sheet.field(row, one) for one in ("channel", "url", "title"))
    target = ids.channel(number, title or None) if number else ids.channel_at(url, title or None)
    return {
        "id": sheet.made_id("follow", row, number if ids.CHANNEL.match(number) else ""),
        "kind": Kind.FOLLOW,
        "target": target,
        "url": url or None,
        "extra": sheet.rest(row, "channel", "url", "title"),
    }


def _playlist(sheet: Sheet, row: Row) -> dict[str, object]:
    extra = sheet.rest(row, "id", "channel", "title", "time", "updated", "description")
    number, title = sheet.field(row, "id"), sheet.field(row, "title")
    if number and title:
        known = sheet.archive.playlists.setdefault(letters(title), number)
        if known != number:
            sheet.archive.playlists[letters(title)] = ""
    sheet.playlist, sheet.playlist_title = number, title
    sheet.is_liked = ids.LIKED.match(number) is not None
    return {
        "id": sheet.made_id("playlist", row, number),
        "kind": Kind.LIST,
        "author": sheet.author(row),
        "title": title or None,
        "text": sheet.field(row, "description"),
        "published": sheet.timed(row, "time", extra),
        "edited": sheet.timed(row, "updated", extra),
        "audience": _audience(sheet.field(row, "privacy")),
        "url": f"https://www.youtube.com/playlist?list={number}" if ids.PLAYLIST.match(number) else None,
        "extra": extra,
    }


def _entry(sheet: Sheet, row: Row) -> dict[str, object]:
    """Read a video in a playlist: a like where the playlist is that of likes, else saved."""
    extra = sheet.rest(row, "video", "time")
    video = sheet.field(row, "video")
    id_class = "like" if sheet.is_liked else "saved"
    when = sheet.field(row, "time")
    if sheet.playlist_title and not sheet.is_liked:
        extra["playlist"] = sheet.playlist_title
    where = "" if sheet.is_liked else sheet.playlist or letters(sheet.playlist_title)
    return {
        "id": sheet.archive.new_id(sheet.member, id_class, where, video, when),
        "kind": Kind.LIKE if sheet.is_liked else Kind.BOOKMARK,
        "published": sheet.timed(row, "time", extra),
        "url": ids.video_url(video) if ids.VIDEO.match(video) else None,
        "thread": f"{ids.SOURCE}:playlist:{sheet.playlist}" if sheet.playlist else None,
        "extra": {**extra, "video": ids.video_item(video)},
    }


def _video(sheet: Sheet, row: Row) -> dict[str, object]:
    extra = sheet.rest(row, "id", "channel", "title", "description", "time", "made")
    number, title = sheet.field(row, "id"), sheet.field(row, "title")
    made = sheet.timed(row, "made", extra)
    shown = sheet.timed(row, "time", extra)
    if shown is not None and made is not None:
        extra["created"] = sheet.field(row, "made")
    member = sheet.archive.media.of_video(number, title)
    files: tuple[Attachment, ...] = (sheet.archive.attach(member),) if member else ()
    return {
        "id": sheet.made_id("video", row, number),
        "kind": Kind.POST,
        "author": sheet.author(row),
        "title": title or None,
        "text": sheet.field(row, "description"),
        "published": shown or made,
        "url": ids.video_url(number) if ids.VIDEO.match(number) else None,
        "audience": _audience(sheet.field(row, "privacy")),
        "attachments": files,
        "extra": extra,
    }


def _song(sheet: Sheet, row: Row) -> dict[str, object]:
    number, title = sheet.field(row, "video"), sheet.field(row, "title")
    member = sheet.archive.media.of_video(number, title)
    return {
        "id": sheet.made_id("song", row, number if ids.VIDEO.match(number) else ""),
        "kind": Kind.BOOKMARK,
        "title": title or None,
        "url": ids.video_url(number) if ids.VIDEO.match(number) else None,
        "attachments": (sheet.archive.attach(member, "file"),) if member else (),
        "audience": Audience.SELF,
        "extra": {**sheet.rest(row, "video", "title"), "section": "music library"},
    }


def _channel(sheet: Sheet, row: Row) -> dict[str, object]:
    """Read what the account says of its channel: its title is a profile, settings are withheld."""
    number, title = sheet.field(row, "id"), sheet.field(row, "title")
    section = own_name(sheet.member).rpartition("/")[2].rpartition(".")[0]
    if title:
        return {
            "id": sheet.made_id("profile", row, number),
            "kind": Kind.PROFILE,
            "author": ids.channel(number, title),
            "title": title,
            "audience": _audience(sheet.field(row, "privacy")),
            "extra": sheet.rest(row, "id", "title"),
        }
    return {
        "id": sheet.archive.new_id(sheet.member, "account", section, sheet.table.header, row.fields),
        "kind": Kind.ACCOUNT,
        "audience": Audience.SELF,
        "extra": {**sheet.rest(row), "section": section},
    }


def _other(sheet: Sheet, row: Row) -> dict[str, object]:
    section = own_name(sheet.member).rpartition("/")[2].rpartition(".")[0]
    return {
        "id": sheet.archive.new_id(sheet.member, "activity", section, sheet.table.header, row.fields),
        "kind": Kind.ACTIVITY,
        "audience": Audience.SELF,
        "extra": {**sheet.rest(row), "section": section},
    }


def _audience(word: str) -> Audience:
    """Return who may see it, by the account's language's word for "public" or "private"."""
    if words.is_one(word, "public"):
        return Audience.PUBLIC
    return Audience.SELF if words.is_one(word, "private") else Audience.UNKNOWN


_READERS: Final[Mapping[Form, Callable[[Sheet, Row], dict[str, object]]]] = {
    Form.COMMENTS: _said,
    Form.CHATS: _said,
    Form.POSTS: _said,
    Form.FOLLOWS: _follow,
    Form.PLAYLISTS: _playlist,
    Form.PLAYLIST: _entry,
    Form.VIDEOS: _video,
    Form.ABOUT_VIDEOS: _other,
    Form.SONGS: _song,
    Form.CHANNELS: _channel,
    Form.OTHER: _other,
}
