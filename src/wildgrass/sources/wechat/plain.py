"""Members that are text for people: MemoTrace's and WeChatDataAnalysis's TXT, MemoTrace's HTML."""

import re
from typing import Final

from wildgrass.model import Origin, Problem
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.wechat import memotrace, texts
from wildgrass.sources.wechat.fields import words
from wildgrass.sources.wechat.member import Made, Member
from wildgrass.sources.wechat.memopage import Entry, Page
from wildgrass.sources.wechat.times import written
from wildgrass.sources.wechat.vintages import Form

_DATE_LINE: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?\Z")


def read_text(member: Member, form: Form) -> Made:
    """Yield what a chat in plain text holds. Raises only what its stream does."""
    is_memotrace = form is Form.MEMOTRACE_TXT
    member.named_by_file()
    begins = texts.MEMOTRACE if is_memotrace else texts.ANALYSIS
    with member.run.export.members[member.key].open() as stream:
        for block in texts.blocks(stream, begins):
            if not block.head:
                yield from _front(member, block, is_memotrace=is_memotrace)
                continue
            origin = Origin(member=member.key, record=block.group, pointer=f"line={block.line}")
            says = texts.memotrace if is_memotrace else texts.analysis
            yield from member.said(says(member.chat, block), origin, block.raw)
    yield from member.ended({})


def _front(member: Member, block: texts.Block, *, is_memotrace: bool) -> Made:
    """Take what stands before the first message."""
    if not is_memotrace:
        texts.analysis_begin(member.chat, block)
        member.begin()
        return
    member.begin()
    if any(text.strip() for text in block.body):
        reason = f"{len(block.body):,} lines stand before the first message"
        yield Problem(code="bytes-unread", reason=reason, member=member.key, where="line 1", lost=False)


def read_page(member: Member) -> Made:
    """Yield the messages in the script of an HTML page. Raises only what its stream does."""
    member.named_by_file()
    member.begin()
    dates = number = 0
    with member.run.export.members[member.key].open() as stream:
        page = Page(as_utf8(stream)[0])
        for number, entry in enumerate(page.entries()):
            if number == 0 and page.wxid:
                member.chat.conversation, member.chat.shown_in = page.wxid, ""
                member.chat.is_room = page.wxid.endswith("@chatroom")
            if _is_date(entry):
                dates += 1
            else:
                yield from _entry(member, entry, number)
    if not page.has_list:
        yield Problem(code="member-cut-off", reason="its list of messages is not there", member=member.key)
    if dates:
        member.count.notes.append(f"{dates:,} lines show only the time")
    yield from member.ended({})


def _is_date(entry: Entry) -> bool:
    """Say whether an entry is the date that the page shows after five quiet minutes: it has no name field."""
    value = entry.value
    is_plain = value.get("type") == 0 and "displayname" not in value and "display_name" not in value
    return is_plain and _DATE_LINE.match(words(value.get("text"))) is not None


def _entry(member: Member, entry: Entry, number: int) -> Made:
    origin = Origin(member=member.key, pointer=f"/{number}")
    if entry.reason:
        member.count.records += 1
        code = "record-not-json"
        where = f"byte {entry.start}"
        yield Problem(code=code, reason=entry.reason, member=member.key, where=where)
        return
    one = memotrace.entry(member.chat, entry.value, is_escaped=True)
    if one.published is None:
        one.published = written(words(entry.value.get("str_time")), member.chat.clock)
    yield from member.said(one, origin, entry.raw)
