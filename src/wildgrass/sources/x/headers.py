"""Header files repeat ids without text: a header whose post or message is not there is the sign of a gap."""

import re
from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON, Item, Kind, Moment
from wildgrass.sources import jsontext
from wildgrass.sources.x.archive import SOURCE, Archive, Read, Record
from wildgrass.sources.x.times import tweet_moment

_OF = rb'"%s"\s*:\s*"%s"\s*'
_MESSAGE: Final = Kind.MESSAGE
_USER = rb"\d{1,19}"
_DATE = rb"[\w :.+-]{1,40}"
_CREATED = _OF % (b"createdAt", _DATE)
_RECIPIENT = _OF % (b"recipientId", _USER)
# Nearly all headers look like one of these, and then the only question is whether their id was read.
_USUAL_POST: Final = re.compile(
    rb'\{\s*"tweet"\s*:\s*\{\s*'
    + rb",\s*".join(
        [_OF % (b"tweet_id", rb"(\d{1,19})"), _OF % (b"user_id", _USER), _OF % (b"created_at", _DATE)]
    )
    + rb"\}\s*\}"
)
_USUAL_MESSAGE: Final = re.compile(
    rb'\{\s*"messageCreate"\s*:\s*\{\s*'
    + rb",\s*".join([_OF % (b"id", rb"(\d{1,19})"), _OF % (b"senderId", _USER)])
    + rb",\s*(?:%s(?:,\s*%s)?|%s,\s*%s)" % (_CREATED, _RECIPIENT, _RECIPIENT, _CREATED)
    + rb"\}\s*\}"
)


def read(archive: Archive, record: Record) -> Read:
    """Return nothing for a header whose record was read, a problem or a bare deleted post for others."""
    is_message = record.member_type.kind is _MESSAGE
    found = (_USUAL_MESSAGE if is_message else _USUAL_POST).fullmatch(record.text)
    if found is not None and ("x:message:" if is_message else "x:post:") + found[1].decode() in archive.seen:
        return ()
    return _read(archive, record)


def _read(archive: Archive, record: Record) -> Read:
    value = jsontext.decode(record.text)
    if not isinstance(value, Mapping):
        yield record.problem("record-unknown-form", "it is no object")
        return
    if record.member_type.kind is Kind.MESSAGE:
        yield from _message(archive, record, value)
    else:
        yield from _post(archive, record, value)


def _message(archive: Archive, record: Record, value: Mapping[str, JSON]) -> Read:
    body = value.get("messageCreate")
    if isinstance(value.get("dmConversation"), Mapping):
        messages = value["dmConversation"].get("messages")  # type: ignore[union-attr]
        for inner in messages if isinstance(messages, list) else ():
            if isinstance(inner, Mapping):
                yield from _message(archive, record, inner)
    elif isinstance(body, Mapping):
        item_id = f"{SOURCE}:message:{body.get('id')}"
        if item_id not in archive.seen:
            yield record.problem("header-without-record", f"message {body.get('id')} is not in the archive")
    # Joins and leaves stand in the message files, in the same words; a header of one adds nothing.


def _post(archive: Archive, record: Record, value: Mapping[str, JSON]) -> Read:
    body = value.get("tweet", value)
    number = body.get("tweet_id") or body.get("tweetId") if isinstance(body, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(number, str | int):
        yield record.problem("record-without-id", "a header without the id of its post")
        return
    item_id = f"{SOURCE}:post:{number}"
    if item_id in archive.seen:
        return
    if not record.member_type.is_deleted:
        yield record.problem("header-without-record", f"post {number} is not in the archive")
        return
    archive.is_new(item_id, record.text)
    known = ("tweet_id", "tweetId", "user_id", "userId", "created_at", "createdAt", "deleted_at", "deletedAt")
    yield Item(
        id=item_id,
        kind=Kind.POST,
        source=SOURCE,
        origin=record.origin,
        author=archive.owner,
        published=_moment(body, "created_at", "createdAt"),
        as_of=archive.as_of,
        is_deleted=True,
        deleted=_moment(body, "deleted_at", "deletedAt"),
        joined_by=None,
        extra={"header_only": True, **{key: part for key, part in body.items() if key not in known}},
    )


def _moment(body: Mapping[str, JSON], *keys: str) -> Moment | None:
    value = next((body[key] for key in keys if key in body), None)
    return tweet_moment(value) if isinstance(value, str) else None
