"""An archive's actor: whose it is, and the profile as it was."""

from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON, Attachment, Audience, Item, Kind, Moment
from wildgrass.model.item import Origin
from wildgrass.sources import htmltext, isotime
from wildgrass.sources.mastodon import people
from wildgrass.sources.mastodon.media import Media
from wildgrass.sources.mastodon.notes import Owner
from wildgrass.sources.mastodon.people import SOURCE
from wildgrass.sources.quarantine import quarantined

_CARRIED: Final = frozenset({"@context", "summary", "name", "icon", "image"})


def owner_of(body: Mapping[str, JSON]) -> Owner:
    """Return whom an actor describes."""
    uri, name, user = people.address(body.get("id")), body.get("name"), body.get("preferredUsername")
    if uri is None:
        return Owner()
    handle = body.get("webfinger")
    if not isinstance(handle, str):
        host = people.host_of(uri)
        handle = f"{user}@{host}" if isinstance(user, str) and host else None
    actor = people.by_uri(uri, handle, name if isinstance(name, str) and name else None)
    return Owner(actor, people.address(body.get("followers")))


def profile(
    body: Mapping[str, JSON], owner: Owner, media: Media, origin: Origin, as_of: Moment | None
) -> Item:
    """Return the profile; private keys are quarantined."""
    summary = body.get("summary")
    said = htmltext.plain(summary) if isinstance(summary, str) else htmltext.Text()
    name, url = body.get("name"), body.get("url")
    extra = {
        key: quarantined({key: part})
        for key, part in body.items()
        if key not in _CARRIED and part is not None
    }
    native = owner.actor.id if owner.actor else f"made-{people.digest(body)}"
    return Item(
        id=f"{SOURCE}:profile:{native}",
        kind=Kind.PROFILE,
        source=SOURCE,
        origin=origin,
        author=owner.actor,
        published=None,
        as_of=as_of,
        text=said.text,
        audience=Audience.PUBLIC,
        url=url if isinstance(url, str) else None,
        title=name if isinstance(name, str) and name else None,
        links=said.links(),
        attachments=_pictures(body, media),
        counts={},
        extra={key: part[key] for key, part in extra.items() if isinstance(part, dict)} | _made(body),
    )


def _made(body: Mapping[str, JSON]) -> dict[str, JSON]:
    made = isotime.moment(body.get("published"))
    return {} if made is None else {"account_made": made.iso()}


def _pictures(body: Mapping[str, JSON], media: Media) -> tuple[Attachment, ...]:
    made = []
    for name, role in (("icon", "avatar"), ("image", "banner")):
        value = body.get(name)
        part = value[0] if isinstance(value, list) and value else value
        url = people.address(part.get("url")) if isinstance(part, dict) else people.address(part)
        if url:
            kind = part.get("mediaType") if isinstance(part, dict) else None
            made.append(media.attachment(url, kind if isinstance(kind, str) else None, None, role))
    return tuple(made)
