"""Chats as plain text: MemoTrace's and WeChatDataAnalysis's, which both have a line a message begins with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import Line, lines
from wildgrass.sources.wechat import kinds
from wildgrass.sources.wechat.chat import Chat
from wildgrass.sources.wechat.endings import looks_like_path
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.kinds import ROLES, What, is_placeholder
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.system import recall
from wildgrass.sources.wechat.times import written

MEMOTRACE: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.*)\Z")
ANALYSIS: Final = re.compile(r"\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] (?:\[系统\] ?(.*)|(.*?): (.*))\Z")
_ANALYSIS_HEAD: Final = re.compile(r"(会话|账号|会话头像|时间范围|导出时间): ?(.*)\Z")
_SENDER: Final = re.compile(r"(.*?)\(([A-Za-z0-9_@.\-]{3,64})\)(?: \[avatar=[^\]]*\])?\Z")
_QUOTED: Final = re.compile(r"(.*)\n引用[:\uff1a](.*)\Z", re.DOTALL)
_LONGEST_BODY: Final = 4 << 20


@dataclass(slots=True)
class Block:
    """One message's text: the line it begins on, the group of lines, its lines; `head` before the first message."""

    line: int
    group: int
    head: str
    body: list[str]
    size: int = 0

    @property
    def raw(self) -> int:
        """Return a hash of what it says."""
        return hash((self.head, *self.body))


def blocks(stream: BinaryIO, begins: re.Pattern[str]) -> Iterator[Block]:
    """Yield what stands before the first message (`head` is ""), then each message. Raises what `stream` does."""
    utf8, encoding = as_utf8(stream)
    block = Block(1, 0, "", [])
    is_after_blank = True
    for line in lines(utf8):
        text = _decoded(line)
        if is_after_blank and begins.match(text):
            yield block
            block = Block(line.number, line.group if encoding == "utf-8" else -1, text, [])
        elif block.size < _LONGEST_BODY:
            block.body.append(text)
            block.size += len(text)
        is_after_blank = not text.strip() or begins is ANALYSIS
    yield block


def _decoded(line: Line) -> str:
    return line.data.decode(errors="replace").removeprefix("\ufeff").removesuffix("\r")


def memotrace(chat: Chat, block: Block) -> Said:
    """Return what one message says: "time name", the words, a blank line; a system line has the words for a name."""
    found = MEMOTRACE.match(block.head)
    assert found is not None
    one = Said(conversation=chat.conversation, shown_in=chat.shown_in, is_room=chat.is_room)
    one.published = written(found[1], chat.clock)
    body = "\n".join(block.body).rstrip("\n")
    if not body.strip():
        one.what, one.content = What.SYSTEM, found[2]
        explain(one, chat.clock)
        return one
    one.sender_name = found[2]
    _body(chat, one, body)
    return one


def _body(chat: Chat, one: Said, body: str) -> None:
    quoted = _QUOTED.match(body)
    one.content = body
    if quoted is not None:
        one.what, one.text, one.quoted = What.QUOTE, quoted[1], {"text": quoted[2]}
        return
    if is_placeholder(body) or body.strip() in _OTHERS:
        one.what = kinds.of_label(body.strip()[1:-1])
        role = ROLES.get(one.what)
        if role is not None:
            one.files.append(File(role))
            return
    elif body.lstrip().startswith("[链接]:title:"):
        one.what, one.text = What.LINK, body.strip()
        return
    else:
        one.what = What.TEXT
    explain(one, chat.clock)


_OTHERS: Final = frozenset({"[音乐分享]", "[文件]", "[表情包]"})


def analysis(chat: Chat, block: Block) -> Said:
    """Return what one line of WeChatDataAnalysis says."""
    found = ANALYSIS.match(block.head)
    assert found is not None
    one = Said(conversation=chat.conversation, shown_in=chat.shown_in, is_room=chat.is_room)
    one.published = written(found[1], chat.clock)
    body = "\n".join([found[2] if found[2] is not None else found[4], *block.body]).rstrip("\n")
    one.content = body
    if found[2] is not None:
        one.what = What.SYSTEM
    else:
        sender = _SENDER.match(found[3])
        one.sender_name, one.sender = (sender[1], sender[2]) if sender else (found[3], "")
        one.is_own = one.sender == chat.owner if chat.owner and one.sender else None
        one.what = _of_words(one, body)
    if not one.files:
        explain(one, chat.clock)
    return one


def _of_words(one: Said, body: str) -> What:
    """Return what a line's first word in brackets says; a path behind it is the picture's."""
    word, _, path = body.partition("]")
    what = kinds.of_label(word.removeprefix("[").split(" ")[0]) if body.startswith("[") else What.UNKNOWN
    role = ROLES.get(what)
    if role is None:
        return What.TEXT if what is What.UNKNOWN or recall(body) is None else What.RECALL
    path = path.strip()
    one.files.append(File(role, path=path if looks_like_path(path) else ""))
    return what


def analysis_begin(chat: Chat, block: Block) -> None:
    """Take the head of WeChatDataAnalysis's text."""
    for text in block.body:
        found = _ANALYSIS_HEAD.match(text)
        if found is None:
            continue
        if found[1] == "会话":
            sender = _SENDER.match(found[2])
            chat.title, chat.conversation = (sender[1].strip(), sender[2]) if sender else (found[2], "")
            chat.shown_in = "" if chat.conversation else chat.title
        elif found[1] == "账号":
            chat.owner = "" if found[2] == "hidden" else found[2]
        elif found[1] == "导出时间":
            chat.as_of = written(found[2], chat.clock)
        else:
            chat.fields[found[1]] = found[2]
    chat.is_room = chat.conversation.endswith("@chatroom")
