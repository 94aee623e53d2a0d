"""Statuses as Mastodon's API gives them, as mastodon-archive and other clients save them."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import htmltext, isotime
from wildgrass.sources.mastodon import people
from wildgrass.sources.mastodon.notes import NoteReader
from wildgrass.sources.mastodon.people import SOURCE

_AUDIENCES: Final = {
    "public": Audience.PUBLIC,
    "unlisted": Audience.PUBLIC,
    "private": Audience.FOLLOWERS,
    "direct": Audience.DIRECT,
}
_CARRIED: Final = frozenset(
    {"account", "content", "created_at", "edited_at", "spoiler_text", "reblog", "uri", "url", "mentions"}
)
_PEOPLE: Final = {
    "followers[]": Kind.FOLLOWER,
    "following[]": Kind.FOLLOW,
    "mutes[]": Kind.MUTE,
    "blocks[]": Kind.BLOCK,
}
_MARKS: Final = {"favourites[]": Kind.LIKE, "bookmarks[]": Kind.BOOKMARK}
# What one look at a post or an account showed that day. Another day's is no other version of it.
_OBSERVED: Final = frozenset(
    {
        *(
            "favourites_count",
            "reblogs_count",
            "replies_count",
            "quotes_count",
            "card",
            "poll",
            "pinned",
            "filtered",
        ),
        *("favourited", "reblogged", "muted", "bookmarked", "reblog", "quote_approval"),
        *("followers_count", "following_count", "statuses_count", "last_status_at"),
    }
)
_COUNTS: Final = {"favourites_count": "likes", "reblogs_count": "shares", "replies_count": "replies"}


class StatusReader:
    """Makes items of statuses and accounts."""

    def __init__(self, notes: NoteReader) -> None:
        self._notes = notes

    def account(self, value: JSON, origin: Origin) -> Iterator[Item]:
        """Yield the profile that stands beside a client's collections."""
        if isinstance(value, dict) and (actor := _account(value)) is not None:
            note = value.get("note")
            yield Item(
                id=f"{SOURCE}:profile:{actor.id}",
                kind=Kind.PROFILE,
                source=SOURCE,
                origin=origin,
                author=actor,
                text=htmltext.plain(note).text if isinstance(note, str) else "",
                audience=Audience.PUBLIC,
                title=actor.name,
                extra=_observed(
                    {key: part for key, part in value.items() if key not in ("note", "display_name")}
                ),
            )

    def read(self, value: JSON, path: str, origin: Origin) -> Iterator[Item | Problem | str]:
        """Yield the item of a record; what it is follows from the collection it lies in."""
        if not isinstance(value, dict):
            reason = "no object stands where a record should"
            yield Problem(code="record-unknown-form", reason=reason, member=origin.member)
            return
        if path in _PEOPLE or ("acct" in value and "content" not in value):
            yield self._person(value, _PEOPLE.get(path, Kind.ACTIVITY), origin)
        elif path == "notifications[]" or "content" not in value:
            native = value.get("id") or people.digest(value)
            yield self._bare(value, f"{SOURCE}:activity:{native}", origin)
        elif path in _MARKS:
            yield self._mark(value, _MARKS[path], origin)
        else:
            yield self._status(value, origin)

    def _bare(self, value: Mapping[str, JSON], item_id: str, origin: Origin) -> Item:
        when = isotime.moment(value.get("created_at"))
        return Item(
            id=item_id, kind=Kind.ACTIVITY, source=SOURCE, origin=origin, published=when, extra=dict(value)
        )

    def _person(self, value: Mapping[str, JSON], kind: Kind, origin: Origin) -> Item:
        actor = _account(value)
        native = actor.id if actor else people.digest(value)
        return Item(
            id=f"{SOURCE}:{kind}:{native}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            target=actor,
            extra=dict(value),
        )

    def _mark(self, value: Mapping[str, JSON], kind: Kind, origin: Origin) -> Item:
        """Return the owner's like or bookmark of somebody's status, with that status's text."""
        made = self._status(value, origin)
        native = made.id.removeprefix(f"{SOURCE}:post:").removeprefix(f"{SOURCE}:share:")
        return Item(
            id=f"{SOURCE}:{kind}:{native}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            text=made.text,
            title=made.title,
            audience=Audience.SELF if kind is Kind.BOOKMARK else Audience.UNKNOWN,
            target=made.author,
            url=made.url,
            links=made.links,
            attachments=made.attachments,
            extra={"post": f"{SOURCE}:post:{native}", "status": dict(value)},
        )

    def _status(self, value: Mapping[str, JSON], origin: Origin) -> Item:
        get = value.get
        shared = get("reblog")
        is_share = isinstance(shared, dict)
        body: Mapping[str, JSON] = shared if isinstance(shared, dict) else value
        said = htmltext.plain(str(body.get("content") or ""))
        warning = body.get("spoiler_text")
        uri = people.address(get("uri")) or people.address(get("url")) or f"made-{people.digest(value)}"
        extra: dict[str, JSON] = {
            key: part for key, part in value.items() if key not in _CARRIED and part not in (None, [], "")
        }
        if is_share:
            extra["reblog"] = shared
        author, target = _account(get("account")), _account(body.get("account"))
        links = [
            one.link() for one in said.anchors if "mention" not in one.css.split() or "hashtag" in one.css
        ]
        return Item(
            id=f"{SOURCE}:{'share' if is_share else 'post'}:{uri}",
            kind=Kind.SHARE if is_share else Kind.POST,
            source=SOURCE,
            origin=origin,
            author=author,
            published=isotime.moment(get("created_at")),
            text=said.text,
            audience=_AUDIENCES.get(str(get("visibility")), Audience.UNKNOWN),
            in_reply_to=None if is_share else _parent(value, uri),
            shares=f"{SOURCE}:post:{people.address(body.get('uri')) or ''}" if is_share else None,
            target=target if is_share else None,
            edited=isotime.moment(get("edited_at")),
            url=people.address(get("url")),
            title=warning if isinstance(warning, str) and warning else None,
            links=tuple(links),
            mentions=_mentions(body.get("mentions")),
            attachments=self._attachments(body.get("media_attachments")),
            counts=_counts(value),
            extra=_observed(extra),
        )

    def _attachments(self, value: JSON) -> tuple[Attachment, ...]:
        made = []
        for part in value if isinstance(value, list) else []:
            url = part.get("url") or part.get("remote_url") if isinstance(part, dict) else None
            if isinstance(part, dict) and isinstance(url, str):
                alt = part.get("description")
                made.append(self._notes.media.attachment(url, None, alt if isinstance(alt, str) else None))
        return tuple(made)


def _observed(extra: Mapping[str, JSON]) -> dict[str, JSON]:
    """Put what changes without anybody changing it under "observed"."""
    seen = {key: part for key, part in extra.items() if key in _OBSERVED}
    rest = {key: part for key, part in extra.items() if key not in _OBSERVED}
    if (asked := _asked(extra.get("poll"))) is not None:
        rest["poll"] = asked
    return rest | ({"observed": seen} if seen else {})


def _asked(poll: JSON) -> JSON:
    """Return what a poll asks, without who has answered so far; None where there is none."""
    if not isinstance(poll, dict):
        return None
    answers = poll.get("options")
    titles = [
        {"title": one.get("title")}
        for one in (answers if isinstance(answers, list) else [])
        if isinstance(one, dict)
    ]
    return {"id": poll.get("id"), "expires_at": poll.get("expires_at"), "options": list[JSON](titles)}


def _account(value: JSON) -> Actor | None:
    """Return the account that an object describes: by its address where that is one, else by its handle."""
    if not isinstance(value, dict):
        return None
    acct, name, url = value.get("acct"), value.get("display_name"), value.get("uri")
    shown = name if isinstance(name, str) and name else None
    host = people.host_of(str(value.get("url") or ""))
    full = f"{acct}@{host}" if isinstance(acct, str) and "@" not in acct and host else acct
    if isinstance(url, str) and url:
        return people.by_uri(url, full if isinstance(full, str) else None, shown)
    return people.by_handle(full, shown) if isinstance(full, str) else None


def _parent(value: Mapping[str, JSON], uri: str) -> str | None:
    """Return the id of what it answers: by number only, so an address is known where the author answers herself."""
    parent, account = value.get("in_reply_to_id"), value.get("account")
    if not isinstance(parent, str | int) or parent == "":
        return None
    number, own = str(value.get("id")), account.get("id") if isinstance(account, dict) else None
    if own is not None and own == value.get("in_reply_to_account_id") and uri.endswith(f"/{number}"):
        return f"{SOURCE}:post:{uri.removesuffix(number)}{parent}"
    return f"{SOURCE}:status:{people.host_of(uri) or ''}.{parent}"


def _mentions(value: JSON) -> tuple[Actor, ...]:
    made = (_account(part) for part in (value if isinstance(value, list) else []))
    return tuple(one for one in made if one is not None)


def _counts(value: Mapping[str, JSON]) -> dict[str, int]:
    found = {name: value.get(key) for key, name in _COUNTS.items()}
    return {name: number for name, number in found.items() if type(number) is int and number >= 0}
