"""The legal-risk audit: under, at, over and not said; other people's items are not judged; nothing is invented."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from demo.x_archive import write_archive
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.legal import LegalAudit
from wildgrass.audit.measures import LISTED
from wildgrass.audit.report import report_page
from wildgrass.audit.ruleset import rules
from wildgrass.audit.subject import subject_of_item, subject_of_json
from wildgrass.audit.traces import shown_number
from wildgrass.cli.main import main
from wildgrass.model import Actor, Audience, Item, Kind, Link, Moment, Origin, item_to_json

OWNER = Actor(platform="weibo", id_kind="account", id="1")
OTHER = Actor(platform="weibo", id_kind="account", id="2")


def item(number: int, **fields) -> Item:
    given_fields = {
        "id": f"weibo:post:{number}",
        "kind": Kind.POST,
        "source": "weibo",
        "origin": Origin(member="posts.json", record=number),
        "author": OWNER,
        "audience": Audience.PUBLIC,
        "published": Moment(instant=datetime(2020, 1, 1, tzinfo=UTC), precision_ms=1000),
    }
    return Item(**(given_fields | fields))


def found(*items: Item, rule: str, owners=(OWNER.key,)) -> list[Finding]:
    audit = LegalAudit(owners, [one for one in rules() if one.id == rule])
    for one in items:
        audit.see(subject_of_item(one))
    return list(audit.findings())


def verdicts(findings: list[Finding]) -> dict[str, str]:
    return {one.subject: str(one.verdict) for one in findings}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_rests_on_an_article_of_the_register(rule) -> None:
    assert rule.legal_text().sources
    assert rule.article_text() is not None or rule.article == "105(2)"
    for words in (rule.title, rule.condition, rule.advice, rule.practice):
        assert set(words) == {"en", "zh-Hans"}


@pytest.mark.parametrize(
    ("rule", "count", "limit"), [("cn-shares-500", "shares", 500), ("cn-views-5000", "views", 5000)]
)
def test_just_under_at_over_and_not_said(rule: str, count: str, limit: int) -> None:
    """The limit itself is over; a missing count is unknown and no number stands for it."""
    values = (0, limit - 1, limit, limit + 1)
    items = [item(n, counts={count: value}) for n, value in enumerate(values)]
    findings = found(*items, item(9, counts={"likes": 99_999}), rule=rule)
    assert verdicts(findings) == {
        "weibo:post:0": "under",
        "weibo:post:1": "under",
        "weibo:post:2": "over",
        "weibo:post:3": "over",
        "weibo:post:9": "unknown",
    }
    assert next(one for one in findings if one.subject == "weibo:post:9").value is None
    assert [one.subject for one in findings if one.is_near] == ["weibo:post:1"]


@pytest.mark.parametrize(
    ("bounds", "verdict"),
    [
        ({"text": "1.2万", "at_least": 11_500, "below": 13_000}, "over"),
        ({"text": "100+", "at_least": 100}, "unknown"),
        ({"text": "4百", "at_least": 350, "below": 500}, "under"),
        ({"text": "5百", "at_least": 450, "below": 600}, "unknown"),
        ({"text": "很多"}, "unknown"),
    ],
)
def test_a_rounded_count_decides_only_where_its_whole_range_does(bounds: dict, verdict: str) -> None:
    one = item(1, extra={"observed": {"bounds": {"shares": bounds}}})
    assert verdicts(found(one, rule="cn-shares-500")) == {"weibo:post:1": verdict}


def test_other_peoples_items_are_not_judged() -> None:
    theirs = item(1, author=OTHER, counts={"shares": 9_000}, text="翻墙 VPN")
    assert found(theirs, rule="cn-shares-500") == []
    assert verdicts(found(theirs, rule="cn-vpn-words")) == {"archive": "unknown"}


@given(st.lists(st.one_of(st.none(), st.integers(0, 2_000)), max_size=40))
def test_every_own_item_gets_one_verdict(values: list[int | None]) -> None:
    items = [item(n, counts={} if value is None else {"shares": value}) for n, value in enumerate(values)]
    answers = verdicts(found(*items, rule="cn-shares-500"))
    expected = {
        f"weibo:post:{n}": "unknown" if value is None else "over" if value >= 500 else "under"
        for n, value in enumerate(values)
    }
    assert answers == expected


def test_many_items_are_counted_and_none_is_lost() -> None:
    findings = found(*(item(n) for n in range(LISTED + 7)), rule="cn-shares-500")
    assert len(findings) == LISTED + 1
    assert findings[-1].others == 7
    assert sum(one.others or 1 for one in findings) == LISTED + 7


def test_a_group_is_at_least_as_large_as_who_was_seen() -> None:
    """Few seen people do not make a small group: the silent are in no export."""
    people = [Actor(platform="wechat", id_kind="account", id=str(n)) for n in range(120)]
    messages = [
        item(
            n,
            id=f"wechat:message:{n}",
            kind=Kind.MESSAGE,
            source="wechat",
            thread="wechat:room:1",
            author=who,
        )
        for n, who in enumerate(people)
    ]
    (tier,) = found(*messages, rule="cn-group-100-wechat")
    assert (tier.verdict, tier.value, tier.at_least) == (Verdict.OVER, 120, True)
    assert found(*messages[:50], rule="cn-group-100-wechat") == []
    (near,) = found(*messages[:95], rule="cn-group-100-wechat")
    assert near.verdict is Verdict.UNKNOWN


def test_a_group_she_made_is_hers_and_of_others_nothing_is_said() -> None:
    def event(number: int, thread: str, author: Actor, **extra) -> Item:
        return item(
            number,
            id=f"t:event:{number}",
            kind=Kind.EVENT,
            source="telegram",
            thread=thread,
            author=author,
            extra=extra,
        )

    third = Actor(platform="weibo", id_kind="account", id="3")
    items = [event(1, "mine", OWNER, action="create_group"), event(2, "theirs", OTHER, action="create_group")]
    items += [event(3 + n, "theirs", who, action="invite_members") for n, who in enumerate((OWNER, third))]
    assert verdicts(found(*items, rule="cn-group-owner")) == {"mine": "over", "theirs": "unknown"}
    assert verdicts(found(rule="cn-group-owner")) == {"archive": "unknown"}


def test_a_domestic_number_is_found_shown_in_part_and_none_is_unknown() -> None:
    account = item(1, kind=Kind.ACCOUNT, extra={"phoneNumber": "+8613800138000"})
    (over,) = found(account, rule="cn-domestic-phone")
    assert (over.verdict, over.value) == (Verdict.OVER, shown_number("+8613800138000"))
    assert "0013" not in str(over.value)
    (under,) = found(item(1, kind=Kind.PHONE, extra={"n": "+14155550100"}), rule="cn-domestic-phone")
    assert under.verdict is Verdict.UNDER
    (unknown,) = found(item(1), rule="cn-domestic-phone")
    assert unknown.verdict is Verdict.UNKNOWN


def test_links_are_told_by_their_site_and_not_by_words_in_them() -> None:
    def linked(number: int, address: str) -> Item:
        return item(number, links=(Link(url="https://t.cn/a", target=address),))

    items = [
        linked(1, "https://www.rfa.org/mandarin"),
        linked(2, "https://example.com/?u=rfa.org"),
        linked(3, "https://notrfa.org/"),
    ]
    assert verdicts(found(*items, rule="cn-foreign-media")) == {"weibo:post:1": "over"}


def test_the_report_shows_names_as_text_and_nothing_of_it_runs() -> None:
    audit = LegalAudit([OWNER.key])
    audit.see(subject_of_item(item(1, id="<script>alert(1)</script>", counts={"shares": 700})))
    for language in ("en", "zh-Hans", "zh-Hant"):
        page = report_page(list(audit.findings()), language)
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert f'lang="{language}"' in page
        assert "诽谤等刑事案件" in page


def test_the_command_reads_an_export_and_writes_only_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, report = tmp_path / "x.zip", tmp_path / "report.html"
    sizes = {"posts": 30, "media": 2, "likes": 3, "conversations": 1, "messages": 4, "followers": 2}
    write_archive(export, seed=3, month=1, parts=1, **sizes)
    before = {path.name for path in tmp_path.iterdir()}
    assert main(["audit", str(export), "--html", str(report), "--json"]) in {0, 1}
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for one in findings:
        assert {"rule", "verdict", "subject", "value", "limit", "source", "advice"} <= one.keys()
    rules_seen = {one["rule"] for one in findings}
    assert rules_seen >= {"cn-shares-500", "cn-views-5000", "cn-domestic-phone", "exposure-phone"}
    assert {path.name for path in tmp_path.iterdir()} == before | {"report.html"}
    assert report.stat().st_mode & 0o077 == 0
    assert main(["audit", str(export), "--html", str(report)]) != 0
    assert "诽谤等刑事案件" in report.read_text("utf-8")


def test_half_a_character_in_a_text_ends_no_audit() -> None:
    """Exports hold lone surrogates where a platform cut an emoji in two."""
    one = item(1, text="cut \ud83d here")
    written = json.dumps(item_to_json(one))
    assert subject_of_item(one).text == subject_of_json(written).text == "cut ? here"
