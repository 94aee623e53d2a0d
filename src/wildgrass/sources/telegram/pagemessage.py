"""One message of a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from wildgrass.model import JSON, Actor, Attachment, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.telegram import peers, times
from wildgrass.sources.telegram.media import Media
from wildgrass.sources.telegram.pageparts import Marked, classes, first, marked, parsed, text_in, with_class
from wildgrass.sources.telegram.peers import SOURCE, Chat

_NUMBER: Final = re.compile(r"message(-?\d+)\Z")
_GO_TO: Final = re.compile(r"(?:go_to_message|GoToMessage\()(-?\d+)")
_VIA: Final = re.compile(r"\s+via @(\w+)\s*\Z")
_DATES_UNTIL: Final = -10_000_000
"""Dates between messages are numbered -1, -2 and so on; messages of a group that became a supergroup count up from
-1,000,000,000."""
_DELETED: Final = "Deleted Account"
_WRAPS: Final = {
    "photo_wrap": "photo",
    "sticker_wrap": "sticker",
    "animated_wrap": "animated_gif",
    "video_file_wrap": "video",
}
_FILES: Final = {
    "media_photo": "photo",
    "media_video": "video",
    "media_voice_message": "audio",
    "media_audio_file": "audio",
    "media_file": "file",
    "media_contact": "file",
}


@dataclass(slots=True)
class Context:
    """What messages of a page share; `sender` is whoever wrote the last one."""

    chat: Chat
    media: Media
    root: str
    clock: LocalClock
    as_of: Moment | None
    sender: Actor | None = None


def message_of(data: bytes, context: Context, origin: Origin) -> Item | Problem | None:
    """Return the message or event that a piece of a page is; None for a date between messages."""
    tree = parsed(data)
    top = None if tree is None else first(tree, "message")
    found = _NUMBER.match(top.get("id") or "") if top is not None else None
    if top is None or (found is None and "service" not in classes(top)):
        reason = "a message without its number"
        return Problem(code="record-without-id", reason=reason, member=origin.member, where=origin.pointer)
    number = int(found[1]) if found and len(found[1]) < 20 else None
    if "service" in classes(top):
        context.sender = None
        if number is None or _DATES_UNTIL < number < 0:
            return None
        return _service(top, number, context, origin)
    return _message(top, number or 0, context, origin)


def _service(top: etree._Element, number: int, context: Context, origin: Origin) -> Item:
    body = first(top, "body")
    said = Marked() if body is None else marked(body)
    files = tuple(
        context.media.attachment(context.root, href, role="photo")
        for one in with_class(top, "userpic_link")
        if (href := one.get("href"))
    )
    return Item(
        id=context.chat.message_id(number),
        kind=Kind.EVENT,
        source=SOURCE,
        origin=origin,
        as_of=context.as_of,
        text=said.text,
        audience=context.chat.audience,
        thread=context.chat.thread,
        title=_title(context.chat),
        in_reply_to=_answered(top, context.chat),
        attachments=files,
    )


def _title(chat: Chat) -> str | None:
    title, chat.is_titled = None if chat.is_titled else chat.name, True
    return title


def _message(top: etree._Element, number: int, context: Context, origin: Origin) -> Item:
    extra: dict[str, JSON] = {}
    body = first(top, "body")
    body = top if body is None else body
    forwarded = next((one for one in with_class(body, "forwarded", "body")), None)
    context.sender = _sender(body, context, extra, is_joined="joined" in classes(top))
    if forwarded is not None:
        _forwarding(forwarded, extra)
    date = first(body, "date", "details")
    stated = "" if date is None else date.get("title") or ""
    published = times.on_page(stated, context.clock)
    if published is None and stated:
        extra["date"] = stated
    inner = body if forwarded is None else forwarded
    text = next((one for one in inner if "text" in classes(one)), None)
    said = Marked() if text is None else marked(text)
    files = tuple(_files(inner, context, extra))
    counts = _reactions(body, extra)
    if (signature := first(body, "signature")) is not None:
        extra["author"] = text_in(signature)
    is_call = extra.get("media_type") == "media_call"
    return Item(
        id=context.chat.message_id(number),
        kind=Kind.EVENT if is_call else Kind.MESSAGE,
        source=SOURCE,
        origin=origin,
        author=context.sender,
        published=published,
        as_of=context.as_of,
        text=said.text or (str(extra.get("media_status", "")) if is_call else ""),
        audience=context.chat.audience,
        thread=context.chat.thread,
        title=_title(context.chat),
        in_reply_to=_answered(body, context.chat),
        links=said.links,
        mentions=said.mentions,
        attachments=files,
        counts=counts,
        extra=extra,
    )


def _sender(
    body: etree._Element, context: Context, extra: dict[str, JSON], *, is_joined: bool
) -> Actor | None:
    """Return who wrote a message: one that is joined to the one before it names nobody."""
    named = next((one for one in body if "from_name" in classes(one)), None)
    if named is None:
        return context.sender if is_joined else None
    name = text_in(named)
    via = _VIA.search(name)
    if via is not None:
        extra["via_bot"] = "@" + via[1]
        name = name[: via.start()].strip()
    if name == _DELETED:  # stands for anybody whose account is gone
        extra["from"] = name
        return None
    return peers.named(name) if name else None


def _forwarding(forwarded: etree._Element, extra: dict[str, JSON]) -> None:
    named = next((one for one in forwarded if "from_name" in classes(one)), None)
    if named is None:
        extra["forwarded"] = True
        return
    date = first(named, "date")
    name = text_in(named)
    if date is not None:
        extra["forwarded_date"] = date.get("title") or text_in(date)
        name = name.removesuffix(text_in(date)).strip()
    via = _VIA.search(name)
    if via is not None:
        extra["via_bot"] = "@" + via[1]
        name = name[: via.start()].strip()
    extra["forwarded_from"] = name


def _answered(body: etree._Element, chat: Chat) -> str | None:
    reply = first(body, "reply_to")
    where = reply if reply is not None else first(body, "body") if "service" in classes(body) else None
    for anchor in () if where is None else where.iter("a"):
        found = _GO_TO.search(anchor.get("href") or "") or _GO_TO.search(anchor.get("onclick") or "")
        if found and len(found[1]) < 20:
            return chat.message_id(int(found[1]))
    return None


def _files(body: etree._Element, context: Context, extra: dict[str, JSON]) -> Iterator[Attachment]:
    """Yield the files of a message, and put what its media block says into `extra`."""
    for wrap, role in _WRAPS.items():
        for one in with_class(body, wrap):
            href = one.get("href") or ""
            if href:
                yield context.media.attachment(context.root, href, role=role)
            yield from _thumbnails(one, context, href)
    for block in with_class(body, "media"):
        yield from _block(block, context, extra)
    if (poll := first(body, "media_poll")) is not None:
        extra["poll"] = {
            "question": text_in(first(poll, "question")),
            "answers": [text_in(one) for one in with_class(poll, "answer")],
            "total": text_in(first(poll, "total")),
        }


def _block(block: etree._Element, context: Context, extra: dict[str, JSON]) -> Iterator[Attachment]:
    """Yield the file that a media block names, with the words that stand there."""
    kind = next((one for one in classes(block) if one.startswith("media_")), "")
    href = block.get("href") or ""
    extra["media_type"] = kind
    for part in ("title", "description", "status"):
        if said := text_in(first(block, part)):
            extra[f"media_{part}"] = said
    role = _FILES.get(kind)
    if role is None or (kind == "media_contact" and not href):
        if href:
            extra["media_link"] = href
        return
    title = text_in(first(block, "title"))
    if href:
        yield context.media.attachment(
            context.root, href, name=title if kind == "media_file" else None, role=role
        )
    else:
        yield Attachment(name=title or kind, role=role)
    yield from _thumbnails(block, context, href)


def _thumbnails(block: etree._Element, context: Context, href: str) -> Iterator[Attachment]:
    """Yield the small pictures that a page shows for a file; those that are not there are not missed."""
    for image in block.iter("img"):
        source = image.get("src") or ""
        if source and source != href and context.media.find(context.root, source) is not None:
            yield context.media.attachment(context.root, source, role="thumbnail")


def _reactions(body: etree._Element, extra: dict[str, JSON]) -> dict[str, int]:
    """Return how many reactions there are; each goes to `extra` with the names that the page gives."""
    reactions: list[JSON] = []
    total = 0
    for one in with_class(body, "reaction"):
        who = [title for part in with_class(one, "userpic") if (title := part.get("title"))]
        stated = text_in(first(one, "count"))
        count = int(stated) if stated.isdecimal() and len(stated) < 10 else len(who)
        total += count
        reaction: dict[str, JSON] = {"emoji": text_in(first(one, "emoji")), "count": count}
        if who:
            reaction["recent"] = [*who]
        reactions.append(reaction)
    if not reactions:
        return {}
    extra["reactions"] = reactions
    return {"reactions": total}
