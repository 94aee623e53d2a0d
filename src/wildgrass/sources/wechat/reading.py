"""Reading an export: every member by its own form, everything accounted for."""

from collections.abc import Iterator

from wildgrass.model import Problem
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.wechat import describing, layout, objects, personal, plain, rowwise
from wildgrass.sources.wechat.endings import is_media
from wildgrass.sources.wechat.media import Media
from wildgrass.sources.wechat.member import Made, Member, Run
from wildgrass.sources.wechat.sniff import Sniffed
from wildgrass.sources.wechat.vintages import JSON_FORMS, Form

_TABLES = frozenset(
    {Form.PYWXDUMP_CSV, Form.CHATLOG_CSV, Form.MEMOTRACE_FULL, Form.MEMOTRACE_CHAT, Form.CONTACTS_CSV}
)
_TEXTS = frozenset({Form.MEMOTRACE_TXT, Form.ANALYSIS_TXT})


def read(export: Export) -> Iterator[Reading]:
    """Yield everything in an export."""
    yield from export.problems
    run = Run(export, Media(export), LocalClock(export.answers.zone))
    details: list[str] = []
    others: list[str] = []
    known = set(layout.candidates(export))
    for key in export.members:
        sniffed = layout.sniffed(export, key) if key in known else None
        if sniffed is None:
            others.append(key)
        elif sniffed.form is None:
            details.append(key)
        else:
            yield from _member(run, key, sniffed, sniffed.form)
    for key in details:
        yield from describing.reports(export, key, run.messages)
    for key in others:
        yield _other(run, key)


def _member(run: Run, key: str, sniffed: Sniffed, form: Form) -> Iterator[Reading]:
    """Yield what one member holds, and its report."""
    member = Member.of(run, key, sniffed)
    count = member.count
    if form in (Form.ANALYSIS, Form.ANALYSIS_TXT):
        member.chat.expected = describing.messages_promised(run.export, key)
    try:
        yield from count.counting(_made(member, form))
    except MemberError as error:
        count.is_damaged = True
        yield Problem(code="member-damaged", reason=str(error), member=key)
    member.close()
    yield count.report()


def _made(member: Member, form: Form) -> Made:
    if form in JSON_FORMS:
        return objects.read(member, form)
    if form in _TABLES:
        return rowwise.read_table(member, form)
    if form in _TEXTS:
        return plain.read_text(member, form)
    if form is Form.CHATLAB_LINES:
        return rowwise.read_lines(member)
    if form is Form.PERSONAL:
        return personal.read(member)
    return plain.read_page(member)


def _other(run: Run, key: str) -> MemberReport:
    """Return the report of a member that holds no chat."""
    if run.media.is_claimed(key):
        return MemberReport(name=key, status="media")
    if layout.is_avatar(key):
        return MemberReport(name=key, status="ignored", note="picture of an account")
    if is_media(key):
        return MemberReport(name=key, status="unclaimed")
    return MemberReport(name=key, status="unknown")
