"""A part of the library as a zip: a plain page without script, the items' JSON, the files, and all their hashes."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import Final

from starlette.responses import Response

from wildgrass.errors import WildgrassError
from wildgrass.flows.dates import day_or_time
from wildgrass.library.search import Filters
from wildgrass.library.shelves import Numbered
from wildgrass.model import Audience, Item
from wildgrass.targets.words import clean
from wildgrass.web.entries import Entries, Entry
from wildgrass.web.files import Held, held_of, saved_name
from wildgrass.web.items import numbered
from wildgrass.web.pages import render
from wildgrass.web.session import Search
from wildgrass.web.view import View, to

MOST: Final = 5_000
_FILES_BYTES: Final = 256 << 20
_CONTENT_PART: Final = 1 << 20
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the zip tells nothing of when it was made


@dataclass(slots=True)
class Zip:
    """A zip being put together in memory, and the hashes of what is in it."""

    _bytes: BytesIO = field(default_factory=BytesIO)
    _hashes: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Add a file."""
        digest = sha256()
        with zipfile.ZipFile(self._bytes, "a", zipfile.ZIP_DEFLATED) as archive:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as out:
                for part in parts:
                    digest.update(part)
                    out.write(part)
        self._hashes[name] = digest.hexdigest()

    def __contains__(self, name: str) -> bool:
        return name in self._hashes

    def finished(self) -> bytes:
        """Return the zip, with the list of hashes that `sha256sum -c` reads."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._hashes.items()))
        self.put("SHA256SUMS", [lines.encode()])
        return self._bytes.getvalue()


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """An item on the saved page; `files` are (name, SHA-256, its path in the zip or "")."""

    entry: Entry
    text: str
    audience: str
    links: tuple[str, ...]
    files: tuple[tuple[str, str, str], ...]


def save_search(view: View) -> Response:
    """Save what a search found, newest first."""
    search = view.session.searches.get(int(view.path["number"]))
    if search is None:
        return to("/search")
    try:
        return _saved(view, list(islice(_found(view, search), MOST)))
    except WildgrassError:
        return to(view.here.removesuffix("/save"))


def _found(view: View, search: Search) -> Iterator[Numbered]:
    filters = Filters(after=day_or_time(search.after or None), before=day_or_time(search.before or None))
    items = view.library.search(
        search.query,
        source=search.source or None,
        kind=search.kind or None,
        person=search.person or None,
        after=filters.after,
        before=filters.before,
        limit=MOST,
        spelling=search.spelling,
    )
    for item in items:
        number = view.shelves.number(item.id)
        if number is not None:
            yield Numbered(number, item)


def save_item(view: View) -> Response:
    """Save an item with its thread."""
    found = numbered(view)
    if found is None or found.item.is_withheld:
        return view.missing()
    around = (Numbered(view.shelves.number(one.id) or 0, one) for one in view.library.thread(found.item.id))
    return _saved(view, list(islice(around, MOST)) or [found])


def save_talk(view: View) -> Response:
    """Save a conversation, from its first message on."""
    talk = view.overview.talks.get(view.path["slug"])
    if talk is None:
        return view.missing()
    return _saved(view, list(view.shelves.items(view.shelves.talk_from(talk.id, None, MOST))))


def _saved(view: View, found: list[Numbered]) -> Response:
    made = Zip()
    wants_files = view.form.get("files") == "1" and not view.names.is_hiding
    places = dict(_files(view, found, made)) if wants_files else {}
    entries = Entries(view)
    rows = [_row(view, entries.entry(one), one, places) for one in found]
    page = render(
        "part.html",
        {
            "t": view.words,
            "rows": rows,
            "private": sum(one.item.audience is not Audience.PUBLIC for one in found),
            "is_cut": len(found) == MOST,
            "is_hiding": view.names.is_hiding,
        },
    )
    made.put("index.html", [page.encode("utf-8", "replace")])
    if not view.names.is_hiding:
        made.put("items.jsonl", (f"{view.shelves.raw(one.no)}\n".encode() for one in found))
    return Response(
        made.finished(),
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="part.zip"'},
    )


def _row(view: View, entry: Entry, one: Numbered, places: dict[tuple[int, int], str]) -> SavedEntry:
    item = one.item
    hides = view.names.is_hiding
    return SavedEntry(
        entry=entry,
        text="".join(bit.text for bit in entry.bits),
        audience=view.words(f"who-{item.audience}"),
        links=() if hides else tuple(clean(link.target or link.url) for link in item.links),
        files=tuple(
            (
                view.names.glimpse(file.name, 120),
                "" if hides else file.sha256 or "",
                places.get((one.no, place), ""),
            )
            for place, file in enumerate(item.attachments)
        ),
    )


def _files(view: View, found: list[Numbered], made: Zip) -> Iterator[tuple[tuple[int, int], str]]:
    """Put the items' files into the zip while they fit; yield where each stands."""
    left = _FILES_BYTES
    for one in found:
        for place in range(len(one.item.attachments)):
            held = held_of(view, one, place)
            size = _size(one.item, place)
            if held is None or size > left:
                continue
            name = f"files/{saved_name(held)}"
            if name not in made:
                left -= size
                made.put(name, _content(held))
            yield (one.no, place), name


def _size(item: Item, place: int) -> int:
    return item.attachments[place].size_bytes or 0


def _content(held: Held) -> Iterator[bytes]:
    with held.path.open("rb") as file:
        while part := file.read(_CONTENT_PART):
            yield part
