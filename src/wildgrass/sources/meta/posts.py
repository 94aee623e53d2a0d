"""Posts, stories, reels, pictures by themselves, and the comments that stand beside pictures."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Item, Kind
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.meta import values
from wildgrass.sources.meta.archive import Archive, Record
from wildgrass.sources.meta.rule import Reader, Rule

_NATIVE: Final = re.compile(
    r"_(\d{15,20})\.\w{2,5}\Z"
)  # Instagram ends a file's name with the number of its post
_OWN: Final = frozenset({"title", "timestamp", "creation_timestamp", "backup_uri", "thumbnail"})
_TEXTS: Final = ("post", "text", "comment")


def read(archive: Archive, record: Record, value: Mapping[str, JSON], rule: Rule) -> Iterator[Item]:
    """Yield a post, and each comment on its pictures."""
    places = list(_pictures(value))
    pictures = [one for _, one in places]
    if rule.reader is Reader.PICTURE and pictures and archive.held(pictures[0], is_told=False):
        archive.repeats += 1
        return
    for one in pictures:
        archive.held(one, is_told=True)
    item = _post(archive, record, value, rule, pictures)
    if item is None:
        return
    yield item
    for pointer, one in places:
        comments = one.get("comments")
        for at, comment in enumerate(comments if isinstance(comments, list) else ()):
            if isinstance(comment, Mapping):
                yield _beside(archive, record.inside(None, f"{pointer}/comments/{at}"), comment, item)


def _post(
    archive: Archive,
    record: Record,
    value: Mapping[str, JSON],
    rule: Rule,
    pictures: list[Mapping[str, JSON]],
) -> Item | None:
    text, is_caption = _text(value, pictures, is_captioned=archive.source == "instagram")
    title = value.get("title")
    item_id = _id(archive, value, rule, pictures)
    if not archive.is_new(item_id, value):
        return None
    return Item(
        id=item_id,
        kind=rule.kind,
        source=archive.source,
        origin=record.origin,
        author=archive.owner if rule.section != "own-timeline" else None,
        published=values.made(value),
        text=text,
        as_of=archive.as_of,
        audience=rule.audience,
        is_deleted=rule.is_deleted,
        url=values.url(value) if "label_values" in value else None,
        title=title if isinstance(title, str) and title and not is_caption else None,
        links=values.links(value, text),
        mentions=tuple(_tagged(archive, value.get("tags"))),
        attachments=tuple(_attachments(archive, pictures)),
        extra=_rest(value) | {"section": rule.section},
    )


_PASSING: Final = frozenset({"uri", "backup_uri", "thumbnail"})


def _rest(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what an item has no place for; the words of `data` are its text."""
    rest = {key: _lasting(part) for key, part in value.items() if key not in _OWN and key != "uri"}
    data = rest.get("data")
    if isinstance(data, list):
        left = [
            {key: part for key, part in one.items() if key != "post"} if isinstance(one, Mapping) else one
            for one in data
        ]
        rest["data"] = [one for one in left if one]
        if not rest["data"]:
            del rest["data"]
    return rest


def _lasting(value: JSON) -> JSON:
    """Return what is left of media objects without their places.

    Folders were renamed over the years, and the addresses are signed anew for each export: with them, every post would
    be another version of itself. The attachments name the files.
    """
    if isinstance(value, list):
        return [_lasting(part) for part in value]
    if not isinstance(value, Mapping):
        return value
    is_media = "creation_timestamp" in value or "media_metadata" in value or value.keys() <= _PASSING
    kept = {key: part for key, part in value.items() if not is_media or key not in _PASSING}
    return {key: _lasting(part) for key, part in kept.items()}


def _tagged(archive: Archive, tags: JSON) -> Iterator[Actor]:
    """Yield the people whom a post names beside its text."""
    for one in tags if isinstance(tags, list) else ():
        actor = archive.label(one.get("name") if isinstance(one, Mapping) else one)
        if actor is not None:
            yield actor


def _id(archive: Archive, value: Mapping[str, JSON], rule: Rule, pictures: list[Mapping[str, JSON]]) -> str:
    """Return a post's id: the number in its first file's name, else when it was made and what it holds.

    The text is left out where there is a picture or a link, so that an edited post is another version of itself.
    """
    id_class = rule.section if rule.section in ("story", "archived-story") else "post"
    names = [str(one.get("uri") or one.get("path") or "").rpartition("/")[2] for one in pictures]
    if archive.source == "instagram" and names:
        found = _NATIVE.search(names[0])
        if found is not None:
            return f"{archive.source}:{id_class}:{found[1]}"
    links = [str(context.get("url")) for context in values.contexts(value)]
    when = values.made(value)
    what: object = [names, links]
    if when is None and not names and not links:
        what = value
    return archive.new_id(id_class, when and when.iso(), value.get("fbid"), what)


def _text(
    value: Mapping[str, JSON], pictures: list[Mapping[str, JSON]], *, is_captioned: bool
) -> tuple[str, bool]:
    """Return a post's words, and whether they are what stands under "title"."""
    if "label_values" in value:
        return max(values.words(value), key=len, default=""), False
    found = [
        str(one[key]) for one in values.data_objects(value) for key in _TEXTS if isinstance(one.get(key), str)
    ]
    if found:
        return "\n".join(found), False
    if isinstance(value.get("description"), str) or isinstance(value.get("caption"), str):
        return str(value.get("description") or value.get("caption") or ""), False
    title = value.get("title")
    if is_captioned:  # Facebook's titles are sentences about the post, or names of albums
        if isinstance(title, str) and title:
            return title, True
        inner = [one.get("title") for one in pictures]
        return next((one for one in inner if isinstance(one, str) and one), ""), False
    described = [one.get("description") for one in pictures]
    return next((one for one in described if isinstance(one, str) and one), ""), False


def _pictures(value: Mapping[str, JSON]) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """Yield the media objects of a record and the pointers to them.

    A record is one itself, or has them in `media`, in its attachments and their notes, or among its labels.
    """
    if _is_file(value.get("uri")) or _is_file(value.get("path")):
        yield "", value
        return
    yield from _media("/media", value.get("media"))
    yield from _media("/media_list_data", value.get("media_list_data"))
    for pointer, one in values.attached_at(value):
        yield from _media(f"{pointer}/media", one.get("media"))
        note = one.get("note")
        if isinstance(note, Mapping):
            yield from _media(f"{pointer}/note/media", note.get("media"))
    for one in values.labelled(value):
        yield from _media("", one.get("media"))
    mapped = value.get("media_map_data")
    for part in mapped.values() if isinstance(mapped, Mapping) else ():
        yield from _media("", part)


def _is_file(uri: JSON) -> bool:
    """Say whether a record's own address is that of a file: pages have addresses too."""
    return isinstance(uri, str) and bool(uri) and (not values.is_link(uri) or _role(uri) != "file")


def _media(pointer: str, value: JSON) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    pairs = (
        [(f"{pointer}/{n}", one) for n, one in enumerate(value)]
        if isinstance(value, list)
        else [(pointer, value)]
    )
    for at, one in pairs:
        if isinstance(one, Mapping) and (one.get("uri") or one.get("path") or one.get("creation_timestamp")):
            yield at, one


def attachments(archive: Archive, value: Mapping[str, JSON]) -> tuple[Attachment, ...]:
    """Return the attachments of any record that names files."""
    return tuple(_attachments(archive, [one for _, one in _pictures(value)]))


def _attachments(archive: Archive, pictures: list[Mapping[str, JSON]]) -> Iterator[Attachment]:
    for one in pictures:
        uri = one.get("uri") or one.get("path")
        found = archive.attach(uri, _role(uri), one.get("description"))
        if found is not None:
            yield found
        thumbnail = one.get("thumbnail")
        inner = thumbnail.get("uri") if isinstance(thumbnail, Mapping) else None
        if inner and inner != uri:
            small = archive.attach(inner, "thumbnail")
            if (
                small is not None and small.member is not None
            ):  # most are addresses that stopped working in days
                yield small


def _role(uri: JSON) -> str:
    kind = media_type(uri.partition("?")[0]) if isinstance(uri, str) else None
    if kind is None:
        return "file"
    start = kind.partition("/")[0]
    return {"image": "photo", "video": "video", "audio": "audio"}.get(start, "file")


def _beside(archive: Archive, record: Record, comment: Mapping[str, JSON], post: Item) -> Item:
    text = comment.get("comment")
    text = text if isinstance(text, str) else ""
    when = values.made(comment)
    rest = {key: part for key, part in comment.items() if key not in ("comment", "author", "timestamp")}
    return Item(
        id=archive.new_id("comment", when and when.iso(), comment.get("author"), text),
        kind=Kind.COMMENT,
        source=archive.source,
        origin=record.origin,
        author=archive.label(comment.get("author")),
        published=when,
        text=text,
        as_of=archive.as_of,
        in_reply_to=post.id,
        extra=rest,
    )
