"""An item's canonical JSON, written straight from its fields: a library writes every item it is given.

The same text as `canonical_json(item_to_json(item))` (a property test holds it to that) in a fifth of the time:
the order of an item's fields is known, so no object is made, walked and sorted first.
"""

from collections.abc import Iterable

from wildgrass.model.actor import Actor
from wildgrass.model.attachment import Attachment
from wildgrass.model.canonical import escaped, quoted, written
from wildgrass.model.item import Item, Link
from wildgrass.model.moment import Moment


def written_item(item: Item, attachments: Iterable[Attachment]) -> str:
    """Return the canonical JSON of `item` with `attachments` in the place of its own.

    Raises:
        ValueError, TypeError, RecursionError: `extra` holds what JSON has no form for.
    """
    # The fields stand in the order of their names; each part but the last ends with a comma.
    text = f"{{{_as_of_to_extra(item, attachments)}{_id_to_quotes(item)}{_shares_to_version(item)}}}"
    return escaped(text)


def _as_of_to_extra(item: Item, attachments: Iterable[Attachment]) -> str:
    text = f'"as_of":{_moment(item.as_of)},' if item.as_of else ""
    if attachments:
        text += f'"attachments":[{",".join(map(_attachment, attachments))}],'
    text += f'"audience":{quoted(item.audience)},"author":{_actor(item.author) if item.author else "null"},'
    if item.counts:
        text += f'"counts":{written(item.counts)},'
    if item.deleted:
        text += f'"deleted":{_moment(item.deleted)},'
    if item.edited:
        text += f'"edited":{_moment(item.edited)},'
    if item.extra:
        text += f'"extra":{written(item.extra)},'
    return text


def _id_to_quotes(item: Item) -> str:
    text = f'"id":{quoted(item.id)},'
    if item.in_reply_to is not None:
        text += f'"in_reply_to":{quoted(item.in_reply_to)},'
    if item.in_reply_to_author:
        text += f'"in_reply_to_author":{_actor(item.in_reply_to_author)},'
    if item.is_deleted:
        text += '"is_deleted":true,'
    if item.joined_by is not None:
        text += f'"joined_by":{quoted(item.joined_by)},'
    text += f'"kind":{quoted(item.kind)},'
    if item.links:
        text += f'"links":[{",".join(map(_link, item.links))}],'
    if item.mentions:
        text += f'"mentions":[{",".join(map(_actor, item.mentions))}],'
    origin, published = item.origin, item.published
    text += (
        f'"origin":{{"member":{quoted(origin.member)},"pointer":{quoted(origin.pointer)},'
        f'"record":{origin.record}}},"published":{_moment(published) if published else "null"},'
    )
    return text if item.quotes is None else f'{text}"quotes":{quoted(item.quotes)},'


def _shares_to_version(item: Item) -> str:
    text = f'"removed":{written(item.removed.to_json())},' if item.removed else ""
    if item.shares is not None:
        text += f'"shares":{quoted(item.shares)},'
    text += f'"source":{quoted(item.source)},'
    if item.target:
        text += f'"target":{_actor(item.target)},'
    text += f'"text":{quoted(item.text)}'
    if item.thread is not None:
        text += f',"thread":{quoted(item.thread)}'
    if item.title is not None:
        text += f',"title":{quoted(item.title)}'
    if item.url is not None:
        text += f',"url":{quoted(item.url)}'
    return text if item.version_of is None else f'{text},"version_of":{quoted(item.version_of)}'


def _moment(moment: Moment) -> str:
    return (
        f'{{"instant":"{moment.iso()}","precision_ms":{moment.precision_ms},'
        f'"zone":{quoted(moment.zone)},"zone_basis":{quoted(moment.zone_basis)}}}'
    )


def _actor(actor: Actor) -> str:
    handle = "" if actor.handle is None else f'"handle":{quoted(actor.handle)},'
    name = "" if actor.name is None else f'"name":{quoted(actor.name)},'
    return (
        f'{{{handle}"id":{quoted(actor.id)},"id_kind":{quoted(actor.id_kind)},{name}'
        f'"platform":{quoted(actor.platform)}}}'
    )


def _link(link: Link) -> str:
    return (
        f'{{"end":{link.end},"shown":{quoted(link.shown)},"start":{link.start},'
        f'"target":{quoted(link.target)},"url":{quoted(link.url)}}}'
    )


def _attachment(attachment: Attachment) -> str:
    return written(attachment.to_json())
