"""What a file's name pretends: the ending that a person sees, and the one that a system goes by."""

import re
from collections.abc import Iterator
from typing import Final

_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PADDED: Final = re.compile(r"[\s\u2800\u3164]{5,}\.[^.]*\Z")
_DOUBLE: Final = re.compile(r"\.([a-z0-9]{2,5})[\s.]*\.([a-z0-9]{1,8})\Z")

_RUN: Final = """
exe scr com pif cpl msi msp bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta lnk url reg inf sct apk xapk ipa jar jnlp app
command sh desktop appimage deb rpm dmg pkg iso img vhd vhdx chm application gadget scf xll one ade mde
"""
_SHOWN: Final = """
jpg jpeg png gif webp bmp heic mp4 mov avi mkv mp3 m4a wav ogg pdf doc docx xls xlsx ppt pptx txt rtf csv odt zip rar 7z
html htm eml
"""
RUN: Final = frozenset(_RUN.split())
"""Endings that a system runs, installs or mounts when they are opened."""
SHOWN: Final = frozenset(_SHOWN.split())
"""Endings that people take for something to look at."""


def ending_of(name: str) -> str:
    """Return what follows the last dot, in lower case, "" where there is none."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def pretences(name: str) -> Iterator[tuple[str, str]]:
    """Yield (code, detail) for each way in which a name misleads."""
    ending = ending_of(name)
    if _TURNS.search(name):
        yield "name-turns", ""
    if _PADDED.search(name):
        yield "name-padded", ending
    double = _DOUBLE.search(name.lower())
    if double and double[1] in SHOWN and double[2] in RUN:
        yield "name-double", f".{double[1]}.{double[2]}"
    if ending in RUN:
        yield "name-runs", f".{ending}"
