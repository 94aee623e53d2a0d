"""Items of events, kind by kind: notes, articles, answers, shares, reactions, follows, profiles, lists, deletions.

https://github.com/nostr-protocol/nips: NIP-01, 02, 09, 10, 18, 22, 23, 25, 31, 36, 51, 65, 68, 92.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from wildgrass.crypto import nip01
from wildgrass.crypto.nip01 import SignedEvent
from wildgrass.model import JSON, Actor, Audience, Item, Kind, Moment
from wildgrass.model.item import Link, Origin
from wildgrass.sources.fetched import Files
from wildgrass.sources.nostr import media
from wildgrass.sources.nostr.people import SOURCE, account, is_key, post_id

PROFILE: Final = 0
NOTE: Final = 1
FOLLOWS: Final = 3
DELETION: Final = 5
SHARES: Final = frozenset({6, 16})
REACTION: Final = 7
COMMENT: Final = 1111
ARTICLES: Final = frozenset({30023, 30024})
MESSAGES: Final = frozenset({4, 13, 14, 1059})
_POSTS: Final = frozenset({NOTE, 20, 21, 22, 1063, 1068, 9802})
_LISTS: Final = frozenset({10000, 10001, 10002, 10003, 10015, 10050, 10063, 30000, 30002, 30003})
_URL: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}\u3000-\u303f\uff00-\uff65]+")
_TRAILING: Final = ".,;:!?)]}'\"*_~"
_LATEST: Final = 253_402_300_799


def coordinate(event: SignedEvent) -> str | None:
    """Return "kind:key:d" of an event that a newer one takes the place of, None of others (NIP-01)."""
    kind = event.kind
    if kind in (PROFILE, FOLLOWS) or 10_000 <= kind < 20_000:
        return f"{kind}:{event.pubkey}:"
    if 30_000 <= kind < 40_000:
        return f"{kind}:{event.pubkey}:{first(event.tags, 'd') or ''}"
    return None


def first(tags: Sequence[Sequence[str]], name: str) -> str | None:
    """Return the value of the first tag of a name."""
    return next((tag[1] for tag in tags if len(tag) > 1 and tag[0] == name), None)


def moment(second: int) -> Moment | None:
    """Return when an event says it was made; None where that is no time."""
    if not 0 < second <= _LATEST:
        return None
    return Moment(instant=datetime.fromtimestamp(second, UTC), precision_ms=1000)


class EventReader:
    """Makes items of events. `names` are what profiles call keys."""

    def __init__(self, files: Files, names: Mapping[str, str]) -> None:
        self._files, self._names = files, names

    def person(self, key: str) -> Actor:
        """Return the account of a key."""
        return account(key, self._names.get(key))

    def items(self, event: SignedEvent, origin: Origin) -> Iterator[Item]:
        """Yield what an event is: one item, or one for each account of a list of follows."""
        make: Callable[[SignedEvent, Origin], Item]
        if event.kind == FOLLOWS:
            yield from self._follows(event, origin)
            return
        if event.kind == PROFILE:
            make = self._profile
        elif event.kind in _POSTS or event.kind in ARTICLES or event.kind == COMMENT:
            make = self._post
        elif event.kind in SHARES:
            make = self._share
        elif event.kind == REACTION:
            make = self._reaction
        else:
            make = self._other
        yield make(event, origin)

    def _profile(self, event: SignedEvent, origin: Origin) -> Item:
        said = _object(event.content)
        name = _words(said, "display_name") or _words(said, "displayName") or _words(said, "name")
        pictures = {"avatar": _words(said, "picture"), "banner": _words(said, "banner")}
        files = tuple(media.attachment(self._files, url, role=role) for role, url in pictures.items() if url)
        carried = {"about", "picture", "banner"}
        return Item(
            id=f"{SOURCE}:profile:{event.pubkey}",
            kind=Kind.PROFILE,
            source=SOURCE,
            origin=origin,
            author=self.person(event.pubkey),
            text=_words(said, "about") or "",
            audience=Audience.PUBLIC,
            edited=moment(event.created_at),
            title=name,
            attachments=files,
            extra={key: value for key, value in said.items() if key not in carried}
            | ({} if said else {"content": event.content})
            | _event(event, event.tags),
        )

    def _post(self, event: SignedEvent, origin: Origin) -> Item:
        """Return a note, an article, a picture post or an answer."""
        is_article = event.kind in ARTICLES
        reply, root = _answered(event)
        quoted = first(event.tags, "q")
        stated = first(event.tags, "published_at") if is_article else None
        made = moment(int(stated)) if stated and stated.isdecimal() and len(stated) < 12 else None
        when = moment(event.created_at)
        text, links = event.content, _links(event.content)
        mentions = _mentions(event, self)
        kind = Kind.COMMENT if event.kind == COMMENT else Kind.QUOTE if quoted and not reply else Kind.POST
        carried = {"published_at", "d", "title", "subject"} if is_article else {"subject", "title"}
        return Item(
            id=post_id(coordinate(event) or event.id),
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=self.person(event.pubkey),
            published=made or when,
            text=text,
            audience=Audience.SELF if event.kind == 30024 else Audience.PUBLIC,
            in_reply_to=post_id(reply) if reply else None,
            in_reply_to_author=_author_of(event, reply, self),
            thread=post_id(root) if root else None,
            quotes=post_id(quoted) if quoted else None,
            edited=when if made is not None and made != when else None,
            title=first(event.tags, "title") or first(event.tags, "subject"),
            links=links,
            mentions=mentions,
            attachments=media.attachments(self._files, event.tags, [one.url for one in links]),
            extra=_event(event, [tag for tag in event.tags if not tag or tag[0] not in carried]),
        )

    def _share(self, event: SignedEvent, origin: Origin) -> Item:
        """Return somebody's event passed on; its words where they stand inside and are its author's (NIP-18)."""
        named = first(event.tags, "a") or first(event.tags, "e") or ""
        inner = nip01.read(event.content.encode("utf-8", "replace")) if event.content.strip() else None
        is_genuine = inner is not None and inner.trouble() is None
        whose = inner.pubkey if inner is not None and is_genuine else first(event.tags, "p")
        return Item(
            id=f"{SOURCE}:share:{event.id}",
            kind=Kind.SHARE,
            source=SOURCE,
            origin=origin,
            author=self.person(event.pubkey),
            published=moment(event.created_at),
            text=inner.content if inner is not None and is_genuine else "",
            audience=Audience.PUBLIC,
            shares=post_id(named) if named else "",
            target=self.person(whose) if whose and is_key(whose) else None,
            extra=_event(event, event.tags) | ({"content": event.content} if event.content else {}),
        )

    def _reaction(self, event: SignedEvent, origin: Origin) -> Item:
        """Return a like; "-" is no like but a dislike, and stays an activity (NIP-25)."""
        named = [tag[1] for tag in event.tags if len(tag) > 1 and tag[0] == "e"]
        whose = [tag[1] for tag in event.tags if len(tag) > 1 and tag[0] == "p"]
        is_like = event.content != "-"
        kind = Kind.LIKE if is_like else Kind.ACTIVITY
        return Item(
            id=f"{SOURCE}:{kind}:{event.id}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=self.person(event.pubkey),
            published=moment(event.created_at),
            audience=Audience.PUBLIC,
            target=self.person(whose[-1]) if whose and is_key(whose[-1]) else None,
            extra={"reaction": event.content, "post": post_id(named[-1]) if named else None}
            | _event(event, event.tags),
        )

    def _follows(self, event: SignedEvent, origin: Origin) -> Iterator[Item]:
        """Yield one follow for each key of the list; when it began is not said, only when the list was written."""
        for tag in event.tags:
            if len(tag) > 1 and tag[0] == "p" and is_key(tag[1]):
                extra: dict[str, JSON] = {"observed": {"listed": event.created_at}}
                yield Item(
                    id=f"{SOURCE}:follow:{event.pubkey}:{tag[1]}",
                    kind=Kind.FOLLOW,
                    source=SOURCE,
                    origin=origin,
                    author=self.person(event.pubkey),
                    audience=Audience.PUBLIC,
                    target=account(tag[1], (tag[3] or None) if len(tag) > 3 else self._names.get(tag[1])),
                    extra=extra,
                )

    def _other(self, event: SignedEvent, origin: Origin) -> Item:
        """Return a list, a deletion, or an event of a kind that is kept as it is."""
        is_list = event.kind in _LISTS
        kind = Kind.LIST if is_list else Kind.ACTIVITY
        name = coordinate(event) or event.id
        return Item(
            id=f"{SOURCE}:{kind}:{name}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=self.person(event.pubkey),
            published=moment(event.created_at),
            text=event.content if event.kind == DELETION else "",
            audience=Audience.DIRECT if event.kind in MESSAGES else Audience.PUBLIC,
            title=first(event.tags, "title") if is_list else None,
            extra=_event(event, event.tags) | ({"content": event.content} if event.content else {}),
        )


def _event(event: SignedEvent, tags: Sequence[Sequence[str]]) -> dict[str, JSON]:
    """Return what tells the event itself: its id, kind, signature and the tags that no field of an item holds."""
    kept: list[JSON] = [list[JSON](tag) for tag in tags]
    said: dict[str, JSON] = {"event": event.id, "event_kind": event.kind, "sig": event.sig}
    return said | ({"tags": kept} if kept else {})


def _object(text: str) -> dict[str, JSON]:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _words(said: Mapping[str, JSON], name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _answered(event: SignedEvent) -> tuple[str | None, str | None]:
    """Return what an event answers and where its thread began, as events' ids or coordinates (NIP-10, NIP-22)."""
    if event.kind == COMMENT:
        parent = first(event.tags, "a") or first(event.tags, "e")
        return parent, first(event.tags, "A") or first(event.tags, "E")
    named = [tag for tag in event.tags if len(tag) > 1 and tag[0] in ("e", "a")]
    marked = {tag[3]: tag[1] for tag in named if len(tag) > 3 and tag[3] in ("root", "reply")}
    if marked:
        return marked.get("reply") or marked.get("root"), marked.get("root")
    plain = [tag[1] for tag in named if tag[0] == "e" and (len(tag) < 4 or tag[3] != "mention")]
    if event.kind != NOTE or not plain:
        return None, None
    return plain[-1], plain[0]


def _author_of(event: SignedEvent, reply: str | None, reader: EventReader) -> Actor | None:
    """Return whose event is answered, where a tag says so."""
    if reply is None:
        return None
    key = reply.split(":")[1] if reply.count(":") > 1 else ""
    for tag in event.tags:
        place = 4 if event.kind != COMMENT else 3
        if len(tag) > place and tag[0] == "e" and tag[1] == reply:
            key = tag[place]
    return reader.person(key) if is_key(key) else None


def _mentions(event: SignedEvent, reader: EventReader) -> tuple[Actor, ...]:
    keys = (tag[1] for tag in event.tags if len(tag) > 1 and tag[0] == "p" and is_key(tag[1]))
    return tuple(reader.person(key) for key in dict.fromkeys(keys) if key != event.pubkey)


def _links(text: str) -> tuple[Link, ...]:
    found = []
    for match in _URL.finditer(text):
        url = match[0].rstrip(_TRAILING)
        found.append(Link(url=url, target=url, start=match.start(), end=match.start() + len(url)))
    return tuple(found)
