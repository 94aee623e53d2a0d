"""The records that an X archive holds of posts: tweets with entities, and the whole text of long posts."""

import html
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from demo.x_posts import EPOCH_MS, Media, Person, Post, Tag, Url, iso, stamp

_SOURCES = (
    '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
    '<a href="http://twitter.com/download/iphone" rel="nofollow">Twitter for iPhone</a>',
    '<a href="http://twitter.com/download/android" rel="nofollow">Twitter for Android</a>',
)
_SIDES = {"large": ("1.0", "fit"), "medium": ("0.8", "fit"), "small": ("0.5", "fit"), "thumb": ("", "crop")}


def plain_text(post: Post) -> str:
    """Return what a reader should show: the long text where there is one, unescaped, short links kept."""
    return post.long_text or html.unescape(_text_and_entities(post)[0])


def record(post: Post, owner: Person) -> dict[str, object]:
    """Return the archive's record of a post."""
    text, entities = _text_and_entities(post)
    tweet: dict[str, object] = {
        "edit_info": _edit_info(post),
        "retweeted": False,
        "source": _SOURCES[post.id % 3],
        "entities": entities,
        "display_text_range": ["0", str(len(text))],
        "favorite_count": str(post.likes),
        "id_str": str(post.id),
        "truncated": False,
        "retweet_count": str(post.shares),
        "id": str(post.id),
        "created_at": stamp(post.when),
        "favorited": False,
        "full_text": text,
        "lang": {"zh": "zh", "zh-Hant": "zh", "mixed": "zh", "en": "en"}[post.tongue],
    }
    if post.reply_to:
        tweet |= _reply_fields(post)
    if post.media:
        tweet["possibly_sensitive"] = False
        tweet["extended_entities"] = {"media": _media_entities(post, owner, text, all_of_them=True)}
        entities["media"] = _media_entities(post, owner, text, all_of_them=False)
    return {"tweet": tweet | _rare_fields(post)}


def note_record(post: Post) -> dict[str, object]:
    """Return the record of a long post's whole text, which names no post id."""
    tags = [
        {"text": part.text, "fromIndex": str(start), "toIndex": str(start + len(part.text) + 1)}
        for part in post.parts
        if isinstance(part, Tag) and (start := post.long_text.find(f"#{part.text}")) >= 0
    ]
    life = {"value": "1", "name": "Active", "originalName": "Active", "annotations": {}}
    core = {
        "styletags": [],
        "urls": [],
        "text": post.long_text,
        "mentions": [],
        "cashtags": [],
        "hashtags": tags,
    }
    when = iso(post.when.replace(microsecond=0))
    note = {
        "noteTweetId": str(post.note_id),
        "updatedAt": when,
        "lifecycle": life,
        "createdAt": when,
        "core": core,
    }
    return {"noteTweet": note}


def _text_and_entities(post: Post) -> tuple[str, dict[str, list[object]]]:
    """Join a post's parts. Indices count code points of the escaped text, as in a real archive of 2022."""
    text = ""
    tags: list[object] = []
    people: list[object] = []
    links: list[object] = []
    for part in post.parts:
        start = len(text)
        match part:
            case str():
                text += html.escape(part, quote=False)
            case Tag():
                text += f"#{part.text}"
                tags.append({"text": part.text, "indices": _indices(start, text)})
            case Person():
                text += f"@{part.handle}"
                people.append(_mention(part, _indices(start, text)))
            case Url():
                text += part.short
                shown = part.target.removeprefix("https://")
                shown = shown if len(shown) < 28 else shown[:26] + "…"
                link = {"url": part.short, "expanded_url": part.target, "display_url": shown}
                links.append(link | {"indices": _indices(start, text)})
    if post.media and post.kind != "share":
        text += f" {post.media[0].short}"
    return text, {"hashtags": tags, "symbols": [], "user_mentions": people, "urls": links}


def _indices(start: int, text: str) -> list[str]:
    return [str(start), str(len(text))]


def _mention(person: Person, indices: list[str]) -> dict[str, object]:
    number = (
        str(person.id) if person.id else "-1"
    )  # -1 is what the platform writes for an account that is gone
    names = {"name": person.name, "screen_name": person.handle}
    return {**names, "indices": indices, "id_str": number, "id": number}


def _edit_info(post: Post) -> dict[str, object]:
    chain = post.versions or [post.id]
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=(chain[0] >> 22) + EPOCH_MS)
    control = {
        "editTweetIds": [str(number) for number in chain],
        "editableUntil": iso(first + timedelta(hours=1)),
        "editsRemaining": str(6 - len(chain)),
        "isEditEligible": post.reply_to is None and post.kind != "share",
    }
    if post.id == chain[0]:
        return {"initial": control}
    return {"edit": {"initialTweetId": str(chain[0]), "editControlInitial": control}}


def _reply_fields(post: Post) -> dict[str, object]:
    assert post.reply_to
    number, person = post.reply_to
    fields: dict[str, object] = {
        "in_reply_to_status_id_str": str(number),
        "in_reply_to_user_id": str(person.id),
        "in_reply_to_status_id": str(number),
        "in_reply_to_user_id_str": str(person.id),
    }
    if not post.unsaid_handle:
        fields["in_reply_to_screen_name"] = person.handle
    return fields


def _rare_fields(post: Post) -> dict[str, object]:
    fields: dict[str, object] = {}
    if post.withheld:
        fields["withheld_in_countries"] = ["XX", "XY"]  # user-assigned codes: no real country
    if post.spot:
        latitude, longitude = post.spot
        fields["geo"] = {"type": "Point", "coordinates": [latitude, longitude]}
        fields["coordinates"] = {"type": "Point", "coordinates": [longitude, latitude]}
    if post.community:
        fields |= {"community_id": str(post.community), "community_id_str": str(post.community)}
        fields["scopes"] = {"followers": True}
    if post.deleted:
        fields["deleted_at"] = stamp(post.deleted)
    return fields


def _media_entities(post: Post, owner: Person, text: str, *, all_of_them: bool) -> list[object]:
    """Return media entities: all in `extended_entities`; in `entities` the first, always as a photo."""
    chosen: Sequence[Media] = post.media if all_of_them else post.media[:1]
    return [_media_entity(post, media, owner, text, as_photo=not all_of_them) for media in chosen]


def _media_entity(post: Post, media: Media, owner: Person, text: str, *, as_photo: bool) -> dict[str, object]:
    start = text.rfind(media.short)
    video = media.form == "mp4"
    word = "video" if video else "photo"
    folder = f"ext_tw_video_thumb/{media.id}/pu/img" if video else "media"
    served = f"pbs.twimg.com/{folder}/{media.base}.{'jpg' if video else media.form}"
    entity: dict[str, object] = {
        "expanded_url": f"https://twitter.com/{owner.handle}/status/{post.id}/{word}/1",
        "indices": [str(start), str(start + len(media.short))],
        "url": media.short,
        "media_url": f"http://{served}",
        "id_str": str(media.id),
        "id": str(media.id),
        "media_url_https": f"https://{served}",
        "sizes": _sizes(media.size),
        "type": "photo" if as_photo else word,
        "display_url": media.short.replace("https://t.co/", "pic.twitter.com/"),
    }
    if video and not as_photo:
        entity |= {"video_info": _video_info(media), "additional_media_info": {"monetizable": False}}
    return entity


def _sizes(size: tuple[int, int]) -> dict[str, object]:
    sizes: dict[str, object] = {}
    for name, (scale, resize) in _SIDES.items():
        width, height = (round(side * float(scale)) for side in size) if scale else (150, 150)
        sizes[name] = {"w": str(width), "h": str(height), "resize": resize}
    return sizes


def _video_info(media: Media) -> dict[str, object]:
    stem = f"https://video.twimg.com/ext_tw_video/{media.id}/pu"
    # The archive keeps the file of the highest bit rate, so that variant carries the kept file's name.
    rates = (("256000", "480x270", f"{media.base[::-1]}.mp4"), ("2176000", "1280x720", media.file))
    variants: list[object] = [
        {"bitrate": rate, "content_type": "video/mp4", "url": f"{stem}/vid/{size}/{file}?tag=12"}
        for rate, size, file in rates
    ]
    variants.append({"content_type": "application/x-mpegURL", "url": f"{stem}/pl/{media.base}.m3u8?tag=12"})
    return {"aspect_ratio": ["16", "9"], "duration_millis": "4000", "variants": variants}
