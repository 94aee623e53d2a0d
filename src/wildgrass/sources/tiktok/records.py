"""Items of records, by the rule of the section that they stand in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from wildgrass.model import (
    JSON,
    Actor,
    Attachment,
    Audience,
    Item,
    Kind,
    Link,
    Moment,
    Origin,
    Removal,
    RemovedBy,
)
from wildgrass.model.item import WITHHELD_KINDS, ItemDraft
from wildgrass.sources.ordinals import Ordinals
from wildgrass.sources.quarantine import quarantined
from wildgrass.sources.tiktok import values
from wildgrass.sources.tiktok.rules import Rule, plain
from wildgrass.sources.tiktok.values import SOURCE, Clock, Record

_CHAT: Final = "chat history with"
_PUBLIC: Final = frozenset({"public", "everyone", "publictoeveryone"})
_FRIENDS: Final = frozenset({"friends", "followers", "followersonly", "friendsonly", "mutualfriends"})
_PRIVATE: Final = frozenset({"private", "onlyme", "self"})
_SHOWN_PROFILE: Final = (
    "username", "nickname", "displayname", "biodescription", "bio", "likesreceived", "profilephoto", "profilevideo",
    "followercount", "followingcount",
)  # fmt: skip
_PEOPLE: Final = {Kind.FOLLOW, Kind.FOLLOWER, Kind.BLOCK, Kind.MUTE}


@dataclass(slots=True)
class Archive:
    """What every record's reader needs."""

    clock: Clock
    owner: Actor | None = None
    as_of: Moment | None = None
    _ordinals: Ordinals = field(default_factory=Ordinals)

    def new_id(self, id_class: str, *parts: object) -> str:
        """Return an id made of what identifies a record; equal records get ids of their own."""
        found = values.digest(*parts)
        count = self._ordinals.next(id_class, found)
        return f"{SOURCE}:{id_class}:{values.digest(*parts, count) if count else found}"


@dataclass(slots=True)
class Seen:
    """One record: its fields, where it stands, and the keys that lead to it."""

    record: Record
    origin: Origin
    keys: Sequence[str]
    rule: Rule
    is_section: bool = False  # the section's own fields, of which there is one set


def items_of(archive: Archive, seen: Seen) -> Iterator[Item]:
    """Yield the items of a record: one, and a profile beside the account's own data."""
    yield _item(archive, seen)
    if seen.rule.section == "profile" and values.first(seen.record, ("username",))[0]:
        yield _profile(archive, seen)


def _item(archive: Archive, seen: Seen) -> Item:
    rule = seen.rule
    time_key, written = values.first(seen.record, values.TIMES)
    when = archive.clock.moment(written)
    fields = _message(archive, seen, written) if rule.is_message else _fields(archive, seen, written)
    raw = quarantined(dict(seen.record))
    assert isinstance(raw, dict)
    used = fields.pop("used", ())
    is_whole = rule.kind in WITHHELD_KINDS
    left = raw if is_whole else _rest(raw, (*used, time_key if when is not None else ""))  # type: ignore[misc]
    base: dict[str, object] = {
        "kind": rule.kind,
        "source": SOURCE,
        "origin": seen.origin,
        "author": archive.owner,
        "published": when,
        "as_of": archive.as_of,
        "audience": rule.audience,
    }
    extra = {**left, **({"section": " / ".join(seen.keys)} if not rule.is_message else {})}
    made = ItemDraft(**{**base, "extra": extra, **fields})
    made.__class__ = Item
    return cast("Item", made)


def _rest(raw: Mapping[str, JSON], used: Sequence[str]) -> dict[str, JSON]:
    """Return the fields that an item has no place for and that say something."""
    return {key: part for key, part in raw.items() if key not in used and not values.is_unknown(part)}


def conversation_of(keys: Sequence[str]) -> str:
    """Return whom a conversation is with: the last key, "Chat History with somebody:"."""
    name = keys[-1].strip() if keys else ""
    if name.lower().startswith(_CHAT):
        name = name[len(_CHAT) :]
    return name.strip().rstrip(":").strip()


def _message(archive: Archive, seen: Seen, written: JSON) -> dict[str, object]:
    name = conversation_of(seen.keys)
    is_group = any(plain(key) in ("groupchat", "groupchats") for key in seen.keys[:-1])
    thread = f"{SOURCE}:conversation:{values.digest('group' if is_group else 'with', name.lower())[:20]}"
    from_key, sender = values.text_of(seen.record, ("from", "sender", "username"))
    text_key, text = values.text_of(seen.record, ("content", "text", "message"))
    used = (from_key, text_key) if text_key else (from_key,)
    return {
        "id": archive.new_id("message", thread, _stamp(written), sender, text),
        "author": values.person(sender) if sender else None,
        "text": text,
        "thread": thread,
        "title": name or None,
        "links": _links(text),
        "attachments": tuple(_pictures(seen.record)),
        "used": used,
    }


def _links(text: str) -> tuple[Link, ...]:
    if "http" not in text:
        return ()
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        if word.startswith(("http://", "https://")):
            found.append(Link(url=word, target=word, start=at, end=at + len(word)))
        at += len(word)
    return tuple(found)


def _pictures(record: Record) -> Iterator[Attachment]:
    """Yield the pictures that a record names by their addresses."""
    for key, value in record.items():
        if plain(key) in ("photo", "photos", "image", "images", "picture", "sticker"):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one.startswith(("http://", "https://")):
                    yield _attachment(one, "photo")


def _attachment(url: str, role: str) -> Attachment:
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2][-100:]
    return Attachment(name=name or role, role=role, url=url)


def _fields(archive: Archive, seen: Seen, written: JSON) -> dict[str, object]:
    rule = seen.rule
    if rule.kind in _PEOPLE:
        return _person(archive, seen)
    if rule.kind is Kind.POST:
        return _post(archive, seen, written)
    link_key, link = values.text_of(seen.record, values.LINKS)
    text_key, text = values.text_of(seen.record, values.TEXTS)
    video = values.video_of(link)
    stamp = _stamp(written)
    identity: tuple[object, ...] = (stamp, video or link, text)
    if seen.is_section:
        identity = (values.text_of(seen.record, ("username",))[1].lower() or tuple(seen.keys),)
    elif not stamp or not (link or text):
        identity = (dict(seen.record), () if stamp else tuple(seen.keys))
    fields: dict[str, object] = {
        "id": archive.new_id(rule.section, *identity),
        "url": link or None,
        "used": (link_key, text_key),
    }
    if rule.kind in (Kind.COMMENT, Kind.SEARCH, Kind.SPACE):
        fields["text"] = text
    elif text and rule.kind not in WITHHELD_KINDS:
        fields["title"] = text
    if rule.kind is Kind.COMMENT:
        fields["attachments"] = tuple(_pictures(seen.record))
        fields["in_reply_to"] = f"{SOURCE}:post:{video}" if video else None
        fields["thread"] = _live(seen.keys)
    if rule.kind is Kind.SHARE:
        fields["shares"] = f"{SOURCE}:post:{video}" if video else ""
    return fields


def _stamp(written: JSON) -> JSON:
    """Return a time without the zone's name, which the texts of an export add to what its JSON says."""
    return written.removesuffix(" UTC") if isinstance(written, str) else written


def _live(keys: Sequence[str]) -> str | None:
    """Return the thread of a live broadcast whose number leads to the record."""
    number = next((key for key in keys if key.isdigit() and len(key) > 6), None)
    return f"{SOURCE}:live:{number}" if number else None


def _person(archive: Archive, seen: Seen) -> dict[str, object]:
    key, name = values.text_of(seen.record, values.NAMES)
    rule = seen.rule
    if not name:
        return {"id": archive.new_id(rule.section, dict(seen.record)), "used": ()}
    who = values.person(name)
    made = f"{SOURCE}:{rule.section}:{values.digest(who.id)}"
    people = {"author": who, "target": archive.owner} if rule.kind is Kind.FOLLOWER else {"target": who}
    return {"id": made, "used": (key,), **people}


def _post(archive: Archive, seen: Seen, written: JSON) -> dict[str, object]:
    """Read a video of the owner's. Its links lead to the file and expire, so they are no part of its id."""
    record, rule = seen.record, seen.rule
    link_key, link = values.text_of(record, values.LINKS)
    title_key, title = values.text_of(record, ("title", "description", "caption", "text"))
    likes_key, likes = values.text_of(record, ("likes", "likecount"))
    view_key, view = values.text_of(record, ("whocanview", "visibility", "privacy"))
    links = [one for one in link.split() if one.startswith(("http://", "https://"))]
    number = values.video_of(link)
    fields: dict[str, object] = {
        "id": f"{SOURCE}:post:{number}"
        if number
        else archive.new_id("post", _stamp(written), None if written else dict(record)),
        "text": title,
        "url": link if number and len(links) == 1 else None,
        "attachments": tuple(_attachment(one, "video") for one in links),
        "counts": {"likes": int(likes)} if likes.isascii() and likes.isdigit() else {},
        "audience": _audience(view),
        "used": (title_key, link_key if links else "", likes_key if likes.isdigit() else ""),
    }
    if rule.is_deleted:
        fields |= {
            "is_deleted": True,
            "removed": Removal(by=RemovedBy.AUTHOR, notice=seen.keys[-2], sure="likely"),
        }
    del view_key
    return fields


def _audience(word: str) -> Audience:
    said = plain(word)
    if said in _PUBLIC:
        return Audience.PUBLIC
    if said in _FRIENDS:
        return Audience.FOLLOWERS
    return Audience.SELF if said in _PRIVATE else Audience.UNKNOWN


def _profile(archive: Archive, seen: Seen) -> Item:
    """Return what others see of the account; e-mail, number and birthday stay with the account's own record."""
    shown = {
        key: part
        for key, part in seen.record.items()
        if plain(key) in _SHOWN_PROFILE and not values.is_unknown(part)
    }
    name = str(values.first(seen.record, ("username",))[1])
    photo = values.text_of(seen.record, ("profilephoto",))[1]
    return Item(
        id=f"{SOURCE}:profile:{values.digest(values.person(name).id)}",
        kind=Kind.PROFILE,
        source=SOURCE,
        origin=seen.origin,
        author=values.person(name),
        as_of=archive.as_of,
        text=values.text_of(seen.record, ("biodescription", "bio"))[1],
        attachments=(_attachment(photo, "avatar"),) if photo.startswith("http") else (),
        extra=shown,
    )
