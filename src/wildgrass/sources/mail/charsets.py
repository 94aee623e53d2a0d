"""Bytes to text by the charset a message names, by what they look like where that is wrong or nobody knows it."""

import codecs
import re
from functools import lru_cache
from typing import Final

_SUPERSETS: Final = {
    # What mail programs call by the name of the older, smaller set.
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz-gb-2312": "hz",
    "x-gbk": "gb18030",
    "chinesebig5": "cp950",
    "big5": "cp950",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "utf8": "utf-8",
    "utf-8": "utf-8-sig",
}
_ODD: Final = re.compile(r"[^a-z0-9_.:+-]")
_UNKNOWN: Final = frozenset(
    {"", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "8bit", "binary", "unknown"}
)
_SECOND: Final = {"cp950": "big5hkscs", "iso2022_jp_ext": "iso2022_jp_3", "cp1252": "latin-1"}


@lru_cache(maxsize=256)
def codec_of(name: str) -> str | None:
    """Return Python's name of a charset, None where it says nothing or nobody knows it."""
    plain = _ODD.sub("", name.strip().lower().strip("'\""))
    if plain in _UNKNOWN:
        return None
    wanted = _SUPERSETS.get(plain, plain)
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError):
        return None
    return wanted if found._is_text_encoding else None  # noqa: SLF001 - rot13, zip ...


def decoded(data: bytes, charset: str) -> tuple[str, str]:
    """Return the text and, where it is not what the charset says or something was lost, what was done."""
    codec = codec_of(charset)
    for name in filter(None, (codec, _SECOND.get(codec or ""))):
        try:
            return data.decode(name), ""
        except UnicodeDecodeError:
            continue
    if data.isascii() and codec is None:
        return data.decode("ascii"), ""
    for name in ("utf-8", "gb18030") if codec is None else ("utf-8",):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return text, f"read as {name}, which its bytes fit; it says {charset or 'nothing'}"
    name = codec or "cp1252"
    return data.decode(
        name, errors="replace"
    ), f"bytes that are not of {charset or 'any known charset'} became U+FFFD"


def header_text(data: bytes) -> str:
    """Return a header's bytes as text: UTF-8 where they fit, then what Chinese programs write, then Latin."""
    if data.isascii():
        return data.decode("ascii")
    for name in ("utf-8", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
