"""Watch: what one answer says, what all looks say together, and when to look. Unknown stays unknown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.watch.looks import Look, Seen, judge, visible_text
from wildgrass.watch.notices import known_notice, notices
from wildgrass.watch.schedule import next_look
from wildgrass.watch.verdicts import APART, verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "春天的河边开满了花 我们一起去看"
HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json"}


def page(words: str) -> bytes:
    script = "<script>var x='此内容因违规无法查看'</script>"
    return f"<!doctype html><html><head>{script}</head><body><p>{words}</p></body></html>".encode()


def judged(platform: str, body: bytes, status: int = 200, headers=HTML) -> tuple:
    said = judge(platform, TEXT, Seen(status=status, headers=headers, body=body))
    return said["state"], said.get("by", "unknown")


@pytest.mark.parametrize("notice", notices(), ids=lambda one: f"{one.platform}-{one.text[:12]}")
def test_every_wording_of_the_table_is_found_in_a_page_and_means_what_the_table_says(notice) -> None:
    shown = f"提示　{notice.text.replace('*', ' a b ')} 返回"
    assert known_notice(notice.platform, shown) == notice
    assert judged(notice.platform, page(shown)) == (notice.state, notice.by)
    assert notice.first_seen.isdigit()


@pytest.mark.parametrize(
    ("platform", "body", "status", "headers", "expected"),
    [
        ("weibo", page(TEXT), 200, HTML, ("present", "unknown")),
        ("weibo", page("出了点问题"), 200, HTML, ("unknown", "unknown")),
        ("weibo", page("Дальше"), 404, HTML, ("gone", "unknown")),
        ("weibo", page(""), 410, HTML, ("gone", "unknown")),
        ("x", page("no"), 451, HTML, ("tombstone", "state")),
        ("weibo", page("服务器错误"), 500, HTML, ("error", "unknown")),
        ("weibo", page("Login"), 403, HTML, ("error", "unknown")),
        ("wechat", page("环境异常 去验证"), 200, HTML, ("error", "unknown")),
        ("wechat", page(f"{TEXT} 有人说 此内容因违规无法查看"), 200, HTML, ("present", "unknown")),
        ("bluesky", b'{"error":"RepoTakendown"}', 400, JSON, ("tombstone", "platform")),
        ("bluesky", b'{"error":"RecordNotFound"}', 400, JSON, ("gone", "unknown")),
        (
            "mastodon",
            b'{"type":"Tombstone","id":"x"}',
            410,
            {"content-type": "application/activity+json"},
            ("tombstone", "unknown"),
        ),
        ("x", b'{"text":"t","withheld_in_countries":["DE"]}', 200, JSON, ("blocked", "state")),
        ("x", b'{"text":"t","withheld_in_countries":["XX"]}', 200, JSON, ("tombstone", "state")),
        ("x", b'{"text":"t","withheld_in_countries":["XY"]}', 200, JSON, ("tombstone", "platform")),
        ("x", b"{", 200, JSON, ("error", "unknown")),
        ("nothing-known", page("此内容因违规无法查看"), 200, HTML, ("unknown", "unknown")),
        ("weibo", b"", 200, HTML, ("unknown", "unknown")),
    ],
)
def test_what_an_answer_says(platform: str, body: bytes, status: int, headers: dict, expected: tuple) -> None:
    assert judged(platform, body, status, headers) == expected


def test_words_in_scripts_are_not_what_a_person_sees() -> None:
    assert "违规" not in visible_text(page("好"))


@given(
    st.binary(max_size=300),
    st.sampled_from(["weibo", "wechat", "x", "bluesky"]),
    st.integers(100, 599),
    st.booleans(),
)
def test_no_answer_breaks_the_judgement_or_is_a_removal_by_itself(
    body: bytes, platform: str, status: int, as_json: bool
) -> None:
    said = judge(platform, TEXT, Seen(status=status, headers=JSON if as_json else HTML, body=body))
    assert said["state"] in {"present", "gone", "tombstone", "error", "unknown"}
    look = Look(item="i", at=START, path="page", **said)
    assert verdict([look]).state not in {"gone", "tombstone"}


def look(minutes: float, state: str, **more) -> Look:
    return Look(
        item="i", at=START + timedelta(minutes=minutes), path=more.pop("path", "page"), state=state, **more
    )


@pytest.mark.parametrize(
    ("looks", "control", "state"),
    [
        ([("present", 0)], None, "present"),
        ([("present", 0), ("gone", 60)], True, "unknown"),
        ([("present", 0), ("gone", 60), ("gone", 65)], True, "unknown"),
        ([("present", 0), ("gone", 60), ("gone", 75)], True, "unknown"),
        ([("present", 0), ("gone", 60), ("gone", 75), ("gone", 1500)], True, "gone"),
        ([("present", 0), ("gone", 60), ("gone", 1500)], None, "gone"),
        ([("present", 0), ("gone", 60), ("gone", 75), ("gone", 1500)], False, "unknown"),
        ([("present", 0), ("tombstone", 60), ("tombstone", 75)], False, "tombstone"),
        ([("present", 0), ("error", 60), ("error", 75), ("error", 99)], None, "error"),
        ([("gone", 0), ("gone", 15), ("present", 30)], True, "present"),
        ([("unknown", 0), ("unknown", 60)], True, "unknown"),
        ([("present", 0), ("gone", 60), ("error", 61), ("gone", 1500)], True, "gone"),
        ([("present", 0), ("tombstone", 60), ("gone", 75)], True, "unknown"),
    ],
)
def test_gone_needs_two_looks_and_no_outage(looks: list, control: bool | None, state: str) -> None:
    found = verdict([look(at, one) for one, at in looks], control_is_visible=control)
    assert found.state == state
    if state in {"gone", "tombstone"}:
        assert found.last_seen == START
        assert found.first_missing == START + timedelta(minutes=60)


def test_two_paths_are_two_looks_at_one_time_for_a_notice_and_ten_minutes_apart_for_a_silence() -> None:
    for state, early in (("tombstone", "tombstone"), ("gone", "unknown")):
        looks = [look(0, "present"), look(60, state), look(60, state, path="activity")]
        assert verdict(looks, control_is_visible=True).state == early
        assert verdict([*looks, look(71, state)], control_is_visible=True).state == state


def test_what_came_back_is_there_and_its_absence_stays_noted() -> None:
    found = verdict([look(0, "present"), look(60, "gone"), look(90, "gone"), look(120, "present")])
    assert (found.state, found.returned, found.by) == ("present", True, "unknown")


def test_the_cause_is_the_notices_and_never_the_absences() -> None:
    told = [look(m, "tombstone", by="platform", notice="此内容因违规无法查看") for m in (60, 75)]
    assert verdict([look(0, "present"), *told]).by == "platform"
    assert verdict([look(0, "present"), look(60, "gone"), look(1600, "gone")]).by == "unknown"


@given(st.integers(1, 60 * 24 * 60))
def test_removals_are_bounded_to_half_of_the_age_within_thirty_looks(removed_min: int) -> None:
    """From three minutes after publication on; the goal is 90 % of removals in the first sixty days."""
    now, last, seen, count = START + timedelta(minutes=3), None, None, 0
    while True:
        seen_at = [] if last is None else [look((last - START) / timedelta(minutes=1), "present")]
        due = next_look(START, seen_at, now, item="i", key=b"k" * 32)
        now = max(now, due)
        last, count = now, count + 1
        if now >= START + timedelta(minutes=removed_min):
            break
        seen = now
    assert count <= 30
    if seen is not None:
        assert now - seen <= (now - START) / 2


def test_looks_of_an_old_post_are_rare_and_not_in_a_rhythm() -> None:
    old = START - timedelta(days=2000)
    times = [next_look(old, [look(0, "present")], START, item=f"i{n}", key=b"k" * 32) for n in range(50)]
    assert len(set(times)) == 50
    assert all(timedelta(days=26) < one - START <= timedelta(days=30) for one in times)
    assert timedelta(minutes=10) == APART
