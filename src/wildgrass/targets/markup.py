"""An item's text as a few tags of HTML, for files that other programs read: paragraphs, line ends, links."""

import re
from dataclasses import replace
from html import escape
from typing import Final

from wildgrass.model import Item
from wildgrass.targets.runs import Run, RunKind, defanged, runs_of

# What XML 1.0 has no way to write (section 2.2). Chat exports do hold such characters.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def unwritable(item: Item) -> int:
    """Count the characters of an item's own words that XML cannot hold."""
    words = (item.text, item.title or "", *(one.alt or "" for one in item.attachments))
    return sum(len(_FORBIDDEN.findall(text)) for text in words)


def markup_of(item: Item, *, is_defanged: bool = False) -> tuple[str, tuple[Run, ...]]:
    """Return an item's text as HTML, links at full length, and the runs that it was made of.

    `is_defanged` breaks names that were mentioned, so that a server which imports the text notifies nobody.
    """
    runs = runs_of(replace(item, text=writable(item.text)), full_links=True)
    whole = "".join(_marked(run, is_defanged=is_defanged) for run in runs)
    return paragraphs(whole), runs


def paragraphs(marked: str) -> str:
    """Return text with its marks as paragraphs: an empty line parts two, a line end is a line end."""
    if not marked:
        return ""
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in marked.split("\n\n"))


def _marked(run: Run, *, is_defanged: bool) -> str:
    if run.kind is RunKind.LINK:
        return f'<a href="{escape(run.value)}" rel="nofollow noopener noreferrer">{escape(run.text)}</a>'
    if run.kind is RunKind.MENTION and is_defanged:
        return escape(defanged(run.value))
    return escape(run.text, quote=False)
