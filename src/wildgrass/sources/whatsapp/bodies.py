"""The text of a message, told apart from what WhatsApp wrote into it: files, deletions, edits, calls, polls, places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Attachment, Link, Removal, RemovedBy
from wildgrass.sources.whatsapp import marks
from wildgrass.sources.whatsapp.headers import plain, without_marks
from wildgrass.sources.whatsapp.media import Media, is_whatsapp_name

LRM: Final = "\u200e"
_SET_OFF: Final = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff "
_EDITED: Final = re.compile(r"[\s\u200e\u200f]*<(?P<words>[^<>\n]{4,80})>[\s\u200e\u200f]*\Z")
_IPHONE_FILE: Final = re.compile(
    r"[\u200e\u200f]*<[^<>:\uff1a\n]{1,40}[:\uff1a]\s?[\u200e\u200f]*(?P<name>[^<>\n]{1,255})>"
)
_ANDROID_FILE: Final = re.compile(
    r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]*(?P<name>[^\n]{1,255}\.\w{1,10})[\u200e\u200f\u202c\u2069]*"
    r"\s?[(\uff08](?P<words>[^()\uff08\uff09\n]{2,80})[)\uff09]\s*\Z"
)
_PLACE: Final = re.compile(
    r"(?:\A|[:\uff1a\n]\s?)[\u200e\u200f]*(?P<url>https://maps\.(?:google\.com|app\.goo\.gl)/\S*?[?&]q=(?P<at>-?\d[\d.]*,\s?-?\d[\d.]*))\S*"
)
_OPTION: Final = re.compile(
    r"[\u200e\u200f]*[^:\uff1a\n]{2,24}[:\uff1a] (?P<text>.*?)\s?"
    r"[(\uff08][\u200e\u200f]*(?P<votes>\d+)\s?[^()\uff08\uff09\d]*[)\uff09]\s*\Z"
)
_MENTION: Final = re.compile("@\u2068([^\u2069\n]{1,128})\u2069")
_URL: Final = re.compile(r"https?://[^\s<>\u200e\u200f\"]+")
_SPECIAL: Final = re.compile(
    r"[<>()\uff08\uff09\n\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|://|\.\w{1,10}(?:\Z|\s.{1,40}\Z)"
)
"""What a text holds in which WhatsApp may have written something; a file's name may stand near the end."""
_ENDING: Final = 12
_URL_END: Final = ".,;:!?)]}'\u2019”»"


@dataclass(slots=True)
class Body:
    """What a message holds. `key` is what its id is made of: what WhatsApp wrote itself does not count."""

    text: str
    key: str
    attachments: tuple[Attachment, ...] = ()
    removed: Removal | None = None
    event: str | None = None
    is_own: bool = False  # a line of WhatsApp's own
    links: tuple[Link, ...] = ()
    mentions: tuple[str, ...] = ()
    extra: dict[str, JSON] = field(default_factory=dict)


def own_line(text: str) -> Body:
    """Return a line that WhatsApp wrote and nobody sent."""
    event = marks.event(text)
    return Body(text=without_lead(text), key="\0event", event=event, is_own=True)


def without_lead(text: str) -> str:
    """Return a text without the marks of writing direction that WhatsApp puts before and between its own words."""
    return without_marks(text).strip(" ")


class BodyReader:
    """Reads the texts of one chat."""

    def __init__(self, media: Media, folder: str, usual_mark: str | None) -> None:
        """Take what stands for left-out media in this chat if no table knows it."""
        self._media = media
        self._folder = folder
        self._usual_mark = usual_mark
        self._starts = marks.starts()

    def read(self, text: str) -> Body:
        """Return what a person's message holds."""
        if _SPECIAL.search(text) is None and text[:3].casefold() not in self._starts and text != "null":
            return Body(text=text, key=text)
        text, edited = _unedited(text)
        body = self._marked(text) or self._plain(text)
        if edited is not None:
            body.extra["edited"] = edited
        return body

    def _marked(self, text: str) -> Body | None:
        first, _, more = text.partition("\n")
        if "<" in text and (body := self._iphone_file(text)):
            return body
        if first.rstrip()[-1:] in (")", "\uff09") and (body := self._android_file(first, more)):
            return body
        if len(first) <= 160 and (body := self._whole_mark(first, more)):
            return body
        if "." in first[-_ENDING:] and self._media.find(first.strip(_SET_OFF), self._folder):
            return self._with_file(first.strip(_SET_OFF), more)
        if "\n" in text and (body := _poll(text)):
            return body
        return _place(text)

    def _iphone_file(self, text: str) -> Body | None:
        attachments, rest = [], text
        for found in _IPHONE_FILE.finditer(text):
            name = without_marks(found["name"]).strip()
            words = found[0].partition("<")[2].partition(":")[0]
            if self._media.find(name, self._folder) or is_whatsapp_name(name) or marks.is_attached(words):
                attachments.append(self._media.attach(name, self._folder))
                rest = rest.replace(found[0], "", 1)
        if not attachments:
            return None
        rest = without_lead(rest).strip()
        return Body(text=rest, key=f"\0media\n{_captioned(rest)}", attachments=tuple(attachments))

    def _android_file(self, first: str, more: str) -> Body | None:
        found = _ANDROID_FILE.match(first)
        if found is None:
            return None
        name = found["name"].strip(_SET_OFF)
        if (
            self._media.find(name, self._folder)
            or is_whatsapp_name(name)
            or marks.is_attached(found["words"])
        ):
            return self._with_file(name, more)
        return None

    def _with_file(self, name: str, more: str) -> Body:
        attachment = self._media.attach(name, self._folder)
        return Body(text=more, key=f"\0media\n{more}", attachments=(attachment,))

    def _whole_mark(self, first: str, more: str) -> Body | None:
        """Return what stands for the whole message, or for its file with a caption below."""
        kind = marks.mark(first)
        if kind is None and first[:1] == "<" and plain(first) == self._usual_mark:
            kind = "media"
        if kind in marks.MEDIA:
            return _left_out(kind, plain(first), "", more)
        if kind in ("deleted", "deleted-by-you") and not more.strip():
            return _deleted(plain(first), "owner" if kind == "deleted-by-you" else None)
        if kind == "live-location":
            return Body(text=plain(first), key="\0live", extra={"location": {"live": True}})
        return _call(first, kind) if kind is not None else _part_mark(first, more)

    def _plain(self, text: str) -> Body:
        body = Body(text=text, key=text)
        if "://" in text:
            body.links = _links(text)
        if "\u2068" in text:
            body.mentions = tuple(_MENTION.findall(text))
        if text == "null":
            body.extra["placeholder"] = "null"  # Android writes it for what it cannot show, such as view once
        return body


def _unedited(text: str) -> tuple[str, str | None]:
    """Return a text without the mark of an edit, and the mark."""
    if text[-2:].rstrip("\u200e\u200f ")[-1:] != ">":
        return text, None
    found = _EDITED.search(text)
    if found is None or found.start() == 0:
        return text, None
    is_set_off = LRM in found[0].partition("<")[0] and not re.search(r"[:\uff1a]", found["words"])
    if marks.is_edited(found["words"]) or is_set_off:
        return text[: found.start()], f"<{plain(found['words'])}>"
    return text, None


def _left_out(kind: str, mark: str, before: str, more: str) -> Body:
    """Return a message whose file was left out of the export; a document's name may stand before the mark."""
    name = before.partition(" • ")[0].strip() if kind == "document" else ""
    attachment = Attachment(name=name, role=marks.MEDIA[kind])
    text = "\n".join(part for part in (before, more) if part)
    extra: dict[str, JSON] = {"mark": mark}
    if kind == "view-once":
        extra["view_once"] = True
    return Body(text=text, key=f"\0media\n{_captioned(text)}", attachments=(attachment,), extra=extra)


def _captioned(text: str) -> str:
    return plain(text)


def _part_mark(first: str, more: str) -> Body | None:
    """Return what a line is that only begins or ends with a mark."""
    if not more.strip() and marks.is_deleted_by_admin(first):
        return _deleted(plain(first), "group admin")
    before, mark, after = first.rpartition(LRM)
    if mark and before:
        kind = marks.mark(after)
        if kind in marks.MEDIA and kind != "media":
            return _left_out(kind, plain(after), without_lead(before), more)
        return _call(first, marks.mark(LRM + first.lstrip(LRM).partition(LRM)[0].rstrip(" ,.،、。")))
    head, comma, _ = first.partition(", ")
    if comma and marks.mark(head) in marks.MISSED:
        return _call(first, marks.mark(head))
    length = marks.ends_with_document(first)
    if length > 0:
        return _left_out("document", plain(first[length:]), without_lead(first[:length]), more)
    return None


def _deleted(notice: str, by: str | None) -> Body:
    """Return a deleted message; nothing in the model stands for the admin of a group, so `extra` says it."""
    removed = Removal(by=RemovedBy.UNKNOWN if by == "group admin" else RemovedBy.AUTHOR, notice=notice)
    return Body(text="", key="\0deleted", removed=removed, extra={"deleted_by": by} if by else {})


def _call(first: str, kind: str | None) -> Body | None:
    """Return a call: "Voice call, 3 min", each part behind a mark, or the words for a missed one alone."""
    if kind not in marks.CALLS or kind is None:
        return None
    return Body(text=without_lead(first), key="\0call", event=kind.replace("-", " "))


def _poll(text: str) -> Body | None:
    """Return a poll: a word and a colon, the question, and an option a line with its votes."""
    lines = text.rstrip().split("\n")
    head = plain(lines[0])
    if len(lines) < 4 or not head.endswith((":", "\uff1a")) or len(head) > 24:
        return None
    options = [_OPTION.match(line) for line in lines]
    start = next((number for number, option in enumerate(options) if option), 0)
    if start < 2 or not all(options[start:]):
        return None
    question = without_lead("\n".join(lines[1:start]))
    votes: list[JSON] = [
        {"text": without_lead(one["text"]), "votes": int(one["votes"])} for one in options[start:] if one
    ]
    shown = without_lead(text)
    return Body(
        text=shown, key=f"\0poll\n{question}", extra={"poll": {"question": question, "options": votes}}
    )


def _place(text: str) -> Body | None:
    found = _PLACE.search(text) if "://maps." in text else None
    if found is None:
        return None
    latitude, _, longitude = found["at"].replace(" ", "").partition(",")
    shown = without_lead(text)
    place: Mapping[str, JSON] = {"latitude": latitude, "longitude": longitude}
    return Body(
        text=shown, key=f"\0place\n{found['url']}", links=_links(shown), extra={"location": dict(place)}
    )


def _links(text: str) -> tuple[Link, ...]:
    found = []
    for match in _URL.finditer(text):
        url = match[0].rstrip(_URL_END)
        if url.count("(") > url.count(")") and match[0][len(url) :].startswith(")"):
            url += ")"
        start = match.start()
        found.append(Link(url=url, target=url, start=start, end=start + len(url)))
    return tuple(found)
