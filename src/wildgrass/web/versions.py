"""An item's versions side by side: texts compared by character, other fields by value, files by digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from wildgrass.library.shelves import Numbered
from wildgrass.model import Item, Moment
from wildgrass.targets.words import clean
from wildgrass.web.entry_parts import Bit
from wildgrass.web.view import View

_COMPARED: Final = 3000  # characters; comparing takes time by the square of the length
_DIGEST: Final = 16


@dataclass(frozen=True, slots=True)
class VersionView:
    """One of an item's versions: what it has that the next one lacks is "gone", the reverse "added".

    `fields` are the names and values besides the text in which versions differ.
    """

    heading: str
    note: str
    bits: tuple[Bit, ...]
    fields: tuple[tuple[str, str], ...]


def versions(view: View, found: Numbered) -> Iterator[VersionView]:
    """Yield all versions, oldest first, the one that is shown last; nothing where there is only one."""
    others = [one.item for one in view.shelves.same_chain(found.item)]
    held = [*view.library.versions(found.item.id), found.item]
    texts: list[tuple[Item, bool]] = [(one, False) for one in others] + [
        (one, one is found.item) for one in held
    ]
    texts.sort(key=lambda pair: _when_said(pair[0]))
    if len(texts) < 2:
        return
    words = [view.names.text(clean(_said(one))) for one, _ in texts]
    fields = _differing([list(_fields(view, one)) for one, _ in texts])
    for at, (one, is_shown) in enumerate(texts):
        other = words[at + 1] if at + 1 < len(words) else words[at - 1]
        yield VersionView(
            heading=_heading(view, one, is_shown=is_shown),
            note=view.words.site(f"removed-{one.removed.by}") if one.removed else "",
            bits=tuple(compared(words[at], other, is_last=at + 1 == len(words))),
            fields=tuple(fields[at]),
        )


def _when_said(one: Item) -> str:
    """Return a text that sorts versions: of one id by their exports, of an edit chain by when each was written."""
    written = (one.edited or one.published) if one.version_of else None
    moments = (written or one.as_of, one.as_of)
    return " ".join(moment.iso() for moment in moments if moment is not None)


def _said(one: Item) -> str:
    return "\n".join(part for part in (one.title, one.text) if part)


def _heading(view: View, one: Item, *, is_shown: bool) -> str:
    name, moment = _named_by(one)
    shown = view.when(moment)
    date = ", ".join(part for part in (shown.day, shown.time) if part) if shown else "?"
    said = view.words(name, date=date)
    return view.words("version-shown", said=said) if is_shown else said


def _named_by(one: Item) -> tuple[str, Moment | None]:
    """Return what a version is known by, and when that was."""
    if one.edited:
        return "version-edited", one.edited
    if one.version_of and one.published:
        return "version-first", one.published
    return "version-exported", one.as_of


def compared(text: str, other: str, *, is_last: bool) -> Iterator[Bit]:
    """Cut a text by character into what the other has too and what it has not."""
    if max(len(text), len(other)) > _COMPARED:
        yield Bit(text)
        return
    tone = "added" if is_last else "gone"
    for what, start, end, _, _ in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if start < end:
            yield Bit(text[start:end], tone="" if what == "equal" else tone)


def _fields(view: View, one: Item) -> Iterator[tuple[str, str]]:
    """Yield what a version says besides its text."""
    words = view.words
    moment = view.when(one.published)
    yield words("fact-when"), f"{moment.day} · {moment.time}" if moment else words.site("undated")
    yield words("fact-audience"), words(f"who-{one.audience}")
    yield words("version-gone"), words("yes") if one.removed or one.is_deleted else ""
    yield words("version-answers"), words("yes") if one.in_reply_to else ""
    for number, link in enumerate(one.links, 1):
        yield f"{words('link')} {number}", view.names.glimpse(clean(link.target or link.url), 120)
    for number, file in enumerate(one.attachments, 1):
        digest = f"SHA-256 {file.sha256[:_DIGEST]}…" if file.sha256 else words.site("file-missing")
        yield f"{words('file')} {number}", digest


def _differing(said: Sequence[Sequence[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """Return, for each version, the fields that are not the same in all of them."""
    names = dict.fromkeys(name for fields in said for name, _ in fields)
    tables = [dict(fields) for fields in said]
    unlike = [name for name in names if len({table.get(name, "") for table in tables}) > 1]
    return [[(name, table.get(name, "") or "-") for name in unlike] for table in tables]
