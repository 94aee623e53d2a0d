"""A small archive, whole: zip in, items and a report out."""

import zipfile
from pathlib import Path

from wildgrass.flows.inspect import inspect
from wildgrass.model import Item

TWEET = (
    '{"tweet" : {"id_str" : "20", "full_text" : "a &amp; b", "created_at" : "Wed Oct 19 20:07:25 +0000 2022", '
    '"entities" : {"urls" : [ ]}, "favorite_count" : "2", "retweet_count" : "0"}}'
)


def test_a_zip_becomes_items_and_a_report(tmp_path: Path) -> None:
    """One post in, one item out, and the report counts it."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data/tweets.js", f"window.YTD.tweets.part0 = [ {TWEET} ]")
    (inspection,) = inspect([path])
    items = [one for one in inspection.readings() if isinstance(one, Item)]
    assert [(one.id, one.text, one.counts) for one in items] == [
        ("x:post:20", "a & b", {"likes": 2, "shares": 0})
    ]
    assert inspection.report()["items"] == {"post": 1}
