"""Notes, questions and other ActivityPub objects as items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Moment, Removal, RemovedBy
from wildgrass.model.item import Origin
from wildgrass.sources import htmltext, isotime
from wildgrass.sources.mastodon import people
from wildgrass.sources.mastodon.media import Media
from wildgrass.sources.mastodon.people import SOURCE

_PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_GROWING: Final = ("replies", "likes", "shares")
_CARRIED: Final = frozenset(
    {
        "@context",
        "id",
        "published",
        "updated",
        "url",
        "attributedTo",
        "actor",
        "content",
        "inReplyTo",
        "attachment",
        "likes",
        "shares",
    }
)
_QUOTES: Final = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
_WITH_NAMES: Final = frozenset({"Article", "Page", "Video", "Audio", "Event", "Image"})


@dataclass(slots=True)
class Owner:
    """Whose archive it is, as far as it says."""

    actor: Actor | None = None
    followers: str | None = None

    def known(self, uri: str) -> Actor:
        """Return the account of that address, with the owner's labels where it is hers."""
        return self.actor if self.actor is not None and self.actor.id == uri else people.by_uri(uri)


@dataclass(slots=True)
class NoteReader:
    """Makes items of objects."""

    media: Media
    owner: Owner
    as_of: Moment | None

    def read(
        self, body: Mapping[str, JSON], origin: Origin, activity: Mapping[str, JSON], *, native: str
    ) -> tuple[Item, str]:
        """Return the item and what is odd about it, "" where nothing is."""
        get = body.get
        extra: dict[str, JSON] = {
            key: part for key, part in body.items() if key not in _CARRIED and part not in (None, [], "")
        }
        content = get("content")
        said = htmltext.plain(content) if isinstance(content, str) else htmltext.Text()
        odd = "" if content is None or isinstance(content, str) else "its content is no text"
        if odd:
            extra["content"] = content
        _language(extra, content)
        published = isotime.moment(get("published") or activity.get("published"))
        if published is None and get("published") is not None:
            extra["published"] = get("published")
        author = people.address(get("attributedTo") or get("actor") or activity.get("actor"))
        quotes = _quoted(body, extra)
        attachments = self._attachments(get("attachment"), extra)
        audience = self.audience(body if "to" in body or "cc" in body else activity, extra, author)
        mentions, links = _mentions(extra, said)
        item = Item(
            id=f"{SOURCE}:post:{native}",
            kind=Kind.POST if quotes is None else Kind.QUOTE,
            source=SOURCE,
            origin=origin,
            author=self.owner.known(author) if author else self.owner.actor,
            published=published,
            as_of=self.as_of,
            text=said.text,
            audience=audience,
            in_reply_to=_post(people.address(get("inReplyTo"))),
            thread=_thread(extra),
            quotes=_post(quotes),
            edited=isotime.moment(get("updated")),
            removed=Removal(by=RemovedBy.AUTHOR, notice="Tombstone") if get("type") == "Tombstone" else None,
            is_deleted=get("type") == "Tombstone",
            deleted=isotime.moment(extra.pop("deleted", None)) if get("type") == "Tombstone" else None,
            url=_web(get("url")),
            title=_title(body, extra),
            links=links,
            mentions=mentions,
            attachments=attachments,
            counts=_counts(body, extra),
            extra=_observed(extra),
        )
        return item, odd

    def audience(self, body: Mapping[str, JSON], extra: dict[str, JSON], author: str | None) -> Audience:
        """Say who could see it by its recipients."""
        if "to" not in body and "cc" not in body:
            return Audience.UNKNOWN
        to, cc = people.addresses(body.get("to")), people.addresses(body.get("cc"))
        if not _PUBLIC.isdisjoint(to):
            return Audience.PUBLIC
        if not _PUBLIC.isdisjoint(cc):
            extra["visibility"] = "unlisted"
            return Audience.PUBLIC
        followers = {self.owner.followers, f"{author}/followers"}
        if any(one in followers or one.endswith(("/followers", "/follower")) for one in (*to, *cc)):
            return Audience.FOLLOWERS
        return Audience.DIRECT

    def _attachments(self, value: JSON, extra: dict[str, JSON]) -> tuple[Attachment, ...]:
        """Return what is attached; what else is said of each stays in `extra`."""
        parts = value if isinstance(value, list) else [] if value is None else [value]
        made = []
        said: list[JSON] = []
        for part in parts:
            url = _file_url(part)
            if url is None or not isinstance(part, dict):
                said.append(part)
                continue
            kind, alt = part.get("mediaType"), part.get("name") or part.get("summary")
            made.append(
                self.media.attachment(
                    url, kind if isinstance(kind, str) else None, alt if isinstance(alt, str) else None
                )
            )
            said.append(
                {
                    key: one
                    for key, one in part.items()
                    if key not in ("name", "mediaType") and one is not None
                }
            )
        if said:
            extra["attachment"] = said
        return tuple(made)


def _file_url(part: JSON) -> str | None:
    """Return the address of an attached file: a text, an object, or a list of them as Pleroma writes."""
    value = part.get("url") or part.get("href") if isinstance(part, dict) else None
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("href")
    return value if isinstance(value, str) and value else None


def _language(extra: dict[str, JSON], content: JSON) -> None:
    """Shorten a `contentMap` that says the content again under its language."""
    texts = extra.get("contentMap")
    if isinstance(texts, dict) and len(texts) == 1 and next(iter(texts.values())) == content:
        del extra["contentMap"]
        extra["language"] = next(iter(texts))


def _quoted(body: Mapping[str, JSON], extra: dict[str, JSON]) -> str | None:
    found = [one for name in _QUOTES if (one := people.address(body.get(name)))]
    if found and all(one == found[0] for one in found):
        for name in _QUOTES:
            extra.pop(name, None)
    return found[0] if found else None


def _observed(extra: dict[str, JSON]) -> dict[str, JSON]:
    """Put answers, likes and boosts as they were that day under "observed": another day's are no other version."""
    seen: dict[str, JSON] = {name: extra.pop(name) for name in _GROWING if name in extra}
    if seen:
        extra["observed"] = seen
    return extra


def _post(uri: str | None) -> str | None:
    return f"{SOURCE}:post:{uri}" if uri else None


def _thread(extra: Mapping[str, JSON]) -> str | None:
    name = people.address(extra.get("conversation")) or people.address(extra.get("context"))
    return f"{SOURCE}:thread:{name}" if name else None


def _web(value: JSON) -> str | None:
    parts = value if isinstance(value, list) else [value]
    return next((one for part in parts if (one := people.address(part))), None)


def _title(body: Mapping[str, JSON], extra: dict[str, JSON]) -> str | None:
    """Return the warning that a note stands behind, or an article's title."""
    name = "name" if body.get("type") in _WITH_NAMES and isinstance(body.get("name"), str) else "summary"
    value = extra.pop(name, None)
    if value is not None and not isinstance(value, str):
        extra[name] = value
        return None
    return value or None


def _mentions(extra: dict[str, JSON], said: htmltext.Text) -> tuple[tuple[Actor, ...], tuple[Link, ...]]:
    """Return who is mentioned, and the links that are no mentions; other tags stay in `extra`."""
    tags = extra.pop("tag", None)
    parts = tags if isinstance(tags, list) else [] if tags is None else [tags]
    made, rest = [], []
    for part in parts:
        href = part.get("href") if isinstance(part, dict) else None
        if isinstance(part, dict) and part.get("type") == "Mention" and isinstance(href, str) and href:
            name = part.get("name")
            made.append(people.by_uri(href, name.removeprefix("@") if isinstance(name, str) else None))
        else:
            rest.append(part)
    if rest:
        extra["tag"] = rest
    links = [one.link() for one in said.anchors if "mention" not in one.css.split() or "hashtag" in one.css]
    return tuple(made), tuple(links)


def _counts(body: Mapping[str, JSON], extra: dict[str, JSON]) -> dict[str, int]:
    counts = {}
    for name, value in (("likes", body.get("likes")), ("shares", body.get("shares"))):
        total = value.get("totalItems") if isinstance(value, dict) else None
        if type(total) is int and total >= 0:
            counts[name] = total
        elif value is not None:
            extra[name] = value
    voters = body.get("votersCount")
    if type(voters) is int and voters >= 0:
        counts["voters"] = voters
    return counts
