"""What a finished site's files are: addresses, media types, and the titles and dates that its pages hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Final

from wildgrass.targets.formats import media_type
from wildgrass.targets.site.folder import MARKER

HOST: Final = (
    "https://archive.example/"  # RFC 2606: nobody's, so that no platform is said to have been captured
)
_KEY: Final = "example,archive)/"
_TITLE: Final = re.compile(rb"<title>([^<]*)</title>")
# The site writes these itself, with its own quotation marks; in an export's text those are escaped.
_DATE: Final = re.compile(rb'<time[^<>]* datetime="(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?)?Z?"')
_TEXTS: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "xml": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
NO_DATE: Final = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a site: its name from the site's root, and its date where it is a page that holds one."""

    name: str
    title: str | None = None
    date: str | None = None

    @property
    def url(self) -> str:
        """Its address under the reserved host."""
        return HOST + self.name

    @property
    def key(self) -> str:
        """Its address as an index sorts it (SURT)."""
        return _KEY + self.name

    @property
    def media_type(self) -> str:
        """Its media type, by the ending that the site gave it."""
        ending = self.name.rpartition(".")[2]
        return _TEXTS.get(ending) or media_type(self.name)


def files_of(site: Path) -> Iterator[File]:
    """Yield a site's files in the order of their keys."""
    names = (str(path.relative_to(site).as_posix()) for path in site.rglob("*") if path.is_file())
    for name in sorted(names, key=lambda one: f"{one} "):
        if name == MARKER:
            continue
        yield _page(site, name) if name.endswith(".html") else File(name)


def _page(site: Path, name: str) -> File:
    data = (site / name).read_bytes()
    title = _TITLE.search(data)
    dates = (_date(found) for found in _DATE.finditer(data))
    return File(name, unescape(title[1].decode()).strip() if title else "", max(dates, default=None))


def _date(found: "re.Match[bytes]") -> str:
    day, minutes, seconds = (part.decode() if part else "" for part in found.groups())
    return f"{day}T{minutes or '00:00'}{seconds or ':00'}Z"
