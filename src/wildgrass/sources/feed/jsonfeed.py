"""JSON Feed: https://www.jsonfeed.org/version/1.1/."""

from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources import isotime
from wildgrass.sources.feed.entries import About, Entry, texts, whole_number
from wildgrass.sources.feed.pictures import File

_CARRIED: Final = frozenset(
    {"id", "url", "title", "content_html", "content_text", "date_published", "date_modified"}
)
_FEED_CARRIED: Final = frozenset(
    {"title", "description", "home_page_url", "icon", "version", "items", "next_url"}
)


def about(fields: Mapping[str, JSON], member: str) -> About:
    """Return what the fields beside the entries say."""
    home, own = texts(fields, "home_page_url"), texts(fields, "feed_url")
    return About(
        native=home or own or texts(fields, "title") or member,
        title=texts(fields, "title"),
        text=texts(fields, "description") or "",
        url=home,
        picture=texts(fields, "icon"),
        extra={key: part for key, part in fields.items() if key not in _FEED_CARRIED and part is not None},
    )


def entry(value: Mapping[str, JSON]) -> Entry:
    """Return an entry."""
    native = value.get("id")
    people = value.get("authors")
    first = people[0] if isinstance(people, list) and people else value.get("author")
    html, text = value.get("content_html"), value.get("content_text")
    found = Entry(
        native=str(native) if isinstance(native, str | int) and str(native).strip() else None,
        title=texts(value, "title"),
        url=texts(value, "url"),
        html=html if isinstance(html, str) else None,
        text=text if isinstance(text, str) else texts(value, "summary"),
        author=texts(first, "name") if isinstance(first, dict) else None,
        published=isotime.moment(value.get("date_published")),
        edited=isotime.moment(value.get("date_modified")),
        extra={key: part for key, part in value.items() if key not in _CARRIED and part is not None},
    )
    for key in ("image", "banner_image"):
        if (url := texts(value, key)) is not None:
            found.files.append(File(url))
    attached = value.get("attachments")
    for one in attached if isinstance(attached, list) else []:
        if isinstance(one, dict) and (url := texts(one, "url")) is not None:
            size = whole_number(one.get("size_in_bytes"))
            found.files.append(File(url, texts(one, "mime_type"), size, texts(one, "title")))
    return found
