"""QQChatExporter's JSON as a stream: one file, or chunks of JSON lines that a manifest lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, jsontext, jsonwalk, lines
from wildgrass.sources.base import Export, own_name
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.jsonwalk import Closed, Damage, Found
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.qq import chatexporter, times
from wildgrass.sources.qq.files import Files
from wildgrass.sources.qq.layout import PATHS
from wildgrass.sources.qq.people import SOURCE, Conversation

_MOST_MANIFEST: Final = 16 << 20
_HASH: Final = (1 << 63) - 1


@dataclass(slots=True)
class Seen:
    """Ids that were read before in the same export."""

    ids: IdTable = field(default_factory=IdTable)

    def is_new(self, item: Item, record: bytes, count: MemberCount) -> bool:
        """Say whether an item was not read before; the same id with other content is new."""
        fingerprint = hash(record) & _HASH
        if self.ids.put(item.id, fingerprint) == fingerprint:
            count.repeats += 1
            return False
        return True


@dataclass(slots=True)
class Manifest:
    """What manifest.json says: the chat, and its chunks in order with their counts."""

    info: dict[str, JSON] = field(default_factory=dict)
    as_of: Moment | None = None
    chunks: list[tuple[str, int | None]] = field(default_factory=list)
    expected: int | None = None


def folder_of(key: str) -> str:
    """Return the folder a member lies in, with its closing "/"."""
    folder, slash, _ = own_name(key).rpartition("/")
    return folder + slash


def manifest_of(export: Export, key: str, clock: LocalClock) -> Manifest:
    """Read a manifest.

    Raises:
        RecordError: it is no JSON object. MemberError: the member is damaged.
    """
    data = b""
    with export.members[key].open() as raw:
        stream, _ = encodings.as_utf8(raw)
        while len(data) < _MOST_MANIFEST and (more := stream.read(_MOST_MANIFEST - len(data))):
            data += more
    value = jsontext.decode(data.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(value, dict):
        raise jsontext.RecordError(reason="it is no object")
    manifest = Manifest(_object(value.get("chatInfo")), made(value, clock), expected=total(value))
    listed = _object(value.get("chunked")).get("chunks")
    chunks = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    chunks.sort(key=lambda one: one["index"] if type(one.get("index")) is int else 0)
    for one in chunks:
        path, count = one.get("relativePath") or one.get("fileName"), one.get("count")
        if isinstance(path, str):
            manifest.chunks.append((path.replace("\\", "/"), count if type(count) is int else None))
    return manifest


def made(fields: Mapping[str, JSON], clock: LocalClock) -> Moment | None:
    """Return when the export was made, where its metadata says."""
    metadata = _object(fields.get("metadata"))
    for key in ("exportTime", "exportedAt", "createdAt"):
        found = times.any_form(metadata.get(key), clock)
        if found is not None:
            return found
    return None


def total(fields: Mapping[str, JSON]) -> int | None:
    """Return how many messages the export says it holds."""
    number = _object(fields.get("statistics")).get("totalMessages")
    return number if type(number) is int else None


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def profile(member: str, info: Mapping[str, JSON], who: Actor, as_of: Moment | None) -> Item:
    """Return the profile of whoever made the export, as far as `chatInfo` shows her."""
    return Item(
        id=f"{SOURCE}:profile:{who.id}",
        kind=Kind.PROFILE,
        source=SOURCE,
        origin=Origin(member=member, pointer="/chatInfo"),
        author=who,
        as_of=as_of,
        audience=Audience.UNKNOWN,
        extra={key: part for key, part in info.items() if key.startswith("self")},
    )


class JsonReader:
    """Reads one JSON file."""

    def __init__(self, export: Export, key: str, files: Files, clock: LocalClock, seen: Seen) -> None:
        self._export = export
        self._key = key
        self._clock = clock
        self._seen = seen
        self._messages = chatexporter.MessageReader(files, folder_of(key), clock)
        self._talks: dict[int, Conversation] = {}
        self._late: dict[str, JSON] | None = None
        self._is_numbered = True
        self._is_profiled = False

    def readings(self, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what the file holds. Raises MemberError as the member does."""
        avatars = 0
        with self._opened() as stream:
            for event in jsonwalk.walk(stream, PATHS):
                if isinstance(event, Found):
                    if event.path == "avatars.*":
                        avatars += 1
                        continue
                    count.records += 1
                    yield from self._found(event, count)
                elif isinstance(event, Damage):
                    yield self._damage(event, count)
                elif not event.at:
                    yield from self._closed(event, count)
        if avatars:
            count.notes.append(f"{avatars:,} avatars inside the file are sealed, not read")

    def _opened(self) -> BinaryIO:
        stream, encoding = encodings.as_utf8(self._export.members[self._key].open())
        self._is_numbered = encoding == "utf-8"
        return stream

    def _found(self, event: Found, count: MemberCount) -> Sequence[Item | Problem]:
        where = f"record {event.number}, byte {event.start}"
        try:
            value = event.value()
        except jsontext.RecordError as error:
            code = "record-key-twice" if isinstance(error, jsontext.KeyTwiceError) else "record-not-json"
            return (Problem(code=code, reason=str(error), member=self._key, where=where),)
        if not isinstance(value, dict) or not isinstance(value.get("content"), dict):
            reason = "a record that is no message"
            return (Problem(code="record-unknown-form", reason=reason, member=self._key, where=where),)
        talk = self._talk(event, value)
        number = event.number if self._is_numbered else -1
        origin = Origin(member=self._key, record=number, pointer=jsonwalk.pointer(event.at))
        item = self._messages.read(value, talk, origin)
        return (item,) if self._seen.is_new(item, event.data, count) else ()

    def _talk(self, event: Found, value: Mapping[str, JSON]) -> Conversation:
        """Return the chat; what describes it usually stands before the messages."""
        chunk = event.at[1] if len(event.at) > 2 and isinstance(event.at[1], int) else -1
        talk = self._talks.get(chunk)
        if talk is None:
            top = event.parents[-1]
            info = _object(top.get("chatInfo")) or _object(event.parents[0].get("chatInfo"))
            if not info:
                info = _object(self._described_late().get("chatInfo"))
            if self._messages.as_of is None:
                self._messages.as_of = made(top, self._clock) or made(event.parents[0], self._clock)
            talk = self._talks[chunk] = chatexporter.conversation(info, value.get("rawMessage"))
        return talk

    def _described_late(self) -> dict[str, JSON]:
        """Return what stands beside the messages anywhere in the file, by a reading of its own."""
        if self._late is None:
            self._late = {}
            with self._opened() as stream:
                for event in jsonwalk.walk(stream, PATHS):
                    if isinstance(event, Closed) and not event.at:
                        self._late = event.fields
        return self._late

    def _closed(self, event: Closed, count: MemberCount) -> Iterator[Item | Problem]:
        expected = total(event.fields)
        count.expected = expected if count.expected is None else count.expected
        info = _object(event.fields.get("chatInfo"))
        who = chatexporter.owner(info)
        if who is not None and not self._is_profiled:
            self._is_profiled = True
            yield profile(self._key, info, who, self._messages.as_of)
            count.notes.append("chatInfo gives the profile of whoever made the export")

    def _damage(self, event: Damage, count: MemberCount) -> Problem:
        """Return the problem of bytes that are no JSON; where they lie in a list, a record is lost."""
        where = f"{jsonwalk.pointer(event.at)}, byte {event.start}"
        if event.at and isinstance(event.at[-1], int) and event.size > 0:
            count.records += 1
            return Problem(code="record-damaged", reason=event.reason, member=self._key, where=where)
        is_beside = bool(event.at) and isinstance(event.at[-1], str) and event.size > 0
        if not is_beside:
            count.is_damaged = True
        code = "record-odd" if is_beside else "member-cut-off" if event.size == 0 else "bytes-unread"
        return Problem(code=code, reason=event.reason, member=self._key, where=where, lost=False)


class LinesReader:
    """Reads one chunk of JSON lines."""

    def __init__(
        self, export: Export, key: str, messages: chatexporter.MessageReader, manifest: Manifest, seen: Seen
    ) -> None:
        self._export = export
        self._key = key
        self._messages = messages
        self._manifest = manifest
        self._seen = seen
        self.talk: Conversation | None = None

    def readings(self, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what the chunk holds. Raises MemberError as the member does."""
        with self._export.members[self._key].open() as raw:
            stream, encoding = encodings.as_utf8(raw)
            for line in lines.lines(stream):
                data = line.data.removeprefix(b"\xef\xbb\xbf").strip()
                if not data:
                    continue
                count.records += 1
                made_of = self._line(line, data, is_numbered=encoding == "utf-8")
                if isinstance(made_of, Problem) or self._seen.is_new(made_of, data, count):
                    yield made_of

    def _line(self, line: lines.Line, data: bytes, *, is_numbered: bool) -> Item | Problem:
        where = f"line={line.number}"
        try:
            value = jsontext.decode(data)
        except jsontext.RecordError as error:
            return Problem(code="record-not-json", reason=str(error), member=self._key, where=where)
        if not isinstance(value, dict) or not isinstance(value.get("content"), dict):
            reason = "a line that is no message"
            return Problem(code="record-unknown-form", reason=reason, member=self._key, where=where)
        if self.talk is None:
            self.talk = chatexporter.conversation(self._manifest.info, value.get("rawMessage"))
        origin = Origin(member=self._key, record=line.group if is_numbered else -1, pointer=where)
        return self._messages.read(value, self.talk, origin)
