"""YouTube's ids and addresses: what a text is by its shape, in whatever language its table's header is."""

import hashlib
import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from wildgrass.model import Actor

SOURCE: Final = "youtube"
VIDEO: Final = re.compile(r"[A-Za-z0-9_-]{11}\Z")
CHANNEL: Final = re.compile(r"UC[A-Za-z0-9_-]{22}\Z")
POST: Final = re.compile(r"Ugk[A-Za-z0-9_-]{20,}\Z")
COMMENT: Final = re.compile(r"(?:Ug|z[0-9a-z])[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+)?\Z")
PLAYLIST: Final = re.compile(r"(?:PL|OLAK|FL|LL|RD|UU|EL)[A-Za-z0-9_-]{6,}\Z|(?:WL|LL|LM)\Z")
LIKED: Final = re.compile(r"LL(?:[A-Za-z0-9_-]{22})?\Z|LM\Z")
_VIDEO_IN: Final = re.compile(
    r"(?:[?&]v=|youtu\.be/|/shorts/|/live/|/embed/|/v/)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
)
_CHANNEL_IN: Final = re.compile(r"/channel/(UC[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_HANDLE_IN: Final = re.compile(r"youtube\.com/(?:@|user/|c/)([^/?#\s]+)")
_POST_IN: Final = re.compile(r"(?:/post/|[?&]lb=)(Ugk[A-Za-z0-9_-]+)")
_HOST: Final = re.compile(r"(?:\A|\.)(?:youtube\.com|youtu\.be|youtube-nocookie\.com)\Z")
_encode: Final = msgspec.json.Encoder(order="deterministic").encode


def digest(*parts: object) -> str:
    """Return 32 hex digits that stand for the parts."""
    try:
        data = _encode(parts)
    except (ValueError, UnicodeEncodeError):  # lone surrogates
        data = repr(parts).encode(errors="surrogatepass")
    return hashlib.sha256(data).hexdigest()[:32]


def video_in(url: str) -> str | None:
    """Return the id of the video that an address leads to."""
    found = _VIDEO_IN.search(url)
    return found[1] if found else None


def post_in(url: str) -> str | None:
    """Return the id of the community post that an address leads to."""
    found = _POST_IN.search(url)
    return found[1] if found else None


def argument(url: str, name: str) -> str | None:
    """Return an argument of an address, None where it has none."""
    try:
        values = parse_qs(urlsplit(url).query, keep_blank_values=True).get(name)
    except ValueError:  # brackets that are no address, or too many arguments
        return None
    return values[0] if values else None


def is_youtube(url: str) -> bool:
    """Say whether an address is one of YouTube's."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return host is not None and _HOST.search(host) is not None


def channel(number: str, name: str | None = None) -> Actor:
    """Return the account of a channel id; what is no channel id is only a label."""
    kind = "account" if CHANNEL.match(number) else "label"
    return Actor(platform=SOURCE, id_kind=kind, id=number, name=name or None)


def channel_at(url: str, name: str | None) -> Actor | None:
    """Return whose channel an address leads to; the name is a label."""
    found = _CHANNEL_IN.search(url)
    if found is not None:
        return channel(found[1], name)
    handle = _HANDLE_IN.search(url)
    if handle is not None:
        return Actor(
            platform=SOURCE, id_kind="handle", id=handle[1].lower(), handle=handle[1], name=name or None
        )
    return Actor(platform=SOURCE, id_kind="label", id=name, name=name) if name else None


def video_item(number: str) -> str:
    """Return the item id of a video."""
    return f"{SOURCE}:video:{number}"


def video_url(number: str) -> str:
    """Return a video's address."""
    return f"https://www.youtube.com/watch?v={number}"
