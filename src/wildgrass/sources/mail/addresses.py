"""Who wrote to whom: mail addresses as identities, names as labels."""

import re
from typing import Final

from wildgrass.model import Actor

SOURCE: Final = "mail"
_BARE: Final = re.compile(r"<\s*([^<>]*?)\s*>")
_QUOTE: Final = re.compile(r'^"(.*)"$', re.DOTALL)
_COMMENT: Final = re.compile(r"\(([^()]*)\)")
_ESCAPED: Final = re.compile(r"\\(.)")
_MOST: Final = 2000


def actors(text: str) -> list[Actor]:
    """Return the people in a header such as From or To, in order; groups are taken apart."""
    made = []
    for part in _split(text)[:_MOST]:
        actor = _actor(part.strip())
        if actor is not None:
            made.append(actor)
    return made


def _split(text: str) -> list[str]:
    """Split at commas and semicolons outside of quotes, brackets and comments."""
    if "," not in text and ";" not in text and ":" not in text:
        return [text]
    parts, start, depth, is_quoted, at = [], 0, 0, False, 0
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            at += 1
        elif letter == '"':
            is_quoted = not is_quoted
        elif letter in "<(" and not is_quoted:
            depth += 1
        elif letter in ">)" and not is_quoted:
            depth = max(0, depth - 1)
        elif letter in ",;:" and not depth and not is_quoted:
            if letter != ":":  # what stands before a colon names a group
                parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _actor(text: str) -> Actor | None:
    if not text:
        return None
    found = _BARE.search(text)
    if found is not None:
        address, name = found[1], _unquoted((text[: found.start()] + text[found.end() :]).strip())
    else:
        comment = _COMMENT.search(text)
        name = comment[1].strip() if comment else ""
        address = _COMMENT.sub("", text).strip()
    if "@" not in address or any(letter.isspace() for letter in address):
        label = name or _unquoted(address)
        return Actor(platform=SOURCE, id_kind="label", id=label, name=label) if label else None
    if name.lower() == address.lower():
        name = ""
    return Actor(platform=SOURCE, id_kind="handle", id=address.lower(), handle=address, name=name or None)


def _unquoted(text: str) -> str:
    found = _QUOTE.match(text)
    return _ESCAPED.sub(r"\1", found[1]).strip() if found else text.strip()
