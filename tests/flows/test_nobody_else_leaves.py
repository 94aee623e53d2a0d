"""Exports of every kind, read into a library: nobody else's names, handles or ids are left in what may leave."""

from pathlib import Path

import pytest

from library.archive_builders import build
from wildgrass.flows.inspect import inspect
from wildgrass.flows.redaction import item_redactor
from wildgrass.library import Library
from wildgrass.model import Item, canonical_json, item_to_json
from wildgrass.text.redaction import Pseudonyms, left_in

FIXTURES = Path(__file__).parent.parent / "sources" / "fixtures"
EXPORTS = (
    "facebook/folders",
    "instagram/folders",
    "mail/takeout",
    "mastodon/archive",
    "qq/text",
    "telegram/account",
    "tiktok/texts",
    "wechat/memotrace",
    "wechat/weflow",
    "weibo/crawler-json",
    "whatsapp/android-arabic",
    "whatsapp/iphone-group",
    "youtube/tables-chinese",
)


@pytest.mark.parametrize("export", EXPORTS)
def test_no_original_is_reachable(export: str, tmp_path: Path) -> None:
    (inspection,) = inspect([FIXTURES / export])
    build(tmp_path / "library", [one for one in inspection.readings() if isinstance(one, Item)])
    names = Pseudonyms.new()
    with Library.open(tmp_path / "library") as library:
        maker = item_redactor(library, names)
        own = {actor.key for actor in library.owners()}
        labels = {
            is_own: {
                label
                for actor in library.actors()
                if (actor.key in own) is is_own
                for label in (actor.name, actor.handle, actor.id)
                if label
            }
            for is_own in (True, False)
        }
        items = list(library.items())
        leaves = b"\n".join(canonical_json(item_to_json(maker.redacted(item))) for item in items)
    originals = (labels[False] | names.originals()) - labels[True]
    assert items
    assert originals
    before = b"\n".join(canonical_json(item_to_json(item)) for item in items)
    assert left_in(before, originals)
    assert left_in(leaves, originals) == []
