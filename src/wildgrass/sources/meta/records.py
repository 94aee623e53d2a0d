"""Everything beside posts and messages: comments, likes, whom one follows, and what the platform logged."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from wildgrass.model import JSON, Actor, Item, Kind, Moment
from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.sources.meta import posts, values
from wildgrass.sources.meta.archive import Archive, Record
from wildgrass.sources.meta.messages import ThreadReader
from wildgrass.sources.meta.rule import Reader, Rule
from wildgrass.sources.meta.rules import stem_of
from wildgrass.sources.meta.secrets import cookies_quarantined, quarantined
from wildgrass.sources.meta.shapes import Form

_LISTED: Final = "string_list_data"
_WORDLESS: Final = frozenset(
    {Kind.ACCOUNT, Kind.LOGIN, Kind.DEVICE, Kind.PHONE, Kind.EMAIL, Kind.CONTACT, Kind.TOKEN, Kind.APP}
)
_FLAT: Final = {2: ("time", "owner"), 3: ("time", "text", "owner")}


def read(archive: Archive, record: Record, rule: Rule) -> Iterator[Item]:
    """Yield what one record holds: an item, or one for each entry of its lists."""
    value = record.value
    if isinstance(value, list):
        value = _from_list(value)
    if not isinstance(value, Mapping):
        value = {"value": value}
    if "sender_name" in value and "timestamp_ms" in value:
        yield _lone_message(archive, record, value)
        return
    if rule.reader is Reader.POST and any(
        isinstance(one.get("comment"), Mapping) for one in values.data_objects(value)
    ):  # a group's posts and comments stood in one list until 2021
        rule = Rule(kind=Kind.COMMENT, reader=Reader.COMMENT, section=rule.section)
    if "taken_at" in value and "path" in value and rule.kind is not Kind.POST:
        rule = Rule(kind=Kind.POST, reader=Reader.POST, section="profile-photo")
    if rule.reader in (Reader.POST, Reader.PICTURE):
        yield from posts.read(archive, record, value, rule)
    elif _has_entries(value) and (rule.reader is Reader.ENTRIES or "name" in value):
        yield from _each_entry(archive, record, value, rule)
    elif rule.reader in (Reader.LIKE, Reader.RELATION) and _listed(value):
        yield from _each_listed(archive, record, value, rule)
    else:
        yield _item(archive, record, value, rule)


def _lone_message(archive: Archive, record: Record, value: Mapping[str, JSON]) -> Item:
    """Return a message that stands outside of its thread."""
    thread = ThreadReader(archive, record.origin.member, Form.THREAD, stem_of(record.origin.member))
    thread.begin({})
    return thread.message(dict(value), record.origin)


def _from_list(value: list[JSON]) -> Mapping[str, JSON]:
    """Return [time, owner] and [time, text, owner], which Instagram wrote until 2020, as objects."""
    names = _FLAT.get(len(value))
    if names is None or not all(isinstance(one, str) for one in value):
        return {"value": value}
    return dict(zip(names, value, strict=True))


def _listed(value: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    found = value.get(_LISTED)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _each_listed(archive: Archive, record: Record, value: Mapping[str, JSON], rule: Rule) -> Iterator[Item]:
    """Yield one item for each entry: whoever likes two stories of one person stands there once."""
    rest = {key: part for key, part in value.items() if key != _LISTED}
    for number, one in enumerate(_listed(value)):
        inner = record.inside(None, f"/{_LISTED}/{number}") if number else record
        yield _item(archive, inner, {**rest, _LISTED: [one]}, rule)


def _has_entries(value: Mapping[str, JSON]) -> bool:
    """Say whether a record is a group of dated entries: what was visited, of one kind."""
    return any(_objects(value.get(key)) for key in ("entries", "children"))


def _objects(value: JSON) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _each_entry(archive: Archive, record: Record, value: Mapping[str, JSON], rule: Rule) -> Iterator[Item]:
    about = {key: part for key, part in value.items() if key not in ("entries", "children")}
    for key in ("entries", "children"):
        part = value.get(key)
        for number, one in enumerate(part if isinstance(part, list) else ()):
            inner = record.inside(None, f"/{key}/{number}")
            if key == "children" and isinstance(one, Mapping) and _has_entries(one):
                yield from _each_entry(archive, inner, {**about, **one}, rule)
            else:
                yield _item(archive, inner, {"group": about, "entry": one, **_entry(one)}, rule)


def _entry(one: JSON) -> Mapping[str, JSON]:
    if not isinstance(one, Mapping):
        return {}
    data = one.get("data")
    found = {"timestamp": one.get("timestamp")}
    if isinstance(data, Mapping):
        found |= {"name": data.get("name"), "uri": data.get("uri")}
    return {key: part for key, part in found.items() if part is not None}


def _item(archive: Archive, record: Record, value: Mapping[str, JSON], rule: Rule) -> Item:
    """Return the item of a record; kinds that are withheld keep all of it."""
    when = values.made(value)
    fields = _fields(archive, value, rule)
    is_withheld = rule.kind in WITHHELD_KINDS
    kept = cookies_quarantined(dict(value)) if rule.holds_cookies else quarantined(dict(value))
    extra = dict(kept) if isinstance(kept, dict) else {"value": kept}
    if not is_withheld:
        extra = _rest(extra)
    if rule.section:
        extra["section"] = rule.section
    return Item(
        id=archive.new_id(_id_class(rule), *_identity(value, when, rule, fields)),
        kind=rule.kind,
        source=archive.source,
        origin=record.origin,
        published=when,
        as_of=archive.as_of,
        audience=rule.audience,
        extra=extra,
        **fields,  # type: ignore[arg-type]
    )


def _rest(extra: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what an item has no place for; a comment's words, author and time are the item's."""
    rest = {key: part for key, part in extra.items() if key not in ("timestamp", "name", "title")}
    data = rest.get("data")
    if isinstance(data, list):
        left = [_comment_rest(one) for one in data]
        rest["data"] = [one for one in left if one]
        if not rest["data"]:
            del rest["data"]
    return rest


def _comment_rest(value: JSON) -> JSON:
    comment = value.get("comment") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(comment, Mapping):
        return value
    rest = {key: part for key, part in comment.items() if key not in ("comment", "author", "timestamp")}
    return {
        **{key: part for key, part in value.items() if key != "comment"},
        **({"comment": rest} if rest else {}),
    }


def _id_class(rule: Rule) -> str:
    return (
        f"{rule.kind}-{rule.section}" if rule.section and rule.section != str(rule.kind) else str(rule.kind)
    )


def _identity(
    value: Mapping[str, JSON], when: Moment | None, rule: Rule, fields: Mapping[str, object]
) -> tuple[object, ...]:
    """Return what tells a record from others and stays when it is exported again.

    A comment can be edited, a like is made at its time, and a titles change with the account's language: where there
    is a time and something beside it, that is enough. Everything else is told by all it says.
    """
    target = fields.get("target")
    if rule.reader is Reader.RELATION and isinstance(target, Actor):
        return (target.key,) if target.id_kind == "handle" else (target.key, when and when.iso())
    if when is not None and rule.reader in (Reader.LIKE, Reader.COMMENT):
        return (
            when.iso(),
            value.get("fbid"),
            fields.get("url"),
            target.key if isinstance(target, Actor) else "",
        )
    return (value,)


def _fields(archive: Archive, value: Mapping[str, JSON], rule: Rule) -> dict[str, object]:
    """Return the fields of an item that its reader finds in a record."""
    title = values.title(value)
    fields: dict[str, object] = {"author": archive.owner, "url": values.url(value)}
    if rule.reader is Reader.RELATION:
        return fields | _relation(archive, value, rule, title)
    if rule.reader is Reader.COMMENT:
        return fields | _comment(archive, value)
    if rule.reader is Reader.LIKE:
        fields |= _liked(archive, value)
    text = "" if rule.kind in _WORDLESS else _text(value, rule)
    fields["attachments"] = posts.attachments(archive, value)
    if rule.kind not in WITHHELD_KINDS:
        fields["links"] = values.links(value, text)
    if rule.kind is Kind.SHARE:
        fields["shares"] = ""  # the export does not say which post it was
    return fields | {"title": title, "text": text}


def _text(value: Mapping[str, JSON], rule: Rule) -> str:
    said = [one.get(key) for one in values.data_objects(value) for key in ("text", "name")]
    said = [one for one in said if isinstance(one, str)] or [
        one for one in (value.get("text"), value.get("description")) if isinstance(one, str)
    ]
    if not said and rule.reader is not Reader.LIKE:
        said = list(values.words(value))
    return "\n".join(str(one) for one in said)


def _relation(
    archive: Archive, value: Mapping[str, JSON], rule: Rule, title: str | None
) -> dict[str, object]:
    target = _target(archive, value, title)
    if target is None:
        return {"title": title}
    if rule.kind is Kind.FOLLOWER:
        return {"author": target, "target": archive.owner}
    return {"target": target}


def _target(archive: Archive, value: Mapping[str, JSON], title: str | None) -> Actor | None:
    """Return whom a record names: a handle on Instagram, a name on Facebook."""
    listed = value.get(_LISTED)
    one = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], Mapping) else value
    name = one.get("value") or value.get("owner")
    if archive.source == "instagram":
        href = one.get("href")
        found = (
            name
            if isinstance(name, str) and name
            else title or (_last(href) if isinstance(href, str) else "")
        )
        return archive.handle(found) if found else None
    named = [inner.get("name") for inner in values.data_objects(value)]
    said = next((inner for inner in named if isinstance(inner, str) and inner), None)
    return archive.label(value.get("name") or said or title or name)


def _last(href: str) -> str:
    try:
        return urlsplit(href).path.rstrip("/").rpartition("/")[2]
    except ValueError:  # urlsplit refuses some brackets
        return ""


def _liked(archive: Archive, value: Mapping[str, JSON]) -> dict[str, object]:
    """Return who liked, where the record says it, and whose it was."""
    fields: dict[str, object] = {}
    for one in values.data_objects(value):
        reaction = one.get("reaction")
        if isinstance(reaction, Mapping) and archive.owner is None:
            fields["author"] = archive.label(reaction.get("actor"))
    name = value.get("owner") or (
        value.get("title") if value.get(_LISTED) or "string_map_data" in value else None
    )
    if archive.source == "instagram" and isinstance(name, str) and name:
        fields["target"] = archive.handle(name)
    return fields


def _comment(archive: Archive, value: Mapping[str, JSON]) -> dict[str, object]:
    fields: dict[str, object] = {"title": value.get("title") or None}
    comment = next(
        (one["comment"] for one in values.data_objects(value) if isinstance(one.get("comment"), Mapping)),
        None,
    )
    if isinstance(comment, Mapping):
        text = comment.get("comment")
        fields["author"] = archive.label(comment.get("author")) or archive.owner
        text = text if isinstance(text, str) else ""
    elif isinstance(value.get("text"), str):
        text, owner = str(value["text"]), value.get("owner")
        if isinstance(owner, str) and owner:
            fields["in_reply_to_author"] = archive.handle(owner)
    else:
        text, owner = _said(value)
        if owner:
            fields["in_reply_to_author"] = archive.handle(owner)
    attachments = posts.attachments(archive, value)
    return fields | {"text": text, "links": values.links(value, text), "attachments": attachments}


def _said(value: Mapping[str, JSON]) -> tuple[str, str]:
    """Return a comment's words and whose post it stands under, by their order: the labels are in any language."""
    words = values.words(value)
    if not words:
        return "", ""
    if len(words) == 1:
        return words[0], ""
    return words[0], words[1] if " " not in words[1] else ""
