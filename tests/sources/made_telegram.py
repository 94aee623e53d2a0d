"""A Telegram export of any size, made of nothing but numbers, in constant memory."""

from pathlib import Path

_TEXTS = ("hello", "see you at six", "明天见", "сегодня нет", "مرحبا", "ok 👍", "that is longer " * 6)


def write_big(path: Path, records: int, seed: int = 1) -> Path:
    """Write a result.json of one group with `records` messages as Telegram Desktop lays it out."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{\n "name": "Big",\n "type": "private_supergroup",\n "id": 1400000000,\n "messages": [')
        for number in range(records):
            out.write((",\n  " if number else "\n  ") + _message(number, seed))
        out.write("\n ]\n}")
    return path


def _message(number: int, seed: int) -> str:
    who = (number * 7 + seed) % 12
    text = _TEXTS[(number * 13 + seed) % len(_TEXTS)]
    when = 1_600_000_000 + number * 37
    head = (
        f'{{\n   "id": {number + 1},\n   "type": "message",\n   "date": "2020-09-13T12:26:40",\n'
        f'   "date_unixtime": "{when}",\n   "from": "Member {who}",\n   "from_id": "user{1000 + who}",\n'
    )
    if number % 5 == 4:
        head += f'   "reply_to_message_id": {number},\n'
    if number % 9 == 8:
        head += (
            '   "photo": "(File not included. Change data exporting settings to download.)",\n'
            '   "width": 1280,\n   "height": 960,\n'
        )
    if number % 4 == 3:
        url = f"https://example.org/{number}"
        return (
            head
            + f'   "text": [\n    "{text} ",\n    {{\n     "type": "link",\n     "text": "{url}"\n    }}\n   ],\n'
            f'   "text_entities": [\n    {{\n     "type": "plain",\n     "text": "{text} "\n    }},\n    {{\n'
            f'     "type": "link",\n     "text": "{url}"\n    }}\n   ]\n  }}'
        )
    return head + (
        f'   "text": "{text}",\n   "text_entities": [\n    {{\n     "type": "plain",\n     "text": "{text}"\n    }}\n'
        "   ]\n  }"
    )
