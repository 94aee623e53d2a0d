"""Big exports of Facebook and Instagram, made up: the same bytes for the same seed, written in constant memory."""

import json
from pathlib import Path
from random import Random

_WORDS = [
    "kaffe",
    "søndag",
    "🌊",
    "møde",
    "الليلة",
    "demain",
    "été",
    "明天",
    "งาน",
    "снег",
    "ok",
    "photo",
    "https://example.org/a",
]
_PER_FILE = 10_000


def write_big(folder: Path, records: int, seed: int = 1) -> int:
    """Write a Facebook export of so many messages in threads of up to 50,000; return the bytes written."""
    random = Random(seed)
    written = 0
    for first in range(0, records, _PER_FILE):
        thread = first // 50_000
        name = f"your_facebook_activity/messages/inbox/ven{thread}_{10**14 + thread}"
        path = folder / name / f"message_{first // _PER_FILE % 5 + 1}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="ascii") as out:
            out.write(
                '{\n  "participants": [{"name": "Ven"}, {"name": "\\u00c3\\u0085se"}],\n  "messages": [\n'
            )
            for number in range(first, min(first + _PER_FILE, records)):
                out.write(",\n" if number % _PER_FILE else "")
                out.write(_message(random, name, records - number))
            out.write('\n  ],\n  "title": "Ven", "is_still_participant": true,')
            out.write(f'\n  "thread_path": "{name.partition("messages/")[2]}", "magic_words": []\n}}')
        written += path.stat().st_size
    return written


def _message(random: Random, thread: str, number: int) -> str:
    words = " ".join(random.choices(_WORDS, k=random.randint(1, 14)))
    message: dict[str, object] = {
        "sender_name": _mojibake(random.choice(("Ven", "Åse"))),
        "timestamp_ms": 1_500_000_000_000 + number * 1_237,
        "content": _mojibake(words),
        "is_geoblocked_for_viewer": False,
        "is_unsent_image_by_messenger_kid_parent": False,
    }
    if random.random() < 0.1:
        message["reactions"] = [{"reaction": _mojibake("❤"), "actor": "Ven"}]
    if random.random() < 0.05:
        message["photos"] = [{"uri": f"{thread}/photos/{number}.jpg", "creation_timestamp": 1_500_000_000}]
    return json.dumps(message, indent=6)


def _mojibake(text: str) -> str:
    return text.encode().decode("latin-1")
