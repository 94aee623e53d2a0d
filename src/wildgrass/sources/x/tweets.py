"""Posts: tweets of every age since 2019, and the monthly files of 2012 to 2018, which hold the same fields and more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET, UnsetType

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Moment, Problem
from wildgrass.model.item import ItemDraft
from wildgrass.sources import jsontext
from wildgrass.sources.report import Tally
from wildgrass.sources.x.archive import SOURCE, Archive, Note, Read, Record, Skim
from wildgrass.sources.x.ids import digits, note_post_id, whole
from wildgrass.sources.x.media import basename
from wildgrass.sources.x.members import MemberType
from wildgrass.sources.x.text import Offsets, account, link, unescape
from wildgrass.sources.x.times import tweet_moment
from wildgrass.sources.x.tweetfields import EditInfo, Entities, Media, Tweet, TweetParser

_as_media = msgspec.json.Decoder(list[Media]).decode
_as_any = msgspec.json.Decoder().decode
_SHARE: Final = re.compile(r"RT @(\w{1,20})\b")
_STATUS: Final = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?:#!/)?(?:i/web|\w{1,20})/status(?:es)?/(\d{1,19})(?!\d)"
    r"(?!/(?:photo|video)/)"
)
_ROLES: Final = frozenset({"photo", "video", "animated_gif"})
_ACCOUNTS_KEPT: Final = 10_000
_NOBODY: Final = Entities()
_POST: Final = Kind.POST
_RARE: Final = ("coordinates", "geo", "place", "withheld_in_countries")
_NONE_RARE: Final = (UNSET,) * len(_RARE)
_rare = attrgetter(*_RARE)


class TweetReader:
    """Reads the posts of one member."""

    def __init__(self, archive: Archive, member_type: MemberType) -> None:
        self._archive = archive
        self._member_type = member_type
        self._parse = TweetParser().parse
        self._named: dict[tuple[str | int | None, ...], Actor | None] = {}
        self._url = (
            f"https://x.com/{archive.owner.handle if archive.owner and archive.owner.handle else 'i'}/status/"
        )

    def read(self, record: Record) -> Read:
        """Return the post, or nothing where the same record was read before."""
        tweet, extra, doubt = self._parse(record.text)
        doubts: list[Item | Problem] = [record.problem("record-odd", doubt, lost=False)] if doubt else []
        number = digits(tweet.id_str) or digits(tweet.id)
        if not number:
            return [*doubts, record.problem("record-without-id", "a post without an id")]
        item_id = "x:post:" + number
        if not self._archive.is_new(item_id, record.text):
            return doubts
        item = self._item(record, tweet, item_id, extra)
        note = self._archive.notes.get(item_id)
        doubts.append(self._joined(item, note) if note else item)
        return doubts

    def skim(self, tally: Tally | None) -> Skim | None:
        """Return what counts posts in `tally`; see `MemberReader`."""
        return None if tally is None else partial(self._counted, tally)

    def _counted(self, tally: Tally, text: bytes, number: int, conversation: str | None) -> bool:  # noqa: ARG002
        """Count what `read` would make of a post without doubts."""
        try:
            tweet, extra, doubt = self._parse(text)
        except jsontext.RecordError:
            return False
        post = digits(tweet.id_str) or digits(tweet.id)
        if doubt or not post:
            return False
        item_id = "x:post:" + post
        if not self._archive.is_new(item_id, text):
            return True
        entities = tweet.entities or _NOBODY
        written = tweet.full_text or tweet.text or ""
        is_plain = not (entities.urls or extra or written[:2] == "RT")
        what = {} if is_plain else _what(post, unescape(written), entities, extra)
        kind = what.get("kind", _POST)
        tally.kinds.append(kind)
        tally.records.append(number)
        if media := _media(tweet, entities):
            tally.attached.append((kind, self._attachments(post, media)))
        if note := self._archive.notes.get(item_id):
            self._archive.joined.add(note.number)
        return True

    def _item(self, record: Record, tweet: Tweet, item_id: str, extra: dict[str, JSON]) -> Item:
        archive, entities = self._archive, tweet.entities or _NOBODY
        written = tweet.full_text or tweet.text or ""
        media = _media(tweet, entities)
        offsets = Offsets(written) if media or entities.urls or "&" in written else None
        text = offsets.plain if offsets else written
        what = (
            _what(item_id[7:], text, entities, extra) if entities.urls or extra or text[:4] == "RT @" else {}
        )
        owner, audience = archive.owner, archive.public(record.member_type.audience)
        if "user" in extra:
            owner, audience = _user(extra["user"], owner, audience)
        published = tweet_moment(tweet.created_at) if tweet.created_at else None
        if tweet.edit_info is not None and _is_edited(tweet.edit_info):
            what = {**what, **_version(tweet.edit_info, item_id, published, extra)}
        _keep(tweet, entities, extra)
        reply = digits(tweet.in_reply_to_status_id_str) or digits(tweet.in_reply_to_status_id)
        item = ItemDraft(
            id=item_id,
            kind=_POST,
            source=SOURCE,
            origin=record.origin,
            author=owner,
            published=published,
            as_of=archive.as_of,
            text=text,
            audience=audience,
            in_reply_to="x:post:" + reply if reply else None,
            in_reply_to_author=self._replied(tweet),
            deleted=tweet_moment(tweet.deleted_at) if tweet.deleted_at else None,
            is_deleted=record.member_type.is_deleted,
            url=self._url + item_id[7:],
            links=_links(offsets, entities, media) if offsets else (),
            mentions=self._mentions(entities) if entities.user_mentions else (),
            attachments=self._attachments(item_id[7:], media) if media else (),
            counts=_counts(tweet),
            extra=extra,
        )
        for name, value in what.items():
            setattr(item, name, value)
        item.__class__ = Item
        return cast("Item", item)

    def _replied(self, tweet: Tweet) -> Actor | None:
        number, handle = (
            tweet.in_reply_to_user_id_str or tweet.in_reply_to_user_id,
            tweet.in_reply_to_screen_name,
        )
        return self._account(number, handle, None) if number or handle else None

    def _mentions(self, entities: Entities) -> tuple[Actor, ...]:
        actors = [
            self._account(one.id_str or one.id, one.screen_name, one.name) for one in entities.user_mentions
        ]
        return tuple([actor for actor in actors if actor is not None])

    def _account(self, number: str | int | None, handle: str | None, name: str | None) -> Actor | None:
        """Return an account; the same few are named over and over."""
        key = (number, handle, name)
        if key in self._named:
            return self._named[key]
        if len(self._named) >= _ACCOUNTS_KEPT:
            self._named.clear()
        actor = self._named[key] = account(number, handle, name)
        return actor

    def _attachments(self, number: str, media: list[Media]) -> tuple[Attachment, ...]:
        folders, attach = self._member_type.media, self._archive.media.attach
        found = []
        for one in media:
            url = one.media_url_https or one.media_url
            names = [*_variants(one), basename(url or "")]
            role = one.type if one.type in _ROLES else "file"
            found.append(attach(number, names, folders, role=role, url=url, alt=one.ext_alt_text or None))
        return tuple(found)

    def _joined(self, item: Item, note: Note) -> Item:
        """Return the post with its long text; the short one and the note's own fields stay in `extra`."""
        self._archive.joined.add(note.number)
        extra = {**item.extra, "short_text": item.text, "note": note.rest()}
        links = tuple(_placed(one, note.text) for one in item.links)
        known = {one.url for one in links}
        links += tuple(one for one in note_links(note) if one.url not in known)
        joined_by = "tweet id" if note_post_id(note.body) else "time and prefix"
        return replace(item, text=note.text, links=links, extra=extra, joined_by=joined_by)


def note_links(note: Note) -> Iterator[Link]:
    """Yield the links that a note names itself."""
    core = note.body.get("core")
    urls = core.get("urls") if isinstance(core, Mapping) else None
    for one in urls if isinstance(urls, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("shortUrl"), str):
            url = str(one["shortUrl"])
            target, shown = str(one.get("expandedUrl") or url), str(one.get("displayUrl") or "")
            yield _placed(Link(url=url, target=target, shown=shown), note.text)


def _placed(one: Link, text: str) -> Link:
    start = text.find(one.url)
    return replace(one, start=start, end=start + len(one.url) if start >= 0 else -1)


def _user(user: JSON, owner: Actor | None, audience: Audience) -> tuple[Actor | None, Audience]:
    """Return author and audience from the `user` that posts of 2012 to 2018 carry."""
    if not isinstance(user, Mapping):
        return owner, audience
    texts = [user.get("id_str") or user.get("id"), user.get("screen_name"), user.get("name")]
    author = account(*(str(text) if isinstance(text, str | int) else None for text in texts))
    if author is not None and owner is not None and author.key == owner.key:
        author = owner
    return author or owner, Audience.FOLLOWERS if user.get("protected") is True else audience


def _keep(tweet: Tweet, entities: Entities, extra: dict[str, JSON]) -> None:
    """Put what has no place of its own in an item into `extra`."""
    if tweet.source is not None:
        extra["source"] = tweet.source
    if tweet.lang is not None:
        extra["lang"] = tweet.lang
    if tweet.possibly_sensitive is not None:
        extra["possibly_sensitive"] = tweet.possibly_sensitive
    rare = _rare(tweet)
    if rare != _NONE_RARE:
        extra.update({key: _as_any(raw) for key, raw in zip(_RARE, rare, strict=True) if raw is not UNSET})
    if entities.hashtags:
        extra["hashtags"] = [tag.text for tag in entities.hashtags]


def _counts(tweet: Tweet) -> dict[str, int]:
    """Return the two counts; a missing one stays missing."""
    likes, shares = whole(tweet.favorite_count), whole(tweet.retweet_count)
    if likes is not None and shares is not None:
        return {"likes": likes, "shares": shares}
    return {name: value for name, value in (("likes", likes), ("shares", shares)) if value is not None}


def _what(number: str, text: str, entities: Entities, extra: Mapping[str, JSON]) -> dict[str, Any]:
    """Say what a post is: passed on ("RT @name: …"), a quote (a status URL among its links), or a post."""
    if text.startswith("RT @") and (found := _SHARE.match(text)):
        handle = found[1]
        who = next(
            (m for m in entities.user_mentions if (m.screen_name or "").lower() == handle.lower()), None
        )
        target = account(who.id_str or who.id, who.screen_name, who.name) if who else account(None, handle)
        shared = extra.get("retweeted_status")
        shared_id = digits(shared.get("id_str") or shared.get("id")) if isinstance(shared, Mapping) else ""
        return {"kind": Kind.SHARE, "target": target, "shares": f"x:post:{shared_id}" if shared_id else ""}
    quoted = digits(extra.get("quoted_status_id_str"))
    for one in entities.urls:
        status = _STATUS.match(one.expanded_url or "")
        if status and status[1] != number:
            quoted = quoted or status[1]
    return {"kind": Kind.QUOTE, "quotes": f"x:post:{quoted}"} if quoted else {}


def _media(tweet: Tweet, entities: Entities) -> list[Media]:
    """Return the media: `extended_entities` names all of them, `entities` only the first."""
    if tweet.extended_entities is not None:
        return tweet.extended_entities.media
    try:
        return [] if isinstance(entities.media, UnsetType) else _as_media(entities.media)
    except msgspec.DecodeError:
        return []


def _variants(media: Media) -> list[str]:
    """Return the file names of a video's MP4 versions, the one with the highest bit rate first."""
    variants = media.video_info.variants if media.video_info else []
    videos = [one for one in variants if one.url and one.content_type != "application/x-mpegURL"]
    videos.sort(key=lambda one: whole(one.bitrate) or 0, reverse=True)
    return [basename(one.url or "") for one in videos]


def _links(offsets: Offsets, entities: Entities, media: list[Media]) -> tuple[Link, ...]:
    links = [link(offsets, one) for one in entities.urls if one.url]
    for one in media:
        if one.url and all(one.url != known.url for known in links):
            links.append(link(offsets, one))
    return tuple(links)


def _is_edited(info: EditInfo) -> bool:
    return info.edit is not UNSET or (info.initial is not None and len(info.initial.editTweetIds) > 1)


def _version(
    info: EditInfo, item_id: str, published: Moment | None, extra: dict[str, JSON]
) -> dict[str, Any]:
    """Return the first version's item id and, on later versions, when this one was made.

    `edit_info.initial.editTweetIds` lists the chain on the first version; later ones name `initialTweetId`. What
    stands inside `edit_info.edit` besides differs between readers' notes, so it is kept.
    """
    initial, edit = info.initial, {} if isinstance(info.edit, UnsetType) else _as_any(info.edit)
    chain = [digits(one) for one in initial.editTweetIds] if initial else []
    if isinstance(edit, dict):
        nested = edit.get("editControlInitial") or edit.get("initial")
        inner = nested.get("editTweetIds") if isinstance(nested, dict) else edit.get("editTweetIds")
        chain += [digits(one) for one in inner] if isinstance(inner, list) else []
        chain.append(digits(edit.get("initialTweetId")))
    extra["edit_info"] = {"editTweetIds": list[JSON](initial.editTweetIds if initial else ()), "edit": edit}
    known = [int(one) for one in chain if one]
    if not known or (len(set(known)) == 1 and f"x:post:{known[0]}" == item_id):
        return {}
    first = f"x:post:{min(known)}"
    return {"version_of": first, "edited": None if first == item_id else published}
