"""Moments (朋友圈): posts with their pictures, comments and likes."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Moment, Origin
from wildgrass.sources.wechat.chat import light, rest
from wildgrass.sources.wechat.fields import first, names, series, table, words
from wildgrass.sources.wechat.media import Media
from wildgrass.sources.wechat.said import File
from wildgrass.sources.wechat.teller import WECHAT, Teller
from wildgrass.sources.wechat.times import epoch

_READ: Final = names(
    "id username nickname displayName author createTime createTimeStr contentDesc media likes comments likesDetail"
    " commentsDetail linkTitle linkUrl avatarUrl rawXml"
)
_COMMENT_READ: Final = names(
    "id nickname username content refCommentId refUsername refNickname createTime displayName wxid"
)


def items(
    teller: Teller, media: Media, value: Mapping[str, JSON], origin: Origin, raw: int
) -> Iterator[Item]:
    """Yield a post and its comments; nothing where the same stood in the export before."""
    get = value.get
    number = number_of(value)
    item_id = f"{WECHAT}:moment:{number}"
    if not teller.is_new(item_id, raw):
        return
    author = teller.actor(words(get("username")), first(get("nickname"), get("displayName")))
    url, title = words(get("linkUrl")), words(get("linkTitle"))
    yield Item(
        id=item_id,
        kind=Kind.POST,
        source=WECHAT,
        origin=origin,
        author=author,
        published=epoch(get("createTime")),
        as_of=teller.as_of,
        text=words(get("contentDesc")),
        audience=Audience.UNKNOWN,
        links=(Link(url=url, target=url, shown=title),) if url else (),
        attachments=tuple(_pictures(teller, media, value)),
        extra=_extra(value),
    )
    yield from _comments(teller, value, item_id, origin)


def number_of(value: Mapping[str, JSON]) -> str:
    """Return a post's id, "" where it has none."""
    return first(value.get("id"), value.get("tid"))


def _extra(value: Mapping[str, JSON]) -> dict[str, JSON]:
    extra = rest(value, _READ)
    likes = series(value.get("likesDetail")) or series(value.get("likes"))
    if likes:
        extra["reactions"] = [light(one) if isinstance(one, Mapping) else one for one in likes]
    if value.get("rawXml"):
        extra["raw_xml_characters"] = len(words(value.get("rawXml")))
    return extra


def _pictures(teller: Teller, media: Media, value: Mapping[str, JSON]) -> Iterator[Attachment]:
    for part in series(value.get("media")):
        one = table(part)
        for each, role in ((one, ""), (table(one.get("livePhoto")), "video")):
            url, path = words(each.get("url")), words(each.get("localPath"))
            if not (url or path):
                continue
            is_video = role or _is_video(url, path)
            file = File(
                "video" if is_video else "photo", path=path, digest=words(each.get("md5")), url=url or None
            )
            file.name = "" if path else _name(url)
            yield media.attach(file, teller.member)


def _name(url: str) -> str:
    """Return the part of a picture's URL that tells it from others: the last is only its size."""
    parts = [part for part in url.partition("?")[0].split("/")[3:] if part]
    return next((part for part in reversed(parts) if not part.isdecimal()), "")[:200]


def _is_video(url: str, path: str) -> bool:
    return path.lower().endswith((".mp4", ".mov")) or "snsvideodownload" in url or ".mp4" in url


def _comments(teller: Teller, value: Mapping[str, JSON], post: str, origin: Origin) -> Iterator[Item]:
    number = post.rpartition(":")[2]
    for place, part in enumerate(series(value.get("commentsDetail")) or series(value.get("comments"))):
        comment = table(part)
        if not comment:
            continue
        own = words(comment.get("id")) or f"at-{place}"
        refers = words(comment.get("refCommentId"))
        name = first(comment.get("nickname"), comment.get("displayName"))
        yield Item(
            id=f"{WECHAT}:comment:{number}-{own}",
            kind=Kind.COMMENT,
            source=WECHAT,
            origin=origin,
            author=teller.actor(first(comment.get("username"), comment.get("wxid")), name),
            published=_time(comment),
            as_of=teller.as_of,
            text=words(comment.get("content")),
            audience=Audience.UNKNOWN,
            in_reply_to=f"{WECHAT}:comment:{number}-{refers}" if refers not in ("", "0") else post,
            in_reply_to_author=_refers_to(teller, comment),
            thread=post,
            extra=rest(comment, _COMMENT_READ),
        )


def _time(comment: Mapping[str, JSON]) -> Moment | None:
    return epoch(comment.get("createTime"))


def _refers_to(teller: Teller, comment: Mapping[str, JSON]) -> Actor | None:
    account, name = words(comment.get("refUsername")), words(comment.get("refNickname"))
    return teller.actor(account, name) if account or name else None
