"""WeChatDataAnalysis's own words on its export: manifest.json, report.json, and meta.json beside each chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wildgrass.model import JSON, Problem
from wildgrass.sources import jsontext
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading
from wildgrass.sources.wechat.fields import series, table, whole, words

_MAX_BYTES: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Details:
    """A details member: what it holds, or why it cannot be read."""

    value: Mapping[str, JSON]
    reason: str = ""
    is_damaged: bool = False


def value_of(export: Export, key: str) -> Details:
    """Return a small JSON object."""
    data = b""
    try:
        with export.members[key].open() as stream:
            while len(data) <= _MAX_BYTES and (more := stream.read(1 << 20)):
                data += more
    except MemberError as error:
        return Details({}, str(error), is_damaged=True)
    if len(data) > _MAX_BYTES:
        return Details({}, "it is larger than 16 MiB")
    try:
        return Details(table(jsontext.decode(data.removeprefix(b"\xef\xbb\xbf"))))
    except jsontext.RecordError as error:
        return Details({}, str(error))


def messages_promised(export: Export, key: str) -> int | None:
    """Return the number of messages that the meta.json beside a chat states."""
    folder = key.rpartition("/")[0]
    beside = f"{folder}/meta.json" if folder else "meta.json"
    if beside == key or beside not in export.members:
        return None
    return whole(value_of(export, beside).value.get("messageCount"))


def reports(export: Export, key: str, messages: int) -> list[Reading]:
    """Return the line of a details member, and what it says that the export does not keep."""
    details = value_of(export, key)
    if details.reason:
        code = "member-damaged" if details.is_damaged else "manifest-damaged"
        problem = Problem(code=code, reason=details.reason, member=key, lost=False)
        return [problem, MemberReport(name=key, status="damaged", note=details.reason)]
    found: list[Reading] = []
    notes = ["says what the export holds"]
    promised = whole(table(details.value.get("stats")).get("messagesExported"))
    if promised is not None and promised != messages:
        reason = f"the manifest states {promised:,} messages and {messages:,} are there"
        found.append(Problem(code="count-differs", reason=reason, member=key, lost=False))
    missing, errors = series(details.value.get("missingMedia")), series(details.value.get("errors"))
    if missing:
        notes.append(f"the exporter did not find {len(missing):,} files")
    if errors:
        notes.append(f"the exporter met {len(errors):,} errors: {words(errors[0])[:200] or 'see the file'}")
    found.append(MemberReport(name=key, status="read", expected=promised, note="; ".join(notes)))
    return found
