"""Header files repeat ids without text: a header whose post or message is not there is the sign of a gap."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from wildgrass.model import JSON, Item, Kind, Moment
from wildgrass.sources import jsontext
from wildgrass.sources.report import Tally
from wildgrass.sources.x.archive import SOURCE, Archive, Read, Record, Skim
from wildgrass.sources.x.members import MemberType
from wildgrass.sources.x.times import tweet_moment


class _Post(Struct, forbid_unknown_fields=True, gc=False):
    tweet_id: str
    user_id: str
    created_at: str


class _PostHeader(Struct, forbid_unknown_fields=True, gc=False):
    tweet: _Post


class _Message(Struct, forbid_unknown_fields=True, gc=False):
    id: str
    senderId: str  # noqa: N815 - X's own name, here and below
    createdAt: str  # noqa: N815
    recipientId: str | None = None  # noqa: N815


class _MessageHeader(Struct, forbid_unknown_fields=True, gc=False):
    messageCreate: _Message  # noqa: N815


_as_post: Final = msgspec.json.Decoder(_PostHeader).decode
_as_message: Final = msgspec.json.Decoder(_MessageHeader).decode


class HeaderReader:
    """Reads the headers of one member."""

    def __init__(self, archive: Archive, member_type: MemberType) -> None:
        self._archive = archive
        self._is_message = member_type.kind is Kind.MESSAGE

    def read(self, record: Record) -> Read:
        """Return nothing for a header whose record was read, a problem or a bare deleted post for others."""
        return _read(self._archive, record)

    def skim(self, tally: Tally | None) -> Skim:  # noqa: ARG002 - a header that needs no reading is no item
        """Return what asks of nearly all headers only whether their id was read."""
        return self._is_message_read if self._is_message else self._is_post_read

    def _is_post_read(self, text: bytes, number: int, conversation: str | None) -> bool:  # noqa: ARG002
        try:
            post = _as_post(text).tweet
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
        # Four keys and three texts; with more quotes a key is there twice.
        return text.count(b'"') == 14 and "x:post:" + post.tweet_id in self._archive.seen

    def _is_message_read(self, text: bytes, number: int, conversation: str | None) -> bool:  # noqa: ARG002
        try:
            message = _as_message(text).messageCreate
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
        quotes = 14 if message.recipientId is None else 18
        return text.count(b'"') == quotes and "x:message:" + message.id in self._archive.seen


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
