"""A mailbox of any size, made of nothing but numbers, in constant memory."""

import base64
from pathlib import Path

_TEXTS = ("hello", "see you at six", "明天见", "сегодня нет", "مرحبا", "ok 👍", "that is longer " * 30)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write_big(path: Path, records: int, seed: int = 1, attached: int = 0) -> Path:
    """Write an mbox as Takeout does; every tenth message has a file of `attached` bytes."""
    with path.open("wb") as out:
        for number in range(records):
            out.write(_message(number, seed, attached))
    return path


def picture(number: int, size: int) -> bytes:
    return (b"\x89PNG\r\n\x1a\n%d." % number) * (size // 12 + 1)


def _message(number: int, seed: int, attached: int) -> bytes:
    who = (number * 7 + seed) % 40
    text = _TEXTS[(number * 13 + seed) % len(_TEXTS)]
    thread = number // 5
    head = (
        f"From {10**18 + number}@xxx Mon Jan 01 00:{number // 60 % 60:02}:{number % 60:02} +0000 2024\r\n"
        f"X-GM-THRID: {10**18 + thread}\r\nX-Gmail-Labels: Inbox,=?UTF-8?Q?Gel=C3=B6scht?=\r\n"
        f"Delivered-To: me@made.example\r\nReceived: by 2002:a05:6a10:0:0:0:0:0 with SMTP id k{number};\r\n"
        f"        Mon, 1 Jan 2024 00:00:00 -0800 (PST)\r\n"
        f"Message-ID: <{number}@made.example>\r\nReferences: <{thread}@root.example>\r\n"
        f"Date: Mon, 1 Jan 2024 00:{number // 60 % 60:02}:{number % 60:02} +0100\r\n"
        f"From: =?UTF-8?Q?Person_{who}_=C3=A9?= <p{who}@made.example>\r\nTo: me@made.example\r\n"
        f"Subject: =?UTF-8?B?{base64.b64encode(f'题目 {number}'.encode()).decode()}?=\r\nMIME-Version: 1.0\r\n"
    )
    body = f'Content-Type: text/plain; charset="UTF-8"\r\n\r\n{text} {number}\r\n'
    if attached and number % 10 == 0:
        data = base64.encodebytes(picture(number, attached)).decode().replace("\n", "\r\n")
        body = (
            f'Content-Type: multipart/mixed; boundary="b{number}"\r\n\r\n--b{number}\r\n{body}\r\n--b{number}\r\n'
            f'Content-Type: image/png; name="{number}.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            f"{data}\r\n--b{number}--\r\n"
        )
    return (head + body + "\r\n").encode()
