"""When two exports write one text in two ways: widths, spaces, line ends, and the words tools put for media.

Scripts are not folded: a filter takes traditional and simplified for different strings, and so must a comparison.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES: Final = re.compile(r"\s+")
_SIGNS: Final = str.maketrans(
    dict.fromkeys("\u201c\u201d\u300c\u300d\u300e\u300f", '"')
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u2014\u2013\u2015", "-")
    | {"\u3002": ".", "\u3001": ",", "\u2026": "...", "\u223c": "~"}
)


_ODD: Final = re.compile(
    r"[\t-\r\x1c-\x1f\x85\u2028\u2029" + _UNSEEN.pattern[1:-1] + "".join(map(chr, _SIGNS)) + "]"
)
"""What has none of these, and is in NFKC, is as it is compared but for spaces: most texts, in a tenth of the time."""
_TOO_LONG: Final = 160


@cache
def _placeholders() -> tuple[dict[str, str], frozenset[str], re.Pattern[str]]:
    """Return words that stand for media, by what they stand for; their last characters; a pattern of files' names."""
    text = (resources.files("wildgrass.observatory.compare") / "placeholders.toml").read_text(
        encoding="utf-8"
    )
    table = tomllib.loads(text)
    whole = {normalise(word): kind for kind, words in table["whole"].items() for word in words}
    words = [normalise(word) for word in table["after_a_file"]]
    either = "|".join(map(re.escape, words))
    last = frozenset(word[-1] for word in (*whole, *words)) | {")"}
    return whole, last, re.compile(rf"(?:.*\S)?\s*\(?(?:{either})\)?", re.DOTALL)


def normalise(text: str) -> str:
    """Return a text as it is compared: NFKC, one kind of quotes and stops, single spaces, nothing unseen."""
    if text.isascii() and "\n" not in text and "  " not in text:
        return text.strip()
    if "  " not in text and unicodedata.is_normalized("NFKC", text) and _ODD.search(text) is None:
        return text.strip()
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_SIGNS)
    return _SPACES.sub(" ", plain).strip()


def stands_for(normalised: str) -> str | None:
    """Return the media that a text stands for ("image", "video", "audio", "file", "sticker"), None for words."""
    whole, last, after_a_file = _placeholders()
    if normalised[-1:] not in last or len(normalised) > _TOO_LONG:
        return None
    kind = whole.get(normalised)
    if kind is None and after_a_file.fullmatch(normalised):
        return "file"
    return kind
