"""What a post carries beside its text: facets by UTF-8 bytes, pictures, video, a card, another record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Link
from wildgrass.sources.bluesky.blobs import Blobs
from wildgrass.sources.bluesky.people import account

_POSTS: Final = "/app.bsky.feed.post/"


@dataclass(slots=True)
class Carried:
    """What facets and embeds say."""

    links: list[Link] = field(default_factory=list)
    mentions: list[Actor] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    quotes: str | None = None
    odd: str = ""


def span(text: bytes, start: JSON, end: JSON) -> tuple[int, int] | None:
    """Return the code points that a range of UTF-8 bytes covers, None where it is no range of whole characters."""
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= len(text):
        return None
    try:
        first = len(text[:start].decode())
        return first, first + len(text[start:end].decode())
    except UnicodeDecodeError:
        return None


def facets(value: JSON, text: str, made: Carried) -> None:
    """Take links and mentions from facets; `made.odd` says what does not fit the text."""
    data = text.encode(errors="surrogatepass")
    for facet in value if isinstance(value, list) else []:
        index = facet.get("index") if isinstance(facet, dict) else None
        features = facet.get("features") if isinstance(facet, dict) else None
        if not isinstance(index, dict) or not isinstance(features, list):
            made.odd = "a facet that is none"
            continue
        found = span(data, index.get("byteStart"), index.get("byteEnd"))
        if found is None:
            made.odd = "a facet outside the text"
        start, end = found or (-1, -1)
        for feature in features:
            _feature(feature, start, end, text, made)


def _feature(feature: JSON, start: int, end: int, text: str, made: Carried) -> None:
    if not isinstance(feature, dict):
        return
    kind, uri, did = feature.get("$type"), feature.get("uri"), feature.get("did")
    shown = text[start:end] if start >= 0 else ""
    if kind == "app.bsky.richtext.facet#link" and isinstance(uri, str):
        made.links.append(Link(url=uri, target=uri, shown=shown, start=start, end=end))
    elif kind == "app.bsky.richtext.facet#mention" and isinstance(did, str):
        made.mentions.append(account(did, shown.removeprefix("@") or None))


def entities(value: JSON, text: str, made: Carried) -> None:
    """Take what posts of early 2023 had in place of facets; their offsets count UTF-16 units."""
    units = text.encode("utf-16-le", errors="surrogatepass")
    for part in value if isinstance(value, list) else []:
        index = part.get("index") if isinstance(part, dict) else None
        if (
            not isinstance(part, dict)
            or not isinstance(index, dict)
            or not isinstance(part.get("value"), str)
        ):
            continue
        first, last, target = index.get("start"), index.get("end"), str(part["value"])
        start = end = -1
        if type(first) is int and type(last) is int and 0 <= first <= last <= len(units) // 2:
            start = len(units[: 2 * first].decode("utf-16-le", errors="replace"))
            end = start + len(units[2 * first : 2 * last].decode("utf-16-le", errors="replace"))
        shown = text[start:end] if start >= 0 else ""
        if part.get("type") == "link":
            made.links.append(Link(url=target, target=target, shown=shown, start=start, end=end))
        elif part.get("type") == "mention":
            made.mentions.append(account(target, shown.removeprefix("@") or None))


def embed(value: JSON, blobs: Blobs, made: Carried) -> None:
    """Take pictures, videos, cards and quoted records."""
    if not isinstance(value, dict):
        return
    kind = str(value.get("$type"))
    if kind.startswith("app.bsky.embed.recordWithMedia"):
        embed(value.get("media"), blobs, made)
        inner = value.get("record")
        _record(inner.get("record") if isinstance(inner, dict) else None, made)
    elif kind.startswith("app.bsky.embed.record"):
        _record(value.get("record"), made)
    elif kind.startswith("app.bsky.embed.images"):
        for part in _objects(value.get("images")):
            _attach(blobs.attachment(part.get("image"), "photo", part.get("alt")), made)
    elif kind.startswith("app.bsky.embed.video"):
        _attach(blobs.attachment(value.get("video"), "video", value.get("alt")), made)
        for part in _objects(value.get("captions")):
            _attach(blobs.attachment(part.get("file"), "file"), made)
    elif kind.startswith("app.bsky.embed.external"):
        _card(value.get("external"), blobs, made)
    else:
        for blob in _blobs_in(value):
            _attach(blobs.attachment(blob), made)


def _objects(value: JSON) -> list[Mapping[str, JSON]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _attach(attachment: Attachment | None, made: Carried) -> None:
    if attachment is not None:
        made.attachments.append(attachment)


def _record(record: JSON, made: Carried) -> None:
    uri = record.get("uri") if isinstance(record, dict) else None
    if not isinstance(uri, str):
        return
    if _POSTS in uri:
        made.quotes = uri
    else:
        made.links.append(Link(url=uri, target=uri))


def _card(card: JSON, blobs: Blobs, made: Carried) -> None:
    if not isinstance(card, dict):
        return
    uri, title = card.get("uri"), card.get("title")
    if isinstance(uri, str):
        made.links.append(Link(url=uri, target=uri, shown=title if isinstance(title, str) else ""))
    _attach(blobs.attachment(card.get("thumb"), "thumbnail"), made)


def blobs_in(body: Mapping[str, JSON]) -> list[JSON]:
    """Return every reference to a blob in a record."""
    return _blobs_in(body)


def _blobs_in(value: JSON) -> list[JSON]:
    if isinstance(value, list):
        return [one for part in value for one in _blobs_in(part)]
    if not isinstance(value, dict):
        return []
    if value.get("$type") == "blob" or ("cid" in value and "mimeType" in value):
        return [value]
    return [one for part in value.values() for one in _blobs_in(part)]
