"""What an item becomes: its events, with tags in an order that never changes, so that a second run gives the same ids.

docs/spec/nostr.md has the form. Answers and quotes name the owner's own events only, with no relay in them, since
another list of relays must not make another event.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from wildgrass.model import Attachment
from wildgrass.targets.draft import Draft, Part
from wildgrass.targets.nostr.events import ARTICLE, COMMENT, NOTE, Unsigned, event
from wildgrass.targets.nostr.key import NostrKey, note_address
from wildgrass.targets.nostr.place import is_article
from wildgrass.targets.outgoing import page_of
from wildgrass.targets.runs import RunKind
from wildgrass.targets.words import clean

_LONE_LINE_END: Final = re.compile(r"(?<!\n)\n(?!\n)")
_HEX_KEY: Final = re.compile(r"[0-9a-f]{64}")
_LANGUAGE: Final = re.compile(r"([a-z]{2})(?:-.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture where it can be fetched: its address, type, size in pixels, and the SHA-256 of its bytes."""

    url: str
    sha256: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one event stands: its id and kind, and the coordinate of an article ("30023:<key>:<d>")."""

    id: str
    kind: int
    coordinate: str | None = None

    def keep(self) -> list[Any]:
        """Return what the ledger keeps."""
        return [self.id, self.kind, self.coordinate]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its first event, its last, and the first of its thread."""

    first: Spot
    last: Spot
    root: Spot

    def keep(self) -> dict[str, Any]:
        """Return what the ledger keeps, so that later answers can be linked."""
        return {"first": self.first.keep(), "last": self.last.keep(), "root": self.root.keep()}

    @classmethod
    def kept(cls, keep: Mapping[str, Any]) -> "Place":
        """Read what the ledger kept."""
        return cls(Spot(*keep["first"]), Spot(*keep["last"]), Spot(*keep["root"]))


def events_of(
    draft: Draft,
    key: NostrKey,
    media: Mapping[str, Medium],
    *,
    parent: Place | None,
    quoted: Place | None,
    origin: bool,
) -> tuple[list[Unsigned], Place]:
    """Return an item's events in order, and where the item then stands.

    `media` are the pictures by the SHA-256 of the archive's file; one that is not there is left out.
    """
    created = int(draft.created.timestamp())
    article = is_article(draft)
    made: list[Unsigned] = []
    root, last = (parent.root, parent.last) if parent else (None, None)
    first: Spot | None = None
    for number, part in enumerate(draft.parts):
        name = _name(draft, number, origin=origin)
        kind = ARTICLE if article else _kind(last)
        tags: list[list[str]] = [
            *_above(kind, root, last, key),
            *_quote(quoted if number == 0 else None, key),
        ]
        if article:
            tags += _article(draft, name, number, created)
        tags += _described(draft, part, media, origin=origin)
        one = event(key, created, kind, tags, _content(draft, part, number, media, quoted, article=article))
        made.append(one)
        last = Spot(one.id, kind, f"{ARTICLE}:{key.public}:{name}" if article else None)
        first, root = first or last, root or last
    assert first is not None, "a draft has at least one part"
    assert last is not None
    assert root is not None
    return made, Place(first, last, root)


def _kind(parent: Spot | None) -> int:
    """Return the kind of an answer: articles and comments are answered by comments (NIP-22), notes by notes."""
    return NOTE if parent is None or parent.kind == NOTE else COMMENT


def _above(kind: int, root: Spot | None, last: Spot | None, key: NostrKey) -> list[list[str]]:
    """Return the tags that name what is answered."""
    if root is None or last is None:
        return []
    if kind == ARTICLE:  # a further part of a very long one
        return [["a", str(root.coordinate), "", "root"]]
    if kind == COMMENT:
        return [*_named(root, key, upper=True), *_named(last, key, upper=False)]
    if root.id == last.id:
        return [["e", root.id, "", "root", key.public]]
    return [["e", root.id, "", "root", key.public], ["e", last.id, "", "reply", key.public]]


def _named(spot: Spot, key: NostrKey, *, upper: bool) -> list[list[str]]:
    """Return NIP-22's tags for one event; the key in them is the owner's own, so nobody else is told."""
    a, e, k, p = ("A", "E", "K", "P") if upper else ("a", "e", "k", "p")
    where = [] if spot.coordinate is None else [[a, spot.coordinate, ""]]
    return [*where, [e, spot.id, "", key.public], [k, str(spot.kind)], [p, key.public]]


def _quote(quoted: Place | None, key: NostrKey) -> list[list[str]]:
    return [] if quoted is None else [["q", quoted.first.coordinate or quoted.first.id, "", key.public]]


def _article(draft: Draft, name: str, number: int, created: int) -> list[list[str]]:
    return [["d", name], ["title", _title(draft, number)], ["published_at", str(created)]]


def _title(draft: Draft, number: int) -> str:
    """Return an article's title: its own, or the beginning of its first line."""
    own = clean(draft.item.title or "").strip()
    line = next((one.strip() for one in draft.parts[0].text.splitlines() if one.strip()), "")
    title = own or (line if len(line) <= 60 else line[:59] + "…")
    return f"{title} ({number + 1})" if number else title


def _name(draft: Draft, number: int, *, origin: bool) -> str:
    """Return an article's `d`: the item's id, or its hash where nothing may lead back to the old account."""
    name = (
        draft.item.id if origin else sha256(draft.item.id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    )
    return clean(name if number == 0 else f"{name}#{number + 1}")


def _described(draft: Draft, part: Part, media: Mapping[str, Medium], *, origin: bool) -> list[list[str]]:
    """Return the tags that describe a part: hashtags, mentions that were asked for, origin, language, pictures."""
    tags = [["t", one] for one in dict.fromkeys(r.value.lower() for r in part.runs if r.kind is RunKind.TAG)]
    people = (run.actor.id for run in part.runs if run.kind is RunKind.MENTION and run.actor is not None)
    tags += [["p", one] for one in dict.fromkeys(people) if _HEX_KEY.fullmatch(one)]
    page = page_of(draft.item.url or "") or page_of(draft.item.id) if origin else None
    if page is not None:
        tags.append(["proxy", clean(page), "web"])
    language = _LANGUAGE.fullmatch(draft.language or "")
    if language:
        tags += [["L", "ISO-639-1"], ["l", language[1].lower(), "ISO-639-1"]]
    return tags + [_imeta(one, media[str(one.sha256)]) for one in _shown(part, media)]


def _shown(part: Part, media: Mapping[str, Medium]) -> list[Attachment]:
    return [one for one in part.pictures if str(one.sha256) in media]


def _imeta(picture: Attachment, medium: Medium) -> list[str]:
    """Return NIP-92's description of a picture."""
    made = [
        "imeta",
        f"url {medium.url}",
        f"m {medium.media_type}",
        f"x {medium.sha256}",
        f"dim {medium.width}x{medium.height}",
    ]
    alt = " ".join(clean(picture.alt or "").split())
    return [*made, f"alt {alt}"] if alt else made


def _content(
    draft: Draft,
    part: Part,
    number: int,
    media: Mapping[str, Medium],
    quoted: Place | None,
    *,
    article: bool,
) -> str:
    text = clean(part.text)
    if article:
        own = clean(draft.item.title or "").strip()
        if number == 0 and own and text.startswith(own + "\n\n"):
            text = text[len(own) + 2 :]
        return _joined(_markdown(text), [_picture(one, media) for one in _shown(part, media)], "\n\n")
    ends = [media[str(one.sha256)].url for one in _shown(part, media)]
    if quoted is not None and number == 0:
        ends.append(note_address(quoted.first.id))
    return _joined(text, ends, "\n")


def _markdown(text: str) -> str:
    """Keep lone line ends in an article, which is Markdown: two spaces before one make it stand."""
    return _LONE_LINE_END.sub("  \n", text)


def _picture(picture: Attachment, media: Mapping[str, Medium]) -> str:
    alt = re.sub(r"[\[\]\s]+", " ", clean(picture.alt or "")).strip()
    return f"![{alt}]({media[str(picture.sha256)].url})"


def _joined(text: str, ends: Sequence[str], between: str) -> str:
    return between.join([*([text] if text else []), *ends])
