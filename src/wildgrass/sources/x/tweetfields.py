"""A post's record as X writes it, typed: the fast way for records of known fields, the slow way for all others."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from wildgrass.model import JSON
from wildgrass.sources import jsontext

Number = str | int | None


class Url(Struct, gc=False):
    """A link in the text."""

    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    indices: list[str | int] | None = None


class Mention(Struct, gc=False):
    """An account named in the text."""

    name: str | None = None
    screen_name: str | None = None
    id_str: Number = None
    id: Number = None


class Hashtag(Struct, gc=False):
    """A hashtag in the text."""

    text: str | None = None


class Entities(Struct, gc=False):
    """What X found in the text."""

    urls: list[Url] = []
    user_mentions: list[Mention] = []
    hashtags: list[Hashtag] = []
    media: Raw | UnsetType = UNSET  # the first picture only; see `extended_entities`


class Variant(Struct, gc=False):
    """One encoding of a video."""

    bitrate: Number = None
    content_type: str | None = None
    url: str | None = None


class VideoInfo(Struct, gc=False):
    """The encodings of a video."""

    variants: list[Variant] = []


class Media(Struct, gc=False):
    """A picture or a video, which also stands in the text as a link."""

    url: str | None = None
    expanded_url: str | None = None
    display_url: str | None = None
    indices: list[str | int] | None = None
    type: str | None = None
    media_url: str | None = None
    media_url_https: str | None = None
    ext_alt_text: str | None = None
    video_info: VideoInfo | None = None


class Extended(Struct, gc=False):
    """All pictures and videos."""

    media: list[Media] = []


class Initial(Struct, gc=False):
    """The first version of a post, or of any that was never edited."""

    editTweetIds: list[str] = []  # noqa: N815 - X's own name


class EditInfo(Struct, gc=False):
    """Whether a post was edited."""

    initial: Initial | None = None
    edit: Raw | UnsetType = UNSET


class Tweet(Struct, forbid_unknown_fields=True, gc=False):
    """The fields seen in public archives; with one more, the slow way reads the record and keeps the rest."""

    id: Number = None
    id_str: Number = None
    created_at: str | None = None
    full_text: str | None = None
    text: str | None = None
    edit_info: EditInfo | None = None
    entities: Entities | None = None
    extended_entities: Extended | None = None
    favorite_count: Number = None
    retweet_count: Number = None
    in_reply_to_status_id: Number = None
    in_reply_to_status_id_str: Number = None
    in_reply_to_user_id: Number = None
    in_reply_to_user_id_str: Number = None
    in_reply_to_screen_name: str | None = None
    # These are false in every archive seen, or said by the text itself.
    retweeted: bool | None = None
    favorited: bool | None = None
    truncated: bool | None = None
    display_text_range: Raw | UnsetType = UNSET
    # These have no place of their own in an item and travel in `extra`.
    source: str | None = None
    lang: str | None = None
    possibly_sensitive: bool | None = None
    coordinates: Raw | UnsetType = UNSET
    geo: Raw | UnsetType = UNSET
    place: Raw | UnsetType = UNSET
    withheld_in_countries: Raw | UnsetType = UNSET
    deleted_at: str | None = None


class _Wrapped(Struct, forbid_unknown_fields=True, gc=False):
    tweet: Tweet


Parsed = tuple[Tweet, dict[str, JSON], str]
"""A post's fields, those that nobody knows, and what is odd about them ("" for nothing)."""

_FIELDS: Final = frozenset(Tweet.__struct_fields__)
_as_wrapped = msgspec.json.Decoder(_Wrapped).decode
_as_tweet = msgspec.json.Decoder(Tweet).decode
_encode = msgspec.json.Encoder().encode
_values = msgspec.structs.astuple
_KEY_LINE: Final = re.compile(rb'\n[ \t]+"(?=id_str" )')


class TweetParser:
    """Parses records of one member; remembers how it is laid out, so that keys can be counted fast."""

    __slots__ = ("_key_line",)

    def __init__(self) -> None:
        self._key_line = b""

    def parse(self, text: bytes) -> Parsed:
        """Return a record's fields.

        Raises:
            RecordError: the record is no JSON object, or holds a key twice.
        """
        try:
            tweet = _as_wrapped(text).tweet
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _parsed_slowly(text)
        # msgspec lets the last of two equal keys win, so as many fields must be set as the record has keys.
        fields = _values(tweet)
        if self._key_line and text.count(self._key_line) == len(fields) - fields.count(None) - fields.count(
            UNSET
        ):
            return tweet, {}, ""
        if (found := _KEY_LINE.search(text)) is not None:
            self._key_line = found[0]
        return _parsed_slowly(text)


def _parsed_slowly(text: bytes) -> Parsed:
    """Read a record that has other fields than the known ones, or odd values in them."""
    value = jsontext.decode(text)
    body = value.get("tweet", value) if isinstance(value, Mapping) else None
    if not isinstance(body, Mapping):
        raise jsontext.RecordError(reason="it is no object")
    known: dict[str, JSON] = {}
    extra: dict[str, JSON] = {}
    doubt = ""
    for key, part in body.items():
        if key not in _FIELDS:
            extra[key] = part
        elif _fits(key, part):
            known[key] = part
        else:
            extra[key] = part
            doubt = f"the field {key} has an unknown form and is kept as it is"
    return _as_tweet(_encode(known)), extra, doubt


def _fits(key: str, part: JSON) -> bool:
    try:
        _as_tweet(_encode({key: part}))
    except (msgspec.DecodeError, ValueError):  # ValueError: text with lone surrogates
        return False
    return True
