"""A TikTok download of any size, made of nothing but numbers, in constant memory."""

from pathlib import Path

_CHATS = 20
_TEXTS = (
    "hello",
    "明天见",
    "see https://www.tiktokv.com/share/video/7000000000000000001/",
    "ok 👍",
    "longer " * 8,
)


def write_big(path: Path, records: int, seed: int = 1) -> Path:
    """Write a user_data_tiktok.json: a quarter of its records are messages, the rest was watched."""
    messages = records // 4
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{\n  "Activity": {\n    "Video Browsing History": {\n      "VideoList": [')
        for number in range(records - messages):
            out.write((",\n" if number else "\n") + _watched(number, seed))
        out.write(
            '\n      ]\n    }\n  },\n  "Direct Messages": {\n    "Chat History": {\n      "ChatHistory": {'
        )
        for chat in range(_CHATS):
            out.write("," if chat else "")
            out.write(f'\n        "Chat History with friend{chat}:": [')
            for at, number in enumerate(range(chat, messages, _CHATS)):
                out.write((",\n" if at else "\n") + _message(number, chat, seed))
            out.write("\n        ]")
        out.write("\n      }\n    }\n  }\n}")
    return path


def _when(number: int) -> str:
    day = f"20{10 + number // 31536000 % 80:02}-0{number // 2419200 % 9 + 1}-{number // 86400 % 28 + 1:02}"
    return f"{day} {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"


def _watched(number: int, seed: int) -> str:
    link = f"https://www.tiktokv.com/share/video/{7 * 10**18 + number * 7919 + seed}/"
    return f'        {{\n          "Date": "{_when(number * 41)}",\n          "Link": "{link}"\n        }}'


def _message(number: int, chat: int, seed: int) -> str:
    who = f"friend{chat}" if (number + seed) % 2 else "me"
    return (
        f'          {{\n            "Date": "{_when(number * 37)}",\n            "From": "{who}",\n'
        f'            "Content": "{_TEXTS[number % len(_TEXTS)]}"\n          }}'
    )
