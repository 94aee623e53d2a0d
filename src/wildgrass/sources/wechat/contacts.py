"""Lists of contacts and rooms: other people's data, so withheld."""

import hashlib
from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON, Audience, Item, Kind, Origin, canonical_json
from wildgrass.sources.wechat.chat import light
from wildgrass.sources.wechat.fields import first
from wildgrass.sources.wechat.teller import WECHAT, Teller

_IDS: Final = ("username", "wxid", "name")
_NAMES: Final = ("remark", "nickname", "alias")


def item(teller: Teller, value: Mapping[str, JSON], origin: Origin) -> Item:
    """Return one contact; its remark is the exporter's own name for that person."""
    lowered = {key.lower().replace("_", ""): part for key, part in value.items()}
    account = first(*(lowered.get(name) for name in _IDS))
    name = first(*(lowered.get(key) for key in _NAMES))
    extra = light(value)
    key = account or hashlib.sha256(canonical_json(extra)).hexdigest()[:24]
    return Item(
        id=f"{WECHAT}:contact:{key}",
        kind=Kind.CONTACT,
        source=WECHAT,
        origin=origin,
        target=teller.actor(account, name),
        as_of=teller.as_of,
        audience=Audience.SELF,
        extra=extra,
    )
