"""Which members are feeds, by how they begin, whatever they are called."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, Vintage, own_name
from wildgrass.sources.mediatypes import media_type

VINTAGES: Final[Mapping[str, str]] = {
    "rss": "RSS 2.0 of 2002 and its forerunners, 1.0 (RDF); also what RSSHub writes, and WordPress exports",
    "atom": "Atom, RFC 4287 of 2005",
    "json": "JSON Feed, version 1 of 2017 and 1.1 of 2020",
}
PATHS: Final = ("items[]",)
_CANDIDATES: Final = 2000
_PROLOG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.{0,2000}?\?>|<!--.{0,4000}?-->|<!DOCTYPE[^>\[]{0,500}>)*+", re.DOTALL
)
_ROOT: Final = re.compile(rb"<(?:(rss)[\s>]|((?:\w+:)?RDF)[\s>]|((?:\w+:)?feed)[\s>])")
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_JSON_MARK: Final = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/')


class Form(StrEnum):
    """What a member is."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"


def recognise(export: Export) -> Vintage | None:
    """Say which form the first feed of an export has, None where no member is one."""
    for _, name in zip(range(_CANDIDATES), export.members, strict=False):
        form = form_of(export, name)
        if form is not None:
            return Vintage(str(form), f"{name} begins as {VINTAGES[form].partition(',')[0]}")
    return None


def form_of(export: Export, name: str) -> Form | None:
    """Say what a member is by its first bytes."""
    own = own_name(name).lower()
    kind = media_type(own)
    if kind is not None and kind != "application/json" and not kind.startswith("text/"):
        return None
    head = export.head(name)
    if _JSON.match(head):
        return Form.JSON if _JSON_MARK.search(head) else None
    prolog = _PROLOG.match(head)
    found = _ROOT.match(head, prolog.end() if prolog else 0)
    if found is None:
        return None
    if found[1]:
        return Form.RSS if b"<channel" in head else None
    if found[2]:
        return Form.RSS if b"purl.org/rss/1.0" in head else None
    return Form.ATOM if b"http://www.w3.org/2005/Atom" in head or b"purl.org/atom/" in head else None
