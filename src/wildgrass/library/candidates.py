"""Whom the reader may want to join: accounts of which the exports themselves say that they belong together.

A proposal does nothing. Its grounds are one of: a profile links to the other account; two accounts' own records give
one telephone number, or one mail address. That two accounts have one name is no ground.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final
from urllib.parse import unquote, urlsplit

from wildgrass.library.decisions import People
from wildgrass.model import Actor, Item, Kind

PROFILE_KINDS: Final = frozenset({Kind.PROFILE})
OWN_KINDS: Final = frozenset({Kind.PHONE, Kind.EMAIL, Kind.ACCOUNT})
"""Withheld kinds in which a platform keeps the owner's own number and address."""

_URL: Final = re.compile(r"https?://[^\s<>\"'()\u3001\u3002\uff08\uff09\uff0c]+", re.IGNORECASE)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE: Final = re.compile(r"(?<![\w.])(?:\+|00)?\d(?:[ ()-]{0,2}\d){6,14}(?![\w.])", re.ASCII)
_DIGITS: Final = range(8, 16)  # of a telephone number with its country (E.164)
_CHINESE_MOBILE: Final = re.compile(r"1[3-9]\d{9}")  # as written at home: 86 goes before it
_TEXT_MAX: Final = 20_000
_DEPTH_MAX: Final = 8
_SHARED_MAX: Final = 8  # more accounts with one number: a switchboard, a family, or the platform's own

_NAME: Final = r"@?(?P<who>[\w.-]+)/?"
_HOMES: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    "x.com": ("x", re.compile(_NAME)),
    "twitter.com": ("x", re.compile(_NAME)),
    "mobile.twitter.com": ("x", re.compile(_NAME)),
    "weibo.com": ("weibo", re.compile(rf"(?:u/|n/)?{_NAME}")),
    "weibo.cn": ("weibo", re.compile(rf"(?:u/|n/)?{_NAME}")),
    "m.weibo.cn": ("weibo", re.compile(rf"(?:u/|n/|profile/)?{_NAME}")),
    "t.me": ("telegram", re.compile(_NAME)),
    "telegram.me": ("telegram", re.compile(_NAME)),
    "bsky.app": ("bluesky", re.compile(r"profile/(?P<who>[\w.:-]+)/?")),
    "instagram.com": ("instagram", re.compile(_NAME)),
    "facebook.com": ("facebook", re.compile(_NAME)),
    "m.facebook.com": ("facebook", re.compile(_NAME)),
    "youtube.com": ("youtube", re.compile(r"(?:channel/|c/|user/|@)(?P<who>[\w.-]+)/?")),
    "tiktok.com": ("tiktok", re.compile(r"@(?P<who>[\w.-]+)/?")),
}
"""Where a platform's accounts have their page: host without "www." -> platform, and the path of an account."""
_FEDIVERSE: Final = re.compile(r"(?:@|users/)(?P<who>\w+)/?")


class Grounds(StrEnum):
    """Why two accounts may be one person's."""

    PROFILE_LINK = "profile-link"  # the first account's profile links to the second's page
    SAME_PHONE = "same-phone"
    SAME_MAIL = "same-mail"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two accounts that stand apart, and why they may be one person's: `items` are the ids that say so."""

    grounds: Grounds
    accounts: tuple[str, str]
    items: tuple[str, ...]


def proposals(
    profiles: Iterable[Item], own: Iterable[Item], actors: Iterable[Actor], people: People
) -> list[Proposal]:
    """Return what to propose, each pair of accounts once for each of its grounds; those joined already are left out.

    Args:
        profiles: items of `PROFILE_KINDS`.
        own: items of `OWN_KINDS`.
        actors: every account.
        people: who is joined by now.
    """
    known = list(actors)
    found: dict[tuple[Grounds, tuple[str, str]], list[str]] = defaultdict(list)
    for grounds, pair, item_ids in (*_links(profiles, known), *_shared(own, known)):
        if people.person(pair[0]) != people.person(pair[1]):
            held = found[grounds, pair]
            held += [item_id for item_id in item_ids if item_id not in held]
    return [Proposal(grounds, pair, tuple(ids)) for (grounds, pair), ids in sorted(found.items())]


_Found = tuple[Grounds, tuple[str, str], tuple[str, ...]]


def _links(profiles: Iterable[Item], actors: Iterable[Actor]) -> Iterator[_Found]:
    by_name: dict[tuple[str, str], set[str]] | None = None
    for item in profiles:
        pages = {page for text in _texts(item) for page in _pages(text)}
        if item.author is None or not pages:
            continue
        by_name = _by_name(actors) if by_name is None else by_name
        for key in sorted(set().union(*(by_name.get(page, set()) for page in pages)) - {item.author.key}):
            yield Grounds.PROFILE_LINK, (item.author.key, key), (item.id,)


def _by_name(actors: Iterable[Actor]) -> dict[tuple[str, str], set[str]]:
    """Return accounts by platform and what their page is called: never by a displayed name."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for actor in actors:
        named = (actor.handle, actor.id if actor.id_kind != "label" else None)
        for name in named:
            if name:
                found[actor.platform, name.casefold().removeprefix("@")].add(actor.key)
    return found


def _pages(text: str) -> Iterator[tuple[str, str]]:
    """Yield (platform, name) of every account whose page a text links to."""
    for match in _URL.finditer(text[:_TEXT_MAX]):
        try:
            parts = urlsplit(match[0].rstrip(".,;:!?"))
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:  # "http://[": no address
            continue
        path = unquote(parts.path).lstrip("/")
        if host in _HOMES:
            platform, home = _HOMES[host]
            if page := home.fullmatch(path):
                yield platform, page["who"].casefold()
        elif page := _FEDIVERSE.fullmatch(path):
            yield "mastodon", f"{page['who']}@{host}".casefold()


def _shared(own: Iterable[Item], actors: Iterable[Actor]) -> Iterator[_Found]:
    """Yield accounts whose own records, or whose ids, give one number or address."""
    held: dict[tuple[Grounds, str], dict[str, list[str]]] = defaultdict(dict)
    for actor in actors:
        for sign in _signs(actor):
            held[sign][actor.key] = []
    for item in own:
        if item.author is None or not _is_own(item):
            continue
        for text in _texts(item):
            for sign in _signs_in(text, item.kind):
                held[sign].setdefault(item.author.key, []).append(item.id)
    for (grounds, _), by_account in sorted(held.items()):
        if 1 < len(by_account) <= _SHARED_MAX:
            for one, other in combinations(sorted(by_account), 2):
                yield grounds, (one, other), tuple(by_account[one] + by_account[other])


def _is_own(item: Item) -> bool:
    """Say whether a record is of the owner's own number: not what was sent to her, nor what the platform infers."""
    member = item.origin.member.casefold()
    return "sent" not in member and "inferred" not in member


def _signs(actor: Actor) -> Iterator[tuple[Grounds, str]]:
    """Yield the number or address that an account is known by itself: of WhatsApp, of mail."""
    if actor.id_kind == "label":
        return
    if actor.platform == "mail" and _MAIL.fullmatch(actor.id):
        yield Grounds.SAME_MAIL, actor.id.casefold()
    if actor.platform == "whatsapp" and (number := _number(actor.id)):
        yield Grounds.SAME_PHONE, number


def _signs_in(text: str, kind: Kind) -> Iterator[tuple[Grounds, str]]:
    """Yield the addresses in a record, and the numbers in one of a telephone."""
    for match in _MAIL.finditer(text[:_TEXT_MAX]):
        yield Grounds.SAME_MAIL, match[0].casefold()
    if kind is Kind.PHONE:
        for match in _PHONE.finditer(text[:_TEXT_MAX]):
            if number := _number(match[0]):
                yield Grounds.SAME_PHONE, number


def _number(text: str) -> str:
    """Return a telephone number's digits with its country, "" where it is none."""
    digits = re.sub(r"\D", "", text)
    if not text.lstrip().startswith("+"):
        digits = digits.removeprefix("00") if digits.startswith("00") else digits
    if _CHINESE_MOBILE.fullmatch(digits) and not text.lstrip().startswith("+"):
        digits = f"86{digits}"
    return digits if len(digits) in _DIGITS else ""


def _texts(item: Item) -> Iterator[str]:
    """Yield the texts of a record."""
    yield item.text
    for link in item.links:
        yield link.target
        yield link.url
    yield from _strings(item.extra, _DEPTH_MAX)


def _strings(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part, depth - 1)
