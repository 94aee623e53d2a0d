"""Members whose records become items by table: likes, relations, lists, account, security, advertising, shops."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, cast

from wildgrass.model import JSON, Actor, Attachment, Item, Kind, Moment
from wildgrass.model.item import WITHHELD_KINDS, ItemDraft
from wildgrass.sources import jsontext
from wildgrass.sources.report import Tally
from wildgrass.sources.x.archive import SOURCE, Archive, Read, Record, Skim, digest_id
from wildgrass.sources.x.media import basename
from wildgrass.sources.x.members import MemberType, Reader
from wildgrass.sources.x.secrets import quarantined
from wildgrass.sources.x.text import account, unescape
from wildgrass.sources.x.times import moment

_RELATION_CLASS: Final = {
    "following": "follow",
    "follower": "follower",
    "block": "block",
    "smartblock": "smartblock",
    "mute": "mute",
    "direct-message-mute": "message-mute",
    "periscope-followers": "periscope-follower",
}
_BY_ID_MEDIA: Final = {
    "spaces-metadata": ("spaces_media",),
    "periscope-broadcast-metadata": ("periscope_broadcast_media",),
    "moment": ("moments_media", "moments_tweets_media"),
    "grok-chat-item": ("grok_chat_media",),
    "article": ("article_media", "articles_media"),
}
_WRAPPERS: Final = frozenset(
    {"ad", "adsUserData", "keyRegistryData", "registeredDevices", "deregisteredDevices"}
)
_BANNER_ENDS: Final = ("", ".jpg", ".jpeg", ".png")


class RecordReader:
    """Reads the records of one member; what its row of the table says is taken apart once."""

    def __init__(self, archive: Archive, rule: MemberType, type_name: str) -> None:
        self._archive = archive
        self._rule = rule
        self._id_class = rule.id_class or type_name
        self._id_at = _paths(rule.id_at)[0] if rule.id_at else ()
        self._text, self._title, self._url = _paths(*rule.text), _paths(*rule.title), _paths(*rule.url)
        self._thread, self._when = _paths(*rule.thread), _paths(*rule.when)
        self._used = frozenset({rule.id_at, *rule.text, *rule.title, *rule.url, *rule.when, *rule.thread})
        self._is_withheld = rule.kind in WITHHELD_KINDS
        self._is_follower = rule.kind is Kind.FOLLOWER
        self._has_files = type_name == "profile" or type_name in _BY_ID_MEDIA

    def read(self, record: Record) -> Read:
        """Return the record's item, or one for each object of its lists."""
        value = jsontext.decode(record.text)
        if not isinstance(value, dict):
            return (record.problem("record-unknown-form", "it is no object"),)
        if self._rule.reader is Reader.LISTED:
            return self._listed(record, value)
        if self._rule.reader is Reader.RELATION:
            return self._relation(record, _body(value))
        return self._item(record, _body(value))

    def skim(self, tally: Tally | None) -> Skim | None:
        """Return what counts records in `tally`; see `MemberReader`."""
        is_plain = self._rule.reader is Reader.RECORD and not self._is_withheld and not self._has_files
        return partial(self._counted, tally) if tally is not None and is_plain else None

    def _counted(self, tally: Tally, text: bytes, number: int, conversation: str | None) -> bool:  # noqa: ARG002
        try:
            value = jsontext.decode(text)
        except jsontext.RecordError:
            return False
        if not isinstance(value, dict):
            return False
        if self._archive.is_new(self._item_id(_body(value))[0], text):
            tally.kinds.append(self._rule.kind)
            tally.records.append(number)
        return True

    def _relation(self, record: Record, body: Mapping[str, JSON]) -> Read:
        number, link = body.get("accountId") or body.get("userId") or body.get("id"), body.get("userLink")
        target = account(number) if isinstance(number, str | int) else None
        if target is None:
            return self._item(record, body)
        extra = {key: part for key, part in body.items() if key not in ("accountId", "userLink", "createdAt")}
        return self._new(
            record,
            f"{SOURCE}:{_RELATION_CLASS.get(record.type_name, record.type_name)}:{target.id}",
            {"target": target, "url": link if isinstance(link, str) else None, "extra": extra},
            moment(body.get("createdAt")),
        )

    def _listed(self, record: Record, value: Mapping[str, JSON]) -> Read:
        """Yield one item for each object in the lists under a record's wrappers; the record where it has none."""
        if not value.keys() & _WRAPPERS:
            yield from self._item(record, value)
            return
        for pointer, body in _objects(value, ""):
            inner = replace(record, origin=replace(record.origin, pointer=record.origin.pointer + pointer))
            yield from self._item(inner, body)

    def _item(self, record: Record, body: Mapping[str, JSON]) -> Read:
        if self._is_withheld:
            sealed = quarantined(body)
            body = sealed if isinstance(sealed, dict) else body
        rule, archive = self._rule, self._archive
        item_id, number = self._item_id(body)
        thread = _first(body, self._thread)
        fields: dict[str, object] = {
            "text": unescape(_first(body, self._text)),
            "title": _first(body, self._title) or None,
            "url": _first(body, self._url) or None,
            "thread": f"{SOURCE}:conversation:{thread}" if thread else None,
            "extra": self._left(body),
            "attachments": tuple(_attachments(archive, record, body, number)) if self._has_files else (),
        }
        if rule.kind is Kind.MESSAGE and body.get("sender") not in (None, "User", "USER", "user"):
            fields["author"] = Actor(platform="x", id_kind="label", id=str(body.get("sender")))
        return self._new(record, item_id, fields, self._made(body))

    def _item_id(self, body: Mapping[str, JSON]) -> tuple[str, JSON]:
        """Return the id of a record's item, and the number in it that the platform gave."""
        number = _at(body, self._id_at) if self._id_at else None
        if self._rule.id_class == "profile" and self._archive.owner is not None:
            number = self._archive.owner.id
        if isinstance(number, str | int) and not isinstance(number, bool) and number != "":
            return f"{SOURCE}:{self._id_class}:{number}", number
        return digest_id(self._id_class, body), number

    def _left(self, body: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return the fields that have no place in an item; all of them for kinds that are withheld."""
        if self._is_withheld:
            return dict(body)
        return {key: part for key, part in body.items() if key not in self._used}

    def _made(self, body: Mapping[str, JSON]) -> Moment | None:
        for path in self._when:
            found = moment(_at(body, path))
            if found is not None:
                return found
        return None

    def _new(
        self, record: Record, item_id: str, fields: dict[str, object], published: Moment | None
    ) -> Sequence[Item]:
        rule, archive = self._rule, self._archive
        if not archive.is_new(item_id, record.text if record.origin.pointer == "" else item_id.encode()):
            return ()
        if self._is_follower:
            fields["author"], fields["target"] = fields.get("target"), archive.owner
        item = ItemDraft(
            id=item_id,
            kind=rule.kind,
            source=SOURCE,
            origin=record.origin,
            author=archive.owner,
            published=published,
            as_of=archive.as_of,
            audience=archive.public(rule.audience),
            is_deleted=rule.is_deleted,
        )
        for name, value in fields.items():
            setattr(item, name, value)
        item.__class__ = Item
        return (cast("Item", item),)


def _body(value: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return the record without its wrapper, `{"like": {...}}`; some archives of 2019 have none."""
    if len(value) == 1:
        (inner,) = value.values()
        if isinstance(inner, dict):
            return inner
    return value


def _objects(value: Mapping[str, JSON], pointer: str) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """Yield the objects of the outermost lists with their JSON pointers."""
    for key, part in value.items():
        if isinstance(part, dict):
            yield from _objects(part, f"{pointer}/{key}")
        elif isinstance(part, list):
            yield from ((f"{pointer}/{key}/{n}", one) for n, one in enumerate(part) if isinstance(one, dict))


def _attachments(
    archive: Archive, record: Record, body: Mapping[str, JSON], number: JSON
) -> Iterator[Attachment]:
    if record.type_name == "profile":
        owner = archive.owner.id if archive.owner else ""
        for key, role in (("avatarMediaUrl", "avatar"), ("headerMediaUrl", "banner")):
            url = body.get(key)
            if isinstance(url, str) and url:
                names = [basename(url) + end for end in _BANNER_ENDS]
                yield archive.media.attach(owner, names, record.member_type.media, role=role, url=url)
    elif isinstance(number, str) and record.type_name in _BY_ID_MEDIA:
        yield from archive.media.named_by(number, _BY_ID_MEDIA[record.type_name], "file")


def _paths(*dotted: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.split(".")) for one in dotted)


def _first(body: Mapping[str, JSON], paths: tuple[tuple[str, ...], ...]) -> str:
    for path in paths:
        value = _at(body, path)
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _at(body: Mapping[str, JSON], path: tuple[str, ...]) -> JSON:
    value: JSON = body.get(path[0])
    for key in path[1:]:
        value = value.get(key) if isinstance(value, dict) else None
    return value
