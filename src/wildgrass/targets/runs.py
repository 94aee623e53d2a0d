"""An item's text cut into runs: plain words, links, tags and mentions, so that each network marks them its own way."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from wildgrass.model import Actor, Item, Link
from wildgrass.targets.words import clean, shown_address, web_address

WORD_JOINER: Final = "\u2060"
_LINK: Final = re.compile(
    r"https?://[^\s<>\"'，。！？；：、（）【】《》「」『』…]+[^\s<>\"'，。！？；：、（）【】《》「」『』….,!?;:)\]]"
)
_WEIBO_TAG: Final = re.compile(r"[#＃]([^#＃\n]{1,60})[#＃]")
_TAG: Final = re.compile(r"(?<![\w&/#＃])[#＃](\w*[^\W\d_]\w*)")
_MENTION: Final = re.compile(r"(?<![\w@/.])[@＠]([\w](?:[\w.-]*\w)?)")
_AT: Final = re.compile(r"[@＠](?=\S)")
_ADDRESS: Final = re.compile(r"[\w.-]+@[\w.-]+(?::\d+)?")
_MEDIA_PAGE: Final = re.compile(r"/status/\d+/(?:photo|video)/\d+$|^https?://pic\.(?:twitter|x)\.com/")


class RunKind(StrEnum):
    """What a run of text is."""

    TEXT = "text"
    LINK = "link"  # `value` is the whole address
    TAG = "tag"  # `value` is the tag without its signs
    MENTION = "mention"  # `value` is the name without "@"; only text unless mentions were asked for


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text as it is shown; `actor` is who a mention means, where the export says."""

    text: str
    kind: RunKind = RunKind.TEXT
    value: str = ""
    actor: Actor | None = None


def defanged(name: str) -> str:
    """Return "@name" such that servers that read mentions out of a text see none: a word joiner stands after the @."""
    return f"@{WORD_JOINER}{name.removeprefix('@')}"


def unread(run: Run) -> Run:
    """Return a run in which a server that makes mentions of every "@" finds none but those that were asked for.

    snac does so inside words too: "me@example.org" told a person named "example" (measured on 2.75).
    """
    if run.kind is RunKind.LINK:
        return run
    address = (run.actor.handle or "").removeprefix("@") if run.kind is RunKind.MENTION and run.actor else ""
    if _ADDRESS.fullmatch(address):
        return replace(run, text=f"@{address}")
    return replace(run, text=_AT.sub(lambda found: found[0] + WORD_JOINER, run.text), actor=None)


def runs_of(item: Item, *, full_links: bool = False) -> tuple[Run, ...]:
    """Cut an item's text. Links show where they led, shortened unless `full_links`; links to its own media go."""
    made: list[Run] = []
    done = 0
    for start, end, link in _placed(item):
        if start < done:
            continue
        made += _marked(item, clean(item.text[done:start]))
        if not (item.attachments and _MEDIA_PAGE.search(link.target or link.url)):
            made.append(link_run(link.target or link.url, full=full_links))
        done = end
    made += _marked(item, clean(item.text[done:]))
    return tuple(_trimmed(made))


def link_run(address: str, *, full: bool = False) -> Run:
    """Return a link, shown shortened unless `full`; text where it is no address of the web."""
    known = web_address(clean(address))
    if known is None:
        return Run(clean(address))
    return Run(known if full else shown_address(known), RunKind.LINK, known)


def _placed(item: Item) -> list[tuple[int, int, Link]]:
    """Return where links stand: those that the export names, then addresses written out in the text."""
    found: list[tuple[int, int, Link]] = []
    for link in item.links:
        if 0 <= link.start < link.end <= len(item.text) and item.text[link.start : link.end] == link.url:
            found.append((link.start, link.end, link))
        elif link.url and (start := item.text.find(link.url)) >= 0:
            found.append((start, start + len(link.url), link))
    if "://" in item.text:
        known = {start for start, _, _ in found}
        found += [
            (*match.span(), Link(url=match[0], target=match[0]))
            for match in _LINK.finditer(item.text)
            if match.start() not in known
        ]
    return sorted(found, key=lambda one: one[:2])


def _marked(item: Item, text: str) -> Iterator[Run]:
    """Cut a stretch without links at its tags and mentions."""
    if not text:
        return
    done = 0
    for start, end, run in _marks(item, text) if any(sign in text for sign in "#＃@＠") else ():
        if start < done:
            continue
        if start > done:
            yield Run(text[done:start])
        yield run
        done = end
    if done < len(text):
        yield Run(text[done:])


def _marks(item: Item, text: str) -> list[tuple[int, int, Run]]:
    tag = _WEIBO_TAG if item.source == "weibo" else _TAG
    found = [(*one.span(), Run(one[0], RunKind.TAG, one[1].strip())) for one in tag.finditer(text)]
    found += [
        (*one.span(), Run(one[0], RunKind.MENTION, one[1], _meant(item, one[1])))
        for one in _MENTION.finditer(text)
    ]
    return sorted(found, key=lambda one: one[:2])


def _meant(item: Item, name: str) -> Actor | None:
    for actor in item.mentions:
        if name.casefold() in {(actor.handle or "").casefold(), (actor.name or "").casefold()}:
            return actor
    return None


def _trimmed(runs: list[Run]) -> list[Run]:
    """Take white space off both ends, and join neighbours that are plain text."""
    joined: list[Run] = []
    for run in runs:
        if joined and run.kind is joined[-1].kind is RunKind.TEXT:
            joined[-1] = Run(joined[-1].text + run.text)
        else:
            joined.append(run)
    while joined and joined[0].kind is RunKind.TEXT and not joined[0].text.strip():
        del joined[0]
    while joined and joined[-1].kind is RunKind.TEXT and not joined[-1].text.strip():
        del joined[-1]
    if joined and joined[0].kind is RunKind.TEXT:
        joined[0] = Run(joined[0].text.lstrip())
    if joined and joined[-1].kind is RunKind.TEXT:
        joined[-1] = Run(joined[-1].text.rstrip())
    return joined
