"""Members whose records are rows or lines: the CSV forms, and ChatLab's JSON Lines."""

from collections.abc import Callable, Mapping
from typing import Final

from wildgrass.model import JSON, Origin
from wildgrass.sources import jsontext
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import Line, lines
from wildgrass.sources.wechat import chatlab, chatlog, contacts, dumps, memotrace
from wildgrass.sources.wechat.chat import Chat
from wildgrass.sources.wechat.fields import words
from wildgrass.sources.wechat.member import Made, Member
from wildgrass.sources.wechat.said import Said
from wildgrass.sources.wechat.sniff import header
from wildgrass.sources.wechat.tables import Row, rows
from wildgrass.sources.wechat.vintages import Form

_PYWXDUMP: Final = {"msgsvrid": "MsgSvrID", "createtime": "CreateTime"}
_Says = Callable[[Chat, Mapping[str, str]], Said]


def _pywxdump(chat: Chat, cells: Mapping[str, str]) -> Said:
    return dumps.pywxdump(chat, {_PYWXDUMP.get(key, key): part for key, part in cells.items()})


_SAYS: Final[Mapping[Form, _Says]] = {
    Form.PYWXDUMP_CSV: _pywxdump,
    Form.CHATLOG_CSV: chatlog.row,
    Form.MEMOTRACE_FULL: memotrace.full,
    Form.MEMOTRACE_CHAT: memotrace.per_chat,
}
_BY_NAME: Final = frozenset({Form.MEMOTRACE_FULL, Form.MEMOTRACE_CHAT})


def read_table(member: Member, form: Form) -> Made:
    """Yield what a CSV member holds. Raises only what its stream does."""
    if form in _BY_NAME:
        member.named_by_file()
        if form is Form.MEMOTRACE_FULL and not member.chat.conversation:
            member.chat.shown_in = member.chat.title = ""
    member.begin()
    names: list[str] = []
    given: list[str] = []
    repeated = 0
    with member.run.export.members[member.key].open() as stream:
        for row in rows(stream):
            if not names:
                names, given = header(row.fields), [field.removeprefix("\ufeff") for field in row.fields]
            elif row.fields and row.fields[-1].strip().lower() == names[-1] and header(row.fields) == names:
                repeated += 1
            else:
                yield from _row(member, form, row, given if form is Form.CONTACTS_CSV else names)
    if repeated:
        member.count.notes.append(f"the header stands there {repeated + 1:,} times")
    yield from member.ended({})


def _row(member: Member, form: Form, row: Row, names: list[str]) -> Made:
    origin = Origin(member=member.key, record=row.group, pointer=f"line={row.line}")
    if row.reason or len(row.fields) < min(3, len(names)):
        member.count.records += 1
        reason = row.reason or f"it has {len(row.fields)} values where the header has {len(names)} names"
        yield member.problem("table-damaged", reason, origin)
        return
    if form is Form.CONTACTS_CSV:
        member.count.records += 1
        yield contacts.item(member.teller, _cells(row.fields, names), origin)
        return
    if row.is_cut:
        member.count.is_damaged = True
        yield member.problem("member-cut-off", "its last quote does not close", origin, lost=False)
    cells = (memotrace.full_cells if form is Form.MEMOTRACE_FULL else _cells)(row.fields, names)
    yield from member.said(_SAYS[form](member.chat, cells), origin, row.raw)


def _cells(fields: list[str], names: list[str]) -> dict[str, str]:
    """Return a row's cells by column; values beyond the header are kept under "more"."""
    cells = dict(zip(names, fields, strict=False))
    beyond = fields[len(names) :]
    if any(beyond):
        cells["more"] = "\x1f".join(beyond)
    return cells


def read_lines(member: Member) -> Made:
    """Yield what ChatLab's JSON Lines hold. Raises only what its stream does."""
    comments = 0
    with member.run.export.members[member.key].open() as stream:
        for line in lines(as_utf8(stream)[0]):
            text = line.data.strip().removeprefix(b"\xef\xbb\xbf")
            if not text:
                continue
            if text.startswith(b"#"):
                comments += 1
            else:
                yield from _line(member, line, text)
    if comments:
        member.count.notes.append(f"{comments:,} comment lines")
    yield from member.ended({})


def _line(member: Member, line: Line, text: bytes) -> Made:
    group = line.group if member.is_counted else -1
    origin = Origin(member=member.key, record=group, pointer=f"line={line.number}")
    try:
        value = jsontext.decode(text)
    except jsontext.KeyTwiceError as error:
        member.count.records += 1
        yield member.problem("record-key-twice", str(error), origin)
        return
    except jsontext.RecordError as error:
        member.count.records += 1
        code = "member-cut-off" if line.is_cut else "record-not-json"
        yield member.problem(code, str(error), origin)
        return
    kind = words(value.get("_type")) if isinstance(value, Mapping) else ""
    if isinstance(value, Mapping) and kind:
        yield from _typed(member, kind, value, origin, hash(text))
    else:
        member.count.records += 1
        yield member.problem("record-unknown-form", "a line that is no header, member or message", origin)


def _typed(member: Member, kind: str, value: Mapping[str, JSON], origin: Origin, raw: int) -> Made:
    if kind == "header":
        chatlab.begin(member.chat, value)
        member.begin()
    elif kind == "member":
        member.chat.member_found(value)
    elif kind == "message":
        yield from member.said(chatlab.said(member.chat, value), origin, raw)
    else:
        member.count.records += 1
        yield member.problem("record-unknown-form", f"a line of the type {kind[:40]!r}", origin)
