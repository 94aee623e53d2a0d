"""Members whose records become items by table: likes, relations, lists, account, security, advertising, shops."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Item, Kind, Moment
from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.sources import jsontext
from wildgrass.sources.x.archive import SOURCE, Archive, Read, Record, digest_id
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


def read(archive: Archive, record: Record) -> Read:
    """Yield the record's item, or one for each object of its lists."""
    value = jsontext.decode(record.text)
    if not isinstance(value, Mapping):
        yield record.problem("record-unknown-form", "it is no object")
        return
    if record.member_type.reader is Reader.LISTED:
        yield from _listed(archive, record, value)
    elif record.member_type.reader is Reader.RELATION:
        yield from _relation(archive, record, _body(value))
    else:
        yield from _item(archive, record, _body(value))


def _body(value: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return the record without its wrapper, `{"like": {...}}`; some archives of 2019 have none."""
    if len(value) == 1:
        (inner,) = value.values()
        if isinstance(inner, Mapping):
            return inner
    return value


def _relation(archive: Archive, record: Record, body: Mapping[str, JSON]) -> Read:
    number, link = body.get("accountId") or body.get("userId") or body.get("id"), body.get("userLink")
    target = account(number) if isinstance(number, str | int) else None
    if target is None:
        yield from _item(archive, record, body)
        return
    extra = {key: part for key, part in body.items() if key not in ("accountId", "userLink", "createdAt")}
    yield from _new(
        archive,
        record,
        f"{SOURCE}:{_RELATION_CLASS.get(record.type_name, record.type_name)}:{target.id}",
        {"target": target, "url": link if isinstance(link, str) else None, "extra": extra},
        moment(body.get("createdAt")),
    )


def _listed(archive: Archive, record: Record, value: Mapping[str, JSON]) -> Read:
    """Yield one item for each object in the lists under a record's wrappers; the record where it has no wrapper."""
    if not value.keys() & _WRAPPERS:
        yield from _item(archive, record, value)
        return
    for pointer, body in _objects(value, ""):
        inner = replace(record, origin=replace(record.origin, pointer=record.origin.pointer + pointer))
        yield from _item(archive, inner, body)


def _objects(value: Mapping[str, JSON], pointer: str) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """Yield the objects of the outermost lists with their JSON pointers."""
    for key, part in value.items():
        if isinstance(part, Mapping):
            yield from _objects(part, f"{pointer}/{key}")
        elif isinstance(part, list):
            yield from (
                (f"{pointer}/{key}/{n}", one) for n, one in enumerate(part) if isinstance(one, Mapping)
            )


def _item(archive: Archive, record: Record, body: Mapping[str, JSON]) -> Read:
    rule = record.member_type
    if rule.kind in WITHHELD_KINDS:
        sealed = quarantined(body)
        body = sealed if isinstance(sealed, Mapping) else body
    number = _at(body, rule.id_at) if rule.id_at else None
    id_class = rule.id_class or record.type_name
    if rule.id_class == "profile" and archive.owner is not None:
        number = archive.owner.id
    if isinstance(number, str | int) and not isinstance(number, bool) and number != "":
        item_id = f"{SOURCE}:{id_class}:{number}"
    else:
        item_id = digest_id(id_class, body)
    thread = _first(body, rule.thread)
    fields: dict[str, object] = {
        "text": unescape(_first(body, rule.text)),
        "title": _first(body, rule.title) or None,
        "url": _first(body, rule.url) or None,
        "thread": f"{SOURCE}:conversation:{thread}" if thread else None,
        "extra": _left(rule, body),
        "attachments": tuple(_attachments(archive, record, body, number)),
    }
    if rule.kind is Kind.MESSAGE and _at(body, "sender") not in (None, "User", "USER", "user"):
        fields["author"] = Actor(platform="x", id_kind="label", id=str(_at(body, "sender")))
    yield from _new(archive, record, item_id, fields, _when(rule, body))


def _new(
    archive: Archive, record: Record, item_id: str, fields: dict[str, object], published: Moment | None
) -> Iterator[Item]:
    rule = record.member_type
    if not archive.is_new(item_id, record.text if record.origin.pointer == "" else item_id.encode()):
        return
    fields.setdefault("author", None if rule.kind is Kind.FOLLOWER else archive.owner)
    if rule.kind is Kind.FOLLOWER:
        fields["author"], fields["target"] = fields.get("target"), archive.owner
    yield Item(
        id=item_id,
        kind=rule.kind,
        source=SOURCE,
        origin=record.origin,
        published=published,
        as_of=archive.as_of,
        audience=archive.public(rule.audience),
        is_deleted=rule.is_deleted,
        **fields,  # type: ignore[arg-type]
    )


def _attachments(
    archive: Archive, record: Record, body: Mapping[str, JSON], number: JSON
) -> Iterator[Attachment]:
    if record.type_name == "profile":
        owner = archive.owner.id if archive.owner else ""
        for key, role in (("avatarMediaUrl", "avatar"), ("headerMediaUrl", "banner")):
            url = _at(body, key)
            if isinstance(url, str) and url:
                names = [basename(url) + end for end in _BANNER_ENDS]
                yield archive.media.attach(owner, names, record.member_type.media, role=role, url=url)
    elif isinstance(number, str) and record.type_name in _BY_ID_MEDIA:
        yield from archive.media.named_by(number, _BY_ID_MEDIA[record.type_name], "file")


def _left(rule: MemberType, body: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the fields that have no place in an item; all of them for kinds that are withheld."""
    if rule.kind in WITHHELD_KINDS:
        return dict(body)
    used = {rule.id_at, *rule.text, *rule.title, *rule.url, *rule.when, *rule.thread}
    return {key: part for key, part in body.items() if key not in used}


def _when(rule: MemberType, body: Mapping[str, JSON]) -> Moment | None:
    for path in rule.when:
        found = moment(_at(body, path))
        if found is not None:
            return found
    return None


def _first(body: Mapping[str, JSON], paths: tuple[str, ...]) -> str:
    for path in paths:
        value = _at(body, path)
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _at(body: Mapping[str, JSON], path: str) -> JSON:
    value: JSON = body
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
