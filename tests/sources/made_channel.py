"""A made-up public channel's pages as t.me/s/ writes them; `python -m sources.made_channel` writes the fixture."""

import json
from collections.abc import Sequence

from sources.made_archives import FIXTURES

CDN = "https://cdn4.example"


def message(
    number: int, inside: str, *, meta: str = "", views: str = "12", channel: str = "YeCao", css: str = ""
) -> str:
    """Return one message; `inside` is what stands in its bubble before the footer."""
    at = f"2025-03-01T08:{number % 60:02}:00+00:00"
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message \
text_not_supported_wrap {css}js-widget_message" data-post="{channel}/{number}" data-view="eyJjIjotMTIzfQ">
 <div class="tgme_widget_message_user"><a href="https://t.me/{channel}"><i class="tgme_widget_message_user_photo \
bgcolor1" data-content="Y"><img src="{CDN}/file/face.jpg"></i></a></div>
 <div class="tgme_widget_message_bubble">
<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" \
href="https://t.me/{channel}"><span dir="auto">野草</span></a></div>
{inside}
<div class="media_not_supported_cont"><div class="message_media_not_supported_label">Please open Telegram to view \
this post</div></div>
<div class="tgme_widget_message_footer compact js-message_footer">
 <div class="tgme_widget_message_info short js-message_info">
  <span class="tgme_widget_message_views">{views}</span><span class="copyonly"> views</span><span \
class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date" href="https://t.me/{channel}/{number}">\
<time datetime="{at}" class="time">08:{number % 60:02}</time></a></span>
 </div></div></div></div></div>"""


def text(words: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'


def photo(url: str, number: int, css: str = "") -> str:
    return (
        f'<a class="tgme_widget_message_photo_wrap {css}5 4" href="https://t.me/YeCao/{number}?single" '
        f'style="width:800px;background-image:url(\'{url}\')"><div class="tgme_widget_message_photo"></div></a>'
    )


def page(
    messages: Sequence[str],
    *,
    channel: str = "YeCao",
    header: bool = True,
    photo_url: str = f"{CDN}/file/face.jpg",
) -> str:
    """Return a page, oldest message first, as the site shows them."""
    about = f"""<div class="tgme_channel_info"><div class="tgme_channel_info_header">
<i class="tgme_page_photo_image bgcolor1" data-content="Y"><img src="{photo_url}"></i>
<div class="tgme_channel_info_header_title_wrap"><div class="tgme_channel_info_header_title"><span dir="auto">野草\
</span></div></div><div class="tgme_channel_info_header_username"><a href="https://t.me/{channel}">@{channel}</a></div>
</div><div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter"><span class="counter_value">1.2K\
</span> <span class="counter_type">subscribers</span></div></div>
<div class="tgme_channel_info_description">春风吹又生<br/><a href="https://example.org/">example.org</a></div></div>"""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>野草 - Telegram</title></head><body class="widget_frame_base tgme_webpreview">
{about if header else ""}<main class="tgme_main"><section class="tgme_channel_history js-message_history">
{chr(10).join(messages)}</section></main></body></html>"""


EMOJI = '<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/F09F8CB1.png\')"><b>🌱</b></i>'
REPLY = f"""<a class="tgme_widget_message_reply user-color-default" href="https://t.me/YeCao/1"><i class="\
tgme_widget_message_reply_thumb" style="background-image:url('{CDN}/file/thumb.jpg')"></i><div class="\
tgme_widget_message_author"><span class="tgme_widget_message_author_name" dir="auto">野草</span></div><div class="\
tgme_widget_message_text js-message_reply_text" dir="auto">第一条的开头</div></a>"""
FORWARD = """<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;<a class="\
tgme_widget_message_forwarded_from_name" href="https://t.me/OtherOne/77"><span dir="auto">另一个频道</span></a></div>"""
HIDDEN = """<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;<span class="\
tgme_widget_message_forwarded_from_name" dir="auto">某人</span></div>"""
PREVIEW = f"""<a class="tgme_widget_message_link_preview" href="https://example.org/a"><i class="link_preview_image" \
style="background-image:url('{CDN}/file/preview.jpg')"></i><div class="link_preview_site_name accent_color" dir="auto">\
Example</div><div class="link_preview_title" dir="auto">题目</div><div class="link_preview_description" dir="auto">摘要\
</div></a>"""
VIDEO = f"""<a class="tgme_widget_message_video_player js-message_video_player" href="https://t.me/YeCao/6"><i class="\
tgme_widget_message_video_thumb" style="background-image:url('{CDN}/file/frame.jpg')"></i><div class="\
tgme_widget_message_video_wrap"><video src="{CDN}/file/clip.mp4?token=abc" class="tgme_widget_message_video \
js-message_video"></video></div><time class="message_video_duration js-message_video_duration">0:30</time></a>"""
BIG_VIDEO = """<a class="tgme_widget_message_video_player not_supported js-message_video_player" \
href="https://t.me/YeCao/7"><div class="message_media_not_supported_wrap"><div class="message_media_not_supported">\
<div class="message_media_not_supported_label">Media is too big</div></div></div></a>"""
DOCUMENT = """<a class="tgme_widget_message_document_wrap" href="https://t.me/YeCao/8"><div class="\
tgme_widget_message_document_icon accent_bg"></div><div class="tgme_widget_message_document"><div class="\
tgme_widget_message_document_title accent_color" dir="auto">名单.pdf</div><div class="\
tgme_widget_message_document_extra" dir="auto">1.2 MB</div></div></a>"""
POLL = """<div class="tgme_widget_message_poll js-poll"><div class="tgme_widget_message_poll_question">去不去</div>\
<div class="tgme_widget_message_poll_type">Anonymous poll</div><div class="tgme_widget_message_poll_options"><div \
class="tgme_widget_message_poll_option"><div class="tgme_widget_message_poll_option_percent">70%</div><div class="\
tgme_widget_message_poll_option_value"><div class="tgme_widget_message_poll_option_text">去</div></div></div><div \
class="tgme_widget_message_poll_option"><div class="tgme_widget_message_poll_option_percent">30%</div><div class="\
tgme_widget_message_poll_option_value"><div class="tgme_widget_message_poll_option_text">不去</div></div></div></div>\
</div>"""
SERVICE = """<div class="message_media_not_supported_wrap"><div class="message_media_not_supported"><div class="\
message_media_not_supported_label">Service message</div></div></div>"""
REACTIONS = f"""<div class="tgme_widget_message_reactions"><span class="tgme_reaction">{EMOJI}31</span><span class="\
tgme_reaction">{EMOJI}1.1K</span></div>"""
SIGNED = '<span class="tgme_widget_message_from_author" dir="auto">编辑甲</span>, '


def life() -> list[list[str]]:
    """Return two pages of messages, newest page first; one message stands on both."""
    album = f'<div class="tgme_widget_message_grouped_wrap">{photo(f"{CDN}/file/1.jpg", 3, "grouped_media_wrap ")}'
    album += f"{photo(f'{CDN}/file/2.jpg', 4, 'grouped_media_wrap ')}</div>"
    links = '<a href="https://example.org/a">example.org</a> <a href="?q=%23雨">#雨</a>'
    mention = '<a href="https://t.me/other">@other</a>'
    first = message(1, text(f"<b>第一条</b><br/>带链接 {links} {mention}") + PREVIEW, views="4999")
    doubled = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text("相册的文字")}</div>'
    shared = message(5, FORWARD + photo(f"{CDN}/file/theirs.jpg", 5) + text("别人的话"), views="5.02K")
    return [
        [
            shared,
            message(6, VIDEO + text("片子" + EMOJI), meta="edited &nbsp;", views="1.1M"),
            message(7, BIG_VIDEO),
            message(8, DOCUMENT + REACTIONS),
            message(9, POLL, meta=SIGNED),
            message(10, SERVICE, css="service_message "),
            message(11, HIDDEN + text("不知道是谁的话")),
        ],
        [first, message(2, REPLY + text("回答自己")), message(3, album + doubled), shared],
    ]


def write() -> None:
    """Write the fixture's data; what is expected of it is written by hand."""
    from wildgrass.sources.fetched import member_name

    folder = FIXTURES / "telegram" / "channel"
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for number, messages in enumerate(life(), 1):
        (folder / f"page-{number:04}.html").write_text(page(messages))
    (folder / member_name(f"{CDN}/file/1.jpg")).write_bytes(b"\xff\xd8\xff\xe0 not really a picture")
    head = {"wildgrass_follow": 1, "followed_at": "2025-03-02T09:30:00.250Z", "is_whole": True}
    failed = [{"url": f"{CDN}/file/2.jpg", "reason": "cdn4.example answers 404"}]
    rest = {"target": "telegram:yecao", "consent": "made up", "gaps": [], "notes": [], "answers": []}
    said = {**head, **rest, "media": {"fetched": 1, "known": 0, "failed": failed}}
    (folder / "follow.json").write_text(json.dumps(said, separators=(",", ":")))


if __name__ == "__main__":
    write()
