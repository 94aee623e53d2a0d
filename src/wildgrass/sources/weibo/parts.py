"""The pictures and videos that a post's record names, in all the shapes that Weibo and the tools use."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.weibo.media import Part, basename

_VIDEO_KEYS: Final = (
    "mp4_720p_mp4", "mp4_hd_url", "hevc_mp4_hd", "mp4_sd_url", "mp4_ld_mp4", "stream_url_hd", "stream_url",
)  # fmt: skip
_NONE: Final = frozenset({"", "无", "none", "None", "nan"})
_NEXT_URL: Final = re.compile(r"[,;]\s*(?=https?://|//)")
KEYS: Final = frozenset(
    {
        "pics", "pic_ids", "pic_infos", "pic_urls", "pic_num", "original_pictures", "retweet_pictures", "video_url",
        "video", "live_photo_url", "live_photo", "pic_video", "page_info", "mix_media_info", "mix_media_ids",
        "thumbnail_pic", "bmiddle_pic", "original_pic", "picStatus", "pic_types", "imgs", "pic_focus_point",
        "pic_flag", "pic_bg_new", "pictures", "images", "video_urls",
    }
)  # fmt: skip
"""What is read here, or repeats it."""
_NAMED: Final = tuple(
    KEYS - {"pic_num", "picStatus", "pic_types", "pic_focus_point", "pic_flag", "pic_bg_new"}
)


def parts(record: Mapping[str, JSON]) -> list[Part]:
    """Return pictures, then what moves in them, then videos; each address once."""
    if not any([record[key] for key in _NAMED if key in record]):  # noqa: C419 - a list is faster here
        return []
    found: list[Part] = []
    mixed = record.get("mix_media_info")
    if isinstance(mixed, dict) and isinstance(mixed.get("items"), list):
        found += _mixed(mixed["items"])
    found += _photos(record)
    live = record.get("live_photo_url") or record.get("live_photo")
    found += [Part("video", url, "live") for url in urls(live)]
    found += [Part("video", url, "live") for url in _moving(record)]
    found += [Part("video", url, "video") for url in _videos(record)]
    return _once(found)


def urls(value: JSON) -> list[str]:
    """Return the addresses in a text with commas or semicolons between them, or in a list."""
    if isinstance(value, str):
        if value.strip() in _NONE:
            return []
        return [one.strip() for one in _NEXT_URL.split(value.strip()) if one.strip()]
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str) and one not in _NONE]
    return []


def _once(found: Iterable[Part]) -> list[Part]:
    seen: set[tuple[str, str]] = set()
    kept = []
    for part in found:
        key = (part.group, part.name or basename(part.url) or part.url)
        if key not in seen:
            seen.add(key)
            kept.append(part)
    return kept


def _photos(record: Mapping[str, JSON]) -> Iterator[Part]:
    infos = record.get("pic_infos")
    known = infos if isinstance(infos, dict) else {}
    ids = record.get("pic_ids")
    listed = [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []
    if known:
        for pid in [*listed, *(pid for pid in known if pid not in listed)]:
            yield _sized(known.get(pid), pid)
        return
    given = record.get("pics")
    if isinstance(given, dict):
        given = list(given.values())
    texts = [
        *urls(given),
        *(one for key in ("original_pictures", "retweet_pictures") for one in urls(record.get(key))),
    ]
    found = [Part("photo", url, "photo") for url in texts]
    if isinstance(given, list):
        found += [_sized(one, "") for one in given if isinstance(one, dict)]
    for key in ("pic_urls", "imgs", "pictures", "images"):
        if found:
            break
        found += _listed(record.get(key))
    yield from found or [Part("photo", "", "photo", name=f"{pid}.jpg") for pid in listed]


def _listed(value: JSON) -> Iterator[Part]:
    """Yield addresses of a list: texts, or the objects of the old API with small pictures."""
    yield from (Part("photo", url, "photo") for url in urls(value))
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield _sized(one, "")


def _sized(info: JSON, pid: str) -> Part:
    """Return a picture at its largest."""
    if isinstance(info, dict):
        pid = pid or str(info.get("pid") or info.get("pic_id") or "")
        for size in ("largest", "original", "large", "mw2000", "bmiddle"):
            one = info.get(size)
            if isinstance(one, dict) and isinstance(one.get("url"), str):
                return Part("photo", str(one["url"]), "photo")
        for key in ("url", "original_pic", "thumbnail_pic"):
            if isinstance(info.get(key), str):
                return Part("photo", str(info[key]), "photo")
    return Part("photo", "", "photo", name=f"{pid}.jpg" if pid else "photo")


def _moving(record: Mapping[str, JSON]) -> Iterator[str]:
    """Yield what moves in live pictures."""
    infos, given = record.get("pic_infos"), record.get("pics")
    each: list[JSON] = list(infos.values()) if isinstance(infos, dict) else []
    each += given if isinstance(given, list) else []
    for one in each:
        if isinstance(one, dict):
            url = one.get("video") or one.get("videoSrc")
            if isinstance(url, str) and url.startswith(("http", "//")):
                yield url


def _videos(record: Mapping[str, JSON]) -> Iterator[str]:
    for key in ("video_url", "video", "video_urls"):
        yield from urls(record.get(key))
    page = record.get("page_info")
    if isinstance(page, dict):
        for holder in (page.get("urls"), page.get("media_info")):
            if url := best_video(holder):
                yield url
                return


def best_video(holder: JSON) -> str:
    """Return the address of a video's best copy, "" where there is none."""
    if not isinstance(holder, dict):
        return ""
    return next(
        (str(holder[key]) for key in _VIDEO_KEYS if isinstance(holder.get(key), str) and holder[key]), ""
    )


def _mixed(items: JSON) -> Iterator[Part]:
    for one in items if isinstance(items, list) else ():
        data = one.get("data") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(data, dict):
            continue
        if one.get("type") == "video":
            yield Part("video", best_video(data.get("media_info")), "video", name="")
        else:
            yield _sized(data, str(one.get("id") or ""))
