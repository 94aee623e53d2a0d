"""QQ exports of any size, made of nothing but numbers, in constant memory."""

import base64
from pathlib import Path

_TEXTS = ("你好", "明天见", "[图片]", "收到 谢谢", "ok 👍", "那个文件发我一下 " * 5)
_BOUNDARY = "----=_NextPart_20200101_0000.0.0"
_ROW = (
    "<tr><td><div style=color:#42B475;padding-left:10px;><div style=float:left;margin-right:6px;>{who}</div>{at}</div>"
    "<div style=padding-left:20px;>{inner}</div></td></tr>\r\n"
)


def write_big_text(path: Path, records: int, seed: int = 1) -> Path:
    """Write 消息记录 of one group as QQ's message manager lays it out."""
    rule = "=" * 64
    with path.open("w", encoding="utf-8-sig", newline="\r\n") as out:
        out.write(f"消息记录\n\n{rule}\n消息分组:我的QQ群\n{rule}\n消息对象:大群\n{rule}\n\n")
        for number in range(records):
            who = (number * 7 + seed) % 50
            out.write(f"{_day(number)} {_clock(number)} 成员{who}({10000 + who})\n{_text(number, seed)}\n\n")
    return path


def write_big_json(path: Path, records: int, seed: int = 1) -> Path:
    """Write one group as QQChatExporter V5 does, a message a line."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{\n  "metadata": {"name": "QQChatExporter V5", "version": "5.5.0"},\n')
        out.write('  "chatInfo": {"name": "大群", "type": "group", "selfUin": "10000"},\n')
        out.write(f'  "statistics": {{"totalMessages": {records}}},\n  "messages": [\n')
        for number in range(records):
            who, text = (number * 7 + seed) % 50, _text(number, seed)
            out.write(",\n" if number else "")
            out.write(
                f'    {{"id":"{7 * 10**18 + number}","seq":"{number}","timestamp":{1_600_000_000_000 + number * 9000},'
                f'"time":"2020-09-13 20:26:40",'
                f'"sender":{{"uid":"u_{who:024}","uin":"{10000 + who}","name":"成员{who}"}},'
                f'"type":"type_1","content":{{"text":"{text}","html":"","elements":[{{"type":"text","data":'
                f'{{"text":"{text}"}}}}],"resources":[],"mentions":[]}},"recalled":false,"system":false}}'
            )
        out.write("\n  ]\n}")
    return path


def write_big_mht(path: Path, records: int, pictures: int, picture_bytes: int = 3000) -> Path:
    """Write one page with its pictures as QQ's message manager does; picture n is shown by row n."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(
            "From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\n"
            'Content-Type:multipart/related;\r\n\tcharset="utf-8"\r\n\ttype="text/html";\r\n'
            f'\tboundary="{_BOUNDARY}"\r\n\r\n--{_BOUNDARY}\r\nContent-Type: text/html\r\n'
            "Content-Transfer-Encoding:7bit\r\n\r\n<html><body><table width=100% cellspacing=0>"
            "<tr><td><div style=padding-left:10px;>消息对象:大群</div></td></tr>"
        )
        for number in range(records):
            if number % 1000 == 0:
                out.write(f"<tr><td style=font-weight:bold;>日期: {_day(number)}</td></tr>\r\n")
            inner = f'<IMG src="{_name(number)}">' if number < pictures else f"<font>{number}</font>"
            out.write(
                _ROW.format(who=f"成员{number % 50}({10000 + number % 50})", at=_clock(number), inner=inner)
            )
        out.write("</table></body></html>\r\n\r\n")
        for number in range(pictures):
            text = base64.b64encode(picture(number, picture_bytes)).decode()
            body = "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))
            out.write(
                f"--{_BOUNDARY}\r\nContent-Type:image/jpeg\r\nContent-Transfer-Encoding:base64\r\n"
                f"Content-Location:{_name(number)}\r\n\r\n{body}\r\n\r\n"
            )
        out.write(f"--{_BOUNDARY}--\r\n")
    return path


def picture(number: int, size: int) -> bytes:
    """Return the bytes of picture `number`."""
    return (b"\xff\xd8\xff\xe0" + str(number).encode() * size)[:size]


def _name(number: int) -> str:
    return f"{{00000000-0000-4000-8000-{number:012X}}}.dat"


def _day(number: int) -> str:
    return f"20{10 + number // 100000 % 80:02}-{1 + number // 8000 % 12:02}-{1 + number // 300 % 28:02}"


def _clock(number: int) -> str:
    return f"{number // 3600 % 24}:{number // 60 % 60:02}:{number % 60:02}"


def _text(number: int, seed: int) -> str:
    return _TEXTS[(number * 13 + seed) % len(_TEXTS)]
