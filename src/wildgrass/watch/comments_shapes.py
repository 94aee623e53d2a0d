"""What a platform says of the answers below a post: whether there may be any.

| shape | source |
|---|---|
| Bluesky `threadgate.record.allow`, empty: nobody may answer | app.bsky.feed.threadgate, bluesky-social/atproto |
| ActivityPub `commentsEnabled` false | PeerTube's and Pixelfed's ActivityPub pages |
| ActivityPub `interactionPolicy.canReply.always`, empty: nobody | GoToSocial's page on interaction policies |
"""

from collections.abc import Mapping
from typing import Any, Final

CLOSED: Final = "closed"
LIMITED: Final = "limited"


def comments_said(value: Mapping[str, Any], native: str) -> str:
    """Return "closed" or "limited" where an answer says that nobody, or not everybody, may answer; else ""."""
    posts = value.get("posts")
    if isinstance(posts, list):
        mine = [
            one
            for one in posts
            if isinstance(one, dict) and native and str(one.get("uri")).endswith(f"/{native}")
        ]
        allow = _inner(_inner(mine[0], "threadgate"), "record").get("allow") if mine else None
        return "" if not isinstance(allow, list) else LIMITED if allow else CLOSED
    if value.get("commentsEnabled") is False:
        return CLOSED
    may = _inner(value, "interactionPolicy").get("canReply")
    if isinstance(may, dict) and may.get("always") == [] and not may.get("approvalRequired"):
        return CLOSED
    return ""


def _inner(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}
