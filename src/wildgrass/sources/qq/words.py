"""What QQ's words stand for: files left out of a text, and messages taken back."""

import re
from collections.abc import Iterator
from typing import Final

from wildgrass.model import Attachment, Removal
from wildgrass.model.removal import RemovedBy

_ROLES: Final = {
    "图片": "photo",
    "圖片": "photo",
    "闪照": "photo",
    "表情": "sticker",
    "动画表情": "sticker",
    "自定义表情": "sticker",
    "语音": "audio",
    "語音": "audio",
    "视频": "video",
    "短视频": "video",
    "視頻": "video",
    "文件": "file",
    "檔案": "file",
}
_PLACEHOLDER: Final = re.compile(r"\[(" + "|".join(sorted(_ROLES, key=len, reverse=True)) + r")\]")
_MOST: Final = 1000
_RECALL: Final = re.compile(
    r"(?P<who>.{0,100}?)(?:撤回|收回)了(?P<whose>.{0,100}?)(?:一条|一則|这条|該)?(?:成员)?(?:的)?(?:消息|訊息)",
    re.DOTALL,
)
_RECALL_MOST: Final = 300


def left_out(text: str) -> tuple[Attachment, ...]:
    """Return what stands in a text as [图片] and the like: the export leaves the files out."""
    if "[" not in text:
        return ()
    return tuple(_placeholders(text))


def _placeholders(text: str) -> Iterator[Attachment]:
    for _, found in zip(range(_MOST), _PLACEHOLDER.finditer(text), strict=False):
        yield Attachment(name=found[1], role=_ROLES[found[1]])


def role(word: str) -> str:
    """Return the role of a file that QQ calls by this word, "file" where it is none of its words."""
    return _ROLES.get(word, "file")


def recalled(text: str) -> Removal | None:
    """Return the removal that a notice of QQ's tells of, None where it tells of none.

    An owner or manager of a group can take back others' messages; the notice then names somebody else's.
    """
    if len(text) > _RECALL_MOST:
        return None
    found = _RECALL.search(text)
    if found is None:
        return None
    by = RemovedBy.UNKNOWN if found["whose"].strip() or "管理员" in found["who"] else RemovedBy.AUTHOR
    return Removal(by=by, notice=text.strip())
