"""Names of places: found where they are meant, said to be ambiguous where they are."""

# ruff: noqa: RUF001 - Chinese punctuation

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.text.places import gazetteer

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "censorship"


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in gazetteer().find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我在上海，她在臺北。", ["上海", "臺北"]),
        ("从四川汶川到西藏拉萨", ["四川", "汶川", "西藏", "拉萨"]),
        ("内蒙古自治区呼和浩特市", ["内蒙古自治区", "呼和浩特市"]),
        ("From Kashgar to Paris and New York", ["Kashgar", "Paris", "New York"]),
        ("قەشقەر شەھىرى ۋە ئۈرۈمچى", ["قەشقەر شەھىرى", "ئۈرۈمچى"]),
        ("ལྷ་ས། དང་ བོད་ལྗོངས", ["ལྷ་ས།", "བོད་ལྗོངས"]),
        ("乌鲁木齐中路的白纸", ["乌鲁木齐"]),
        ("烏魯木齊大火", ["烏魯木齊"]),
    ],
)
def test_names_are_found_in_every_script(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "院子里的长春花开了",
        "今天晚上海鲜真好吃",
        "用大数据说话",
        "孙中山先生",
        "我们合作，和平解决",
        "张朝阳说搜狐很好",
        "nice people are reading",
        "a parisian evening",
        "壮志凌云",
    ],
)
def test_what_only_looks_like_a_name_is_left_out(text: str) -> None:
    assert found(text) == []


def test_a_name_of_several_places_is_said_to_be_ambiguous() -> None:
    (one,) = gazetteer().find("昨天在朝阳散步")
    assert one.is_ambiguous
    labels = [gazetteer().places[place].hans for place in one.places]
    assert labels == ["朝阳市", "朝阳区", "朝阳区"]
    lies_in = {above.hans for place in one.places for above in gazetteer().way_up(gazetteer().places[place])}
    assert {"北京市", "长春市", "辽宁省"} <= lies_in


def test_what_stands_beside_a_name_tells_which_is_meant() -> None:
    """In Beijing, it is Beijing's; the country says nothing."""
    (_, one) = gazetteer().find("北京的朝阳下雪了")
    assert one.places == ("CN-110105",)
    assert gazetteer().find("中国的朝阳")[-1].is_ambiguous


def test_a_province_is_meant_before_what_lies_elsewhere() -> None:
    for name in ("河南", "海南", "吉林"):
        (one,) = gazetteer().find(f"在{name}")
        assert [gazetteer().places[place].level for place in one.places] == ["province"]


def test_labels_are_in_the_readers_language() -> None:
    (place,) = (gazetteer().places[one] for one in gazetteer().named("長春"))
    assert [place.label(tongue) for tongue in ("en", "zh-Hans", "zh-Hant")] == [
        "Changchun",
        "长春市",
        "長春市",
    ]
    assert gazetteer().named("nowhere at all") == ()


def test_the_table_hangs_together() -> None:
    """Every parent exists, every province is there, no name is a single character."""
    places = gazetteer().places
    assert all(not place.parent or place.parent in places for place in places.values())
    levels = [place.level for place in places.values()]
    assert levels.count("province") == 31
    assert levels.count("prefecture") > 320
    assert levels.count("county") > 2_900
    assert levels.count("territory") > 240
    assert all(place.hans and place.hant for place in places.values())


@given(st.text(max_size=80))
def test_any_text_gives_stretches_in_order(text: str) -> None:
    end = 0
    for one in gazetteer().find(text):
        assert end <= one.start < one.end <= len(text)
        assert one.places
        end = one.end


@given(st.sampled_from(["上海", "拉萨", "Kashgar", "臺灣", "冰岛"]), st.text("。 \n，!", max_size=4))
def test_a_name_that_stands_alone_is_always_found(name: str, around: str) -> None:
    assert found(f"{around}{name}{around}") == [name]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of real titles are not here")
def test_few_hits_in_real_titles_are_parts_of_names_and_words() -> None:
    """Of 2,347 titles of WeChat articles: what was read by hand and found wrong stays out."""
    (file,) = SAMPLES.glob("Terminus2049__Wechatscope/*.csv")
    with file.open(encoding="utf-8") as rows:
        titles = [row["title"] for row in csv.DictReader(rows)]
    hits = [(title, one) for title in titles for one in gazetteer().find(title)]
    assert len(hits) > 850
    wrong = re.compile("大数据|孙中山|马云和|壮志凌云|奸商都|周永康|张朝阳|凤凰网|乌兰牧骑|大同世界|阿里巴巴")
    around = [title[max(0, one.start - 1) : one.end + 2] for title, one in hits]
    assert not [part for part in around if wrong.search(part)]
