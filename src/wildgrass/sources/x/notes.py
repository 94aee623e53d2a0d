"""Long posts: note-tweet.js holds the whole text, tweets.js a short one, and nothing ties them but time and text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from wildgrass.model import JSON, Audience, Item, Kind, Origin
from wildgrass.sources import jsontext
from wildgrass.sources.report import Tally
from wildgrass.sources.x.archive import SOURCE, Archive, Note, Read, Record, Skim, digest_id
from wildgrass.sources.x.ids import digits, note_post_id
from wildgrass.sources.x.text import unescape
from wildgrass.sources.x.times import MONTHS, moment, tweet_moment
from wildgrass.sources.x.tweets import note_links

_CUT_END: Final = re.compile(r"(?:…|\.\.\.)?\s*(?:https?://t\.co/\w+)?\s*\Z")
_CREATED: Final = re.compile(rb'"created_at"\s*:\s*"([^"]{1,40})"')
_USUAL: Final = re.compile(rb"\w{3} \w{3} \d\d \d\d:\d\d:\d\d \+0000 \d{4}")
# A note is made just before its post, so the clock may tick in between.
_SECONDS_APART: Final = (0, 1)
_LEAST_PREFIX: Final = 20
_NO_YEAR: Final = 9999


def note_of(value: JSON, origin: Origin) -> Note | None:
    """Return the note that a record holds."""
    body = value.get("noteTweet", value) if isinstance(value, Mapping) else None
    if not isinstance(body, Mapping):
        return None
    core = body.get("core") or body.get("noteTweetContents")
    text = core.get("text") if isinstance(core, Mapping) else None
    if not isinstance(text, str):
        return None
    number = body.get("noteTweetId") or body.get("id")
    key = str(number) if isinstance(number, str | int) else digest_id("note", body)
    return Note(key, unescape(text), body, origin)


class NoteIndex:
    """Finds the one note for a post: same second, and the short text is how the long one begins."""

    def __init__(self) -> None:
        self._by_second: dict[int, list[Note]] = {}
        self._dates: set[bytes] = (
            set()
        )  # of posts that these may belong to, as posts write them without the day
        self._by_post: dict[str, Note] = {}
        self._posts: dict[str, list[str]] = {}  # note number to the posts it may belong to
        self._notes: dict[str, list[Note]] = {}  # post id to the notes that may be its

    def add(self, note: Note) -> None:
        """Take a note in."""
        if post := note_post_id(note.body):
            self._by_post[post] = note
            return
        made = moment(note.body.get("createdAt"))
        if made is not None:
            self._by_second.setdefault(int(made.instant.timestamp()), []).append(note)
            if made.instant.year < _NO_YEAR:  # a second later must still be a date
                self._dates.update(_date(made.instant + timedelta(seconds=apart)) for apart in _SECONDS_APART)

    def __bool__(self) -> bool:
        """Say whether any note waits for its post."""
        return bool(self._by_second or self._by_post)

    def look(self, data: bytes, spans: Iterable[tuple[int, int]]) -> None:
        """Note which notes may belong to the posts of a batch; most posts cost one search for their date."""
        search, is_usual, dates = _CREATED.search, _USUAL.fullmatch, self._dates
        for start, end in spans:
            found = search(data, start, end)
            if found is not None and (found[1][4:] in dates or not is_usual(found[1])):
                self._look_closely(data[start:end], found[1])

    def _look_closely(self, record: bytes, date: bytes) -> None:
        made = tweet_moment(date.decode(errors="replace"))
        if made is None:
            return
        second = int(made.instant.timestamp())
        notes = [note for apart in _SECONDS_APART for note in self._by_second.get(second - apart, ())]
        post = _short_text(record) if notes else None
        if post is None:
            return
        number, start = post[0], _CUT_END.sub("", post[1])
        for note in notes:
            posts = self._posts.setdefault(note.number, [])
            if len(start) >= _LEAST_PREFIX and note.text.startswith(start) and number not in posts:
                posts.append(number)
                self._notes.setdefault(number, []).append(note)

    def joins(self) -> Mapping[str, Note]:
        """Return post item ids with their note, only where neither has a second candidate."""
        found = {f"x:post:{post}": note for post, note in self._by_post.items()}
        for post, notes in self._notes.items():
            if len(notes) == 1 and len(self._posts[notes[0].number]) == 1:
                found.setdefault(f"x:post:{post}", notes[0])
        return found


def _date(instant: datetime) -> bytes:
    """Return "Oct 19 20:07:25 +0000 2022", in English whatever the locale."""
    return f"{MONTHS[instant.month - 1]} {instant:%d %H:%M:%S} +0000 {instant.year:04}".encode()


def index(records: Iterable[Record]) -> NoteIndex:
    """Return the notes of an archive by time; unreadable ones are told of when their member is read."""
    found = NoteIndex()
    for record in records:
        try:
            note = note_of(jsontext.decode(record.text), record.origin)
        except jsontext.RecordError:
            note = None
        if note is not None and not record.member_type.is_deleted:
            found.add(note)
    return found


class NoteReader:
    """Reads the notes of one member."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def skim(self, tally: Tally | None) -> Skim | None:  # noqa: ARG002 - notes are few
        """Return None: each is read."""
        return None

    def read(self, record: Record) -> Read:
        """Yield a note that no post took as an item of its own."""
        note = note_of(jsontext.decode(record.text), record.origin)
        if note is None:
            yield record.problem("record-unknown-form", "a long text without a text")
            return
        if note.number not in self._archive.joined:
            yield from _alone(self._archive, note, record)


def _alone(archive: Archive, note: Note, record: Record) -> Iterator[Item]:
    item_id = f"{SOURCE}:note-tweet:{note.number}"
    if not archive.is_new(item_id, record.text):
        return
    extra = {key: part for key, part in note.rest().items() if key not in ("noteTweetId", "createdAt")}
    yield Item(
        id=item_id,
        kind=Kind.POST,
        source=SOURCE,
        origin=note.origin,
        author=archive.owner,
        published=moment(note.body.get("createdAt")),
        as_of=archive.as_of,
        text=note.text,
        audience=archive.public(Audience.PUBLIC) if not record.member_type.is_deleted else Audience.UNKNOWN,
        is_deleted=record.member_type.is_deleted,
        links=tuple(note_links(note)),
        extra=extra,
    )


def _short_text(record: bytes) -> tuple[str, str] | None:
    """Return id and text of a post's record."""
    try:
        value = jsontext.decode(record)
    except jsontext.RecordError:
        return None
    body = value.get("tweet", value) if isinstance(value, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(body.get("full_text"), str):
        return None
    number = digits(body.get("id_str")) or digits(body.get("id"))
    return (number, unescape(str(body["full_text"]))) if number else None
