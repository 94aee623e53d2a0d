"""Records that no server or tool would write: each is an item or a problem, never anything else."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of
from sources.made_weibo import START, crawl, mblog, number, post
from wildgrass.model import Item, Problem, item_from_json, item_to_json
from wildgrass.sources.base import MemberReport
from wildgrass.sources.weibo import WeiboSource, extras, parts
from wildgrass.sources.weibo.media import Media
from wildgrass.sources.weibo.records import read
from wildgrass.sources.weibo.state import Manner, Place, State

_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), st.text(max_size=30),
    st.sampled_from(["", "1.2万", "http://t.cn/A6abcdef", "<a href='/n/x'>@x</a>", "2021-03-04",
        "\ud800", "微博不存在", "无"]),
)  # fmt: skip
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "url",
                    "large",
                    "id",
                    "mid",
                    "text",
                    "user",
                    "short_url",
                    "long_url",
                    "items",
                    "data",
                    "type",
                    "x",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
_KEYS = sorted(
    {
        *extras._USED, *extras._OBSERVED, *parts.KEYS, *extras._KEPT, "user", "visible", "rootid", "comments", "mblog",
        "card_group", "comment_user", "pic", "status", "reply_comment", "followers_count", "description", "unknown",
    }
)  # fmt: skip
_RECORDS = st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=14)


@given(_RECORDS, st.booleans())
def test_any_record_is_items_and_problems(record: dict[str, object], is_markup: bool) -> None:
    state = State(Media([]))
    whole = {"id": str(number(START)), "text": "早", "attitudes_count": 1, "bid": "x"} | record
    for value in (record, whole, whole | {"retweeted_status": record}, {"mblog": whole}):
        for one in read(value, Place("a.json", 0), Manner(is_markup=is_markup, is_flattened=True), state):  # type: ignore[arg-type]
            assert isinstance(one, Item | Problem)
            if isinstance(one, Item):
                assert item_from_json(item_to_json(one)) == one


def test_a_broken_record_costs_itself_only() -> None:
    whole = crawl([post(1, "一"), post(2, "二"), post(3, "三")])
    export = export_of({"a.json": whole.replace('"二"', '"二')})
    source = WeiboSource()
    vintage = source.recognise(export)
    assert vintage is not None
    found = list(source.read(export, vintage))
    assert [one.text for one in found if isinstance(one, Item) and one.kind == "post"] == ["一", "三"]
    (lost,) = (one for one in found if isinstance(one, Problem))
    assert lost.lost
    (report,) = (one for one in found if isinstance(one, MemberReport))
    assert (report.status, report.records) == ("partly", 4)


def test_answers_are_found_in_whatever_wraps_them() -> None:
    one = mblog(1, "一")
    wrapped: list[object] = [
        [one],
        [{"mblog": one}],
        {"statuses": [one]},
        {"ok": 1, "data": one},
        {"data": {"status": one}},
        {"cards": [{"card_type": 11, "card_group": [{"card_type": 9, "mblog": one}]}]},
        {"status": one, "num": 1},
        one,
    ]
    for value in wrapped:
        export = export_of({"a": json.dumps(value, ensure_ascii=False)})
        source = WeiboSource()
        vintage = source.recognise(export)
        assert vintage is not None, value
        texts = [found.text for found in source.read(export, vintage) if isinstance(found, Item)]
        assert texts == ["一"], value
