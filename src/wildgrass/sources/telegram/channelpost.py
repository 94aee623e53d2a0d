"""One message of a public channel as t.me/s/ shows it to everybody: words, date, views, files, answers, forwards."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from lxml import etree

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind
from wildgrass.model.item import Link, Origin
from wildgrass.sources import isotime
from wildgrass.sources.fetched import Files
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.telegram import peers
from wildgrass.sources.telegram.media import Media
from wildgrass.sources.telegram.pageparts import classes, first, marked, text_in, with_class
from wildgrass.sources.telegram.peers import SOURCE

_PREFIX: Final = "tgme_widget_message_"
_POST: Final = re.compile(r"(?:https?://t\.me/|//t\.me/|/)?(?:s/)?(\w{2,64})/(\d{1,18})(?:[?#].*)?\Z")
_BACKGROUND: Final = re.compile(r"background-image\s*:\s*url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_ROUNDED: Final = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?([KMB])\Z")
_UNITS: Final = {"K": 1000, "M": 1_000_000, "B": 1_000_000_000}
_EDITED: Final = re.compile(r"\bedited\b", re.IGNORECASE)
_SERVICE: Final = "Service message"
_PLAYED: Final = frozenset({"video", "audio"})


def post_name(href: str) -> str | None:
    """Return "channel/12" of a message's address; names of channels know no capital letters."""
    found = _POST.match(href)
    return f"{found[1].lower()}/{found[2]}" if found else None


class PostReader:
    """Makes items of the messages on one page. `root` is the folder that the page lies in."""

    def __init__(self, files: Files, media: Media, root: str, title: str | None) -> None:
        self._files, self._media, self._root, self._title = files, media, root, title

    def item(self, top: etree._Element, origin: Origin) -> Item | None:
        """Return a message, None where the element names none."""
        name = post_name(top.get("data-post") or "")
        if name is None:
            return None
        channel = self.channel((top.get("data-post") or "").rpartition("/")[0])
        words = next((one for one in with_class(top, f"{_PREFIX}text") if not _is_quoted(one, top)), None)
        said = None if words is None else marked(words)
        forwarded = first(top, f"{_PREFIX}forwarded_from_name")
        extra: dict[str, JSON] = {}
        observed: dict[str, JSON] = {}
        counts = _views(top, observed)
        kind = Kind.EVENT if _is_service(top) else Kind.SHARE if forwarded is not None else Kind.POST
        when = first(top, f"{_PREFIX}date")
        time = None if when is None else next(when.iter("time"), None)
        _more(top, extra, observed)
        return Item(
            id=f"{SOURCE}:post:{name}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=channel,
            published=None if time is None else isotime.moment(time.get("datetime")),
            text="" if said is None else said.text,
            audience=Audience.PUBLIC,
            in_reply_to=_answered(top),
            shares=_forwarded(forwarded, extra),
            target=None if forwarded is None else _source(forwarded),
            url=f"https://t.me/{name}",
            links=() if said is None else tuple(_links(said.links)),
            mentions=() if said is None else said.mentions,
            attachments=tuple(self._attachments(top, name)),
            counts=counts,
            extra=extra | ({"observed": observed} if observed else {}),
        )

    def channel(self, name: str) -> Actor:
        """Return the channel of that name."""
        return Actor(platform=SOURCE, id_kind="handle", id=name.lower(), handle=name, name=self._title)

    def _attachments(self, top: etree._Element, name: str) -> Iterator[Attachment]:
        """Yield a message's files in order. Their names are made of the message's: addresses change by the day."""
        number = 0
        for element in top.iter():
            if not isinstance(element.tag, str) or _is_quoted(element, top):
                continue
            found = _file(element)
            if found is not None:
                number += 1
                url, role, title = found
                yield self.attachment(url, role, title, f"{name.replace('/', '-')}-{number}")

    def attachment(self, url: str | None, role: str, title: str | None, name: str) -> Attachment:
        """Return the file at an address: as it was fetched, as a browser saved it beside the page, or named only."""
        web = f"https:{url}" if url and url.startswith("//") else url
        is_web = bool(web) and str(web).startswith(("https://", "http://"))
        member = self._files.find(web) if is_web else self._media.find(self._root, unquote(web or "\0"))
        ending = (web or "").partition("?")[0].rpartition(".")[2].lower()
        kind = media_type(f"x.{ending}")
        return Attachment(
            name=title or (f"{name}.{ending}" if kind else name),
            member=member,
            media_type=media_type(title) if title else kind,
            size_bytes=self._files.size(member),
            role=role,
            url=web if is_web else None,
        )


def _file(element: etree._Element) -> tuple[str | None, str, str | None] | None:
    """Return (address, role, title) of an element that is a file, None of all others."""
    css = classes(element)
    found: tuple[str | None, str, str | None] | None = None
    if f"{_PREFIX}photo_wrap" in css:
        found = background(element), "photo", None
    elif element.tag in _PLAYED:
        found = element.get("src"), str(element.tag), None
    elif f"{_PREFIX}video_player" in css and next(element.iter("video"), None) is None:
        found = None, "video", None  # too big to be shown
    elif f"{_PREFIX}document_wrap" in css and next(element.iter("audio"), None) is None:
        found = None, "file", text_in(first(element, f"{_PREFIX}document_title")) or None
    elif f"{_PREFIX}sticker" in css and element.tag == "i":
        found = element.get("data-webp") or background(element), "sticker", None
    return found


def background(element: etree._Element) -> str | None:
    """Return the address of the picture in an element's style."""
    found = _BACKGROUND.search(element.get("style") or "")
    return found[1] if found else None


def _is_quoted(element: etree._Element, top: etree._Element) -> bool:
    """Say whether an element stands in what is answered, in a preview of a link, or in a note that nobody sees."""
    above: etree._Element | None = element
    while above is not None and above is not top:
        css = classes(above)
        if "media_not_supported_cont" in css or any(
            one in css for one in (f"{_PREFIX}reply", f"{_PREFIX}link_preview", f"{_PREFIX}user")
        ):
            return True
        above = above.getparent()
    return False


def _is_service(top: etree._Element) -> bool:
    label = first(top, "message_media_not_supported_label")
    return "service_message" in classes(top) or (label is not None and text_in(label) == _SERVICE)


def _answered(top: etree._Element) -> str | None:
    reply = first(top, f"{_PREFIX}reply")
    name = None if reply is None else post_name(reply.get("href") or "")
    return f"{SOURCE}:post:{name}" if name else None


def _forwarded(element: etree._Element | None, extra: dict[str, JSON]) -> str | None:
    """Return whose message was passed on: its id where the page leads to it, "" where only a name is said."""
    if element is None:
        return None
    name = post_name(element.get("href") or "")
    extra["forwarded_from"] = text_in(element)
    return f"{SOURCE}:post:{name}" if name else ""


def _source(element: etree._Element) -> Actor | None:
    name, shown = post_name(element.get("href") or ""), text_in(element)
    if name is None:
        return peers.named(shown) if shown else None
    handle = name.partition("/")[0]
    return Actor(platform=SOURCE, id_kind="handle", id=handle, handle=handle, name=shown or None)


def _views(top: etree._Element, observed: dict[str, JSON]) -> dict[str, int]:
    """Return the views where the page states them exactly; what is rounded is a bound, as seen that day."""
    text = text_in(first(top, f"{_PREFIX}views"))
    if text.isascii() and text.isdigit() and len(text) < 12:
        return {"views": int(text)}
    found = _ROUNDED.match(text)
    if found is not None:
        step = _UNITS[found[3]] // 10 ** len(found[2] or "")
        value = int(found[1] + (found[2] or "")) * step
        observed["bounds"] = {"views": {"text": text, "at_least": value - step // 2, "below": value + step}}
    elif text:
        observed["views"] = text
    return {}


def _links(links: tuple[Link, ...]) -> Iterator[Link]:
    for one in links:
        if not one.url.startswith("?"):  # a hashtag leads to a search on the page itself
            yield one


def _more(top: etree._Element, extra: dict[str, JSON], observed: dict[str, JSON]) -> None:
    """Put everything else that the page says into `extra`, and what changes by the day into `observed`."""
    meta = first(top, f"{_PREFIX}meta")
    if meta is not None and _EDITED.search("".join(map(str, meta.xpath("text()")))):  # type: ignore[arg-type]
        extra["edited"] = True  # when is not said
    for key, css in (
        ("signed", "from_author"),
        ("via_bot", "via_bot"),
        ("forwarded_signed", "forwarded_from_author"),
    ):
        if said := text_in(first(top, f"{_PREFIX}{css}")):
            extra[key] = said
    _preview(top, extra)
    _poll(top, extra, observed)
    reactions = list(with_class(top, "tgme_reaction"))
    if reactions:
        observed["reactions"] = [text_in(one) for one in reactions]
    location = first(top, f"{_PREFIX}location_wrap")
    if location is not None:
        extra["location"] = location.get("href") or text_in(location)
    size = text_in(first(top, f"{_PREFIX}document_extra"))
    if size:
        extra["document"] = size
    bubble = first(top, f"{_PREFIX}bubble")
    shown = (
        ()
        if bubble is None
        else (one for one in bubble if "message_media_not_supported_wrap" in classes(one))
    )
    if any(True for _ in shown) and not _is_service(top):
        extra["not_shown"] = True  # "Please open Telegram to view this post"


def _preview(top: etree._Element, extra: dict[str, JSON]) -> None:
    preview = first(top, f"{_PREFIX}link_preview")
    if preview is None:
        return
    said: dict[str, JSON] = {"url": preview.get("href") or ""}
    for key in ("site_name", "title", "description"):
        if words := text_in(first(preview, f"link_preview_{key}")):
            said[key] = words
    extra["link_preview"] = said


def _poll(top: etree._Element, extra: dict[str, JSON], observed: dict[str, JSON]) -> None:
    poll = first(top, f"{_PREFIX}poll")
    if poll is None:
        return
    options = [text_in(one) for one in with_class(poll, f"{_PREFIX}poll_option_text")]
    extra["poll"] = {
        "question": text_in(first(poll, f"{_PREFIX}poll_question")),
        "options": list[JSON](options),
    }
    observed["poll"] = [text_in(one) for one in with_class(poll, f"{_PREFIX}poll_option_percent")]
