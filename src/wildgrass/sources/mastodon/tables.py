"""Tables of the page of data exports: accounts followed, muted and blocked, lists, domains, bookmarks."""

from collections.abc import Iterator, Sequence
from typing import Final

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import csvrows
from wildgrass.sources.base import Export
from wildgrass.sources.mastodon import people
from wildgrass.sources.mastodon.layout import Form
from wildgrass.sources.mastodon.notes import Owner
from wildgrass.sources.mastodon.people import SOURCE
from wildgrass.sources.membercount import MemberCount

_KINDS: Final = {
    Form.FOLLOWING: Kind.FOLLOW,
    Form.MUTES: Kind.MUTE,
    Form.BLOCKS: Kind.BLOCK,
    Form.DOMAINS: Kind.BLOCK,
    Form.LISTS: Kind.LIST,
    Form.BOOKMARKS: Kind.BOOKMARK,
}
_HEADS: Final = ("account address", "#domain")


def read(
    export: Export, key: str, form: Form, owner: Owner, as_of: Moment | None, count: MemberCount
) -> Iterator[Item | Problem]:
    """Yield a table's rows. Raises MemberError as the member does."""
    header: Sequence[str] = ()
    with export.members[key].open() as stream:
        for row in csvrows.rows(stream):
            if isinstance(row, csvrows.BrokenRow):
                count.records += 1
                yield Problem(code="record-damaged", reason=row.reason, member=key, where=f"line {row.line}")
                continue
            if not row.number and row.fields[0].strip().lower() in _HEADS:
                header = row.fields
                continue
            if not any(field.strip() for field in row.fields):
                continue
            count.records += 1
            origin = Origin(member=key, pointer=f"line={row.line - 1},{row.line}")
            item = _item(form, row.fields, header, owner, origin)
            if item is None:
                reason = "neither an account, a domain nor an address stands in the row"
                yield Problem(code="record-unknown-form", reason=reason, member=key, where=f"line {row.line}")
                continue
            yield item if as_of is None else _dated(item, as_of)


def _dated(item: Item, as_of: Moment) -> Item:
    from dataclasses import replace  # noqa: PLC0415 - tables are short

    return replace(item, as_of=as_of)


def _item(
    form: Form, fields: Sequence[str], header: Sequence[str], owner: Owner, origin: Origin
) -> Item | None:
    kind, first = _KINDS[form], fields[0].strip()
    extra: dict[str, JSON] = {
        name.strip(): value for name, value in zip(header[1:], fields[1:], strict=False) if value != ""
    }
    target: Actor | None = None
    title = url = None
    if form is Form.LISTS:
        target = people.by_handle(fields[1].strip()) if len(fields) > 1 else None
        title, native = first, people.digest(first, target.id if target else "")
        extra |= {"fields": list(fields[2:])} if len(fields) > 2 else {}
    elif form is Form.DOMAINS:
        native, title, extra = f"domain:{first.lower()}", first, extra | {"domain": first}
    elif form is Form.BOOKMARKS:
        native = url = first
        extra["post"] = f"{SOURCE}:post:{first}"
    else:
        target = people.by_handle(first) or _local(first, owner)
        native = target.id if target else ""
        extra |= {} if header or len(fields) < 2 else {"fields": list(fields[1:])}
    if not native or (form is not Form.DOMAINS and form is not Form.BOOKMARKS and target is None):
        return None
    return Item(
        id=f"{SOURCE}:{kind}:{native}",
        kind=kind,
        source=SOURCE,
        origin=origin,
        author=owner.actor,
        audience=Audience.SELF,
        target=target,
        title=title,
        url=url,
        extra=extra,
    )


def _local(name: str, owner: Owner) -> Actor | None:
    """Return an account of the owner's own server, of which tables may write the name only."""
    host = people.host_of(owner.actor.id) if owner.actor else None
    if not name or " " in name:
        return None
    if host:
        return people.by_handle(f"{name}@{host}")
    return Actor(platform=SOURCE, id_kind="label", id=name, name=name)
