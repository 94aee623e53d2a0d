"""Posts: tweets of every age since 2019, and the monthly files of 2012 to 2018, which hold the same fields and more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Moment, Problem
from wildgrass.sources import jsontext
from wildgrass.sources.x.archive import SOURCE, Archive, Note, Read, Record
from wildgrass.sources.x.media import basename
from wildgrass.sources.x.text import Offsets, account, link, unescape
from wildgrass.sources.x.times import tweet_moment

_Text = str | None | UnsetType
_Number = str | int | None | UnsetType
_Flag = bool | None | UnsetType


class _Url(Struct):
    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    indices: list[str | int] | None = None


class _Mention(Struct):
    name: str | None = None
    screen_name: str | None = None
    id_str: str | int | None = None
    id: str | int | None = None


class _Hashtag(Struct):
    text: str | None = None


class _Entities(Struct):
    urls: list[_Url] = []
    user_mentions: list[_Mention] = []
    hashtags: list[_Hashtag] = []
    media: Raw = Raw(b"[]")


class _Variant(Struct):
    bitrate: str | int | None = None
    content_type: str | None = None
    url: str | None = None


class _VideoInfo(Struct):
    variants: list[_Variant] = []


class _Media(Struct):
    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    indices: list[str | int] | None = None
    type: str | None = None
    media_url: str | None = None
    media_url_https: str | None = None
    ext_alt_text: str | None = None
    video_info: _VideoInfo | None = None


class _Tweet(Struct, forbid_unknown_fields=True):
    """The fields seen in public archives; one more, and the slow way reads the record and keeps the rest."""

    id: _Number = UNSET
    id_str: _Number = UNSET
    created_at: _Text = UNSET
    full_text: _Text = UNSET
    text: _Text = UNSET
    edit_info: Raw | UnsetType = UNSET
    entities: Raw | UnsetType = UNSET
    extended_entities: Raw | UnsetType = UNSET
    favorite_count: _Number = UNSET
    retweet_count: _Number = UNSET
    in_reply_to_status_id: _Number = UNSET
    in_reply_to_status_id_str: _Number = UNSET
    in_reply_to_user_id: _Number = UNSET
    in_reply_to_user_id_str: _Number = UNSET
    in_reply_to_screen_name: _Text = UNSET
    retweeted: _Flag = UNSET
    favorited: _Flag = UNSET
    truncated: _Flag = UNSET
    display_text_range: Raw | UnsetType = UNSET
    source: _Text = UNSET
    lang: _Text = UNSET
    possibly_sensitive: _Flag = UNSET
    coordinates: Raw | UnsetType = UNSET
    geo: Raw | UnsetType = UNSET
    place: Raw | UnsetType = UNSET
    withheld_in_countries: Raw | UnsetType = UNSET
    deleted_at: _Text = UNSET


class _Wrapped(Struct, forbid_unknown_fields=True):
    tweet: _Tweet


# Always false, or said by the text itself; where they are not, the slow way is no better. Evidence: format notes.
_IDLE: Final = frozenset({"retweeted", "favorited", "truncated", "display_text_range"})
_KEPT: Final = ("source", "lang", "possibly_sensitive")
_KEPT_RAW: Final = ("coordinates", "geo", "place", "withheld_in_countries")
_FIELDS: Final = frozenset(_Tweet.__struct_fields__)
_as_wrapped = msgspec.json.Decoder(_Wrapped).decode
_as_entities = msgspec.json.Decoder(_Entities).decode
_as_media = msgspec.json.Decoder(list[_Media]).decode
_as_extended = msgspec.json.Decoder(dict[str, list[_Media]]).decode
_as_any = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_fields_of = msgspec.structs.astuple
_KEY_LINE: Final = re.compile(rb'\n[ \t]+"(?=id_str" )')
_SHARE: Final = re.compile(r"RT @(\w{1,20})\b:? ?")
_STATUS: Final = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?:#!/)?(?:i/web|\w{1,20})/status(?:es)?/(\d{1,19})(?![\d])"
    r"(?!/(?:photo|video)/)"
)
_NO_LINKS: Final = b'"indices"'


class TweetReader:
    """Reads posts; remembers how the member is laid out, so that keys can be counted fast."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._key_line: bytes | None = None
        self._mentioned: dict[tuple[str | None, ...], Actor | None] = {}

    def read(self, record: Record) -> Read:
        """Yield the post, or nothing where the same record was read before."""
        tweet, extra, doubt = self._parsed(record.text)
        if doubt:
            yield record.problem("record-odd", doubt, lost=False)
        item = self._item(record, tweet, extra)
        if item is not None and self._archive.is_new(item.id, record.text):
            note = self._archive.notes.get(item.id)
            yield self._joined(item, note) if note else item
        elif item is None:
            yield record.problem("record-without-id", "a post without an id or a text")

    def _parsed(self, text: bytes) -> tuple[_Tweet, dict[str, JSON], str]:
        """Return the fields, the ones nobody knows, and what is odd about them.

        Raises:
            RecordError: the record is no JSON object.
        """
        try:
            tweet = _as_wrapped(text).tweet
            if self._is_each_key_once(text, tweet):
                return tweet, {}, ""
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            tweet = _Tweet()
        return _parsed_slowly(text)

    def _is_each_key_once(self, text: bytes, tweet: _Tweet) -> bool:
        """Say whether the record has as many keys as fields were set: msgspec lets the last of two equal keys win."""
        if self._key_line is None or self._key_line not in text:
            found = _KEY_LINE.search(text)
            if found is None:
                jsontext.decode(text)
                return True
            self._key_line = found[0]
        values = _fields_of(tweet)
        return text.count(self._key_line) == len(values) - values.count(UNSET)

    def _item(self, record: Record, tweet: _Tweet, extra: dict[str, JSON]) -> Item | None:
        number = _digits(tweet.id_str) or _digits(tweet.id)
        written = tweet.full_text or tweet.text
        if not number or not isinstance(written, str):
            return None
        offsets = Offsets(written) if "&" in written else None
        text = offsets.plain if offsets else written
        entities = self._entities(tweet)
        media = _media(tweet, entities)
        links = _links(offsets or Offsets(written), entities, media)
        kind, more = _what(number, text, entities, extra)
        for key in _KEPT:
            value = getattr(tweet, key)
            if value is not UNSET:
                extra[key] = value
        for key in _KEPT_RAW:
            value = getattr(tweet, key)
            if value is not UNSET:
                extra[key] = _as_any(value)
        if entities is not None and entities.hashtags:
            extra["hashtags"] = [tag.text for tag in entities.hashtags]
        owner, archive = self._archive.owner, self._archive
        user = extra.get("user")
        if isinstance(user, Mapping):
            owner = self._author(user) or owner
        reply = _digits(tweet.in_reply_to_status_id_str) or _digits(tweet.in_reply_to_status_id)
        published = tweet_moment(tweet.created_at) if isinstance(tweet.created_at, str) else None
        is_private = isinstance(user, Mapping) and user.get("protected") is True
        audience = Audience.FOLLOWERS if is_private else archive.public(record.member_type.audience)
        version_of, edited = _version(tweet, number, published, extra)
        return Item(
            id=f"x:post:{number}",
            kind=kind,
            source=SOURCE,
            origin=record.origin,
            author=owner,
            published=published,
            as_of=archive.as_of,
            text=text,
            audience=audience,
            in_reply_to=f"x:post:{reply}" if reply else None,
            in_reply_to_author=_replied(tweet),
            version_of=version_of,
            edited=edited,
            deleted=tweet_moment(tweet.deleted_at) if isinstance(tweet.deleted_at, str) else None,
            is_deleted=record.member_type.is_deleted,
            url=f"https://x.com/{owner.handle if owner and owner.handle else 'i'}/status/{number}",
            links=links,
            mentions=self._mentions(entities),
            attachments=self._attachments(number, media, record) if media else (),
            counts=_counts(tweet),
            extra=extra,
            **more,
        )

    def _entities(self, tweet: _Tweet) -> _Entities | None:
        if isinstance(tweet.entities, UnsetType) or _NO_LINKS not in bytes(tweet.entities):
            return None
        return _as_entities(tweet.entities)

    def _author(self, user: Mapping[str, JSON]) -> Actor | None:
        number, handle, name = user.get("id_str") or user.get("id"), user.get("screen_name"), user.get("name")
        return account(
            number if isinstance(number, str | int) else None,
            handle if isinstance(handle, str) else None,
            name if isinstance(name, str) else None,
        )

    def _mentions(self, entities: _Entities | None) -> tuple[Actor, ...]:
        if entities is None:
            return ()
        found = []
        for one in entities.user_mentions:
            key = (str(one.id_str or one.id), one.screen_name, one.name)
            if key not in self._mentioned:
                if len(self._mentioned) > 10_000:
                    self._mentioned.clear()
                self._mentioned[key] = account(*key)
            actor = self._mentioned[key]
            if actor is not None:
                found.append(actor)
        return tuple(found)

    def _attachments(self, number: str, media: list[_Media], record: Record) -> tuple[Attachment, ...]:
        found = []
        for one in media:
            url = one.media_url_https or one.media_url
            still = basename(url or "")
            names = [*_variants(one), still]
            role = one.type if one.type in ("photo", "video", "animated_gif") else "file"
            folders = record.member_type.media
            attach = self._archive.media.attach
            found.append(attach(number, names, folders, role=role, url=url, alt=one.ext_alt_text or None))
        return tuple(found)

    def _joined(self, item: Item, note: Note) -> Item:
        """Return the post with its long text; the short one and the note's own fields stay in `extra`."""
        self._archive.joined.add(note.number)
        extra = {**item.extra, "short_text": item.text, "note": note.body}
        links = tuple(
            replace(one, start=place, end=place + len(one.url) if place >= 0 else -1)
            for one in item.links
            for place in [note.text.find(one.url)]
        )
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
            start = note.text.find(url)
            yield Link(
                url=url,
                target=str(one.get("expandedUrl") or url),
                shown=str(one.get("displayUrl") or ""),
                start=start,
                end=start + len(url) if start >= 0 else -1,
            )


def note_post_id(body: Mapping[str, JSON]) -> str:
    """Return the post id that some archives state in a note, "" where they do not."""
    for key in ("tweetId", "tweet_id", "postId"):
        if digits := _digits(body.get(key)):
            return digits
    return ""


def _parsed_slowly(text: bytes) -> tuple[_Tweet, dict[str, JSON], str]:
    """Read a record that has other fields than the known ones, or odd values in them."""
    doubt = ""
    value = jsontext.decode(text)
    body = value.get("tweet", value) if isinstance(value, Mapping) else None
    if not isinstance(body, Mapping):
        raise jsontext.RecordError(reason="it is no object")
    known, extra = {}, {key: part for key, part in body.items() if key not in _FIELDS}
    for key, part in body.items():
        if key not in _FIELDS:
            continue
        try:
            one = _encode({key: part})
            msgspec.json.decode(one, type=_Tweet)
            _check_parts(key, part)
        except (msgspec.DecodeError, ValueError):
            extra[key] = part
            doubt = f"the field {key} has an unknown form and is kept as it is"
        else:
            known[key] = part
    return msgspec.json.decode(_encode(known), type=_Tweet), extra, doubt


def _check_parts(key: str, part: JSON) -> None:
    """Raise `msgspec.DecodeError` where a part that is decoded later does not have its form."""
    if key == "entities":
        _as_media(_as_entities(_encode(part)).media)
    elif key == "extended_entities":
        _as_extended(_encode(part))


def _digits(value: object) -> str:
    """Return an id as text, "" where it is none. Ids are text in newer archives and numbers in older ones."""
    if isinstance(value, str):
        return value if value.isascii() and value.isdigit() and value != "0" else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else ""


def _replied(tweet: _Tweet) -> Actor | None:
    number = _digits(tweet.in_reply_to_user_id_str) or _digits(tweet.in_reply_to_user_id) or None
    handle = tweet.in_reply_to_screen_name
    return account(number, handle if isinstance(handle, str) else None) if number or handle else None


def _counts(tweet: _Tweet) -> dict[str, int]:
    counts = {}
    for name, value in (("likes", tweet.favorite_count), ("shares", tweet.retweet_count)):
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
            counts[name] = int(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            counts[name] = value
    return counts


def _what(
    number: str, text: str, entities: _Entities | None, extra: Mapping[str, JSON]
) -> tuple[Kind, dict[str, Any]]:
    """Say what a post is: passed on ("RT @name: …"), a quote (a status URL among its links), or a post."""
    if text.startswith("RT @") and (found := _SHARE.match(text)):
        mentions = entities.user_mentions if entities else []
        handle = found[1]
        who = next((one for one in mentions if (one.screen_name or "").lower() == handle.lower()), None)
        target = account(who.id_str or who.id, who.screen_name, who.name) if who else account(None, handle)
        shared = extra.get("retweeted_status")
        shared_id = _digits(shared.get("id_str") or shared.get("id")) if isinstance(shared, Mapping) else ""
        return Kind.SHARE, {"target": target, "shares": f"x:post:{shared_id}" if shared_id else ""}
    quoted = _digits(extra.get("quoted_status_id_str"))
    for one in entities.urls if entities else ():
        found_url = _STATUS.match(one.expanded_url or "")
        if found_url and found_url[1] != number:
            quoted = quoted or found_url[1]
    return (Kind.QUOTE, {"quotes": f"x:post:{quoted}"}) if quoted else (Kind.POST, {})


def _media(tweet: _Tweet, entities: _Entities | None) -> list[_Media]:
    """Return the media: `extended_entities` names all of them, `entities` only the first."""
    if not isinstance(tweet.extended_entities, UnsetType):
        return _as_extended(tweet.extended_entities).get("media", [])
    return _as_media(entities.media) if entities is not None else []


def _variants(media: _Media) -> list[str]:
    """Return the file names of a video's MP4 versions, the one with the highest bit rate first."""
    variants = media.video_info.variants if media.video_info else []
    videos = [one for one in variants if one.url and one.content_type != "application/x-mpegURL"]
    videos.sort(key=lambda one: -int(one.bitrate or 0) if str(one.bitrate or 0).isdigit() else 0)
    return [basename(one.url or "") for one in videos]


def _links(offsets: Offsets, entities: _Entities | None, media: list[_Media]) -> tuple[Link, ...]:
    if entities is None and not media:
        return ()
    links = [link(offsets, one) for one in entities.urls if one.url] if entities else []
    for one in media:
        if one.url and all(one.url != known.url for known in links):
            links.append(link(offsets, one))
    return tuple(links)


def _version(
    tweet: _Tweet, number: str, published: Moment | None, extra: dict[str, JSON]
) -> tuple[str | None, Moment | None]:
    """Return the first version's item id and, on later versions, when this one was made.

    `edit_info.initial.editTweetIds` lists the chain on the first version; later ones name `initialTweetId`. What
    stands inside `edit_info.edit` besides differs between readers' notes, so it is kept.
    """
    if isinstance(tweet.edit_info, UnsetType):
        return None, None
    raw = bytes(tweet.edit_info)
    start = raw.find(b"[")
    if b'"edit"' not in raw and b"," not in raw[start : raw.find(b"]", start)]:
        return None, None
    info = _as_any(raw)
    extra["edit_info"] = info
    initial = info.get("initial") if isinstance(info, dict) else None
    edit = info.get("edit") if isinstance(info, dict) else None
    first = ""
    if isinstance(edit, dict):
        first = _digits(edit.get("initialTweetId"))
        initial = edit.get("editControlInitial") or edit.get("initial") or initial
    if not first and isinstance(initial, dict):
        chain = [one for one in map(_digits, initial.get("editTweetIds") or ()) if one]
        first = min(chain, key=int) if len(chain) > 1 else ""
    if not first:
        return None, None
    return f"x:post:{first}", None if first == number else published


def short_text(record: bytes) -> tuple[str, str, str] | None:
    """Return id, date and text of a post's record, for finding the note that belongs to it."""
    try:
        value = _as_any(record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    body = value.get("tweet", value) if isinstance(value, dict) else {}
    found = (body.get("id_str") or body.get("id"), body.get("created_at"), body.get("full_text"))
    if not all(isinstance(part, str) for part in found[1:]) or not _digits(found[0]):
        return None
    return _digits(found[0]), cast("str", found[1]), unescape(cast("str", found[2]))


__all__ = ["Problem", "TweetReader", "note_links", "note_post_id", "short_text"]
