"""micro.blog's blog archive: a ZIP file of a page with h-feed, a JSON Feed of everything, and the files.

Source: https://book.micro.blog/blog-archive-format/.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Final

from wildgrass.targets.syndication.entries import Entry, whole_html
from wildgrass.targets.syndication.head import Head
from wildgrass.targets.syndication.jsonfeed import json_parts
from wildgrass.targets.words import slug
from wildgrass.targets.zipped import ZipFile

_PART: Final = 1 << 20
_POLICY: Final = "default-src 'none'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'"


def write_bar(
    path: Path, head: Head, entries: Callable[[], Iterable[Entry]], files: Path, names: Iterable[str]
) -> None:
    """Write the archive at `path`; `entries` come newest first, `files` is the folder that `names` stand in.

    Raises:
        TargetFileForeignError: something else stands at `path`.
        TargetWriteError: the disk refused.
    """
    inside = replace(head, base="")
    with ZipFile(path, "feed") as bar:
        bar.copy("index.html", _page(inside, entries()), is_packed=True)
        bar.copy("feed.json", json_parts(inside, entries()), is_packed=True)
        for name in names:
            bar.copy(name, _parts(files / name))
        bar.finish()


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PART), b"")


def _page(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    title = escape(head.title)
    yield (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n</head>\n<body>\n'
        f'<main class="h-feed">\n<h1 class="p-name">{title}</h1>\n<p class="p-summary">{escape(head.about)}</p>\n'
        f'<p class="p-author h-card">{escape(head.author)}</p>\n'
    ).encode()
    for entry in entries:
        yield _entry(entry).encode()
    yield b"</main>\n</body>\n</html>\n"


def _entry(entry: Entry) -> str:
    anchor = escape(slug(entry["id"]))
    title = f'<h2 class="p-name">{escape(entry["title"])}</h2>\n' if entry["title"] else ""
    date = (
        f'<time class="dt-published" datetime="{entry["date"]}">{entry["date"]}</time>'
        if entry["date"]
        else "#"
    )
    lang = f' lang="{escape(entry["lang"])}"' if entry["lang"] else ""
    return (
        f'<article class="h-entry" id="{anchor}">\n{title}'
        f'<div class="e-content" dir="auto"{lang}>{whole_html(entry, "")}</div>\n'
        f'<p><a class="u-url" href="#{anchor}">{date}</a></p>\n</article>\n'
    )
