"""A post's words: which of its texts is the whole one, and the addresses, topics and people listed beside it."""

import re
from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON, Link
from wildgrass.sources.weibo.keys import TEXTS
from wildgrass.sources.weibo.plaintext import MARKUP, Plain, from_markup, plain
from wildgrass.sources.weibo.state import Manner

_ENDS: Final = ("...", "…", "......")
_MENTION: Final = re.compile(r"@([\w·-]{1,40})")
_TOPIC: Final = re.compile(r"#([^#\n]{1,60})#")


def read(record: Mapping[str, JSON], manner: Manner) -> Plain:
    """Return the post's words, the long ones where a second answer brought them."""
    raw = record.get("text_raw")
    long = record.get("longText")
    written = next((str(record[key]) for key in TEXTS if isinstance(record.get(key), str)), "")
    if isinstance(long, dict):
        whole = next(
            (long[key] for key in ("longTextContent", "content") if isinstance(long.get(key), str)), ""
        )
        if len(str(whole)) > len(written) // 2 and whole:
            raw, written = None, str(whole)
    if isinstance(raw, str) or not (manner.is_markup or ("<" in written and MARKUP.search(written))):
        found = plain(written)
        _named_in(record, found)
    else:
        found = from_markup(written)
        _named_in(record, found)
    if record.get("isLongText") is True and not isinstance(long, dict) and found.text.endswith(_ENDS):
        found.is_truncated = True
    return found


def _named_in(record: Mapping[str, JSON], found: Plain) -> None:
    """Add what the record lists beside its text: full addresses, topics, people."""
    given = record.get("url_struct")
    full = {
        str(one["short_url"]): one
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, dict) and isinstance(one.get("short_url"), str)
    }
    if full:
        known = {link.url for link in found.links}
        found.links = [_expanded(link, full.get(link.url)) for link in found.links]
        found.links += [
            _expanded(Link(url=url, target=url), one) for url, one in full.items() if url not in known
        ]
    topics = record.get("topics")
    if isinstance(topics, str) and topics.strip():
        whole = topics.strip()
        found.topics = [whole] if f"#{whole}#" in found.text else [one for one in whole.split(",") if one]
    listed = record.get("topic_struct")
    if not found.topics and isinstance(listed, list):
        found.topics = [
            str(one["topic_title"]) for one in listed if isinstance(one, dict) and one.get("topic_title")
        ]
    if not found.topics and "text_raw" in record:
        found.topics = _TOPIC.findall(found.text)
    at_users = record.get("at_users")
    if isinstance(at_users, str) and at_users.strip():
        found.mentions = [(one.strip(), "") for one in at_users.split(",") if one.strip()]
    elif not found.mentions and "text_raw" in record:
        found.mentions = [(name, "") for name in _MENTION.findall(found.text)]


def _expanded(link: Link, given: JSON) -> Link:
    if not isinstance(given, dict):
        return link
    target = next(
        (given[key] for key in ("long_url", "ori_url") if isinstance(given.get(key), str) and given[key]), ""
    )
    shown = given.get("url_title")
    return Link(
        url=link.url,
        target=str(target or link.target),
        shown=shown if isinstance(shown, str) else "",
        start=link.start,
        end=link.end,
    )
