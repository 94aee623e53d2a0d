"""Which rule a member's records follow: by its top key, else by its file's name, its shape, its folder."""

import re
from typing import Final

from wildgrass.model import Kind
from wildgrass.sources.base import own_name
from wildgrass.sources.meta.members import (
    ACTIVITY,
    BY_FOLDER,
    BY_KEY,
    BY_KEY_START,
    BY_STEM,
    COMMENT,
    LIKE,
    posts,
    relation,
)
from wildgrass.sources.meta.rule import Rule
from wildgrass.sources.meta.shapes import Shape

_VERSION: Final = re.compile(r"_v\d+\Z")
_NUMBER: Final = re.compile(r"[_-]\d{1,4}\Z")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def stem_of(name: str) -> str:
    """Return a file's name without its ending, its number and its punctuation: "posts_1.json" is "posts"."""
    base = own_name(name).rpartition("/")[2].lower().removesuffix(".json")
    base = _NUMBER.sub("", base.replace("'", "").replace("\u2019", ""))
    return _NOT_WORD.sub("_", base).strip("_")


def rule_of_key(key: str) -> Rule | None:
    """Return the rule of a top key, None where nobody knows it."""
    plain = _VERSION.sub("", key)
    found = BY_KEY.get(plain)
    if found is not None:
        return found
    return next((rule for start, rule in BY_KEY_START if plain.startswith(start)), None)


def rule_of_member(name: str, shape: Shape) -> Rule:
    """Return the rule of a member whose records stand under no known key; what nobody knows is an activity."""
    found = BY_STEM.get(stem_of(name)) or _by_shape(shape)
    if found is not None:
        return found
    for folder in reversed(name.lower().split("/")[:-1]):
        for part, rule in BY_FOLDER:
            if part in folder:
                return rule
    return ACTIVITY


def is_known(name: str, shape: Shape) -> bool:
    """Say whether the table names a member, rather than its folder only."""
    is_named = BY_STEM.get(stem_of(name)) is not None or _by_shape(shape) is not None
    return is_named or any(rule_of_key(key) for key in shape.keys)


def _by_shape(shape: Shape) -> Rule | None:
    """Name what a list of records without a key holds, whatever the file is called."""
    if "string_list_data" in shape.keys or {"string_list_data", "media_list_data"} <= shape.fields:
        return relation(Kind.FOLLOWER, "follower")
    if "comment" in shape.inner:
        return COMMENT
    if "reaction" in shape.inner:
        return LIKE
    if shape.fields & {"attachments", "tags"} or "post" in shape.inner:
        return posts("post")
    if "media" in shape.fields and shape.inner & {"uri", "cross_post_source"}:
        return posts("post")
    return None
