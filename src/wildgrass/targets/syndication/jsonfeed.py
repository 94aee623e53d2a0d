"""JSON Feed 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Iterable, Iterator

from wildgrass.targets.syndication.entries import Entry, whole_html
from wildgrass.targets.syndication.head import Head, Page


def json_page(head: Head, page: Page, entries: Iterable[Entry]) -> bytes:
    """Return a page; `entries` come newest first."""
    return b"".join(json_parts(head, entries, page=page))


def json_parts(head: Head, entries: Iterable[Entry], *, page: Page | None = None) -> Iterator[bytes]:
    """Yield a feed in parts: a page of it, or all of it in one where `page` is None."""
    top: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": head.title}
    if head.base:
        top["home_page_url"] = head.base
        top["feed_url"] = head.base + (page.name("json") if page else "feed.json")
    top["description"] = head.about
    older = page.older("json") if page else None
    if older:
        top["next_url"] = head.base + older
    author = {"name": head.author}
    if head.avatar:
        author["avatar"] = head.base + head.avatar
    top["authors"] = [author]
    yield json.dumps(top, ensure_ascii=False, indent=1).removesuffix("\n}").encode() + b',\n "items": ['
    before = "\n"
    for entry in entries:
        yield f"{before}{json.dumps(_item(entry, head.base), ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"\n ]\n}\n"


def _item(entry: Entry, base: str) -> dict[str, object]:
    item: dict[str, object] = {"id": entry["id"]}
    if entry["page"]:
        item["url"] = base + entry["page"]
    if entry["title"]:
        item["title"] = entry["title"]
    item["content_html"] = whole_html(entry, base)
    if entry["date"]:
        item["date_published"] = entry["date"]
    if entry["edited"]:
        item["date_modified"] = entry["edited"]
    if entry["lang"]:
        item["language"] = entry["lang"]
    files = [_attachment(one["name"], one["type"], one["size"], one["alt"], base) for one in entry["files"]]
    if files:
        item["attachments"] = files
    return item


def _attachment(name: str, kind: str, size: int, alt: str, base: str) -> dict[str, object]:
    return {"url": base + name, "mime_type": kind, "title": alt, "size_in_bytes": size}
