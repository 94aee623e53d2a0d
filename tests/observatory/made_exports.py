# ruff: noqa: RUF001 - Chinese punctuation is meant
"""One chat exported by both its ends in two formats, with everything that makes comparing hard, and what is true of it.

Bursts within a second, clocks of minutes, another time zone, renames, edits, recalls, a part exported twice, and
exports that begin and end at other times. What one side lacks is known by number, so every answer can be checked.
"""

import csv
import html
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

from observatory.made_chat import SHORT, START, SYLLABLES

PEOPLE = 8
_WORDS = ("rain", "tea", "bread", "road", "hill", "song", "lamp", "door", "window", "river", "stone", "boat")
_PLUS8 = timezone(timedelta(hours=8))
_RULE = "=" * 64


@dataclass(frozen=True)
class Line:
    """A message as one side's export writes it: `at` by the clock of that side. `kind`: text, image or recall."""

    number: int
    who: int
    name: str
    at: datetime
    text: str
    kind: str = "text"
    edited: bool = False


@dataclass
class Ends:
    """Both sides, and the numbers of what each lacks though its export covers that time."""

    a: list[Line] = field(default_factory=list)
    b: list[Line] = field(default_factory=list)
    lacks_b: set[int] = field(default_factory=set)
    lacks_a: set[int] = field(default_factory=set)
    altered: set[int] = field(default_factory=set)
    notice_s: int | None = 0


def said(random: Random) -> str:
    """Return a text: a quarter very short, some in English, with punctuation that tools write in two ways."""
    roll = random.random()
    if roll < 0.25:
        return random.choice(SHORT)
    if roll < 0.35:
        return " ".join(random.choice(_WORDS) for _ in range(random.randint(3, 9)))
    text = "".join(random.choice(SYLLABLES) for _ in range(random.randint(5, 24)))
    return f"{text}，看 https://example.org/{random.randrange(10**6)}" if roll < 0.38 else text


@dataclass(frozen=True)
class Way:
    """How B's export differs: its phone's zone, how long after a message its recall is noted (None: never).

    `lost` and `edited` are shares of all messages.
    """

    shift_h: int = 0
    notice_s: int | None = 0
    lost: float = 0.01
    edited: float = 0.01


def made_ends(count: int, seed: int, way: Way) -> Ends:
    """Return both ends' lines."""
    random, ends, when = Random(seed), Ends(), START.replace(microsecond=0)
    first, last = count // 40, count - count // 30
    for number in range(count):
        when += timedelta(seconds=random.choice((0, 0, 0, 1, 2, 5, 20, 90, 300)))
        who, text = random.randrange(PEOPLE), said(random)
        kind = "image" if random.random() < 0.03 else "text"
        here = Line(number, who, f"成员{who}" if number < count // 2 or who else "新名字", when, text, kind)
        there = replace(
            here,
            name=f"Friend {who}" if number < count // 3 or who != 1 else "Renamed",
            at=when + timedelta(hours=way.shift_h, seconds=random.choice((0, 0, 0, 1))),
        )
        _put(ends, random, here, there, way, is_in=(number < last, number >= first))
    ends.b.sort(key=lambda line: line.at)
    ends.notice_s = way.notice_s
    return ends


def _put(ends: Ends, random: Random, here: Line, there: Line, way: Way, *, is_in: tuple[bool, bool]) -> None:
    """Put a message into the side or sides that have it, lost, recalled or edited on its way to B."""
    (in_a, in_b), lost = is_in, way.lost
    roll = random.random()
    if in_a and roll >= 1 - lost / 4:
        ends.lacks_a |= {here.number} if in_b else set()
        in_a = False
    if in_a:
        ends.a.append(here)
    if not in_b:
        return
    if roll < lost:
        ends.lacks_b |= {here.number} if in_a else set()
    elif roll < lost + 0.003 and here.kind == "text" and way.notice_s is not None:
        ends.b.append(replace(there, kind="recall", at=there.at + timedelta(seconds=way.notice_s)))
    elif roll < lost + 0.003 + way.edited and len(here.text) > 12 and here.kind == "text":
        ends.b.append(replace(there, text=f"{here.text[:-1]}…", edited=True))
        ends.altered.add(here.number)
    else:
        ends.b.append(there)


def twice(lines: Sequence[Line]) -> list[Line]:
    """Return an export put together of two that overlap: a part of it stands there twice."""
    cut = len(lines) // 2
    return [*lines[: cut + cut // 8], *lines[cut:]]


def telegram_json(folder: Path, lines: Sequence[Line]) -> Path:
    rows = []
    for line in lines:
        text = "" if line.kind == "image" else line.text
        row = {
            "id": line.number + 1,
            "type": "message",
            "date": f"{line.at:%Y-%m-%dT%H:%M:%S}",
            "date_unixtime": str(int(line.at.timestamp())),
            "from": line.name,
            "from_id": f"user{1000 + line.who}",
            "text": text,
            "text_entities": [{"type": "plain", "text": text}] if text else [],
        }
        if line.kind == "image":
            row["photo"] = "(File not included. Change data exporting settings to download.)"
        if line.edited:
            row["edited_unixtime"] = str(int(line.at.timestamp()) + 60)
        rows.append(row)
    file = folder / "result.json"
    file.write_text(json.dumps({"name": "群", "type": "private_group", "id": 7, "messages": rows}), "utf-8")
    return file


def telegram_html(folder: Path, lines: Sequence[Line]) -> Path:
    made = []
    for line in lines:
        at = line.at.astimezone(_PLUS8)
        body = f'<div class="text">{html.escape(line.text)}</div>'
        if line.kind == "image":
            body = (
                '<div class="media_wrap clearfix"><div class="media clearfix pull_left media_photo"><div class="body">'
                '<div class="title bold">Photo</div><div class="description">Not included, change data exporting '
                "settings to download.</div></div></div></div>"
            )
        made.append(
            f'<div class="message default clearfix" id="message{line.number + 1}"><div class="body">'
            f'<div class="pull_right date details" title="{at:%d.%m.%Y %H:%M:%S} UTC+08:00">{at:%H:%M}</div>'
            f'<div class="from_name">{html.escape(line.name)}</div>{body}</div></div>'
        )
    file = folder / "messages.html"
    head = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>'
        '<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">群</div></div>'
        '</div><div class="page_body chat_page"><div class="history">'
    )
    file.write_text(head + "\n".join(made) + "</div></div></div></body></html>", "utf-8")
    return file


def whatsapp_ios(folder: Path, lines: Sequence[Line]) -> Path:
    file = folder / "_chat.txt"
    rows = []
    for line in lines:
        text = {"image": "\u200eimage omitted", "recall": "\u200eThis message was deleted."}.get(
            line.kind, line.text
        )
        end = " \u200e<This message was edited>" if line.edited else ""
        rows.append(f"[{line.at:%d/%m/%Y, %H:%M:%S}] {line.name}: {text}{end}\r\n")
    file.write_text("".join(rows), "utf-8", newline="")
    return file


def whatsapp_android(folder: Path, lines: Sequence[Line]) -> Path:
    file = folder / "WhatsApp Chat with group.txt"
    rows = []
    for line in lines:
        text = {"image": "<Media omitted>", "recall": "This message was deleted"}.get(line.kind, line.text)
        end = " <This message was edited>" if line.edited else ""
        rows.append(f"{line.at:%d/%m/%Y, %H:%M} - {line.name}: {text}{end}\n")
    file.write_text("".join(rows), "utf-8")
    return file


def qq_txt(folder: Path, lines: Sequence[Line]) -> Path:
    file = folder / "群.txt"
    rows = [f"消息记录\n\n{_RULE}\n消息分组:我的QQ群\n{_RULE}\n消息对象:群\n{_RULE}\n\n"]
    for line in lines:
        text = "[图片]" if line.kind == "image" else line.text
        rows.append(
            f"{line.at.astimezone(_PLUS8):%Y-%m-%d %H:%M:%S} {line.name}({20000 + line.who})\n{text}\n\n"
        )
    file.write_text("".join(rows).replace("\n", "\r\n"), "utf-8-sig", newline="")
    return file


def qq_json(folder: Path, lines: Sequence[Line]) -> Path:
    rows = []
    for line in lines:
        text = "[图片]" if line.kind == "image" else "" if line.kind == "recall" else line.text
        kind = {"image": "image"}.get(line.kind, "text")
        rows.append(
            {
                "id": str(7 * 10**18 + line.number),
                "seq": str(line.number),
                "timestamp": int(line.at.timestamp() * 1000),
                "sender": {"uid": f"u_{line.who:024}", "uin": str(20000 + line.who), "name": line.name},
                "type": "type_1",
                "content": {
                    "text": text,
                    "html": "",
                    "elements": [
                        {"type": kind, "data": {"text": text} if kind == "text" else {"filename": "p.jpg"}}
                    ],
                    "resources": [],
                    "mentions": [],
                },
                "recalled": line.kind == "recall",
                "system": False,
            }
        )
    about = {"metadata": {"name": "QQChatExporter V5", "version": "5.5.0"}}
    about |= {
        "chatInfo": {"name": "群", "type": "group", "selfUin": "20000"},
        "statistics": {"totalMessages": len(rows)},
    }
    file = folder / "group.json"
    file.write_text(json.dumps(about | {"messages": rows}, ensure_ascii=False, indent=1), "utf-8")
    return file


def wechat_chatlog(folder: Path, lines: Sequence[Line]) -> Path:
    rows = []
    for number, line in enumerate(lines):
        code = {"image": 3, "recall": 10000}.get(line.kind, 1)
        text = {"image": "", "recall": f'"{line.name}" 撤回了一条消息'}.get(line.kind, line.text)
        rows.append(
            {
                "seq": number,
                "time": line.at.astimezone(_PLUS8).isoformat(),
                "talker": "55@chatroom",
                "talkerName": "群",
                "isChatRoom": True,
                "sender": "系统消息" if line.kind == "recall" else f"wxid_m{line.who}",
                "senderName": "" if line.kind == "recall" else line.name,
                "isSelf": False,
                "type": code,
                "subType": 0,
                "content": text,
            }
        )
    file = folder / "chatlog.json"
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    return file


def wechat_csv(folder: Path, lines: Sequence[Line]) -> Path:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime"]
    )
    for number, line in enumerate(lines):
        name = {"image": "图片"}.get(line.kind, "文本")
        text = "" if line.kind == "image" else line.text
        at = line.at.astimezone(_PLUS8)
        writer.writerow(
            [
                number,
                4 * 10**18 + line.number,
                name,
                0,
                f"wxid_m{line.who}",
                "55@chatroom",
                text,
                "",
                f"{at:%Y-%m-%d %H:%M:%S}",
            ]
        )
    file = folder / "chat.csv"
    file.write_text(out.getvalue(), "utf-8", newline="")
    return file


Write = Callable[[Path, Sequence[Line]], Path]
PAIRS: dict[str, tuple[Write, Write, Way]] = {
    "WeChat: PyWxDump CSV, chatlog JSON": (wechat_csv, wechat_chatlog, Way(notice_s=40)),
    "QQ: message manager TXT, QQChatExporter JSON": (qq_txt, qq_json, Way()),
    "WhatsApp: iPhone TXT, Android TXT (minutes), 7 h apart": (whatsapp_ios, whatsapp_android, Way(7)),
    "Telegram: JSON, HTML": (telegram_json, telegram_html, Way(notice_s=None)),
    "Telegram JSON, WhatsApp Android (minutes), 1 h apart": (telegram_json, whatsapp_android, Way(1)),
    "WeChat chatlog JSON, QQ JSON": (wechat_chatlog, qq_json, Way()),
}
"""Pairs of formats: A's writer, B's, and how the ends differ besides."""
