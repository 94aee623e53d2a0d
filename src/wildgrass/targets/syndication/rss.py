"""RSS 2.0 with archive pages. Sources: the RSS 2.0 specification and RFC 5005 section 4."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from wildgrass.targets.syndication.entries import Entry, whole_html
from wildgrass.targets.syndication.head import Head, Page

# RSS wants the address of a site. Of a feed on a disk there is none, and this name leads nowhere (RFC 2606).
NOWHERE: Final = "https://archive.example/"
_TOP: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:fh="http://purl.org/syndication/history/1.0">
<channel>
"""


def rss_page(head: Head, page: Page, entries: Iterable[Entry]) -> bytes:
    """Return a page; `entries` come newest first."""
    return "".join(
        [_TOP, *_channel(head, page), *(_item(entry, head) for entry in entries), "</channel>\n</rss>\n"]
    ).encode()


def _channel(head: Head, page: Page) -> Iterator[str]:
    yield f"<title>{escape(head.title)}</title>\n<link>{escape(head.base or NOWHERE)}</link>\n"
    yield f"<description>{escape(head.about)}</description>\n<generator>Wildgrass</generator>\n"
    links = {"self": page.name("xml"), "prev-archive": page.older("xml"), "next-archive": page.newer("xml")}
    if page.number:
        yield "<fh:archive/>\n"
        links["current"] = "feed.xml"
        if links["next-archive"] == "feed.xml":
            links["next-archive"] = None
    for relation, name in links.items():
        if name:
            yield f'<atom:link rel="{relation}" href={quoteattr(head.base + name)} type="application/rss+xml"/>\n'


def _item(entry: Entry, head: Head) -> str:
    return "".join(("<item>\n", *_parts(entry, head), "</item>\n"))


def _parts(entry: Entry, head: Head) -> Iterator[str]:
    if entry["title"]:
        yield f"<title>{escape(entry['title'])}</title>\n"
    if entry["page"] and head.base:  # RSS knows no relative address
        yield f"<link>{escape(head.base + entry['page'])}</link>\n"
    yield f'<guid isPermaLink="false">{escape(entry["id"])}</guid>\n'
    if entry["date"]:
        yield f"<pubDate>{_pub_date(entry['date'])}</pubDate>\n"
    yield f"<dc:creator>{escape(head.author)}</dc:creator>\n"
    yield f"<description>{escape(whole_html(entry, head.base))}</description>\n"
    for one in entry["files"]:
        url = quoteattr(head.base + one["name"])
        yield f'<enclosure url={url} length="{one["size"]}" type="{one["type"]}"/>\n'


def _pub_date(stamp: str) -> str:
    """Return RFC 5322's form of RFC 3339: "Wed, 19 Oct 2022 20:07:00 +0000"."""
    clock = format_datetime(datetime.fromisoformat(stamp[:19])).removesuffix("-0000")
    return clock + stamp[19:].replace(":", "")
