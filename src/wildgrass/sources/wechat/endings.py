"""Members that are pictures, voices, videos and documents, by the ending of their names."""

from typing import Final

from wildgrass.sources.base import own_name

_LISTED: Final = (
    "jpg jpeg png gif webp bmp heic avif tif tiff svg mp4 mov m4v avi mkv webm 3gp mp3 wav m4a aac amr silk ogg opus"
    " flac pdf doc docx xls xlsx ppt pptx zip rar 7z apk exe dmg dat bin wxgf psd vcf"
)
ENDINGS: Final = frozenset(_LISTED.split())
"""Endings of files that exporters lay beside a chat. Text files are looked at for chats first."""

LONGEST_PATH: Final = 1000


def is_media(name: str) -> bool:
    """Say whether a member's name claims to be a picture, voice, video or document."""
    return own_name(name).rpartition(".")[2].lower() in ENDINGS


def looks_like_path(text: str) -> bool:
    """Say whether a message's words are nothing but a file's path, as exporters write it in a picture's place."""
    if len(text) > LONGEST_PATH or "\n" in text or "://" in text or not ("/" in text or "\\" in text):
        return False
    return text.rpartition(".")[2].lower() in ENDINGS
