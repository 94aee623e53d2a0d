"""Every member of an export that shows exposure yields a finding, or the audit says why nothing is said."""

import json
from pathlib import Path

import pytest

from audit.exposure_members import Member, members
from wildgrass.audit.exposure import known_members
from wildgrass.cli.main import main

FIXTURES = Path(__file__).parent.parent / "sources" / "fixtures"


def audited(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict]:
    assert main(["audit", str(folder), "--json", "--lang", "en"]) in (0, 1)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [one for one in found if one["rule"].startswith("exposure-")]


def written(whole: list[Member], folder: Path) -> Path:
    for one in whole:
        file = folder / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(one.data)
    return folder


@pytest.mark.parametrize("name", members())
def test_every_member_shows_what_it_holds(name: str, tmp_path: Path, capsys) -> None:
    whole = members()[name]
    found = audited(written(whole, tmp_path / name), capsys)
    missing = []
    for one in whole:
        for question, part in one.shows:
            said = [
                f"{finding['value']} {finding.get('more', '')} {finding.get('country', '')}"
                for finding in found
                if finding["rule"] == f"exposure-{question}" and one.path in (finding["source"] or "")
            ]
            if not any(part in each for each in said):
                missing.append((one.path, question, part, said))
    assert missing == []


def test_the_table_of_members_names_every_member_that_shows_something() -> None:
    """What is shown by a member stands in the table, so that silence can point to it."""
    known = known_members().platform
    for whole in members().values():
        for one in whole:
            name = one.path.rpartition("/")[2]
            for question, _ in one.shows:
                told = known[one.platform].get(question, ())
                assert any(name in each or each in str(one.body) for each in told), (one.path, question)


NEVER = [
    ("x/tweets-js", "x", "real-name"),
    ("facebook/folders", "facebook", "carrier"),
    ("instagram/folders", "instagram", "sms-login"),
    ("tiktok/activity", "tiktok", "sms-login"),
    ("telegram/account", "telegram", "advertiser"),
    ("wechat/personal", "wechat", "inference"),
    ("wechat/chatlog", "wechat", "carrier"),
    ("youtube/lists", "youtube", "phone"),
    ("mastodon/archive", "mastodon", "phone"),
    ("bluesky/repository", "bluesky", "login-address"),
    ("weibo/crawler-json", "weibo", "phone"),
    ("qq/text", "qq", "phone"),
    ("whatsapp/android-group", "whatsapp", "device"),
]


@pytest.mark.parametrize(("fixture", "source", "never"), NEVER)
def test_every_silence_is_explained_and_none_is_a_zero(fixture, source, never, capsys) -> None:
    found = audited(FIXTURES / fixture, capsys)
    silent = {one["rule"].removeprefix("exposure-"): one for one in found if one["verdict"] == "unknown"}
    assert never in silent
    for question, one in silent.items():
        assert (one["value"], one["subject"]) == (None, f"source:{source}")
        members_known = known_members().platform.get(source, {}).get(question)
        assert ("would stand in" if members_known else "is known to say it") in one["why"]
    assert "is known to say it" in silent[never]["why"]


def test_an_export_without_the_member_says_where_it_would_stand(tmp_path, capsys) -> None:
    """Silence about telephone numbers names the members that would tell them."""
    account = next(one for one in members()["x"] if one.path == "data/ip-audit.js")
    found = audited(written([account], tmp_path / "x"), capsys)
    (phone,) = [one for one in found if one["rule"] == "exposure-phone"]
    assert phone["value"] is None
    assert "phone-number.js" in phone["why"]
