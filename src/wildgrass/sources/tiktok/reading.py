"""Going through an export: JSON, then texts, then what nobody knows."""

import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from wildgrass.model import JSON, Item, Origin, Problem
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.tiktok import layout, records, textlines, values
from wildgrass.sources.tiktok.records import Archive, Seen
from wildgrass.sources.tiktok.rules import rule_of
from wildgrass.sources.tiktok.values import Clock

_Read: TypeAlias = Callable[[str, MemberCount], Iterator[Item | Problem]]
_NAME: Final = re.compile(rb'"userName"\s*:\s*"([^"\\]{1,100})"')
_NAME_LINE: Final = re.compile(rb"(?m)^User ?[Nn]ame: ?([^\r\n]{1,100})")
_UTC_NOTE: Final = re.compile(rb'"[^"]{0,40}[Nn]ote[^"]{0,40}"\s*:\s*"[^"]{0,400}\bUTC\b')
_OVERLAP: Final = 600
_PROFILE: Final = re.compile(r"profile", re.IGNORECASE)


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    yield from _Reading(export).readings()


class _Reading:
    """One pass over one export."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._name = b""
        self._is_utc = False

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and a report for each member."""
        heads = {
            key: layout.start_of(self._export, key)
            for key in self._export.members
            if layout.is_json(self._export, key)
        }
        jsons = [key for key, head in heads.items() if layout.json_sign(head) is not None]
        texts = [key for key in self._export.members if layout.is_text(self._export, key)]
        for key in (*jsons, *texts):
            self._look(key)
        owner = values.person(self._name.decode(errors="replace")) if self._name else None
        self._archive = Archive(Clock(self._export.answers.zone, is_utc=self._is_utc), owner)
        for key in jsons:
            yield from self._counted(key, self._json)
        for key in texts:
            yield from self._counted(key, self._text)
        for key in self._export.members:
            if key not in jsons and key not in texts:
                is_media = media_type(key) is not None and not layout.is_json(self._export, key)
                yield MemberReport(name=key, status="unclaimed" if is_media else "unknown")

    def _look(self, key: str) -> None:
        """Look through a member for the owner's name and for the note that times are UTC."""
        is_text = layout.is_text(self._export, key)
        if is_text and not _PROFILE.search(own_name(key)):
            return
        try:
            with self._export.members[key].open() as stream:
                last = b""
                while data := stream.read(1 << 20):
                    window = last + data
                    found = (_NAME_LINE if is_text else _NAME).search(window)
                    if (
                        found is not None
                        and not self._name
                        and not values.is_unknown(found[1].decode(errors="replace"))
                    ):
                        self._name = found[1].strip()
                    self._is_utc = self._is_utc or _UTC_NOTE.search(window) is not None
                    last = window[-_OVERLAP:]
        except MemberError:
            return  # told of when the member is read

    def _counted(self, key: str, read: _Read) -> Iterator[Reading]:
        count = MemberCount(key)
        try:
            yield from count.counting(read(key, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        if count.items > count.records:
            count.notes.append("the profile is an item beside the account's own record")
        yield count.report()

    def _json(self, key: str, count: MemberCount) -> Iterator[Item | Problem]:
        with self._export.members[key].open() as raw:
            stream, encoding = encodings.as_utf8(raw)
            for event in jsonwalk.walk(stream, layout.PATHS):
                if isinstance(event, jsonwalk.Found):
                    count.records += 1
                    yield from self._found(key, event, is_counted=encoding == "utf-8")
                elif isinstance(event, jsonwalk.Closed):
                    yield from self._closed(key, event, count)
                else:
                    lost = event.size > 0
                    count.records += lost
                    where = f"byte {event.start}"
                    yield Problem(
                        code="record-damaged", reason=event.reason, member=key, where=where, lost=lost
                    )

    def _found(self, key: str, event: jsonwalk.Found, *, is_counted: bool) -> Iterator[Item | Problem]:
        try:
            value = event.value()
        except jsontext.RecordError as error:
            where = f"record {event.number}"
            yield Problem(code="record-damaged", reason=str(error), member=key, where=where)
            return
        keys = tuple(str(step) for step in event.at[:-1])
        pointer = jsonwalk.pointer(event.at)
        origin = Origin(member=key, record=event.number if is_counted else -1, pointer=pointer)
        record = value if isinstance(value, dict) else {"value": value}
        yield from records.items_of(self._archive, Seen(record, origin, keys, rule_of(keys)))

    def _closed(self, key: str, event: jsonwalk.Closed, count: MemberCount) -> Iterator[Item | Problem]:
        """Read what stands in a section beside lists: a profile, settings, a summary."""
        if not event.at or not any(_says(part) for part in event.fields.values()):
            return
        keys = tuple(str(step) for step in event.at)
        if list(event.fields) == ["App"]:
            return  # the number of the app, which stands in most sections
        count.records += 1
        origin = Origin(member=key, pointer=jsonwalk.pointer(event.at))
        yield from records.items_of(
            self._archive, Seen(event.fields, origin, keys, rule_of(keys), is_section=True)
        )

    def _text(self, key: str, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what a text holds: its folder and its name say which list it is."""
        parts = own_name(key).rpartition(".")[0].split("/")[-2:]
        strange = 0
        with self._export.members[key].open() as stream:
            for block in textlines.blocks(stream):
                if isinstance(block, str):
                    strange += 1
                    continue
                count.records += 1
                keys = (*parts, block.chat) if block.chat else tuple(parts)
                origin = Origin(member=key, record=block.group, pointer=f"line={block.line}")
                fields: dict[str, JSON] = dict(block.fields)
                rule = rule_of(("Direct Messages", "ChatHistory")) if block.chat else rule_of(keys)
                yield from records.items_of(self._archive, Seen(fields, origin, keys, rule))
        if strange:
            count.notes.append(f"{strange:,} lines belong to no record, such as what the file says of itself")


def _says(value: JSON) -> bool:
    """Say whether a field says anything: lists that are empty or null do not."""
    if isinstance(value, dict | list):
        return bool(value)
    return not values.is_unknown(value)
