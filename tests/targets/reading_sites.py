"""Reads a written site back as a browser would: tags, attributes, text, anchors and links."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from targets.archive_in_memory import MemoryArchive
from wildgrass.targets.base import Outcome, RestoreOptions
from wildgrass.targets.site import Site

VOID = {"meta", "link", "img", "br", "input"}


@dataclass
class Page:
    """A parsed page."""

    tags: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    text: str = ""
    open_tags: list[str] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute on any tag."""
        return [value for _, attribute, value in self.attributes if attribute == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, tuple(name for name, _ in attrs)))
        self.page.attributes += [(tag, name, value or "") for name, value in attrs]
        self.page.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.page.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.page.open_tags, f"</{tag}> closes nothing"
        assert self.page.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.page.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read_page(path: Path) -> Page:
    """Parse a page; every tag must be closed where it was opened."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert reader.page.open_tags == []
    return reader.page


def pages_of(site: Path) -> Iterator[tuple[Path, Page]]:
    """Yield every page of a site."""
    for path in sorted(site.rglob("*.html")):
        yield path, read_page(path)


def grow(archive: MemoryArchive, site: Path, **options: object) -> list[Outcome]:
    """Restore an archive into a folder and return what was said of each item."""
    return list(Site().restore(archive, str(site), RestoreOptions(**options)))  # type: ignore[arg-type]


def bytes_of(site: Path) -> dict[str, bytes]:
    """Return every file of a folder by its name."""
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def broken_links(site: Path) -> list[str]:
    """Return every link of a site that leads nowhere: no such file, or no such anchor in it."""
    anchors: dict[Path, set[str]] = {}
    wanted: list[tuple[Path, str]] = []
    for path, page in pages_of(site):
        anchors[path.resolve()] = set(page.ids)
        assert len(page.ids) == len(set(page.ids)), f"{path} has an anchor twice"
        wanted += [(path, value) for name in ("href", "src") for value in page.values(name)]
    return [f"{path.name}: {link}" for path, link in wanted if not _leads(path, link, anchors)]


def _leads(path: Path, link: str, anchors: dict[Path, set[str]]) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme in {"http", "https"}
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    if not target.is_file():
        return False
    return not parts.fragment or unquote(parts.fragment) in anchors.get(target, set())
