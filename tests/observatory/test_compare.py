"""Compare: what was taken out of one side is found, what has another explanation is unclear, each has one class."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.made_chat import START, Chat, made_chat, message
from wildgrass.cli.main import main
from wildgrass.model import Attachment, Item, Removal, RemovedBy
from wildgrass.observatory.compare.alignment import align
from wildgrass.observatory.compare.classes import Class, Results, classify
from wildgrass.observatory.compare.clocks import longest_increasing
from wildgrass.observatory.compare.sides import Side, side_of
from wildgrass.observatory.compare.statistics import Rate, holm, more_often, summary
from wildgrass.observatory.compare.wording import normalise, stands_for


def compared(items_a: list[Item], items_b: list[Item], **more) -> tuple[Side, Side, Results]:
    a, b = side_of(items_a), side_of(items_b)
    return a, b, classify(a, b, align(a, b), **more)


def ids(a: Side, results: Results, kind: Class) -> set[str]:
    return {a.ids[one.row_a] for one in results if one.kind is kind and one.row_a is not None}


def scores(chat: Chat) -> tuple[float, float, float]:
    """Return the share of right links, precision and recall of what B lacks."""
    a, b, results = compared(chat.a, chat.b)
    links = [(one.row_a, one.row_b) for one in results if one.row_a is not None and one.row_b is not None]
    right = sum(a.ids[left].rpartition(":")[2] == b.ids[other].rpartition(":")[2] for left, other in links)
    only = ids(a, results, Class.ONLY_A)
    return right / len(links), len(only & chat.lost) / len(only), len(only & chat.lost) / len(chat.lost)


@pytest.mark.parametrize(
    ("how", "least"),
    [
        ({}, (0.999, 0.998, 0.998)),
        ({"offset_s": 3 * 3600, "drift": 2e-5, "jitter_s": 3}, (0.999, 0.995, 0.995)),
        ({"minutes": True, "offset_s": -40}, (0.999, 0.95, 0.95)),
    ],
    ids=["seconds", "clock-off", "minutes"],
)
def test_what_never_came_is_found_and_nothing_else(how: dict, least: tuple[float, ...]) -> None:
    """Names differ, no ids are shared, bursts share a second, a quarter of texts are very short.

    By minutes alone nobody can tell which of two equal words of one minute came.
    """
    assert all(score >= goal for score, goal in zip(scores(made_chat(6_000, 1, **how)), least, strict=True))


def test_what_was_altered_is_paired_and_said_to_be_altered() -> None:
    chat = made_chat(3_000, 4, altered=0.05)
    a, _, results = compared(chat.a, chat.b)
    assert ids(a, results, Class.ALTERED) == chat.altered


def test_a_hole_and_a_later_beginning_are_unclear_and_no_loss() -> None:
    chat = made_chat(1_000, 5, lost=0.0)
    a, _, results = compared(chat.a, chat.b[50:400] + chat.b[460:])
    assert ids(a, results, Class.ONLY_A) == set()
    reasons = {reason for one in results if one.kind is Class.UNCLEAR for reason in one.why}
    assert reasons == {"hole", "outside"}
    assert len(ids(a, results, Class.UNCLEAR)) == 110


def test_a_recall_explains_an_absence() -> None:
    chat = made_chat(200, 6, lost=0.0)
    lacking = chat.b[100]
    when = lacking.published.instant + timedelta(seconds=60)
    notice = message(9_999, "qq", "x", when, "对方撤回了一条消息")
    notice = Item(
        **{name: getattr(notice, name) for name in notice.__slots__}
        | {"removed": Removal(by=RemovedBy.AUTHOR, notice="对方撤回了一条消息")}
    )
    a, _, results = compared(chat.a, [*chat.b[:100], notice, *chat.b[101:]])
    (unclear,) = ids(a, results, Class.UNCLEAR)
    assert unclear == chat.a[100].id


def test_pictures_are_paired_by_their_place_and_judged_by_their_bytes() -> None:
    """A platform re-encodes: other bytes alone are no alteration. What a look says decides."""

    def picture(source: str, number: int, sha256: str) -> Item:
        one = message(
            number, source, "w1" if source == "wechat" else "n1", START + timedelta(seconds=number * 40), ""
        )
        fields = {name: getattr(one, name) for name in one.__slots__}
        return Item(**fields | {"attachments": (Attachment(name="p.jpg", role="photo", sha256=sha256),)})

    texts = [
        message(n, "wechat", "w1", START + timedelta(seconds=n * 40 + 7), f"第{n}条说明文字")
        for n in range(8)
    ]
    others = [
        message(n, "qq", "n1", START + timedelta(seconds=n * 40 + 7), f"第{n}条说明文字") for n in range(8)
    ]
    mine = [picture("wechat", n, f"{n:064x}") for n in range(5)]
    theirs = [picture("qq", n, f"{n if n == 0 else n + 90:064x}") for n in range(4)]
    looks = {1: "same", 2: "like", 3: "other"}
    a, _, results = compared(texts + mine, others + theirs, same_file=lambda one, _: looks[int(one, 16)])
    kinds = {
        int(a.files[one.row_a][0], 16): (one.kind, one.why)
        for one in results
        if one.row_a is not None and a.files[one.row_a]
    }
    assert kinds == {
        0: (Class.MATCHED, ()),
        1: (Class.MATCHED, ("file-same",)),
        2: (Class.UNCLEAR, ("file-like",)),
        3: (Class.ALTERED, ("file-other",)),
        4: (Class.ONLY_A, ()),
    }


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.sampled_from(["好", "嗯", "今天下雨了", "明天去河边看花吗", ""]),
            st.integers(0, 2),
            st.booleans(),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_every_message_of_both_sides_has_one_class(rows: list) -> None:
    """Whatever the chat: nothing is lost, nothing is paired twice, and a side against itself matches whole."""
    mine = [
        message(n, "wechat", f"w{who}", START + timedelta(seconds=at), text)
        for n, (at, text, who, here, _) in enumerate(rows)
        if here
    ]
    theirs = [
        message(n, "qq", f"n{who}", START + timedelta(seconds=at), text)
        for n, (at, text, who, _, there) in enumerate(rows)
        if there
    ]
    a, b, results = compared(mine, theirs)
    assert sorted(one.row_a for one in results if one.row_a is not None) == list(range(len(a)))
    assert sorted(one.row_b for one in results if one.row_b is not None) == list(range(len(b)))
    _, _, same = compared(mine, mine)
    assert all(one.kind is Class.MATCHED for one in same)


@given(st.lists(st.integers(0, 50), max_size=40))
def test_the_longest_increasing_run_is_one(values: list[int]) -> None:
    places = longest_increasing(values)
    taken = [values[place] for place in places]
    assert places == sorted(set(places))
    assert all(one < two for one, two in pairwise(taken))
    best = [1] * len(values)
    for place, value in enumerate(values):
        best[place] = 1 + max((best[n] for n in range(place) if values[n] < value), default=0)
    assert len(places) == max(best, default=0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("你好。", "你好."),
        ("\uff21\uff11", "A1"),
        ("a\r\nb", "a b"),
        ("「好」", "“好”"),
        ("六\u200b四", "六四"),
        ("等等…", "等等..."),
    ],
)
def test_two_writings_of_one_text_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_scripts_are_not_folded() -> None:
    assert normalise("维权") != normalise("維權")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[图片]", "image"),
        ("image omitted", "image"),
        ("报告.pdf (file attached)", "file"),
        ("我发了[图片]", None),
        ("", None),
    ],
)
def test_words_that_stand_for_media(text: str, kind: str | None) -> None:
    assert stands_for(normalise(text)) == kind


def test_rates_have_intervals_and_an_empty_group_says_nothing() -> None:
    assert Rate(0, 0).interval() is None
    low, high = Rate(0, 100).interval()
    assert low == 0
    assert 0.03 < high < 0.04
    assert more_often(Rate(5, 5), Rate(0, 0)) is None
    assert more_often(Rate(8, 10), Rate(10, 1000)) < 1e-9
    assert more_often(Rate(1, 100), Rate(10, 1000)) == pytest.approx(0.65, abs=0.1)
    assert holm({"a": 0.01, "b": 0.04}) == {"a": 0.02, "b": 0.04}


def test_filtered_links_stand_out_against_plain_texts_and_chance_does_not() -> None:
    chat = made_chat(2_000, 7, lost=0.01)
    linked = [
        message(5_000 + n, "wechat", "wxid_1", START + timedelta(minutes=n), f"看 https://example.org/{n}")
        for n in range(40)
    ]
    passed = [
        message(5_000 + n, "qq", "备注1", START + timedelta(minutes=n), f"看 https://example.org/{n}")
        for n in range(0, 40, 4)
    ]
    a, b, results = compared(chat.a + linked, chat.b + passed)
    rates = summary(a, b, results)["missing"]
    assert rates["a"]["link"]["missing"] == 30
    assert rates["a"]["link"]["p_more_than_text"] < 1e-6
    assert "p_more_than_text" not in rates["a"]["text"]


def telegram(folder: Path, items: list[Item]) -> Path:
    rows = [
        {
            "id": n + 1,
            "type": "message",
            "date": one.published.instant.strftime("%Y-%m-%dT%H:%M:%S"),
            "date_unixtime": str(int(one.published.instant.timestamp())),
            "from": one.author.id,
            "from_id": "user" + str(abs(sum(map(ord, one.author.id)))),
            "text": one.text,
            "text_entities": [{"type": "plain", "text": one.text}],
        }
        for n, one in enumerate(items)
    ]
    file = folder / "result.json"
    file.write_text(json.dumps({"name": "群", "type": "private_group", "id": 7, "messages": rows}), "utf-8")
    return file


def whatsapp(folder: Path, items: list[Item]) -> Path:
    lines = [
        f"{one.published.instant.strftime('%d/%m/%Y, %H:%M')} - {one.author.id}: {one.text}" for one in items
    ]
    file = folder / "WhatsApp Chat with 群.txt"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_two_formats_of_one_chat_through_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One side has seconds and a known zone, the other minutes and none: five messages taken out by hand are found."""
    chat = made_chat(400, 8, lost=0.0, minutes=True)
    taken = {60, 121, 199, 260, 333}
    long = [one for one in chat.a if len(one.text) > 8]
    kept = [
        one
        for one in chat.b
        if one.id.rpartition(":")[2] not in {long[n % len(long)].id.rpartition(":")[2] for n in taken}
    ]
    a, b = telegram(tmp_path, chat.a), whatsapp(tmp_path, kept)
    assert main(["compare", str(a), str(b), "--json", "--zone", "Asia/Shanghai", "--dates", "dmy"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    total = rows.pop()["summary"]
    assert total["classes"]["only_a"] == len(chat.b) - len(kept)
    assert total["classes"]["matched"] == len(kept)
    assert {row["class"] for row in rows} == {"matched", "only_a"}
    assert all(row["b"] is None for row in rows if row["class"] == "only_a")
    assert total["messages"] == {"a": 400, "b": len(kept)}


def test_two_chats_that_are_not_one_are_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    now = datetime(2024, 1, 1, tzinfo=UTC)
    a = telegram(first, [message(n, "t", "甲", now, f"春天的花开在河边{n}") for n in range(5)])
    b = telegram(second, [message(n, "t", "乙", now, f"冬天的雪落在山上{n}") for n in range(5)])
    assert main(["compare", str(a), str(b), "--json"]) in {0, 1}
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[-1]["summary"]["classes"].get("matched", 0) == 0
    assert main(["compare", str(a), str(b), "--chat-a", "nothing"]) == 1


@pytest.mark.parametrize(("minutes", "offset"), [(True, 0), (True, 45), (False, 45)])
def test_a_clock_that_shows_minutes_alone_is_not_thereby_behind(minutes: bool, offset: int) -> None:
    """A time cut off to the minute is half a minute early on average, and no clock went wrong."""
    chat = made_chat(300, 3, minutes=minutes, offset_s=offset, lost=0)
    apart = align(side_of(chat.a), side_of(chat.b)).clock.b_minus_a_s
    assert apart is not None
    assert abs(apart - offset) < 4


def test_a_chat_of_very_short_texts_is_compared_though_clocks_differ() -> None:
    """No text has four characters, so shorter ones that stand once must tell how the clocks differ."""
    texts = ("早", "吃了吗", "没", "走吧", "几点", "三点", "好", "到了", "我也", "回见")
    sent = [
        message(at, "qq", str(at % 2), START + timedelta(minutes=7 * at), text)
        for at, text in enumerate(texts)
    ]
    came = [
        message(at, "wechat", f"备注{at % 2}", START + timedelta(hours=8, minutes=7 * at), text)
        for at, text in enumerate(texts)
        if at != 4
    ]
    a, b, results = compared(sent, came)
    assert ids(a, results, Class.ONLY_A) == {"qq:message:4"}
    assert results.counts()["matched"] == len(b) == 9


def test_equal_words_of_one_minute_are_told_apart_by_somebody_who_wrote_once() -> None:
    """Who wrote too little to be known still tells what lies between two equal texts of another."""
    said = [*enumerate(["a first long text", "a second long text", "a third long text"])]
    sent = [message(at, "qq", "1", START + timedelta(hours=at), text) for at, text in said]
    at = START + timedelta(hours=9)
    sent += [
        message(n, "qq", "1" if n % 2 else "2", at, "no" if n % 2 else f"once, number {n}")
        for n in range(3, 8)
    ]
    came = [
        message(
            one.origin.record,
            "wechat",
            {"1": "甲", "2": "乙"}[one.author.id],
            one.published.instant,
            one.text,
        )
        for one in sent
        if one.origin.record != 7 and one.author and one.published
    ]
    came.append(message(8, "wechat", "甲", at + timedelta(hours=1), "the last long text"))
    sent.append(message(8, "qq", "1", at + timedelta(hours=1), "the last long text"))
    a, _, results = compared(sent, came)
    assert ids(a, results, Class.ONLY_A) == {"qq:message:7"}
