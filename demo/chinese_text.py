"""Sentences composed from phrases written for this project: simplified and traditional Chinese, and English.

Nothing here was said by anybody. The same `random.Random` state gives the same sentence.
"""

import tomllib
from pathlib import Path
from random import Random

_FOLDER = Path(__file__).parent / "phrases"
TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    tongue: {
        topic: tuple(phrases)
        for topic, phrases in tomllib.loads((_FOLDER / f"{tongue}.toml").read_text("utf-8")).items()
    }
    for tongue in ("zh", "zh-Hant", "en")
}
_COMMA, _BANG, _ENDS = "\uff0c", "\uff01", "\uff1f.?"  # Chinese punctuation, which looks like ASCII
EMOJI = (
    "🌿",
    "🌧️",
    "🌾",
    "😂",
    "🍜",
    "📚",
    "🙏",
    "🌙",
    "🐈",
    "☕",
    "🚲",
    "🌱",
    "👍🏽",
    "👩‍🌾",
    "🎐",
    "❄️",
    "🔥",
    "🥟",
)
ASIDES = (" & ", " <3", " >_<", " (&_&)")
LANGUAGES = ("zh", "zh", "zh", "zh", "zh", "zh-Hant", "en", "en", "mixed")
_NAME_FIRST = ("青", "小", "晚", "南", "云", "石", "白", "半", "竹", "听", "山", "阿", "老", "初", "知", "木")
_NAME_LAST = (
    "芦苇",
    "豆浆",
    "渡口",
    "灯笼",
    "松果",
    "麦田",
    "砚台",
    "橘子",
    "河灯",
    "风铃",
    "蓑衣",
    "桂花",
    "纸船",
    "瓦片",
    "薄荷",
    "夜航",
)
_NAME_EN = (
    "Reed",
    "Lantern",
    "Harbour",
    "Pebble",
    "Sparrow",
    "Orchard",
    "Teapot",
    "Willow",
    "Compass",
    "Paper Boat",
)


def language(random: Random) -> str:
    """Pick a language: two thirds simplified Chinese, the rest traditional, English or mixed."""
    return random.choice(LANGUAGES)


def sentence(random: Random, tongue: str) -> str:
    """Compose one sentence; "mixed" puts English after Chinese."""
    if tongue == "mixed":
        return f"{sentence(random, 'zh')} {sentence(random, 'en')}"
    table = TABLES[tongue]
    topic = random.choice(
        ("day", "day", "day", "weather", "food", "book", "work", "civic", "civic", "question")
    )
    if topic == "book" and "book" in table:
        return f"{random.choice(table['book'])}{random.choice(table['about_book'])}。"
    if topic in table and topic not in ("book", "day"):
        said = random.choice(table[topic])
        return said if said[-1] in _ENDS else f"{said}。"
    return _day(random, table, tongue)


def _day(random: Random, table: dict[str, tuple[str, ...]], tongue: str) -> str:
    when, where = random.choice(table["when"]), random.choice(table["where"])
    did, thought = random.choice(table["did"]), random.choice(table["thought"])
    if tongue == "en":
        return f"{when} {where} {did}, {thought}."
    return f"{when}{where}{did}{_COMMA}{thought}。"


def post(random: Random, tongue: str, weight: int = 250) -> str:
    """Compose one to five sentences within `weight`, counted as X counts (see `weight_of`)."""
    text = sentence(random, tongue)
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        longer = text + (" " if tongue == "en" else "") + sentence(random, tongue)
        if weight_of(longer) > weight:
            break
        text = longer
    if random.random() < 0.22:
        text += random.choice(EMOJI)
    if random.random() < 0.05:
        text += random.choice(ASIDES)
    return text


def essay(random: Random, tongue: str, paragraphs: int) -> str:
    """Compose a long text of several paragraphs."""
    lines = [
        "".join(sentence(random, tongue) for _ in range(random.randint(4, 8))) for _ in range(paragraphs)
    ]
    return "\n\n".join(lines)


def reply(random: Random, tongue: str) -> str:
    """Compose a short answer."""
    table = TABLES["zh" if tongue == "mixed" else tongue]
    text = random.choice(table["reply"])
    return text + random.choice(
        ("", _BANG, "…", " " + random.choice(EMOJI), _COMMA + random.choice(table["thought"]))
    )


def tag(random: Random, tongue: str) -> str:
    """Pick a hashtag without its sign."""
    return random.choice(TABLES["zh" if tongue == "mixed" else tongue]["tag"])


def name(random: Random) -> str:
    """Make up a display name: things, never people's names."""
    if random.random() < 0.25:
        return f"{random.choice(_NAME_EN)} {random.choice(EMOJI)}"
    return random.choice(_NAME_FIRST) + random.choice(_NAME_LAST)


def weight_of(text: str) -> int:
    """Return a text's length as X counts it, roughly: wide characters count two."""
    return sum(2 if ord(char) > 0x10FF else 1 for char in text)
