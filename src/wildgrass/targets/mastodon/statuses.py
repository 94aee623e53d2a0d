"""A part of a draft as a request, and how to know it again in a list of posts.

These servers give posts their own ids, and none heeds an Idempotency-Key: whether a post is there already is told by
its second, its words and the number of its pictures.
"""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from wildgrass.model import Audience
from wildgrass.targets.draft import Draft, Part
from wildgrass.targets.mastodon.place import stamp
from wildgrass.targets.mastodon.software import Way
from wildgrass.targets.runs import Run, RunKind

_MARKUP: Final = re.compile(r"<[^>]*>")
_KEPT: Final = frozenset("LMNS")


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a post: its second, its letters and signs, its pictures."""

    second: str
    words: str
    pictures: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A post that is there."""

    id: str
    url: str

    @classmethod
    def of(cls, status: Any) -> "Stored | None":
        """Read what the server says of a post, None where that is none."""
        if (
            not isinstance(status, dict)
            or not isinstance(status.get("id"), str)
            or "created_at" not in status
        ):
            return None
        return cls(status["id"], str(status.get("url") or status.get("uri") or status["id"]))


class There:
    """Posts found at the account, each of which answers for one of ours at most."""

    def __init__(self, statuses: Iterable[Mapping[str, Any]], known: frozenset[str]) -> None:
        """Take in a list of posts, oldest arrival last; `known` are ids that the ledger accounts for."""
        self._found: dict[Mark, list[Stored]] = defaultdict(list)
        for status in statuses:
            stored = Stored.of(status)
            if stored is not None and stored.id not in known:
                self._found[mark_there(status)].append(stored)

    def take(self, mark: Mark) -> Stored | None:
        """Return a post of that mark, and do not give it out again."""
        found = self._found.get(mark)
        return found.pop() if found else None


def body_of(
    draft: Draft, number: int, way: Way, *, media: list[str], parent: str | None, tail: str = ""
) -> dict[str, Any]:
    """Return the request for a part of a draft. Always says who may see it: GoToSocial's own default is unlisted."""
    value: dict[str, Any] = {
        "status": text_of(draft.parts[number], way) + tail,
        "scheduled_at": stamp(draft.created + timedelta(milliseconds=number)),
        "visibility": "private" if draft.item.audience is Audience.FOLLOWERS else "public",
        "content_type": "text/plain",
        "sensitive": bool(draft.warning or draft.item.extra.get("sensitive")),
    }
    more = {
        "spoiler_text": draft.warning,
        "language": draft.language,
        "media_ids": media,
        "in_reply_to_id": parent,
    }
    return value | {name: one for name, one in more.items() if one}


def text_of(part: Part, way: Way) -> str:
    """Return a part's text ; where it is taken for HTML, its signs are written so."""
    return "".join(_shown(run, way) for run in part.runs)


def _shown(run: Run, way: Way) -> str:
    is_html = way is Way.DELIVERED and run.kind is not RunKind.LINK
    return html.escape(run.text, quote=False) if is_html else run.text


def mark_sent(body: Mapping[str, Any]) -> Mark:
    """Return the mark of a request."""
    return Mark(str(body["scheduled_at"])[:19], _plain(str(body["status"])), len(body.get("media_ids", ())))


def mark_there(status: Mapping[str, Any]) -> Mark:
    """Return the mark of a post that is there: by its source where the server gives that, else by its HTML."""
    source = status.get("text")
    if not isinstance(source, str) or not source:
        source = html.unescape(_MARKUP.sub("", str(status.get("content") or "")))
    pictures = status.get("media_attachments")
    count = len(pictures) if isinstance(pictures, list) else 0
    return Mark(str(status.get("created_at"))[:19], _plain(source), count)


def _plain(text: str) -> str:
    """Return a text's letters, marks, digits and signs: spaces and punctuation come back changed."""
    folded = unicodedata.normalize("NFC", text)
    return "".join(one for one in folded if unicodedata.category(one)[0] in _KEPT)
