"""The exposure audit: what the fixtures' security members show, counted by hand, and silence where they say nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.audit.addresses import UNKNOWN, address_table
from wildgrass.audit.exposure import ExposureAudit, mail_country, maker_country, questions
from wildgrass.audit.report import report_page
from wildgrass.audit.subject import subject_of_item
from wildgrass.audit.traces import phone_country, phones, traces
from wildgrass.cli.main import main
from wildgrass.model import Audience, Item, Kind, Origin

FIXTURES = Path(__file__).parent.parent / "sources" / "fixtures"


def record(kind: Kind, source: str = "x", **extra) -> Item:
    return Item(
        id=f"{source}:{kind}:1",
        kind=kind,
        source=source,
        origin=Origin(member="m.js"),
        audience=Audience.SELF,
        extra=extra,
    )


def exposed(*items: Item) -> dict[str, list]:
    audit = ExposureAudit()
    for one in items:
        audit.see(subject_of_item(one))
    found: dict[str, list] = {}
    for one in audit.findings():
        found.setdefault(one.question.id, []).append(one)
    return found


def audited(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict]]:
    main(["audit", str(path), "--json"])
    found: dict[str, list[dict]] = {}
    for line in capsys.readouterr().out.splitlines():
        finding = json.loads(line)
        if finding["rule"].startswith("exposure-"):
            found.setdefault(finding["rule"].removeprefix("exposure-"), []).append(finding)
    return found


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("114.114.114.114", "CN"),
        ("8.8.8.8", "US"),
        ("2001:4860:4860::8888", "US"),
        ("::ffff:8.8.8.8", "US"),
        ("192.168.1.1", UNKNOWN),
        ("::1", UNKNOWN),
        ("18.0.0", None),
        ("", None),
    ],
)
def test_addresses_have_the_country_of_the_table(address: str, country: str | None) -> None:
    assert address_table().country(address) == country
    assert address_table().made >= "2026"


@given(st.ip_addresses())
def test_every_address_has_an_answer(address) -> None:
    country = address_table().country(str(address))
    assert country is not None
    assert len(country) == 2


@pytest.mark.parametrize(
    ("key", "value", "is_domestic", "expected"),
    [
        ("phoneNumber", "+86 138 0013 8000", False, {"+8613800138000"}),
        ("手机", "13800138000", True, {"+8613800138000"}),
        ("phone", "+86 130****0000", True, {"+86*"}),
        ("phone", "130****0000", True, {"*"}),
        ("note", "+1 (415) 555-0100", False, {"+14155550100"}),
        ("id", "12813800138000", True, set()),
        ("date", "2020-01-01 10:00", False, set()),
    ],
)
def test_phone_numbers_are_found_and_ids_are_not(
    key: str, value: str, is_domestic: bool, expected: set
) -> None:
    assert set(phones(key, value, is_domestic=is_domestic)) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_field_breaks_the_reading_of_numbers(key: str, value: str) -> None:
    for number in phones(key, value, is_domestic=True):
        phone_country(number)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_record_breaks_the_reading_of_traces(value) -> None:
    for kind in (
        Kind.ACCOUNT,
        Kind.LOGIN,
        Kind.DEVICE,
        Kind.APP,
        Kind.CONTACT,
        Kind.AD,
        Kind.INFERENCE,
        Kind.TOKEN,
    ):
        list(traces(subject_of_item(record(kind, value=value))))


@pytest.mark.parametrize(
    ("address", "country"),
    [("a@qq.com", "CN"), ("a@gmail.com", "US"), ("a@proton.me", "CH"), ("a@example.org", None)],
)
def test_mail_providers_by_country(address: str, country: str | None) -> None:
    assert mail_country(address) == country


@pytest.mark.parametrize(
    ("device", "country"),
    [("HUAWEI P40", "CN"), ("iPhone 15", "US"), ("小米 14", "CN"), ("SM-G990B", "KR"), ("PC", None)],
)
def test_makers_by_country(device: str, country: str | None) -> None:
    assert maker_country(device) == country


def test_an_archive_of_posts_alone_says_nothing_and_nothing_is_zero() -> None:
    post = Item(
        id="x:post:1", kind=Kind.POST, source="x", origin=Origin(member="tweets.js"), text="138 0013 8000"
    )
    found = exposed(post)
    assert set(found) == {question.id for question in questions()}
    for (one,) in found.values():
        assert (one.value, one.values, one.count, one.country) == (None, None, None, None)
        assert one.to_json("en")["verdict"] == "unknown"


def test_an_x_archive_counted_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    found = audited(FIXTURES / "x/tweets-js", capsys)
    (phone,) = found["phone"]
    assert (phone["value"], phone["country"]) == ("+86…00", "CN")
    assert [one["value"] for one in found["carrier"]] == ["cn.examplecarrier"]
    assert found["contacts"][0]["value"] == "1"
    assert found["advertiser"][0]["value"] == "2"  # one showed an advertisement, one had uploaded a list
    assert found["login-address"][0]["value"] == UNKNOWN  # an address set apart for documentation
    assert found["off-platform"][0]["verdict"] == "unknown"


def test_wechats_own_export_and_telegram_and_tiktok_counted_by_hand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wechat = audited(FIXTURES / "wechat/personal", capsys)
    assert [(one["value"], one["country"]) for one in wechat["phone"]] == [("+86*", "CN")]
    assert [(one["value"], one["country"]) for one in wechat["device"]] == [("iPhone 15", "US")]
    assert [one["value"] for one in wechat["app"]] == ["某某商城"]
    telegram = audited(FIXTURES / "telegram/account", capsys)
    assert [one["value"] for one in telegram["phone"]] == ["+10…01"]
    assert telegram["contacts"][0]["value"] == "3"
    tiktok = audited(FIXTURES / "tiktok/activity", capsys)
    assert ("Pixel 5", "US") in [(one["value"], one.get("country")) for one in tiktok["device"]]
    assert tiktok["phone"][0]["verdict"] == "unknown"


def test_a_report_holds_no_whole_number_address_or_secret() -> None:
    secret = {"quarantined": "sha256:" + "0" * 64, "length": 40}
    items = [
        record(Kind.ACCOUNT, phoneNumber="+8613800138000", email="lihua@qq.com"),
        record(Kind.LOGIN, ip="114.114.114.114"),
        record(Kind.CONTACT, phone="+8613900139000"),
        record(Kind.TOKEN, key=secret),
    ]
    audit = ExposureAudit()
    for one in items:
        audit.see(subject_of_item(one))
    findings = list(audit.findings())
    for language in ("en", "zh-Hans", "zh-Hant"):
        said = report_page(findings, language) + json.dumps([one.to_json(language) for one in findings])
        for kept in ("13800138000", "lihua@", "114.114.114.114", "13900139000", "0" * 64):
            assert kept not in said
    assert "CN" in said


def test_an_apps_number_is_no_permission() -> None:
    named = record(Kind.APP, "facebook", name="Quiz", user_app_scoped_id=10160194571461435, scopes=["email"])
    (app,) = exposed(named)["app"]
    assert (app.value, app.more) == ("Quiz", "email")
